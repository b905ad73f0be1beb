package events

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// Roster is who is in an event, in the order of the queue. Somebody who has been
// forgotten meanwhile is a Person with nothing but the id.
func (s *Service) Roster(ctx context.Context, e Event) ([]people.Person, error) {
	byID, err := s.People.GetMany(ctx, e.Queue)
	if err != nil {
		return nil, fmt.Errorf("read people of event %s: %w", e.ID, err)
	}
	list := make([]people.Person, len(e.Queue))
	for i, id := range e.Queue {
		list[i] = people.Person{ID: id}
		if p, ok := byID[id]; ok {
			list[i] = p
		}
	}
	return list, nil
}

// rosterShown is how many names a message lists; the file has all.
const rosterShown = 40

// RosterView lists the people of an event with their standing, and brings a table. Once
// people arrive, it says who is there.
func RosterView(p i18n.Printer, e Event, list []people.Person, now time.Time) chat.Message {
	seats := p.Plain("event.seats.unlimited")
	if !e.Unlimited() {
		seats = strconv.Itoa(e.Seats)
	}
	t := p.Text("event.roster", i18n.Args{"Title": e.Title, "Seated": e.CountSeated(), "Seats": seats, "Waiting": e.CountWaiting()})
	if n := e.CountUnconfirmed(); n > 0 {
		t = chat.Lines(t, p.Text("event.roster.unconfirmed", i18n.Args{"Count": n}))
	}
	if len(e.Present) > 0 {
		t = chat.Lines(t, presentLine(p, e, now))
	}
	var lines []chat.Text
	for i, who := range list[:min(len(list), rosterShown)] {
		lines = append(lines, chat.Words(strconv.Itoa(i+1)+". "+shown(p, who)+dezernat(who)+": "+standingWords(p, e.Standing(who.ID))))
	}
	if more := len(list) - rosterShown; more > 0 {
		lines = append(lines, p.Text("event.roster.more", i18n.Args{"Count": more}))
	}
	if len(list) == 0 {
		return chat.Say(chat.Lines(t, p.Text("event.roster.empty")))
	}
	m := chat.Say(chat.Lines(t, chat.Lines(lines...)))
	m.Files = []chat.File{{Name: string(e.ID) + ".csv", Type: "text/csv; charset=utf-8", Data: rosterCSV(p, e, list, now)}}
	return m
}

// shown is somebody's name, or that they have been deleted.
func shown(p i18n.Printer, who people.Person) string {
	if who.ID.IsNobody() {
		return p.Plain("people.nobody")
	}
	return who.Shown()
}

func dezernat(p people.Person) string {
	if p.Dezernat == "" {
		return ""
	}
	return " (" + p.Dezernat + ")"
}

func standingWords(p i18n.Printer, st Standing) string {
	switch {
	case st.Seated:
		return p.Plain("event.roster.seated")
	case st.Offered && st.Until.IsZero():
		return p.Plain("event.roster.unasked")
	case st.Offered:
		return p.Plain("event.roster.offered", i18n.Args{"Until": st.Until})
	}
	return p.Plain("event.roster.waiting", i18n.Args{"Rank": st.Rank})
}

// rosterCSV is a table that Excel opens by a double click in Germany: semicolons, a byte
// order mark, no cell that would be run as a formula.
func rosterCSV(p i18n.Printer, e Event, list []people.Person, now time.Time) []byte {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	rows := [][]string{{
		p.Plain("event.csv.number"), p.Plain("event.csv.name"), p.Plain("event.csv.email"),
		p.Plain("event.csv.dezernat"), p.Plain("event.csv.standing"),
	}}
	for i, who := range list {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), harmless(shown(p, who)), harmless(who.Email), harmless(who.Dezernat), standingWords(p, e.Standing(who.ID)),
		})
	}
	if e.checkinBegun(now) {
		rows[0] = append(rows[0], p.Plain("event.csv.present"))
		for i, who := range list {
			rows[i+1] = append(rows[i+1], presentWord(p, e, who.ID))
		}
	}
	_ = w.WriteAll(rows) // a bytes.Buffer takes everything
	return b.Bytes()
}

// harmless keeps a table program from taking text for a formula (OWASP, CSV injection).
func harmless(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t\r\n|＝＋－＠", first) {
		return "'" + s
	}
	if r := strings.TrimLeft(s, " \u00a0\ufeff"); r != s {
		return harmless(r)
	}
	return s
}
