package slack

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// origin is what a reply answers: who did what where.
type origin struct {
	user    string
	locale  string
	channel string
	thread  string // to answer in, where all read it
	// within is the thread in which it was said. A new one is not shown to people of whom
	// nobody has answered in it, so what only one person sees does not go there.
	within  string
	direct  bool   // the channel is kigo's and the person's alone
	line    string // what was asked, for a button that asks it again
	trigger string // opens a form for three seconds
	message string // that was clicked, or whose click opened the form
	pages   pages  // of that message, if all read it
	// ephemeral says that only the person has that message.
	ephemeral bool
	hook      *hook
	mention   bool
	form      *api.View // that was sent
	depth     int       // forms below that one
	view      *pending  // its sender, who waits
	key       string    // delivery key of the answer
	look      bool      // the answer may be there already
}

// replyKey is the delivery key of the answer to an event.
func replyKey(id string) string {
	sum := sha256.Sum256([]byte("reply/" + id))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// deliver brings a reply to whom it is for.
func (a *Adapter) deliver(ctx context.Context, o origin, r chat.Reply) error {
	switch {
	case len(r.Errors) > 0:
		return a.refuseForm(ctx, o, r.Errors)
	case r.Form != nil:
		return a.open(ctx, o, *r.Form)
	}
	a.close(ctx, o, r.Message)
	switch {
	case r.Message.Empty():
		return nil
	case r.Public && !o.direct && o.channel != "":
		return a.tellAll(ctx, o, r)
	}
	return a.tell(ctx, o, r)
}

// tellAll answers where everybody in the channel reads it; if kigo may not write there, the
// person alone does.
func (a *Adapter) tellAll(ctx context.Context, o origin, r chat.Reply) error {
	if r.Replace && o.message != "" && !o.ephemeral {
		if err := a.replace(ctx, o, r.Message); !hopeless(err) {
			return err
		}
	}
	err := a.reach(ctx, target{channel: o.channel, thread: o.thread, key: o.key}, o.look, r.Message)
	if hopeless(err) {
		a.Log.Info("answered in private", "platform", Platform, "why", err)
		return a.tell(ctx, o, r)
	}
	return err
}

// hopeless reports whether Slack has said no, so that another way has to be found.
func hopeless(err error) bool {
	return err != nil && (errors.Is(err, chat.ErrGone) || final(err))
}

// settle is how long Slack may take to show what it has taken.
const settle = time.Second

// reach posts as kigo. Where Slack did not say whether it took a message, and where look
// says that an earlier attempt may have got through, it looks before it posts, if it may.
func (a *Adapter) reach(ctx context.Context, to target, look bool, m chat.Message) error {
	to.look = look
	err := chat.Insist(ctx, final, func() error {
		if to.look && to.readable() {
			there, err := a.known(ctx, to, a.Now().Add(-lookBack))
			if err != nil || there[to.key] != "" {
				return err
			}
		}
		_, err := a.post(ctx, to, m)
		var retry *chat.RetryError
		if err != nil && !errors.As(err, &retry) && !errors.Is(err, chat.ErrGone) && !final(err) {
			to.look = true
			if sleepErr := chat.Sleep(ctx, a.pace.real(settle)); sleepErr != nil {
				return err
			}
		}
		return err
	})
	return err
}

// tell answers so that only the person reads it: in kigo's direct chat by a message, which
// lasts; elsewhere by one that only they see, and if that is not possible, directly.
func (a *Adapter) tell(ctx context.Context, o origin, r chat.Reply) error {
	if r.Replace && o.message != "" && (o.direct || o.ephemeral) {
		if err := a.replace(ctx, o, r.Message); !hopeless(err) {
			return err
		}
	}
	if o.direct {
		if a.squeeze(ctx, o, r.Message) {
			return nil
		}
		err := a.reach(ctx, target{channel: o.channel, thread: o.thread, key: o.key}, o.look, r.Message)
		if !errors.Is(err, chat.ErrGone) {
			return err
		}
		a.people.forgetChannel(o.channel) // it was somebody else's
		o.direct = false
	}
	if len(r.Message.Files)+len(r.Message.Images) == 0 {
		if shown, err := a.whisper(ctx, o, r.Message); shown || err != nil {
			return err
		}
	}
	return a.tellDirectly(ctx, o, r.Message)
}

// rush is how long an answer in a direct chat may have to wait for its turn.
const rush = time.Second

// squeeze answers through the response_url, for which Slack has no limit, while there are
// more answers than it takes otherwise. Such a message can't be looked for, which is why it
// is not the rule.
func (a *Adapter) squeeze(ctx context.Context, o origin, m chat.Message) bool {
	if o.look || o.hook.left() == 0 || len(m.Files)+len(m.Images) > 0 || a.pace.crowded(posting, o.channel) < rush {
		return false
	}
	parts, err := a.layout(ctx, m)
	if err != nil || len(parts) != 1 {
		return false
	}
	ok, err := a.callHook(ctx, o.hook, hookMessage{Text: parts[0].Text, Blocks: parts[0].Blocks, ResponseType: forAll, ThreadTS: o.thread})
	if err != nil {
		a.Log.Warn("response_url failed", "platform", Platform, "error", err)
	}
	return ok
}

// whisper shows the message to the person only, in the channel where they are. It returns
// false where that is not possible.
func (a *Adapter) whisper(ctx context.Context, o origin, m chat.Message) (bool, error) {
	if o.channel == "" {
		return false, nil
	}
	parts, err := a.layout(ctx, m)
	if err != nil {
		return false, err
	}
	return a.whisperAll(ctx, o, parts)
}

func (a *Adapter) whisperAll(ctx context.Context, o origin, parts []post) (bool, error) {
	byHook := o.hook.left() >= len(parts)
	for i, p := range parts {
		if byHook {
			ok, err := a.callHook(ctx, o.hook, hookMessage{Text: p.Text, Blocks: p.Blocks, ResponseType: onlyFor, ThreadTS: o.within})
			if ok {
				continue
			}
			if err != nil {
				a.Log.Warn("response_url failed", "platform", Platform, "error", err)
			}
			byHook = false
		}
		options := p.options()
		if o.within != "" {
			options = append(options, api.MsgOptionTS(o.within))
		}
		err := chat.Insist(ctx, final, func() error {
			return a.call(ctx, "chat.postEphemeral", "", func() error {
				_, err := a.api.PostEphemeralContext(ctx, o.channel, o.user, options...)
				return err
			})
		})
		if i == 0 && hopeless(err) {
			return false, nil // kigo is not in that channel, or the person is not
		}
		if err != nil {
			return i > 0, err
		}
	}
	return true, nil
}

// replace puts m in the place of what was clicked. It returns chat.ErrGone where that can't
// be reached any more.
func (a *Adapter) replace(ctx context.Context, o origin, m chat.Message) error {
	parts, err := a.layout(ctx, m)
	if err != nil {
		return err
	}
	bare := len(m.Files)+len(m.Images) == 0
	if bare && (o.ephemeral || len(parts) == 1 && len(o.pages.all) < 2) && o.hook.left() > 0 {
		answer := hookMessage{Text: parts[0].Text, Blocks: parts[0].Blocks, ReplaceOriginal: true, ResponseType: forAll}
		if o.ephemeral {
			answer.ResponseType = onlyFor
		}
		ok, err := a.callHook(ctx, o.hook, answer)
		if err != nil { // it may have worked, and may be done again
			ok, err = a.callHook(ctx, o.hook, answer)
		}
		if ok {
			_, err = a.whisperAll(ctx, o, parts[1:])
			return err
		}
		if err != nil {
			a.Log.Warn("response_url failed", "platform", Platform, "error", err)
		}
	}
	if o.ephemeral { // only its hook reaches it
		return chat.ErrGone
	}
	to := target{channel: o.channel, thread: o.thread}
	return chat.Insist(ctx, final, func() error {
		err := a.rewrite(ctx, to, o.pages, m)
		to.look = true
		return err
	})
}

// tellDirectly writes into kigo's direct chat. Whoever asked elsewhere is told there where
// the answer is, without anybody else seeing it.
func (a *Adapter) tellDirectly(ctx context.Context, o origin, m chat.Message) error {
	var channel string
	err := chat.Patient(ctx, func() (err error) {
		channel, err = a.direct(ctx, o.user)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.reach(ctx, target{channel: channel, key: o.key}, o.look, m); err != nil {
		return err
	}
	if o.direct || o.channel == channel {
		return nil
	}
	note := chat.Say(a.Printer(o.locale).Text("adapter.answered_directly"))
	if _, err := a.whisper(ctx, o, note); err != nil {
		a.Log.Warn("not said where the answer is", "platform", Platform, "error", err)
	}
	return nil
}
