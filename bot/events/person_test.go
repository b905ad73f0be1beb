package events_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"kigo/bot/events"
	"kigo/bot/people"
)

func TestExportIsEverythingThatEventsHoldAboutAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b, c := w.organiser(t, "Anna"), w.person(t, "Bert"), w.person(t, "Carla")
	e := w.event(t, "Forum", 1)
	w.join(t, e.ID, a, b)
	draft, err := w.NewDraft(t.Context(), a, w.NewID(), events.Details{Title: "Geplantes", Start: day(12, 20, 9), End: day(12, 20, 10)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.Set(e.End.AddDate(1, 0, 0)) // what is long over is held, too
	for who, tc := range map[string]struct {
		p    people.Person
		want string
	}{
		"seat and draft": {a, fmt.Sprintf(`[{"event":%q,"title":"Forum","start":"2026-12-16T09:00:00Z","seated":true,"organises":false},`+
			`{"event":%q,"title":"Geplantes","start":"2026-12-20T08:00:00Z","seated":false,"organises":true}]`, e.ID, draft.ID)},
		"waiting list": {b, fmt.Sprintf(`[{"event":%q,"title":"Forum","start":"2026-12-16T09:00:00Z","seated":false,"rank":1,"organises":false}]`, e.ID)},
		"nothing":      {c, "[]"},
	} {
		held, err := w.Export(t.Context(), tc.p.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(held)
		if err != nil || string(got) != tc.want {
			t.Errorf("%s: %s, %v\nwant %s", who, got, err, tc.want)
		}
		used, err := w.InUse(t.Context(), tc.p.ID)
		if err != nil || used != (tc.want != "[]") {
			t.Errorf("%s: in use %v, %v", who, used, err)
		}
	}
}
