package slack

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"kigo/bot/chat"
)

// job is something that a person did, taken on and acknowledged.
type job struct {
	ev     chat.Event // without the user, who is asked for while handling it
	origin origin
	tries  int
	at     time.Time // when to hand it in again
}

const maxTries = 10

// taken says whether a job was taken on.
type taken int

const (
	on     taken = iota
	full         // no place
	closed       // kigo stops
)

// lane is what is done in turn: a person's messages, their commands, their clicks. A slow
// one of these does not hold up the others.
func (j job) lane() string { return string(j.ev.Kind) + "/" + j.origin.user }

func (a *Adapter) take(j job) taken {
	if a.work.Try(j.lane(), j) {
		return on
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopping {
		return closed
	}
	a.Log.Warn("too much at once", "platform", Platform)
	return full
}

func (a *Adapter) panicked(r any) {
	a.Log.Error("panic", "platform", Platform, "error", fmt.Sprintf("%v\n%s", r, debug.Stack()))
}

// do handles one job. What is not settled is handed in again when its lease is over.
func (a *Adapter) do(j job) {
	defer func() {
		if r := recover(); r != nil {
			a.panicked(r)
		}
	}()
	ctx := context.Background()
	defer j.origin.view.finish()
	if a.answer(ctx, j) {
		a.homes.stale(j.origin.user)
		return
	}
	if j.tries++; j.tries >= maxTries {
		a.Log.Error("event not answered", "platform", Platform, "tries", j.tries)
		return
	}
	j.at, j.origin.look = time.Now().Add(a.Lease+a.Lease/8), true
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.later) >= places {
		a.Log.Error("event not answered, and no place to keep it", "platform", Platform)
		return
	}
	a.later = append(a.later, j)
}

// again hands in what was not settled. What finds no place waits for the next time.
func (a *Adapter) again() {
	now := time.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.later = slices.DeleteFunc(a.later, func(j job) bool {
		return !j.at.After(now) && a.work.Try(j.lane(), j)
	})
}

// answer has an event handled and delivers the reply. It reports whether that is settled.
func (a *Adapter) answer(ctx context.Context, j job) bool {
	user, err := a.who(ctx, j.origin.user)
	if errors.Is(err, chat.ErrGone) {
		a.Log.Warn("account not known to Slack", "platform", Platform)
		return true
	}
	if err != nil { // nobody is let in unknown
		a.Log.Error("account not known", "platform", Platform, "error", err)
		return false
	}
	if user.Bot {
		return true
	}
	o := j.origin
	o.locale = user.Locale
	if o.direct {
		if err := a.keepDirect(ctx, o.user, o.channel); err != nil {
			a.Log.Warn("direct channel not kept", "platform", Platform, "error", err)
		}
	} else {
		o.direct = a.alone(ctx, o.user, o.channel)
	}
	o.key = replyKey(j.ev.ID)
	ev := j.ev
	ev.Platform, ev.User = Platform, user
	if !o.direct {
		ev.Channel = o.channel
	}
	return a.Answer(ctx, ev, func(ctx context.Context, r chat.Reply) error { return a.deliver(ctx, o, r) })
}
