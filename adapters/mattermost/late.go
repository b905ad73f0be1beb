package mattermost

import (
	"context"
	"crypto/rand"

	"kigo/bot/chat"
)

// later is the answer to a request whose own answer will come another way. A form closes
// without a word; whoever sent it is told by a message.
func (a *Adapter) later(o origin) any {
	if o.form {
		return nothing{}
	}
	return o.text(markdown(a.laterText(o)))
}

func (a *Adapter) laterText(o origin) chat.Text {
	u, _ := a.people.user(o.user) // as far as it is known: nobody waits longer for that
	return a.Printer(u.Locale).Text("bot.later")
}

// note has somebody told that their answer takes a while, if it still does and there is
// a place.
func (a *Adapter) note(o origin, open func() bool) {
	o.open = open
	_ = a.notes.Try(o.user, o)
}

func (a *Adapter) sayLater(o origin) {
	if !o.open() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	o.key, o.look, o.http, o.mention = a.stamp.reply(rand.Text()), false, nil, false
	if err := a.tell(ctx, o, chat.Reply{Message: chat.Say(a.laterText(o))}); err != nil {
		a.Log.Warn("not said that it takes a while", "platform", Platform, "error", err)
	}
}
