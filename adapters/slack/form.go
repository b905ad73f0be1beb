package slack

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// formInfo is what a form carries unseen: it is no secret.
type formInfo struct {
	Line    string   `json:"l"`
	Channel string   `json:"c,omitempty"`
	Thread  string   `json:"t,omitempty"`
	Within  string   `json:"w,omitempty"`
	Direct  bool     `json:"d,omitempty"`
	Message string   `json:"m,omitempty"` // that was clicked to open it
	Pages   []string `json:"p,omitempty"` // of that message, see pages
	Keep    string   `json:"k,omitempty"`
	Private bool     `json:"e,omitempty"` // only the person has that message
	Hook    string   `json:"h,omitempty"` // name of the one that reaches it
	Depth   int      `json:"n,omitempty"` // forms below it
}

// maxDepth is how many forms may lie under another: Slack shows three.
const maxDepth = 2

// maxAck is how large an acknowledgement may be; Slack drops larger ones without a word.
const maxAck = 18_000

// offer is to ask once more, by a button that a form can open from.
func (a *Adapter) offer(o origin, text chat.Text) chat.Message {
	label := a.Printer(o.locale).Plain("adapter.form.open")
	return chat.Say(text, chat.Button{Label: label, Line: o.line, Style: chat.Primary})
}

// open opens a form: on top of the one that was sent, or by a click or command of just now.
// Otherwise the person gets a button for it.
func (a *Adapter) open(ctx context.Context, o origin, f chat.Form) error {
	if err := a.keep(ctx, formMenus(f)); err != nil {
		return err
	}
	var opened bool
	var err error
	switch {
	case o.form != nil:
		opened, err = a.openNext(ctx, o, f)
	case o.trigger != "":
		opened, err = a.openFirst(ctx, o, f)
	}
	if opened {
		return nil
	}
	if err != nil {
		a.Log.Warn("form not opened", "platform", Platform, "error", err)
	}
	return a.tell(ctx, o, chat.Reply{Message: a.offer(o, a.Printer(o.locale).Text("adapter.form.text"))})
}

// view is a form as Slack shows it, on top of so many others.
func (a *Adapter) view(o origin, f chat.Form, depth int) (*api.ModalViewRequest, error) {
	info := formInfo{
		Line: f.Line, Channel: o.channel, Thread: o.thread, Within: o.within, Direct: o.direct,
		Message: o.message, Pages: o.pages.all, Keep: o.pages.keep, Private: o.ephemeral, Depth: depth,
	}
	if o.message != "" && o.ephemeral {
		info.Hook = a.hooks.keep(o.hook)
	}
	b, err := json.Marshal(info)
	if err != nil {
		return nil, err
	}
	p := a.Printer(o.locale)
	view := modal(f, string(b), p.Plain("slack.form.send"), p.Plain("slack.form.close"))
	view.CallbackID = formID
	return &view, nil
}

func (a *Adapter) openFirst(ctx context.Context, o origin, f chat.Form) (bool, error) {
	view, err := a.view(o, f, 0)
	if err != nil {
		return false, err
	}
	tried := false
	err = chat.Insist(ctx, final, func() error {
		again := tried
		err := a.call(ctx, "views.open", "", func() error {
			tried = true
			_, err := a.api.OpenViewContext(ctx, o.trigger, *view)
			return err
		})
		if again && code(err) == "exchanged_trigger_id" { // the try before has opened it, only Slack did not say so
			return nil
		}
		return err
	})
	return err == nil, err
}

// openNext shows a form after the one that was sent: on top of it while Slack allows that,
// else in its place. A large one, and one that comes late, takes the place of a view that
// asks for a moment.
func (a *Adapter) openNext(ctx context.Context, o origin, f chat.Form) (bool, error) {
	depth := o.depth + 1
	above, err := a.view(o, f, depth)
	if err != nil {
		return false, err
	}
	instead, err := a.view(o, f, o.depth)
	if err != nil {
		return false, err
	}
	answer := api.NewPushViewSubmissionResponse(above)
	if depth > maxDepth {
		answer = api.NewUpdateViewSubmissionResponse(instead)
	}
	if jsonSize(answer) < maxAck {
		if o.view.give(answer) {
			return true, nil
		}
	} else {
		o.view.hold(api.NewUpdateViewSubmissionResponse(a.wait(o)))
	}
	return a.reopen(ctx, o, instead)
}

// ackSettle is how long Slack may take to show what an acknowledgement says. What is shown
// instead before that would be hidden by it.
const ackSettle = 700 * time.Millisecond

// reopen puts a view in the place of the one that asks for a moment, if there is one.
func (a *Adapter) reopen(ctx context.Context, o origin, view *api.ModalViewRequest) (bool, error) {
	since, ok := o.view.shows()
	if !ok {
		return false, nil
	}
	a.settled(ctx, since)
	err := chat.Insist(ctx, final, func() error {
		return a.call(ctx, "views.update", "", func() error {
			_, err := a.api.UpdateViewContext(ctx, *view, "", "", o.form.ID)
			return err
		})
	})
	return err == nil, err
}

// close closes the form that was sent. If that shows by now that it takes a moment, it
// shows what came of it instead.
func (a *Adapter) close(ctx context.Context, o origin, m chat.Message) {
	if _, late := o.view.shows(); !late {
		o.view.give(api.NewClearViewSubmissionResponse())
	}
	if _, late := o.view.shows(); !late {
		return
	}
	var texts []chat.Text
	for _, s := range m.Sections {
		texts = append(texts, s.Text)
		for _, f := range s.Fields {
			texts = append(texts, field(f))
		}
	}
	p := a.Printer(o.locale)
	text := chat.Lines(texts...)
	if text.String() == "" {
		text = p.Text("slack.form.done")
	}
	if _, err := a.reopen(ctx, o, notice(p.Plain("slack.form.title"), text, p.Plain("slack.form.close"))); err != nil && code(err) != "not_found" {
		a.Log.Warn("form not closed", "platform", Platform, "error", err)
	}
}

// refuseForm keeps the form open. What is wrong with a field stands below it, what is wrong
// with the whole form above all of them. Where Slack waits no longer, the form comes back, or
// the person reads it in chat and can open the form again.
func (a *Adapter) refuseForm(ctx context.Context, o origin, errs map[string]string) error {
	if o.form != nil {
		shown, rest := modalErrors(errs, o.form.Blocks)
		if rest == "" && len(shown) > 0 && jsonSize(shown) < maxAck && o.view.give(api.NewErrorsViewSubmissionResponse(shown)) {
			return nil
		}
		again := refilled(*o.form, shown, rest)
		if answer := api.NewUpdateViewSubmissionResponse(again); jsonSize(answer) < maxAck && o.view.give(answer) {
			return nil
		}
		o.view.hold(api.NewUpdateViewSubmissionResponse(a.wait(o)))
		ok, err := a.reopen(ctx, o, again)
		if ok {
			return nil
		}
		if err != nil {
			a.Log.Warn("form not shown again", "platform", Platform, "error", err)
		}
	}
	var lines []chat.Text
	for _, name := range slices.Sorted(maps.Keys(errs)) {
		lines = append(lines, chat.Words(errs[name]))
	}
	return a.tell(ctx, o, chat.Reply{Message: a.offer(o, chat.Lines(lines...))})
}

// wait is the view that asks for a moment.
func (a *Adapter) wait(o origin) *api.ModalViewRequest {
	p := a.Printer(o.locale)
	return notice(p.Plain("slack.form.title"), p.Text("slack.form.wait"), p.Plain("slack.form.close"))
}
