package slack

import (
	"context"
	"time"

	"kigo/bot/chat"
)

// excuse is what somebody is told in place of an answer.
type excuse struct {
	origin
	words string      // key in the catalogue
	open  func() bool // whether it is still true; nil is always
}

const (
	// latePatience is how long an answer may take before the person is told that it will come.
	latePatience = 3 * time.Second
	busyTime     = 20 * time.Second
)

// late has somebody told that their answer takes a while, if there is a place. A form shows
// it by itself.
func (a *Adapter) late(j job, open func() bool) {
	if j.ev.Kind != chat.FormSubmit {
		_ = a.notices.Try(j.origin.user, excuse{origin: j.origin, words: "bot.later", open: open})
	}
}

// sayBusy tells somebody that kigo has no time, now or at all.
func (a *Adapter) sayBusy(n excuse) {
	defer func() {
		if r := recover(); r != nil {
			a.panicked(r)
		}
	}()
	if n.open != nil && !n.open() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), busyTime)
	defer cancel()
	o := n.origin
	o.direct = o.direct || a.alone(ctx, o.user, o.channel)
	o.key, o.look = replyKey("busy/"+o.user+time.Now().String()), false
	if err := a.deliver(ctx, o, chat.Reply{Message: a.words(o, n.words)}); err != nil {
		a.Log.Error("busy not said", "platform", Platform, "error", err)
	}
}

// words are a sentence in the person's language.
func (a *Adapter) words(o origin, key string) chat.Message {
	return chat.Say(a.Printer(a.locale(o.user)).Text(key))
}
