package commands

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
)

// newEntry asks for an entry in a form and shows what people will read before they do.
func newEntry(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if !r.Submitted() {
			f := knowledge.Form(r.P, r.P.Plain("knowledge.form.new"), "wissen neu "+s.Library.NewID(), knowledge.Entry{Question: r.Args})
			return chat.Reply{Form: f}, nil
		}
		old := knowledge.Entry{ID: knowledge.EntryID(r.Value("question"), r.Args)}
		return saveDraft(ctx, s, r, old, 0)
	}}
}

// editEntry changes an entry in the form that made it. The form carries the version that
// it changes, so that two editors can't undo each other's work unseen.
func editEntry(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Fits: oneWord, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		text, version, numbered := cutNumber(r.Args)
		e, base, ask, err := beingEdited(ctx, s, r, text)
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if numbered {
			base = version
		}
		if r.Submitted() {
			return saveDraft(ctx, s, r, e, base)
		}
		line := "wissen ändern " + string(e.ID) + " " + strconv.Itoa(base)
		return chat.Reply{Form: knowledge.Form(r.P, r.P.Plain("knowledge.form.edit"), line, e)}, nil
	}}
}

// cutNumber splits a number off the end.
func cutNumber(args string) (text string, n int, ok bool) {
	before, last := lastWord(args)
	n, err := strconv.Atoi(last)
	if err != nil || before == "" {
		return args, 0, false
	}
	return before, n, true
}

// beingEdited is the editor's draft of the entry that they name, or the entry itself, with
// the version that it changes.
func beingEdited(ctx context.Context, s Services, r bot.Request, text string) (e knowledge.Entry, version int, ask *chat.Reply, err error) {
	d, err := s.Library.Draft(ctx, r.Person.ID, knowledge.ID(text))
	if err == nil {
		return d.Entry, d.Version, nil, nil
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		return e, 0, nil, err
	}
	rec, ask, err := pickEntry(ctx, s, r, "wissen ändern", text)
	if err == nil && ask == nil && rec.IsList() {
		err = unknownEntry(text)
	}
	return rec.Entry, rec.Version, ask, err
}

// saveDraft keeps what the form holds and shows it as people will read it, or beside what
// somebody else has published meanwhile.
func saveDraft(ctx context.Context, s Services, r bot.Request, old knowledge.Entry, version int) (chat.Reply, error) {
	e, err := knowledge.ReadForm(r.Event.Values, old, r.Now)
	if err == nil && e.Command != "" {
		if _, _, ok := r.Bot.Router.Find(e.Command); !ok {
			err = fault.Form(map[string]*fault.Fault{"command": fault.New("knowledge.entry.command", fault.Args{"Typed": short(e.Command)})})
		}
	}
	if err != nil {
		return chat.Reply{}, err
	}
	d, err := s.Library.SaveDraft(ctx, r.Person, e, version)
	if err != nil {
		return chat.Reply{}, err
	}
	return preview(ctx, s, r, d)
}

func preview(ctx context.Context, s Services, r bot.Request, d knowledge.Draft) (chat.Reply, error) {
	if err := s.Library.Outdated(ctx, d); err != nil {
		return conflicting(ctx, s, r, err, &d)
	}
	return here(r, knowledge.PreviewView(r.P, d, r.Now)), nil
}

// showDraft shows a draft again.
func showDraft(s Services) bot.Command {
	return bot.Command{May: knowledge.Edits, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		d, err := s.Library.Draft(ctx, r.Person.ID, knowledge.ID(r.Args))
		if err != nil {
			return chat.Reply{}, err
		}
		return preview(ctx, s, r, d)
	}}
}

// publishEntry lets everybody read a draft.
func publishEntry(s Services) bot.Command {
	return onDraft(s, func(ctx context.Context, r bot.Request, d knowledge.Draft) (chat.Reply, error) {
		rec, err := s.Library.Publish(ctx, r.Person, d)
		if err != nil {
			return conflicting(ctx, s, r, err, &d)
		}
		return here(r, knowledge.PublishedView(r.P, rec, r.Now)), nil
	})
}

// discardEntry throws a draft away.
func discardEntry(s Services) bot.Command {
	return onDraft(s, func(ctx context.Context, r bot.Request, d knowledge.Draft) (chat.Reply, error) {
		if err := s.Library.Discard(ctx, d); err != nil {
			return chat.Reply{}, err
		}
		return here(r, knowledge.DiscardedView(r.P, d)), nil
	})
}

// onDraft is a command on a draft as a preview has shown it. If it has been written to
// since, it is shown again instead.
func onDraft(s Services, do func(context.Context, bot.Request, knowledge.Draft) (chat.Reply, error)) bot.Command {
	return bot.Command{May: knowledge.Edits, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		id, saved, _ := strings.Cut(r.Args, " ")
		d, err := s.Library.Draft(ctx, r.Person.ID, knowledge.ID(id))
		if err != nil {
			return chat.Reply{}, err
		}
		if d.Saved() != saved {
			return preview(ctx, s, r, d)
		}
		return do(ctx, r, d)
	}}
}
