package commands

import (
	"context"
	"strconv"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/pulses"
)

// pulseFeedback tells everybody who was asked what is done about a result: a form, a
// preview, and a button that sends it.
func pulseFeedback(s Services) bot.Command {
	return bot.Command{May: isAdmin, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		text, version := cutVersion(r.Args)
		run, ask, err := pickPulse(ctx, s, r, text, "puls rückmeldung", inState(pulses.Published))
		if ask != nil || err != nil {
			return reply(ask), err
		}
		switch {
		case version > 0:
			run, err = s.Pulses.SendFeedback(ctx, r.Person, run, version)
			return bot.Private(pulses.FeedbackSentView(r.P, run)), err
		case !r.Submitted():
			return chat.Reply{Form: pulses.FeedbackForm(r.P, run)}, s.Pulses.MayFeedBack(ctx, r.Person, run)
		}
		f, err := pulses.ReadFeedback(r.Event.Values)
		if err == nil {
			run, err = s.Pulses.DraftFeedback(ctx, r.Person, run, f)
		}
		return bot.Private(pulses.FeedbackPreview(r.P, run)), err
	}}
}

// cutVersion parts the run from the version of a feedback that is to be sent; 0 is none.
func cutVersion(args string) (text string, version int) {
	before, number := lastWord(args)
	if id, word := lastWord(before); word == pulses.WordSend {
		if n, err := strconv.Atoi(number); err == nil {
			return strings.TrimSpace(id), n
		}
	}
	return args, 0
}
