package commands

import (
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/people"
)

// offering stores an event of bert's in which emil was just offered the only seat.
func (d *desk) offering(id, title string, emil people.Person) events.ID {
	d.t.Helper()
	start := d.now.AddDate(0, 0, 14)
	e := events.Event{
		ID: events.ID(id), State: events.Open, Version: 1, Organisers: []people.ID{d.person("bert").ID},
		Details: events.Details{Title: title, Place: "Ratssaal", Start: start, End: start.Add(time.Hour), Deadline: start, Seats: 1, Confirm: 4},
	}
	if fresh, err := d.events.Store.Insert(d.t.Context(), e); err != nil || !fresh {
		d.t.Fatalf("insert event: %v, %v", fresh, err)
	}
	carla := d.met("carla")
	for _, p := range []people.Person{carla, emil} {
		now, err := d.events.Store.Get(d.t.Context(), e.ID)
		if err == nil {
			_, _, err = d.events.Join(d.t.Context(), now, p.ID)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	if _, err := d.events.Leave(d.t.Context(), e, carla.ID); err != nil {
		d.t.Fatal(err)
	}
	return e.ID
}

func TestAcceptFindsTheOfferThatIsMeant(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	emil := d.met("emil")
	has(t, d.say("emil", "zusagen"), "Zurzeit gibt es keinen Platz, den du zusagen müsstest")
	d.event("yoga-abcd", "Yoga", emil)
	d.offering("forum-abcd", "Forum", emil)
	has(t, d.say("emil", "platz"), "Platz angeboten – bitte bis Di, 24.11.2026, 13:00 Uhr zusagen: Forum")
	has(t, d.say("emil", "zusagen"), "Platz sicher: Forum") // the only one needs no naming
	has(t, d.say("emil", "zusagen"), "Zurzeit gibt es keinen Platz")
	has(t, d.say("emil", "zusagen forum"), "Du hast schon zugesagt", "Platz sicher: Forum")
	d.offering("kaffee-abcd", "Kaffeerunde", emil)
	d.offering("kuchen-abcd", "Kuchenrunde", emil)
	has(t, d.say("emil", "zusagen"), "Welchen Platz möchtest du zusagen?", "/kigo zusagen kaffee-abcd", "/kigo zusagen kuchen-abcd")
	has(t, d.say("emil", "accept kaffee"), "Platz sicher: Kaffeerunde")
	has(t, d.click("emil", "zusagen kuchen-abcd"), "Platz sicher: Kuchenrunde")
	has(t, d.say("carla", "zusagen kuchen"), "kein Platz (mehr) reserviert", "/kigo anmelden kuchen-abcd")
	has(t, d.say("emil", "zusagen gibt es nicht"), "Ich finde keine Veranstaltung")
}

func TestGivingUpAnOfferAsksOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	emil := d.met("emil")
	d.offering("forum-abcd", "Forum", emil)
	has(t, d.say("emil", "abmelden forum"), "den Platz bei Forum wirklich abgeben", "geht dann an die nächste Person")
	has(t, d.click("emil", "abmelden forum-abcd ja"), "Du bist von Forum abgemeldet")
	has(t, d.say("emil", "zusagen forum-abcd"), "kein Platz (mehr) reserviert")
}

func TestWhoIsThere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	emil, evers, carla := d.met("Emil Evers"), d.met("Emil Meyer"), d.met("Carla Clausen")
	d.event("forum-abcd", "Forum Digital", emil, evers, carla)
	has(t, d.say("bert", "veranstaltung anwesend"), "Zurzeit gibt es keine Veranstaltung, bei der du festhalten kannst")
	has(t, d.say("bert", "veranstaltung anwesend forum"), "kannst du ab Di, 08.12.2026, 8:00 Uhr festhalten")
	d.now = d.now.AddDate(0, 0, 14)
	has(t, d.say("bert", "veranstaltung anwesend"), "Wer ist da? Forum Digital\n0 von 3 da", "[Carla Clausen] /kigo veranstaltung anwesend forum-abcd "+string(carla.ID)+" ja")
	for _, line := range []string{"forum-abcd Carla", "forum carla clausen", "Forum Digital " + string(carla.ID), "Carla", "carla ja"} {
		has(t, d.say("bert", "veranstaltung anwesend "+line), "Carla Clausen ist da.", "1 von 3 da", "[Carla Clausen ist da] /kigo veranstaltung anwesend forum-abcd "+string(carla.ID)+" nein")
	}
	has(t, d.say("bert", "event attend forum evers"), "Emil Evers ist da.", "2 von 3 da")
	has(t, d.click("bert", "veranstaltung anwesend forum-abcd "+string(carla.ID)+" nein"), "Carla Clausen ist nicht da.", "1 von 3 da")
	has(t, d.say("bert", "veranstaltung anwesend forum Emil"), string(emil.ID), string(evers.ID))
	has(t, d.say("bert", "veranstaltung anwesend forum Niemand"), "niemanden")
	d.met("Deniz Demir")
	has(t, d.say("bert", "veranstaltung anwesend forum Deniz"), "Deniz Demir ist bei Forum Digital nicht angemeldet")
	d.met("gitte")
	lacks(t, d.say("gitte", "veranstaltung anwesend forum"), "Emil")
	d.say("anna", "rechte geben gitte organisation")
	for _, line := range []string{"forum-abcd", "forum Emil Evers"} {
		has(t, d.say("gitte", "veranstaltung anwesend "+line), "Das dürfen nur diejenigen, die Forum Digital organisieren")
	}
	d.now = d.now.AddDate(0, 0, 8)
	has(t, d.say("bert", "veranstaltung anwesend forum"), "ließ sich bis Di, 15.12.2026, 10:00 Uhr festhalten")
	has(t, d.say("bert", "veranstaltung teilnehmende forum"), "1 von 3 da, 2 hatten einen Platz und kamen nicht")
}
