package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// TestTheNightAfterSomebodyLeft: who is put out of the team loses a seat, the next one moves
// up and is told, and everybody else of the team is known.
func TestTheNightAfterSomebodyLeft(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	mm := mattermosttest.Start(t, mattermosttest.With(mattermosttest.LoopbackAllowed))
	dir := t.TempDir()
	cfg := Config{
		DataDir: dir, Database: "kigo", Locale: "de", zone: zone, Secret: secret, KeysDir: filepath.Join(dir, "keys"), PublicURL: "http://127.0.0.1:1",
		MattermostURL: mm.URL, MattermostTeam: mm.Team().Name, MattermostToken: mm.Bot("kigo").Token,
	}
	log := &output{}
	a, err := newApp(cfg, &store{DB: mongotest.Open(t)}, nil, newLog(cfg, log))
	if err != nil {
		t.Fatal(err)
	}
	a.connectMattermost(http.NewServeMux())
	anna, bert := mm.Human("anna", mattermosttest.Offline), mm.Human("bert", mattermosttest.Offline)
	mm.Human("carla", mattermosttest.Offline)
	var in []people.ID
	for _, h := range []*mattermosttest.Human{anna, bert} {
		p, err := a.people.Meet(t.Context(), "mattermost", chat.User{ID: h.ID, Name: "x"})
		if err != nil {
			t.Fatal(err)
		}
		in = append(in, p.ID)
	}
	start := a.now().Add(72 * time.Hour).UTC()
	e := events.Event{ID: "werkstatt", State: events.Open, Details: events.Details{Title: "Werkstatt", Start: start, End: start.Add(time.Hour), Deadline: start, Seats: 1}}
	if _, err := a.events.Store.Insert(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	for _, p := range in {
		if e, err = a.events.Store.Get(t.Context(), e.ID); err == nil {
			_, _, err = a.events.Join(t.Context(), e, p)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	night := func(due time.Time) (queue []people.ID, told []string) {
		t.Helper()
		if err := a.compareMembers(t.Context(), due); err != nil {
			t.Fatalf("%v\n%s", err, log)
		}
		e, err := a.events.Store.Get(t.Context(), e.ID)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := a.outbox.List(context.Background(), outbox.Open, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			told = append(told, r.ID)
		}
		return e.Queue, told
	}
	first := time.Date(2026, 12, 1, 4, 30, 0, 0, zone)
	if queue, told := night(first); len(queue) != 2 || len(told) != 0 {
		t.Errorf("before anybody left: %v, told %v", queue, told)
	}
	mm.Leave(mm.Team().Id, anna.ID)
	if queue, _ := night(first); len(queue) != 2 {
		t.Error("a run that was done was done again")
	}
	queue, told := night(first.AddDate(0, 0, 1))
	if len(queue) != 1 || queue[0] != in[1] || len(told) != 1 || !strings.HasPrefix(told[0], events.KindMovedUp+"/werkstatt/"+string(in[1])) {
		t.Errorf("in the queue are %v, told %v", queue, told)
	}
	all, err := a.people.Store.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gone := 0
	for _, p := range all {
		if p.Gone {
			gone++
		}
	}
	if len(all) < 3 || gone != 1 {
		t.Errorf("%d people are known, %d have left:\n%s", len(all), gone, log)
	}
}
