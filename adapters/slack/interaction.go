package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

const (
	formID      = "kigo_form"
	askShortcut = "kigo_ask"     // global: "kigo fragen"
	askMessage  = "kigo_ask_msg" // on a message
)

// interaction is a click, a choice, a form that was sent, or a shortcut.
func (a *Adapter) interaction(me self, payload []byte) heard {
	var in interaction
	err := json.Unmarshal(payload, &in)
	if err == nil {
		err = me.meant(in.Team.ID, in.App)
	}
	if err != nil || in.User.ID == "" {
		a.refused(interactions, err)
		return heard{taken: true}
	}
	delivery := deliveryID("trigger", in.Trigger, payload)
	switch api.InteractionType(in.Type) {
	case api.InteractionTypeBlockActions:
		return a.click(me, in, delivery)
	case api.InteractionTypeBlockSuggestion:
		return heard{taken: true, waits: func() any { return a.suggest(in) }}
	case api.InteractionTypeViewSubmission:
		return a.submitted(in, delivery)
	case api.InteractionTypeShortcut, api.InteractionTypeMessageAction:
		return a.shortcut(in, delivery)
	}
	return heard{taken: true} // a form that was closed, and whatever Slack thinks of next
}

// click is a button or an option.
func (a *Adapter) click(me self, in interaction, delivery string) heard {
	if in.Message.Bot != "" && me.bot != "" && in.Message.Bot != me.bot {
		a.refused(interactions, fmt.Errorf("for a message of %q", in.Message.Bot))
		return heard{taken: true}
	}
	if len(in.Actions) == 0 {
		return heard{taken: true}
	}
	text, ok := clickedLine(in.Actions[0])
	if !ok {
		return heard{taken: true} // a link, or nothing of kigo's
	}
	o := origin{
		user: in.User.ID, channel: in.Container.Channel, line: text, trigger: in.Trigger, hook: a.newHook(in.Hook),
		message: in.Container.Message, ephemeral: in.Container.Ephemeral,
		thread: in.Container.Thread, within: in.Container.Thread,
	}
	if in.Container.Type == "view" {
		o.channel, o.message = "", ""
	} else if o.channel == "" {
		o.channel = in.Channel.ID
	}
	if o.message != "" && !o.ephemeral {
		o.pages = a.books.of(o.channel, o.message, in.blockIDs())
	}
	return a.tookOn(job{ev: chat.Event{ID: delivery, Kind: chat.Click, Line: text}, origin: o})
}

// submitted is a form. Its answer decides whether it closes, so the sender waits a moment.
func (a *Adapter) submitted(in interaction, delivery string) heard {
	var view api.View
	var info formInfo
	if json.Unmarshal(in.View, &view) != nil || view.CallbackID != formID || json.Unmarshal([]byte(view.PrivateMetadata), &info) != nil {
		return heard{taken: true}
	}
	sender := newPending()
	o := origin{
		user: in.User.ID, channel: info.Channel, thread: info.Thread, within: info.Within, direct: info.Direct, line: info.Line,
		message: info.Message, pages: pages{info.Pages, info.Keep}, ephemeral: info.Private, hook: a.hooks.take(info.Hook),
		form: &view, depth: info.Depth, view: sender,
	}
	j := job{ev: chat.Event{ID: delivery, Kind: chat.FormSubmit, Line: info.Line, Values: modalValues(view.State)}, origin: o}
	switch a.take(j) {
	case full: // the form stays as it is
		text := a.Printer(a.locale(o.user)).Plain("bot.busy")
		return heard{taken: true, answer: api.NewUpdateViewSubmissionResponse(refilled(view, nil, text))}
	case closed:
		return heard{}
	}
	return heard{taken: true, waits: func() any {
		if answer, ok := sender.wait(a.patience); ok {
			return answer
		}
		o.locale = a.locale(o.user)
		return api.NewUpdateViewSubmissionResponse(a.wait(o))
	}}
}

// shortcut opens what "/kigo frage" opens, with the message's text if it was used on one.
func (a *Adapter) shortcut(in interaction, delivery string) heard {
	text := "frage"
	switch in.Callback {
	case askShortcut:
	case askMessage:
		const most = 500 // characters
		text = strings.TrimSpace(text + " " + chat.Shorten(a.typed(in.Message.Text), most))
	default:
		return heard{taken: true}
	}
	return a.tookOn(job{
		ev:     chat.Event{ID: delivery, Kind: chat.Click, Line: text},
		origin: origin{user: in.User.ID, channel: in.Channel.ID, line: text, trigger: in.Trigger, hook: a.newHook(in.Hook)},
	})
}
