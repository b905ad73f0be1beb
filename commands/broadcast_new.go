package commands

import (
	"context"
	"strconv"
	"strings"

	"kigo/bot"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/fault"
)

// announce asks for a new announcement in a form and answers with its preview.
func announce(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if !r.Submitted() {
			line := "mitteilung neu " + s.Broadcasts.NewID()
			return chat.Reply{Form: broadcasts.Form(r.P, r.P.Plain("broadcast.form.new"), line, broadcasts.Broadcast{})}, nil
		}
		o, err := s.Broadcasts.Read(ctx, r.Person, r.Event.Values, broadcasts.Order{})
		if err != nil {
			return chat.Reply{}, err
		}
		b, err := s.Broadcasts.New(ctx, r.Person, r.Args, o)
		if err != nil {
			return chat.Reply{}, err
		}
		return showBroadcast(ctx, s, r, b)
	}}
}

// reannounce changes what has not begun; it has to be approved anew.
func reannounce(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Submitted() {
			b, version, err := versioned(ctx, s, r)
			if err != nil {
				return chat.Reply{}, err
			}
			o, err := s.Broadcasts.Read(ctx, r.Person, r.Event.Values, b.Order)
			if err != nil {
				return chat.Reply{}, err
			}
			if b, err = s.Broadcasts.Revise(ctx, b.ID, r.Person, version, o); err != nil {
				return chat.Reply{}, err
			}
			return showBroadcast(ctx, s, r, b)
		}
		b, ask, err := pickBroadcast(ctx, s, r, "mitteilung ändern", broadcasts.In(broadcasts.Draft, broadcasts.Approved))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if err := b.CanRevise(); err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{Form: broadcasts.Form(r.P, r.P.Plain("broadcast.form.edit"), withVersion("mitteilung ändern", b), b)}, nil
	}}
}

// intoChannel has a draft go into channels instead of to everybody; it stands on the preview's
// button.
func intoChannel(s Services) bot.Command {
	return bot.Command{May: isAdmin, Hidden: true, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		words := strings.SplitN(r.Args, " ", 3)
		if len(words) < 3 {
			return chat.Reply{}, fault.Missing("broadcast.unknown", fault.Args{"Text": short(r.Args)})
		}
		r.Args = words[0] + " " + words[1]
		b, version, err := versioned(ctx, s, r)
		if err != nil {
			return chat.Reply{}, err
		}
		if b, err = s.Broadcasts.Retarget(ctx, b.ID, r.Person, version, words[2]); err != nil {
			return chat.Reply{}, err
		}
		return showBroadcast(ctx, s, r, b)
	}}
}

// correct replaces the text of what is on its way, in place, once that is approved.
func correct(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Submitted() {
			b, version, err := versioned(ctx, s, r)
			if err != nil {
				return chat.Reply{}, err
			}
			c, err := broadcasts.ReadContent(r.Event.Values)
			if err != nil {
				return chat.Reply{}, err
			}
			if b, err = s.Broadcasts.Correct(ctx, b.ID, r.Person, version, c); err != nil {
				return chat.Reply{}, err
			}
			return showBroadcast(ctx, s, r, b)
		}
		b, ask, err := pickBroadcast(ctx, s, r, "mitteilung korrigieren", broadcasts.In(broadcasts.Sending, broadcasts.Stopped, broadcasts.Done))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		if err := b.CanCorrect(); err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{Form: broadcasts.CorrectForm(r.P, withVersion("mitteilung korrigieren", b), b)}, nil
	}}
}

// withVersion is a command about the version of b that was shown.
func withVersion(line string, b broadcasts.Broadcast) string {
	return line + " " + string(b.ID) + " " + strconv.Itoa(b.Version)
}

// versioned reads the announcement and the version that a button or form names.
func versioned(ctx context.Context, s Services, r bot.Request) (broadcasts.Broadcast, int, error) {
	id, last := lastWord(r.Args)
	version, err := strconv.Atoi(last)
	if err != nil {
		return broadcasts.Broadcast{}, 0, fault.Missing("broadcast.unknown", fault.Args{"Text": short(r.Args)})
	}
	b, err := s.Broadcasts.Get(ctx, broadcasts.ID(id))
	return b, version, err
}
