package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kigo/bot/chat"
)

// heard is what becomes of a request.
type heard struct {
	// taken says that it is to be acknowledged. What is not comes again, or the person is
	// told by Slack that kigo does not answer.
	taken  bool
	answer any // that the acknowledgement carries
	// waits gives the answer after a moment, in place of answer; it blocks. nil is at once.
	waits func() any
}

// acknowledgement is the answer, as soon as it is there.
func (h heard) acknowledgement() any {
	if h.waits != nil {
		return h.waits()
	}
	return h.answer
}

// begin opens the door to a request, unless kigo stops. Whoever has acknowledged it calls
// a.waiting.Done.
func (a *Adapter) begin() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopping {
		return false
	}
	a.waiting.Add(1)
	return true
}

// hear takes a request of Slack's on, without waiting for anything. again says that Slack
// has sent it before.
func (a *Adapter) hear(ctx context.Context, kind string, payload []byte, again bool) (h heard) {
	defer func() { // whatever it is, it ends only itself
		if r := recover(); r != nil {
			a.panicked(r)
			h = heard{taken: true}
		}
	}()
	me, err := a.me(ctx)
	if err != nil {
		a.refused(kind, err)
		return heard{}
	}
	switch kind {
	case commands:
		return a.command(me, payload)
	case interactions:
		return a.interaction(me, payload)
	case eventsAPI:
		return a.envelope(me, payload, again)
	}
	return heard{taken: true}
}

// meant refuses what another app or workspace was meant by.
func (m self) meant(team, app string) error {
	switch {
	case team != m.team:
		return fmt.Errorf("from the workspace %q, not %q", team, m.team)
	case app != "" && m.app != "" && app != m.app:
		return fmt.Errorf("for the app %q, not %q", app, m.app)
	}
	return nil
}

func (a *Adapter) refused(what string, err error) {
	a.Log.Warn("request refused", "platform", Platform, "kind", what, "why", err)
}

// command is "/kigo …".
func (a *Adapter) command(me self, payload []byte) heard {
	var c command
	err := json.Unmarshal(payload, &c)
	if err == nil {
		err = me.meant(c.Team, c.App)
	}
	if err != nil || c.User == "" {
		a.refused(commands, err)
		return heard{taken: true}
	}
	text := a.typed(c.Text)
	j := job{
		ev: chat.Event{ID: deliveryID("trigger", c.Trigger, payload), Kind: chat.Command, Line: text},
		origin: origin{
			user: c.User, channel: c.Channel, line: text, trigger: c.Trigger, hook: a.newHook(c.Hook), ephemeral: true,
		},
	}
	switch a.take(j) {
	case full: // said at once, without asking Slack for anything
		words := a.busy(j.origin)
		return heard{taken: true, answer: hookMessage{Text: words.Text, Blocks: words.Blocks, ResponseType: onlyFor}}
	case closed:
		return heard{}
	}
	return heard{taken: true}
}

// envelope is an event around which Slack says whose it is.
func (a *Adapter) envelope(me self, payload []byte, again bool) heard {
	var e envelope
	var in event
	err := json.Unmarshal(payload, &e)
	if err == nil && e.Type == "app_rate_limited" {
		a.Log.Error("Slack sends too many events and leaves some out", "platform", Platform)
		return heard{taken: true}
	}
	if err == nil {
		err = me.meant(e.Team, e.App)
	}
	if err == nil {
		err = json.Unmarshal(e.Event, &in)
	}
	if err != nil {
		a.refused(eventsAPI, err)
		return heard{taken: true}
	}
	j, ok := a.event(me, in, e.Event)
	if !ok {
		return heard{taken: true}
	}
	j.ev.ID, j.origin.look = deliveryID("event", e.ID, payload), again
	return a.tookOn(j)
}

// tookOn takes a job on. If there is no place, the person is told; if that has no place
// either, Slack sends it again, or tells them.
func (a *Adapter) tookOn(j job) heard {
	switch a.take(j) {
	case full:
		return heard{taken: a.notices.Try(j.origin.user, excuse{origin: j.origin, words: "bot.busy"})}
	case closed:
		return heard{}
	}
	return heard{taken: true}
}

// busy is the same as Slack takes it.
func (a *Adapter) busy(o origin) post {
	return posts(a.words(o, "bot.busy"), line)[0]
}

// locale is the language of a profile, as far as it is known.
func (a *Adapter) locale(user string) string {
	u, _, _ := a.people.user(user)
	return u.Locale
}

// who is the account behind a job, or chat.ErrGone.
func (a *Adapter) who(ctx context.Context, id string) (u chat.User, err error) {
	ctx, cancel := context.WithTimeout(ctx, whoTime)
	defer cancel()
	err = chat.Insist(ctx, final, func() (err error) {
		u, err = a.user(ctx, id, userAge)
		return err
	})
	if err == nil || errors.Is(err, chat.ErrGone) {
		return u, err
	}
	if old, _, ok := a.people.user(id); ok { // better than nothing
		return old, nil
	}
	return u, err
}

const whoTime = 20 * time.Second
