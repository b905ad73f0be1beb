package knowledge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Outbox takes the messages that are not direct replies.
type Outbox interface {
	Enqueue(ctx context.Context, r outbox.Row) error
}

// Inbox is where questions gather that the entries do not answer. It is safe for
// concurrent use, and by several processes on one store.
type Inbox struct {
	Gaps    GapStore
	Library *Library
	People  People
	Outbox  Outbox
	Audit   Audit
	Now     func() time.Time
	Zone    *time.Location // in which days are counted
	Log     *slog.Logger

	mu    sync.Mutex
	index *Index
	heard map[string]heard // wordings of gaps as the index reads them
}

// tries bounds how often a gap may change between reading and writing.
const tries = 10

// Missed takes note of a question that was not answered, and returns what to say about it
// and the buttons below (pass it on, …).
func (b *Inbox) Missed(ctx context.Context, _ people.Person, p i18n.Printer, question string) (chat.Message, error) {
	question = oneLine(question)
	if m, stop, err := b.screen(ctx, p, question); stop || err != nil {
		return m, err
	}
	g, err := b.note(ctx, question, "")
	if err != nil {
		return chat.Message{}, err
	}
	return missedView(p, g, b.Library.Contact(ctx)), nil
}

// screen answers what is not to be noted; stop says that it has.
func (b *Inbox) screen(ctx context.Context, p i18n.Printer, question string) (m chat.Message, stop bool, err error) {
	switch seen := Personal(question); {
	case Wordless(question):
		return chat.Say(p.Text("gap.wordless")), true, nil
	case Insults(question):
		day := b.Now().In(b.Zone).Format(time.DateOnly)
		return chat.Say(p.Text("gap.insult")), true, b.count(ctx, TallyInsult, day)
	case len([]rune(question)) > MaxQuestion:
		return longView(p), true, nil
	case len(seen) > 0:
		return personalView(p, seen, question), true, nil
	}
	return m, false, nil
}

func (b *Inbox) count(ctx context.Context, kind TallyKind, subject string) error {
	if err := b.Gaps.Count(ctx, kind, subject, b.Now().UTC()); err != nil {
		return fmt.Errorf("count %s %s: %w", kind, subject, err)
	}
	return nil
}

// Judged notes whether an answer helped, and returns what to say about it. question may be "".
// A question that was not answered well is noted unless it holds
// what is not to be noted; nobody is bothered about that before they pass it on.
func (b *Inbox) Judged(ctx context.Context, _ people.Person, p i18n.Printer, entry ID, question string, helped bool) (chat.Message, error) {
	if helped {
		return JudgedView(p, true), b.count(ctx, TallyHelped, string(entry))
	}
	if err := b.count(ctx, TallyDisliked, string(entry)); err != nil {
		return chat.Message{}, err
	}
	question = oneLine(question)
	switch {
	case question == "":
		return JudgedView(p, false), nil
	case Wordless(question) || Insults(question) || len(Personal(question)) > 0 || len([]rune(question)) > MaxQuestion:
		return unhelpedView(p, chat.Button{Label: p.Plain("knowledge.button.pass_on"), Line: noneLine(question)}), nil
	}
	g, err := b.note(ctx, question, entry)
	if err != nil {
		return chat.Message{}, err
	}
	return unhelpedView(p, passButtons(p, "frage weitergeben "+string(g.ID))...), nil
}

// note joins a question to the gap that asks the same, or makes one.
func (b *Inbox) note(ctx context.Context, question string, disliked ID) (Gap, error) {
	now := b.Now().UTC()
	x := b.Library.Base.Index()
	for range tries {
		all, err := b.Gaps.Gaps(ctx)
		if err != nil {
			return Gap{}, fmt.Errorf("note question: %w", err)
		}
		g, known := x.closest(all, question, b.hearing(x))
		if !known {
			g = Gap{
				ID: x.GapID(question), State: GapOpen, Version: 1, Round: 1, Wordings: []string{question}, Asked: 1,
				First: now, Last: now, Disliked: disliked,
			}
			fresh, err := b.Gaps.InsertGap(ctx, g)
			if err != nil {
				return g, fmt.Errorf("note question: %w", err)
			}
			if fresh {
				return g, nil
			}
			if g, known, err = b.Gaps.Gap(ctx, g.ID); err != nil {
				return g, fmt.Errorf("note question: %w", err)
			}
			if !known {
				continue
			}
		}
		if g.State != GapOpen {
			if err := b.reopen(ctx, g); err != nil {
				return g, err
			}
		}
		a := Asking{Gap: g.ID, Disliked: disliked, At: now}
		if !g.Knows(question) && len(g.Wordings) < MaxWordings {
			a.Wording = question
		}
		after, ok, err := b.Gaps.Ask(ctx, a)
		if err != nil {
			return g, fmt.Errorf("note question in gap %s: %w", g.ID, err)
		}
		if ok {
			return after, nil
		}
	}
	return Gap{}, fault.New("fault.busy")
}

// reopen opens a gap whose question is asked again. What is still owed for its answer is
// done first.
func (b *Inbox) reopen(ctx context.Context, g Gap) error {
	if err := b.settle(ctx, g); err != nil {
		return err
	}
	if _, err := b.Gaps.Reopen(ctx, g.ID, g.Version); err != nil {
		return fmt.Errorf("reopen gap %s: %w", g.ID, err)
	}
	return nil
}

// hearing reads wordings of gaps with x, each once.
func (b *Inbox) hearing(x *Index) func(string) heard {
	const most = 10_000 // wordings
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.index != x || len(b.heard) > most {
		b.index, b.heard = x, map[string]heard{}
	}
	all := b.heard
	return func(wording string) heard {
		b.mu.Lock()
		h, ok := all[wording]
		b.mu.Unlock()
		if ok {
			return h
		}
		h = x.hear(wording)
		b.mu.Lock()
		defer b.mu.Unlock()
		all[wording] = h
		return h
	}
}

// Pass makes by wait for the answer to a gap. It returns the gap as it then stands; one
// that has been answered meanwhile is returned as it is.
func (b *Inbox) Pass(ctx context.Context, by people.Person, id GapID, named bool) (Gap, error) {
	g, ok, err := b.Gaps.Wait(ctx, id, by.ID, Asker{Named: named, At: b.Now().UTC()})
	if err != nil || ok {
		return g, wrap("pass question on", id, err)
	}
	return b.Get(ctx, id)
}

// PassAnyway notes a question with personal data that whoever asks it wants to pass on.
func (b *Inbox) PassAnyway(ctx context.Context, by people.Person, question string, named bool) (Gap, error) {
	question = oneLine(question)
	switch {
	case Wordless(question):
		return Gap{}, fault.New("gap.wordless")
	case Insults(question):
		return Gap{}, fault.New("gap.insult")
	case len([]rune(question)) > MaxQuestion:
		return Gap{}, fault.New("fault.too_long", fault.Args{"Max": MaxQuestion})
	}
	g, err := b.note(ctx, question, "")
	if err != nil {
		return g, err
	}
	return b.Pass(ctx, by, g.ID, named)
}

// Withdraw makes by wait no more.
func (b *Inbox) Withdraw(ctx context.Context, by people.Person, id GapID) error {
	return wrap("withdraw question", id, b.Gaps.Withdraw(ctx, id, by.ID))
}

// Nearest are the entries that may be the answer to a gap, best first.
func (b *Inbox) Nearest(ctx context.Context, g Gap) []Entry {
	b.Library.catchUp(ctx)
	return b.Library.Base.Index().Nearest(g.Question(), MaxSuggestions)
}

// Get reads a gap; one that is forgotten is a fault.
func (b *Inbox) Get(ctx context.Context, id GapID) (Gap, error) {
	g, ok, err := b.Gaps.Gap(ctx, id)
	if err == nil && !ok {
		return g, fault.Missing("gap.unknown", nil)
	}
	return g, wrap("read", id, err)
}

func wrap(operation string, id GapID, err error) error {
	var f *fault.Fault
	if err == nil || errors.As(err, &f) {
		return err
	}
	return fmt.Errorf("%s %s: %w", operation, id, err)
}
