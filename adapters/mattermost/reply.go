package mattermost

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// origin is what a reply answers: who did what where.
type origin struct {
	user    string
	locale  string
	channel string
	root    string // thread to answer in
	direct  bool   // the channel is kigo's and the person's alone
	line    string // what was asked, for a button that asks it again
	trigger string // opens a dialog for some seconds
	post    string // that was clicked, or whose click opened the form
	// ephemeral says that only the person has that post.
	ephemeral bool
	hook      string // response_url of the slash command behind it
	slash     bool
	form      bool
	mention   bool
	http      *waiting    // nil for posts
	key       string      // delivery key of the answer
	look      bool        // the answer may be there already
	open      func() bool // whether the answer is still to come; for late.go
}

// text is a sentence as an answer to the waiting request.
func (o origin) text(s string) any {
	switch {
	case o.form:
		return model.SubmitDialogResponse{Error: s}
	case o.slash:
		return model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: s, SkipSlackParsing: true}
	default:
		return actionAnswer{EphemeralText: s, SkipSlackParsing: true}
	}
}

// deliver brings a reply to whom it is for. If the server does not take it, whoever still
// waits for an answer reads it there, without buttons.
func (a *Adapter) deliver(ctx context.Context, o origin, r chat.Reply) error {
	err := a.send(ctx, o, r)
	if err == nil || o.form || r.Message.Empty() || !o.http.waits() {
		return err
	}
	a.Log.Warn("answered in plain words", "platform", Platform, "error", err)
	return o.http.give(o.text(markdown(chat.Words(r.Message.Plain()))))
}

func (a *Adapter) send(ctx context.Context, o origin, r chat.Reply) error {
	switch {
	case len(r.Errors) > 0:
		return a.refuseForm(ctx, o, r.Errors)
	case r.Form != nil:
		return a.open(ctx, o, *r.Form)
	case r.Message.Empty():
		return nil
	case r.Public && !o.direct:
		return a.tellAll(ctx, o, r)
	default:
		return a.tell(ctx, o, r)
	}
}

// refuseForm keeps the form open. Where it is closed already, the person reads what was wrong.
func (a *Adapter) refuseForm(ctx context.Context, o origin, errs map[string]string) error {
	answer := model.SubmitDialogResponse{Errors: map[string]string{}}
	var lines []chat.Text
	for name, sentence := range errs {
		text := chat.Words(sentence)
		lines = append(lines, text)
		if name == "" {
			answer.Error = markdown(text)
		} else {
			answer.Errors[fieldName(name)] = markdown(text)
		}
	}
	if err := o.http.give(answer); !errors.Is(err, errOver) {
		return err
	}
	return a.tell(ctx, o, chat.Reply{Message: a.again(o, chat.Lines(lines...))})
}

// again offers to ask once more, by a button that a form can open from.
func (a *Adapter) again(o origin, text chat.Text) chat.Message {
	label := a.Printer(o.locale).Plain("adapter.form.open")
	return chat.Say(text, chat.Button{Label: label, Line: o.line, Style: chat.Primary})
}

// open opens a form. That needs a click or a slash command, only just now; otherwise the
// person gets a button for it.
func (a *Adapter) open(ctx context.Context, o origin, f chat.Form) error {
	d := dialog(f)
	d.CallbackId = "kigo"
	d.State = a.stamp.seal(forDialog, ticket{
		Line: f.Line, User: o.user, Until: a.Now().Add(dialogLasts).Unix(), Channel: o.channel, Root: o.root,
		Direct: o.direct, Post: o.post, Ephemeral: o.ephemeral, Hook: o.hook,
	})
	if o.form {
		next := model.SubmitDialogResponse{Type: string(model.SubmitDialogResponseTypeForm), Form: &d}
		if err := o.http.give(next); !errors.Is(err, errOver) {
			return err
		}
	}
	if o.trigger != "" {
		err := chat.Insist(ctx, refused, func() error {
			_, err := a.client.OpenInteractiveDialog(ctx, model.OpenDialogRequest{
				TriggerId: o.trigger, URL: a.PublicURL + dialogPath, Dialog: d,
			})
			return err
		})
		if err == nil {
			return nil
		}
		a.Log.Warn("form not opened", "platform", Platform, "error", err)
	}
	return a.tell(ctx, o, chat.Reply{Message: a.again(o, a.Printer(o.locale).Text("adapter.form.text"))})
}

// tellAll answers where everybody in the channel reads it.
func (a *Adapter) tellAll(ctx context.Context, o origin, r chat.Reply) error {
	if r.Replace && o.post != "" && !o.ephemeral {
		return chat.Insist(ctx, refused, func() error { return a.rewrite(ctx, target{}, o.post, r.Message) })
	}
	err := a.reach(ctx, target{channel: o.channel, root: o.root, key: o.key}, o.look, r.Message)
	if isStatus(err, http.StatusForbidden) { // kigo is not in that channel
		return a.tell(ctx, o, r)
	}
	return err
}

// reach posts as the bot. Where the server did not say whether it took a post, and where
// look says that an earlier attempt may have got through, it looks before it posts.
func (a *Adapter) reach(ctx context.Context, to target, look bool, m chat.Message) error {
	return chat.Insist(ctx, refused, func() error {
		if look {
			p, err := a.find(ctx, to.channel, a.Now().Add(-lookBack), func(p *model.Post) bool { return p.GetProp(keyProp) == to.key })
			if err != nil || p != nil {
				return err
			}
		}
		look = true
		_, err := a.post(ctx, to, m)
		return err
	})
}

// lookBack is how far back an answer of an earlier attempt can lie.
const lookBack = 24 * time.Hour

// tell answers so that only the person reads it. In kigo's direct chat that is a post, which
// lasts; elsewhere it is one that only they see, if it can look like kigo's, and else a
// direct message.
func (a *Adapter) tell(ctx context.Context, o origin, r chat.Reply) error {
	if r.Replace && o.direct && o.post != "" && !o.ephemeral {
		err := chat.Insist(ctx, refused, func() error { return a.rewrite(ctx, target{user: o.user}, o.post, r.Message) })
		if !errors.Is(err, chat.ErrGone) {
			return err
		}
	}
	if o.direct {
		return a.reach(ctx, target{channel: o.channel, root: o.root, user: o.user, key: o.key}, o.look, r.Message)
	}
	shown, err := a.whisper(ctx, o, r)
	if shown || err != nil {
		return err
	}
	return a.tellDirectly(ctx, o, r.Message)
}

// whisper shows the message to the person only, in the channel where they are. It returns
// false where that is not possible.
func (a *Adapter) whisper(ctx context.Context, o origin, r chat.Reply) (bool, error) {
	if len(r.Message.Files)+len(r.Message.Images) > 0 {
		return false, nil // what only one person sees holds no files
	}
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return false, err
	}
	to := target{channel: o.channel, root: o.root, user: o.user, ephemeral: true, hook: o.hook}
	parts := pages(r.Message, a.link(to))
	if me.ephemeral {
		return a.ephemeral(ctx, to, parts, o, r.Replace)
	}
	if me.override {
		answer := a.commandAnswer(me, parts)
		if o.slash {
			if err := o.http.give(answer); !errors.Is(err, errOver) {
				return err == nil, nil // else the direct chat is left
			}
		}
		if o.hook != "" && a.callHook(ctx, o.hook, answer) {
			return true, nil
		}
	}
	plain := len(parts) == 1 && len(parts[0].Attachments) == 0
	if o.post != "" && !o.form && plain { // what a click is answered with looks like the clicked post's author's
		err := o.http.give(actionAnswer{EphemeralText: parts[0].Message, SkipSlackParsing: true})
		return err == nil, nil
	}
	return false, nil
}

// ephemeral needs the permission create_post_ephemeral. A post with the id of another takes
// its place.
func (a *Adapter) ephemeral(ctx context.Context, to target, parts []page, o origin, replace bool) (bool, error) {
	for i, p := range parts {
		post := &model.Post{ChannelId: to.channel, RootId: to.root, Message: p.Message}
		if replace && o.ephemeral && i == 0 {
			post.Id = o.post
		}
		if len(p.Attachments) > 0 {
			post.AddProp(model.PostPropsAttachments, p.Attachments)
		}
		err := chat.Insist(ctx, refused, func() error {
			_, _, err := a.client.CreatePostEphemeral(ctx, &model.PostEphemeral{UserID: to.user, Post: post})
			return err
		})
		if isStatus(err, http.StatusForbidden) && i == 0 {
			return false, nil // the permission was withdrawn, or the bot is not in the channel
		}
		if err != nil {
			return false, fmt.Errorf("post for one person: %w", err)
		}
	}
	return true, nil
}

// commandAnswer is the answer of a slash command, with the bot's name and picture.
func (a *Adapter) commandAnswer(me self, parts []page) model.CommandResponse {
	var first model.CommandResponse
	for i, p := range parts {
		answer := model.CommandResponse{
			ResponseType: model.CommandResponseTypeEphemeral, Text: p.Message, Attachments: p.Attachments, SkipSlackParsing: true,
			Username: me.name, IconURL: strings.TrimRight(a.URL, "/") + "/api/v4/users/" + me.id + "/image",
		}
		if i == 0 {
			first = answer
			continue
		}
		first.ExtraResponses = append(first.ExtraResponses, &answer)
	}
	return first
}

// tellDirectly writes into kigo's direct chat. Whoever mentioned kigo elsewhere is told
// there where the answer is.
func (a *Adapter) tellDirectly(ctx context.Context, o origin, m chat.Message) error {
	channel, err := a.direct(ctx, o.user)
	if err != nil {
		return err
	}
	if err := a.reach(ctx, target{channel: channel, user: o.user, key: o.key}, o.look, m); err != nil {
		return err
	}
	if !o.mention {
		return nil
	}
	note := chat.Say(a.Printer(o.locale).Text("adapter.answered_directly"))
	err = a.reach(ctx, target{channel: o.channel, root: o.root, key: o.key}, o.look, note)
	if err != nil {
		a.Log.Warn("no note in the thread", "platform", Platform, "error", err)
	}
	return nil
}
