package events

import (
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// offerWords say that a seat waits for an answer, and how long.
func offerWords(p i18n.Printer, st Standing) string {
	if st.Until.IsZero() {
		return p.Plain("event.offered.open")
	}
	return p.Plain("event.offered.until", i18n.Args{"Until": st.Until})
}

func offerButtons(p i18n.Printer, e Event) []chat.Button {
	return []chat.Button{
		{Label: p.Plain("event.button.accept"), Line: "zusagen " + string(e.ID), Style: chat.Primary},
		{Label: p.Plain("event.button.give_up"), Line: "abmelden " + string(e.ID)},
	}
}

// offered asks somebody who has moved up whether they come.
func offered(p i18n.Printer, e Event, st Standing, _ map[string]string) chat.Message {
	args := e.args()
	args["Until"] = st.Until
	return withButtons(p, e, st, p.Text("event.offer", args))
}

// offerOver says that nobody answered an offer in time, and that it is no harm.
func (s *Service) offerOver(p i18n.Printer, e Event, _ Standing, data map[string]string) chat.Message {
	args := e.args()
	args["Until"] = unstamp(data["until"])
	if !e.Joinable(s.Now()) {
		return chat.Say(p.Text("event.offer_over.closed", args))
	}
	return chat.Say(p.Text("event.offer_over", args),
		chat.Button{Label: p.Plain("event.button.rejoin"), Line: "anmelden " + string(e.ID), Style: chat.Primary})
}

// AcceptedView answers somebody who confirms their seat; already says that it was certain before.
func AcceptedView(p i18n.Printer, e Event, me people.ID, already bool) chat.Message {
	st := e.Standing(me)
	t := chat.Lines(headline(p, e, st), p.Text("event.next.seated"))
	if already {
		t = chat.Lines(p.Text("event.accept.already"), t)
	}
	return withButtons(p, e, st, t)
}

// presentLine says how many of those who are expected are there or, in the end, were not.
func presentLine(p i18n.Printer, e Event, now time.Time) chat.Text {
	args := i18n.Args{"Present": e.CountPresent(), "Of": e.CountExpected()}
	if !e.Ended(now) {
		return p.Text("event.checkin.count", args)
	}
	args["Count"] = e.CountNoShows()
	return p.Text("event.checkin.count_over", args)
}

// presentWord is a cell of the table: nothing where nobody was expected.
func presentWord(p i18n.Printer, e Event, who people.ID) string {
	switch {
	case e.Present[who]:
		return p.Plain("event.csv.present.yes")
	case len(e.Present) > 0 && e.expected(who):
		return p.Plain("event.csv.present.no")
	}
	return ""
}
