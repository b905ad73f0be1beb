package commands

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/reminders"
)

// desk is an office with events, at which bert organises.
type desk struct {
	*office
	events *events.Service
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	o := newOffice(t)
	db := mongotest.Open(t)
	d := &desk{office: o, events: &events.Service{
		Store: mongodb.NewEvents(db), People: o.svc, Audit: o.svc.Audit, Now: o.bot.Now, NewID: people.RandomID, Zone: time.UTC, Hours: hours.New(time.UTC),
		Outbox: &outbox.Outbox{Store: mongodb.NewOutbox(db), Now: o.bot.Now}, Log: slog.New(slog.DiscardHandler),
		Choices: mongodb.NewChoices(db),
	}}
	own := &reminders.Service{Store: mongodb.NewReminders(db), Outbox: d.events.Outbox, Now: o.bot.Now, NewID: people.RandomID, Log: d.events.Log}
	c := o.bot.Config
	c.Commands = All(Services{Events: d.events, Reminders: own, People: o.svc})
	var err error
	if o.bot, err = bot.New(c); err != nil {
		t.Fatal(err)
	}
	o.say("anna", "rechte geben bert organisation")
	return d
}

// event stores an open event of bert's, with people in its queue.
func (d *desk) event(id, title string, queue ...people.Person) events.ID {
	d.t.Helper()
	start := d.now.AddDate(0, 0, 14)
	e := events.Event{
		ID: events.ID(id), State: events.Open, Version: 1, Organisers: []people.ID{d.person("bert").ID},
		Details: events.Details{Title: title, Place: "Ratssaal", Start: start, End: start.Add(time.Hour), Deadline: start, Seats: 9},
	}
	if fresh, err := d.events.Store.Insert(d.t.Context(), e); err != nil || !fresh {
		d.t.Fatalf("insert event: %v, %v", fresh, err)
	}
	for _, p := range queue {
		if _, _, err := d.events.Join(d.t.Context(), e, p.ID); err != nil {
			d.t.Fatal(err)
		}
	}
	return e.ID
}

func (d *desk) met(name string) people.Person {
	d.t.Helper()
	p, err := d.svc.Meet(d.t.Context(), "playground", chat.User{ID: name, Name: name})
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

func (d *desk) queue(id events.ID) []people.ID {
	d.t.Helper()
	e, err := d.events.Store.Get(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return e.Queue
}

// Whoever has left must not keep a seat that nobody can take from them.
func TestWhoHasLeftCanBeTakenOutOfAnEvent(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]func(id people.ID) string{
		"by name":                    func(people.ID) string { return "veranstaltung austragen Emil Evers in Forum" },
		"by a part of it":            func(people.ID) string { return "veranstaltung austragen evers forum" },
		"by id":                      func(id people.ID) string { return "veranstaltung austragen " + string(id) + " forum-abcd" },
		"by account":                 func(people.ID) string { return "veranstaltung austragen playground:Emil Evers aus forum-abcd" },
		"from the only such event":   func(people.ID) string { return "veranstaltung austragen Emil" },
		"by id, event not mentioned": func(id people.ID) string { return "event remove " + string(id) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			emil, carla := d.met("Emil Evers"), d.met("Carla Clausen")
			id := d.event("forum-abcd", "Forum", emil, carla)
			d.leave("Emil Evers")
			has(t, d.say("bert", line(emil.ID)), "Emil Evers")
			if q := d.queue(id); !slices.Equal(q, []people.ID{carla.ID}) {
				t.Errorf("queue %v", q)
			}
			has(t, d.say("bert", "veranstaltung eintragen Emil in Forum"), "niemanden, auf den „Emil“ passt")
		})
	}
}

func TestWhoHasBeenForgottenCanBeTakenOutOfAnEvent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.event("forum-abcd", "Forum", people.Person{ID: "forgott2"})
	d.say("bert", "veranstaltung austragen forgott2 in Forum")
	if q := d.queue(id); len(q) != 0 {
		t.Errorf("queue %v", q)
	}
}

func TestTakingOutMeansPeopleInTheEvent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	jan, jana, petersen := d.met("Jan Groß"), d.met("Jana Groß"), d.met("Jan Petersen")
	forum := d.event("forum-abcd", "Forum", jana, petersen)
	d.event("runde-abcd", "Runde", jan)
	has(t, d.say("bert", "veranstaltung austragen Jan Groß in Forum"), "Jan Groß ist bei Forum nicht angemeldet") // not Jana
	has(t, d.say("bert", "veranstaltung austragen jan in Forum"), "auf mehrere Personen",
		"[Jana Groß (ohne Angabe)] /kigo veranstaltung austragen "+string(jana.ID)+" Forum", "[Jan Petersen (ohne Angabe)]")
	has(t, d.say("bert", "veranstaltung austragen groß in Forum"), "Jana Groß")
	if q := d.queue(forum); !slices.Equal(q, []people.ID{petersen.ID}) {
		t.Errorf("queue %v", q)
	}
	// Whoever does not organise an event learns nothing about who is in it.
	d.leave("Jan Petersen")
	d.say("anna", "rechte geben "+string(jan.ID)+" organisation")
	answer := d.handle("playground", "Jan Groß", chat.Command, "veranstaltung austragen Petersen in Forum").Message.Plain()
	has(t, answer, "niemanden, auf den „Petersen“ passt")
}

func TestPersonAndEventAreToldApart(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.event("workshop-abcd", "Workshop Digitale Werkzeuge")
	d.event("runde-abcd", "Runde in Mitte")
	d.event("tag-eins", "Tag der Daten I")
	d.event("tag-zwei", "Tag der Daten II")
	for _, name := range []string{"Carla in der Beek", "Dora Dau", "Anna Runde"} {
		d.met(name)
	}
	for args, want := range map[string]string{
		"Dora workshop":                   "workshop-abcd Dora Dau",
		"Dora Dau Digitale Werkzeuge":     "workshop-abcd Dora Dau",
		"dora in workshop":                "workshop-abcd Dora Dau",
		"dora workshop-abcd":              "workshop-abcd Dora Dau",
		"dora in runde in mitte":          "runde-abcd Dora Dau",
		"dora runde in mitte":             "runde-abcd Dora Dau",
		"dora für runde":                  "runde-abcd Dora Dau",
		"Carla in der Beek in workshop":   "workshop-abcd Carla in der Beek",
		"Carla in der Beek workshop":      "workshop-abcd Carla in der Beek",
		"Carla in der Beek workshop-abcd": "workshop-abcd Carla in der Beek",
		"Anna Runde Werkzeuge":            "workshop-abcd Anna Runde",
		"Carla in der Beek":               "Welche",
		"Anna Runde":                      "Welche",
		"dora tag":                        "mehrere Veranstaltungen",
		"Niemand workshop":                "/kigo veranstaltung eintragen Name in Veranstaltung",
		"Dora Ballett":                    "Verzeichnis",
		"Niemand in workshop":             "„Niemand“",
		"Dora in Ballett":                 "„Ballett“",
		"workshop-abcd":                   "„workshop-abcd“",
		strings.Repeat("x in b ", 300):    "Verzeichnis",
	} {
		answer := d.say("bert", "veranstaltung eintragen "+args)
		id, name, placed := strings.Cut(want, " ")
		if !placed || !strings.HasSuffix(id, "-abcd") {
			has(t, answer, want)
			continue
		}
		p := d.met(name)
		if q := d.queue(events.ID(id)); !slices.Equal(q, []people.ID{p.ID}) {
			t.Errorf("%q: queue of %s is %v: %s", args, id, q, answer)
			continue
		}
		d.say("bert", "veranstaltung austragen "+string(p.ID)+" "+id)
	}
}
