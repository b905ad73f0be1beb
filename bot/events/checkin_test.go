package events_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/people"
)

func TestCheckinIsOpenAroundTheEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga, a := w.organiser(t, "Orga"), w.person(t, "Anna")
	e := w.event(t, "Forum", 2) // Wed, 2026-12-16, 10:00 to 12:00
	w.join(t, e.ID, a)
	for name, tc := range map[string]struct {
		at   time.Time
		want string
	}{
		"more than an hour before": {day(12, 16, 9).Add(-1), "event.checkin.early"},
		"an hour before":           {day(12, 16, 9), ""},
		"during it":                {day(12, 16, 11), ""},
		"a week after":             {day(12, 23, 12).Add(-1), ""},
		"later":                    {day(12, 23, 12), "event.checkin.late"},
	} {
		w.clock.Set(tc.at)
		_, err := w.Attend(t.Context(), w.read(t, e.ID), a, true)
		if tc.want == "" && err != nil {
			t.Errorf("%s: %v", name, err)
		} else if tc.want != "" {
			wantFault(t, err, tc.want)
		}
	}
	w.clock.Set(day(12, 16, 11))
	_, err := w.Attend(t.Context(), e, orga, true)
	wantFault(t, err, "event.checkin.not_in")
	gone := w.event(t, "Abgesagt", 2)
	gone, err = w.Cancel(t.Context(), gone, orga, "Grund")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Attend(t.Context(), gone, a, true)
	wantFault(t, err, "event.cancelled")
	_, err = w.Attend(t.Context(), events.Event{State: events.Draft}, a, true)
	wantFault(t, err, "event.is_draft")
}

func TestWhoStayedAwayIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.confirming(t, 3, day(12, 16, 14))
	var all []people.Person
	for _, name := range []string{"Anna", "Bert", "Carla", "Deniz", "Emil"} {
		all = append(all, w.person(t, name))
	}
	w.join(t, e.ID, all...)
	w.clock.Set(day(12, 16, 13))
	w.leave(t, e.ID, all[0]) // after the cut-off: Deniz has moved up and does not know
	attend := func(p people.Person, present bool) events.Event {
		t.Helper()
		after, err := w.Attend(t.Context(), w.read(t, e.ID), p, present)
		if err != nil {
			t.Fatal(err)
		}
		return after
	}
	if got := w.read(t, e.ID); got.CountExpected() != 3 || got.CountPresent() != 0 || got.CountNoShows() != 0 {
		t.Errorf("before anybody is noted: %d of %d, %d stayed away", got.CountPresent(), got.CountExpected(), got.CountNoShows())
	}
	for range 2 {
		attend(all[1], true) // Bert, who has a seat
	}
	attend(all[4], true) // Emil, who waited and came all the same
	attend(all[2], true)
	got := attend(all[2], false) // Carla, by mistake
	if got.CountExpected() != 4 || got.CountPresent() != 2 || got.CountNoShows() != 1 {
		t.Errorf("%d of %d, %d stayed away, want 2 of 4 and Carla", got.CountPresent(), got.CountExpected(), got.CountNoShows())
	}
	list, err := w.Expected(t.Context(), got)
	if err != nil || len(list) != 4 || list[0].Name != "Bert" || list[3].Name != "Emil" {
		t.Fatalf("%v, %v", list, err)
	}
	w.clock.Set(e.End)
	roster, err := w.Roster(t.Context(), got)
	if err != nil {
		t.Fatal(err)
	}
	m := events.RosterView(printer(t, "de"), got, roster, w.Now())
	if text := m.Plain(); !strings.Contains(text, "2 von 4 da, 1 Person hatte einen Platz und kam nicht\n") {
		t.Errorf("%q", text)
	}
	table := string(m.Files[0].Data)
	for _, row := range []string{"Stand;Anwesend\r\n", "Bert;;;Platz sicher;ja\r\n", "Carla;;;Platz sicher;nein\r\n", "Deniz;;;nachgerückt, noch nicht bestätigt;nein\r\n", "Emil;;;Warteliste, Platz 1;ja\r\n"} {
		if !strings.Contains(table, row) {
			t.Errorf("the table lacks %q: %q", row, table)
		}
	}
	own, err := w.Export(t.Context(), all[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(own); !strings.Contains(string(b), `"present":true`) || strings.Contains(string(b), string(all[4].ID)) {
		t.Errorf("Bert's own data: %s", b)
	}

	// A month later nobody looks it up any more: the number stays, the names go.
	for _, tc := range []struct {
		now     time.Time
		present int
	}{{e.End.AddDate(0, 0, 30).Add(-time.Hour), 2}, {e.End.AddDate(0, 0, 31), 0}, {e.End.AddDate(0, 0, 31), 0}} {
		if _, err := w.PrunePresence(t.Context(), tc.now); err != nil {
			t.Fatal(err)
		}
		if got := w.read(t, e.ID); got.CountPresent() != tc.present || got.CountNoShows() != 1 {
			t.Errorf("%v: %d present, %d stayed away", tc.now, got.CountPresent(), got.CountNoShows())
		}
	}
}

// At the door of 220 people nobody pages: those who are missing can be searched.
func TestTheListAtTheDoorHoldsManyPeople(t *testing.T) {
	t.Parallel()
	e := events.Event{ID: "forum-abcd", State: events.Open, Details: events.Details{Title: "Forum"}, Queue: queue(220), Present: map[people.ID]bool{}}
	var list []people.Person
	for i, id := range e.Queue {
		list = append(list, people.Person{ID: id, Name: fmt.Sprintf("Person %03d", i)})
		if i < 183 {
			e.Present[id] = true
		}
	}
	p := printer(t, "de")
	m := events.CheckinView(p, e, list, events.CheckinPage(list, list[45].ID), nil, e.End.Add(-1))
	if got := m.Plain(); !strings.Contains(got, "183 von 220 da") || !strings.Contains(got, "Seite 3 von 11") {
		t.Errorf("%q", got)
	}
	buttons, options := 0, 0
	for _, s := range m.Sections {
		for _, b := range s.Buttons {
			if strings.Contains(b.Label, "Person") {
				buttons++
			}
		}
		for _, sel := range s.Selects {
			options += len(sel.Options)
		}
	}
	if buttons != 20 || options != 220-183 {
		t.Errorf("%d buttons, %d to choose from", buttons, options)
	}
	for page, want := range map[int]string{0: "Seite 1 von 11", 99: "Seite 11 von 11"} {
		if got := events.CheckinView(p, e, list, page, nil, e.End.Add(-1)).Plain(); !strings.Contains(got, want) {
			t.Errorf("page %d lacks %q", page, want)
		}
	}
	if got := events.CheckinView(p, events.Event{}, nil, 1, nil, e.Start).Plain(); !strings.Contains(got, "Noch hat sich niemand angemeldet") {
		t.Errorf("an empty list: %q", got)
	}
}
