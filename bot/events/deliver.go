package events

import (
	"context"
	"errors"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Renderers say what the kinds of rows of events read like when they are sent, and
// whether they still hold at that moment.
func (s *Service) Renderers() map[string]outbox.Renderer {
	return map[string]outbox.Renderer{
		KindMovedUp: s.told(func(e Event, st Standing, _ map[string]string) bool {
			return e.State == Open && st.Seated && !e.Late(s.Now())
		}, movedUp),
		KindOffer: s.told(func(e Event, st Standing, data map[string]string) bool {
			// Another offer would end later; one whose event is sooner now ends sooner.
			return e.State == Open && st.Offered && s.Now().Before(st.Until) && !st.Until.After(unstamp(data["until"]))
		}, offered),
		KindOfferOver: s.told(func(e Event, st Standing, _ map[string]string) bool {
			return e.State == Open && !st.In() && !e.Over(s.Now())
		}, s.offerOver),
		KindEntered: s.told(isIn, entered),
		KindRemoved: s.told(func(e Event, st Standing, _ map[string]string) bool { return e.State == Open && !st.In() }, removed),
		KindChanged: s.told(func(e Event, st Standing, data map[string]string) bool {
			return isIn(e, st, data) && e.movedTo(was(data)) && !e.overtaken(data)
		}, changed),
		KindMessage:   s.told(isIn, message),
		KindRemind:    s.reminding,
		KindCancelled: s.told(func(e Event, st Standing, _ map[string]string) bool { return e.State == Cancelled && st.In() }, cancelled),
	}
}

func isIn(e Event, st Standing, _ map[string]string) bool { return e.State == Open && st.In() }

type telling func(p i18n.Printer, e Event, st Standing, data map[string]string) chat.Message

func (s *Service) told(holds func(e Event, st Standing, data map[string]string) bool, say telling) outbox.Renderer {
	return func(ctx context.Context, r outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
		e, err := s.Store.Get(ctx, ID(r.Data["event"]))
		if errors.Is(err, ErrNotFound) {
			return chat.Message{}, false, nil
		}
		if err != nil {
			return chat.Message{}, false, err
		}
		st := e.Standing(to.ID)
		if e.Ended(s.Now()) || !holds(e, st, r.Data) {
			return chat.Message{}, false, nil
		}
		return say(p, e, st, r.Data), true, nil
	}
}

func movedUp(p i18n.Printer, e Event, st Standing, _ map[string]string) chat.Message {
	return withButtons(p, e, st, p.Text("event.moved_up", e.args()))
}

func entered(p i18n.Printer, e Event, st Standing, data map[string]string) chat.Message {
	args := e.args()
	args["From"] = data["from"]
	return withButtons(p, e, st, chat.Lines(p.Text("event.entered", args), headline(p, e, st)))
}

func removed(p i18n.Printer, e Event, _ Standing, data map[string]string) chat.Message {
	args := e.args()
	args["From"] = data["from"]
	return chat.Say(p.Text("event.removed", args), joinButton(p, e))
}

func changed(p i18n.Printer, e Event, st Standing, data map[string]string) chat.Message {
	args := e.args()
	old := was(data)
	if k, ok := knew(data); ok && e.movedTo(k) {
		old = k
	}
	args["Was"] = p.Span(old.Start, old.End) + ", " + old.Place
	args["Now"] = p.Span(e.Start, e.End) + ", " + e.Place
	return withButtons(p, e, st, chat.Lines(p.Text("event.changed", args), headline(p, e, st)))
}

func message(p i18n.Printer, e Event, _ Standing, data map[string]string) chat.Message {
	args := e.args()
	args["From"], args["Text"] = data["from"], data["text"]
	return chat.Say(p.Text("event.message", args))
}

func cancelled(p i18n.Printer, e Event, _ Standing, data map[string]string) chat.Message {
	args := e.args()
	args["When"], args["Reason"] = p.Span(e.Start, e.End), data["reason"]
	return chat.Say(p.Text("event.cancelled_told", args),
		chat.Button{Label: p.Plain("event.button.calendar"), Line: "kalender " + string(e.ID)})
}

func (e Event) args() i18n.Args { return i18n.Args{"Title": e.Title} }

// withButtons is a text about an event, with when and where, and what can be done.
func withButtons(p i18n.Printer, e Event, st Standing, t chat.Text) chat.Message {
	return chat.Message{Sections: []chat.Section{{Text: t, Fields: facts(p, e), Buttons: inButtons(p, e, st)}}}
}
