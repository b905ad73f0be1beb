package mattermost

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

const (
	maxBody = 1 << 20 // what Mattermost itself reads of an answer
	// patience is how long a request waits for its answer. Mattermost gives up after 30 s, people
	// before.
	patience = 2 * time.Second
	dialogs  = 10 // times as long waits a dialog
)

// Routes serves Mattermost's callbacks.
func (a *Adapter) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+commandPath, a.guarded(a.command))
	mux.HandleFunc("POST "+actionPath, a.guarded(a.action))
	mux.HandleFunc("POST "+dialogPath, a.guarded(a.dialog))
	return mux
}

// guarded takes callbacks of the allowed addresses only, and no more than it can read.
func (a *Adapter) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a.allowed(r.RemoteAddr) {
			a.refuse(w, r, http.StatusForbidden, "address not in KIGO_MATTERMOST_ALLOW")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next(w, r)
	}
}

func (a *Adapter) allowed(remote string) bool {
	if len(a.Allow) == 0 {
		return true
	}
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, prefix := range a.Allow {
		if prefix.Contains(ip.Unmap().WithZone("")) {
			return true
		}
	}
	return false
}

// refuse answers what is no genuine callback. Nobody reads the body but who tries.
func (a *Adapter) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	a.Log.Warn("callback refused", "platform", Platform, "path", r.URL.Path, "why", why)
	http.Error(w, http.StatusText(status), status)
}

// command is "/kigo …". Only the body counts: anybody can make Mattermost send JSON and
// any query here.
func (a *Adapter) command(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		a.refuse(w, r, http.StatusBadRequest, "no form")
		return
	}
	f := r.PostForm
	if !sameToken(f.Get("token"), a.CommandToken) {
		a.refuse(w, r, http.StatusUnauthorized, "wrong token of the slash command")
		return
	}
	t, err := a.triggered(r.Context(), f.Get("trigger_id"), f.Get("user_id"))
	if err != nil {
		a.refuse(w, r, http.StatusForbidden, "trigger: "+err.Error())
		return
	}
	o := origin{
		user: t.user, channel: f.Get("channel_id"), root: f.Get("root_id"), trigger: f.Get("trigger_id"),
		// What follows a no-break space begins with half a character.
		line: strings.TrimSpace(unguarded(strings.ToValidUTF8(f.Get("text"), ""))),
		hook: hookID(f.Get("response_url")), slash: true,
	}
	a.handle(w, r, chat.Event{ID: t.id, Kind: chat.Command, Line: o.line}, o, a.Patience)
}

func sameToken(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1 && b != ""
}

// hookID is the last part of a response_url. The rest of it is not believed: kigo speaks
// to its own server only.
func hookID(url string) string {
	id := url[strings.LastIndex(url, "/")+1:]
	if !model.IsValidId(id) {
		return ""
	}
	return id
}

// action is a click on a button, or a choice.
func (a *Adapter) action(w http.ResponseWriter, r *http.Request) {
	var in model.PostActionIntegrationRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		a.refuse(w, r, http.StatusBadRequest, "no JSON")
		return
	}
	trig, err := a.triggered(r.Context(), in.TriggerId, in.UserId)
	if err != nil {
		a.refuse(w, r, http.StatusForbidden, "trigger: "+err.Error())
		return
	}
	sealed, _ := in.Context[ticketKey].(string)
	if nonce, err := DoctorAnswer(a.Secret, sealed, a.Now()); err == nil {
		_ = writeJSON(w, map[string]any{"update": map[string]string{"message": nonce}})
		return
	}
	t, err := a.stamp.open(forAction, sealed, in.UserId, a.Now())
	if err != nil {
		a.reject(w, r, in.UserId, err, func(text string) any {
			return actionAnswer{EphemeralText: text, SkipSlackParsing: true}
		})
		return
	}
	// Everybody's ticket can be read by everybody, who could put it into a post of theirs
	// under other words.
	if t.User == "" {
		if _, err := a.own(r.Context(), in.PostId); err != nil {
			a.refuse(w, r, http.StatusForbidden, "a button of kigo's in another post: "+err.Error())
			return
		}
	}
	o := origin{
		user: trig.user, channel: in.ChannelId, trigger: in.TriggerId, line: t.Line,
		post: in.PostId, ephemeral: t.Ephemeral, hook: t.Hook,
	}
	if choice, ok := in.Context["selected_option"].(string); ok && in.Type == model.PostActionTypeSelect {
		o.line += " " + choice
	}
	a.handle(w, r, chat.Event{ID: trig.id, Kind: chat.Click, Line: o.line}, o, a.Patience)
}

// actionAnswer is the answer to a click.
type actionAnswer struct {
	EphemeralText    string `json:"ephemeral_text,omitempty"`
	SkipSlackParsing bool   `json:"skip_slack_parsing,omitempty"`
}

// dialog is a form that was sent. Its address, state and values are the client's word;
// only the account is the server's, and the state says whose the form is.
func (a *Adapter) dialog(w http.ResponseWriter, r *http.Request) {
	var in model.SubmitDialogRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		a.refuse(w, r, http.StatusBadRequest, "no JSON")
		return
	}
	t, err := a.stamp.open(forDialog, in.State, in.UserId, a.Now())
	if err == nil && t.User == "" {
		err = errForged
	}
	if err != nil {
		a.reject(w, r, in.UserId, err, func(text string) any { return model.SubmitDialogResponse{Error: text} })
		return
	}
	if in.Cancelled || in.Type != "dialog_submission" {
		_ = writeJSON(w, nothing{})
		return
	}
	o := origin{
		user: in.UserId, channel: t.Channel, root: t.Root, line: t.Line, form: true,
		post: t.Post, ephemeral: t.Ephemeral, hook: t.Hook,
	}
	a.handle(w, r, chat.Event{Kind: chat.FormSubmit, Line: t.Line, Values: formValues(in.Submission)}, o, dialogs*a.Patience)
}

// reject tells a person what is wrong with a button that is kigo's own, and anybody else
// nothing.
func (a *Adapter) reject(w http.ResponseWriter, r *http.Request, user string, err error, answer func(text string) any) {
	key := map[error]string{errExpired: "adapter.button.expired", errOthers: "adapter.button.others"}[err]
	if key == "" {
		a.refuse(w, r, http.StatusForbidden, "ticket: "+err.Error())
		return
	}
	_ = writeJSON(w, answer(a.say(r.Context(), user, key)))
}

// say is a sentence of the catalogue in the person's language, as Markdown.
func (a *Adapter) say(ctx context.Context, user, key string) string {
	u, err := a.user(ctx, user)
	if err != nil {
		a.Log.Warn("language not known", "platform", Platform, "error", err)
	}
	return markdown(a.Printer(u.Locale).Text(key))
}

// triggered checks a trigger_id. A server that has a new key since kigo asked for it is
// asked again, at most every few seconds.
func (a *Adapter) triggered(ctx context.Context, text, user string) (trigger, error) {
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return trigger{}, err
	}
	t, err := openTrigger(me.key, text, user, a.Now())
	if !errors.Is(err, errForged) {
		return t, err
	}
	again, err2 := a.client.me(ctx, 5*time.Second)
	if err2 != nil || again.keyText == me.keyText {
		return t, err
	}
	return openTrigger(again.key, text, user, a.Now())
}

// call is a callback that was taken on.
type call struct {
	ctx context.Context
	ev  chat.Event
	o   origin
}

// handle has an event answered while the request waits, and beyond. Clicks, commands and
// forms of one person are each done in turn.
func (a *Adapter) handle(w http.ResponseWriter, r *http.Request, ev chat.Event, o origin, wait time.Duration) {
	o.http = newWaiting()
	if !a.calls.Try(string(ev.Kind)+"/"+o.user, call{context.WithoutCancel(r.Context()), ev, o}) {
		a.busy(w, r, o)
		return
	}
	o.http.serve(w, r, wait, func() any { return a.later(o) })
}

func (a *Adapter) do(c call) {
	a.answer(c.ctx, c.ev, c.o)
	_ = c.o.http.give(nothing{}) // whatever happened, nobody is kept waiting
}

// busy asks for patience where more come than can be answered.
func (a *Adapter) busy(w http.ResponseWriter, r *http.Request, o origin) {
	_ = writeJSON(w, o.text(a.say(r.Context(), o.user, "bot.busy")))
}

// answer has an event handled and delivers the reply. It reports whether that is settled.
func (a *Adapter) answer(ctx context.Context, ev chat.Event, o origin) (settled bool) {
	defer func() {
		if r := recover(); r != nil {
			a.Log.Error("panic", "platform", Platform, "error", fmt.Sprintf("%v\n%s", r, debug.Stack()))
		}
	}()
	user, err := a.user(ctx, o.user)
	if err != nil { // nobody is let in unknown
		a.Log.Error("account not known", "platform", Platform, "error", err)
		_ = o.http.give(o.text(a.say(ctx, o.user, "bot.busy")))
		return false
	}
	if user.Bot {
		return true
	}
	o.locale = user.Locale
	ev.Platform, ev.User = Platform, user
	if o.key == "" {
		o.key = a.stamp.reply(cmp.Or(ev.ID, rand.Text()))
	}
	if o.direct = o.direct || a.owner(ctx, o.channel) == o.user; !o.direct {
		ev.Channel = o.channel
	}
	return a.Answer(ctx, ev, func(ctx context.Context, reply chat.Reply) error { return a.deliver(ctx, o, reply) })
}
