package commands

import (
	"context"
	"slices"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// digest shows what the weekly digest would say now, and switches it on or off.
func digest(s Services) bot.Command {
	fits := func(args string) bool { _, ok := parseSwitch(args); return ok }
	return bot.Command{May: knowledge.Edits, Fits: fits, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args != "" {
			on, ok := parseSwitch(r.Args)
			if !ok {
				return chat.Reply{}, fault.Missing("gap.digest.usage", fault.Args{"Typed": short(r.Args)})
			}
			if err := s.Inbox.Subscribe(ctx, r.Person, on); err != nil {
				return chat.Reply{}, err
			}
			return here(r, knowledge.SubscribedView(r.P, on)), nil
		}
		d, err := s.Inbox.Digest(ctx)
		if err != nil {
			return chat.Reply{}, err
		}
		on, err := s.Inbox.Subscribed(ctx, r.Person)
		if err != nil {
			return chat.Reply{}, err
		}
		return bot.Private(knowledge.DigestPreviewView(r.P, d, on)), nil
	}}
}

// parseSwitch reads a word that switches something on or off.
func parseSwitch(word string) (on, ok bool) {
	switch w := people.Fold(word); {
	case slices.Contains([]string{"ein", "an", "on"}, w):
		return true, true
	case slices.Contains([]string{"aus", "off"}, w):
		return false, true
	}
	return false, false
}
