package events_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/people"
)

// queued is an event of one seat in which Anna has it and Bert and Carla wait.
func queued(t *testing.T, w *world, start time.Time) (e events.Event, a, b, c people.Person) {
	t.Helper()
	e = w.confirming(t, 1, start)
	a, b, c = w.person(t, "Anna"), w.person(t, "Bert"), w.person(t, "Carla")
	w.join(t, e.ID, a, b, c)
	return w.read(t, e.ID), a, b, c
}

func (w *world) leave(t *testing.T, id events.ID, p people.Person) {
	t.Helper()
	if _, err := w.Leave(t.Context(), w.read(t, id), p.ID); err != nil {
		t.Fatal(err)
	}
}

// The clock of an offer runs while people work, and stops before the event begins.
func TestAnOfferRunsInWorkingHours(t *testing.T) {
	t.Parallel()
	far := day(12, 16, 14)
	for name, tc := range map[string]struct{ now, start, until time.Time }{
		"in the morning":                   {day(11, 25, 10), far, day(11, 25, 14)},
		"over night":                       {day(11, 25, 17), far, day(11, 26, 9)},
		"in the evening":                   {day(11, 25, 21), far, day(11, 26, 11)},
		"over a weekend":                   {day(11, 27, 16), far, day(11, 30, 8)},
		"on a Sunday":                      {day(11, 29, 12), far, day(11, 30, 11)},
		"until the end of the day":         {day(11, 25, 15), far, day(11, 25, 19)},
		"over Christmas":                   {day(12, 24, 17), day(12, 30, 14), day(12, 28, 9)},
		"over Easter and the clocks":       {time.Date(2027, 3, 25, 17, 0, 0, 0, berlin), time.Date(2027, 4, 20, 9, 0, 0, 0, berlin), time.Date(2027, 3, 30, 9, 0, 0, 0, berlin)},
		"up to a whole minute":             {day(11, 25, 10).Add(1500 * time.Millisecond), far, day(11, 25, 14).Add(time.Minute)},
		"shortened to the cut-off":         {day(12, 16, 10), far, day(12, 16, 12)},
		"the cut-off before people work":   {day(12, 20, 12), day(12, 21, 8), day(12, 21, 6)},
		"one millisecond from the cut-off": {day(12, 16, 12).Add(-time.Millisecond), far, day(12, 16, 12)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			e, a, b, _ := queued(t, w, tc.start)
			w.clock.Set(tc.now)
			w.leave(t, e.ID, a)
			st := w.read(t, e.ID).Standing(b.ID)
			if !st.Offered || st.Seated || !st.Until.Equal(tc.until) {
				t.Fatalf("Bert stands %+v, want an offer until %v", st, tc.until)
			}
			rows := w.rowsFor(t, events.KindOffer, e.ID, b)
			if len(rows) != 1 || len(w.told(t, events.KindOffer)) != 1 || len(w.told(t, events.KindMovedUp)) != 0 {
				t.Fatalf("offers told: %v", rows)
			}
			w.clock.Set(tc.until.Add(-time.Millisecond))
			w.sweep(t)
			if !w.read(t, e.ID).Standing(b.ID).Offered {
				t.Error("it ended before its time")
			}
			w.clock.Set(tc.until)
			w.sweep(t)
			if w.read(t, e.ID).Standing(b.ID).In() {
				t.Error("it did not end in time")
			}
		})
	}
}

func TestAnOfferIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e, a, b, c := queued(t, w, day(12, 16, 14))
	_, _, err := w.Accept(t.Context(), e, b.ID)
	wantFault(t, err, "event.accept.waiting")
	w.leave(t, e.ID, a)
	row := w.rowsFor(t, events.KindOffer, e.ID, b)[0]
	got := w.render(t, row, b)
	for _, want := range []string{
		"Bei Workshop ist ein Platz für dich frei. Bitte sag bis Mi, 25.11.2026, 14:00 Uhr zu.", "geht der Platz an die nächste Person",
		"[Ich komme] /kigo zusagen " + string(e.ID), "[Platz abgeben] /kigo abmelden " + string(e.ID),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("Bert reads %q, want %q in it", got, want)
		}
	}
	before := w.read(t, e.ID)
	after, already, err := w.Accept(t.Context(), before, b.ID)
	if err != nil || already || !after.Standing(b.ID).Seated || len(after.Offers) > 0 {
		t.Fatalf("%+v, already %v, %v", after.Standing(b.ID), already, err)
	}
	for _, seen := range []events.Event{before, after} { // pressed again
		if _, already, err := w.Accept(t.Context(), seen, b.ID); err != nil || !already {
			t.Errorf("already %v, %v", already, err)
		}
	}
	if got := w.render(t, row, b); got != "" {
		t.Errorf("an offer that was accepted is told: %q", got)
	}
	w.clock.Set(day(12, 16, 13))
	w.sweep(t)
	if e := w.read(t, e.ID); !e.Standing(b.ID).Seated || !e.Standing(c.ID).Waiting || len(w.told(t, events.KindOfferOver)) > 0 {
		t.Errorf("an accepted seat was lost: %+v", e)
	}
	w.clock.Set(e.Start)
	_, _, err = w.Accept(t.Context(), e, c.ID)
	wantFault(t, err, "event.past")
}

func TestAnUnansweredOfferGoesToTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e, a, b, c := queued(t, w, day(12, 16, 14))
	w.leave(t, e.ID, a)
	offered := w.read(t, e.ID)
	offer := w.rowsFor(t, events.KindOffer, e.ID, b)[0]
	w.clock.Set(day(11, 25, 14))
	if got := w.render(t, offer, b); got != "" {
		t.Errorf("an offer that is over is told: %q", got)
	}
	for range 2 {
		w.sweep(t)
	}
	after := w.read(t, e.ID)
	if after.Standing(b.ID).In() || !after.Standing(c.ID).Until.Equal(day(11, 25, 18)) || !slices.Equal(after.Queue, []people.ID{c.ID}) {
		t.Fatalf("queue %v, offers %v", after.Queue, after.Offers)
	}
	if len(w.rowsFor(t, events.KindOffer, e.ID, c)) != 1 || len(w.told(t, events.KindOffer)) != 2 {
		t.Errorf("offers: %v", w.told(t, events.KindOffer))
	}
	over := w.rowsFor(t, events.KindOfferOver, e.ID, b)
	if len(over) != 1 || len(w.told(t, events.KindOfferOver)) != 1 {
		t.Fatalf("told of the end: %v", over)
	}
	if got := w.render(t, over[0], b); !strings.Contains(got, "nicht bis Mi, 25.11.2026, 14:00 Uhr zugesagt") || !strings.Contains(got, "[Wieder anstellen] /kigo anmelden "+string(e.ID)) {
		t.Errorf("Bert reads %q", got)
	}
	_, _, err := w.Accept(t.Context(), offered, b.ID) // as it was
	wantFault(t, err, "event.accept.over")
	w.join(t, e.ID, b) // at the end
	if st := w.read(t, e.ID).Standing(b.ID); !st.Waiting || st.Rank != 1 {
		t.Errorf("Bert stands %+v", st)
	}
	if got := w.render(t, over[0], b); got != "" {
		t.Errorf("Bert, back in the queue, reads %q", got)
	}
	w.leave(t, e.ID, c) // gives the seat up
	if st := w.read(t, e.ID).Standing(b.ID); !st.Offered {
		t.Errorf("after Carla gave it up, Bert stands %+v", st)
	}
}

func TestNobodyIsOfferedASeatAfterTheCutoff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e, a, b, c := queued(t, w, day(12, 16, 14))
	w.clock.Set(day(12, 16, 11))
	w.leave(t, e.ID, a)
	w.clock.Set(day(12, 16, 12)) // the cut-off
	w.sweep(t)
	after := w.read(t, e.ID)
	if after.Standing(b.ID).In() || len(w.rowsFor(t, events.KindOffer, e.ID, c)) > 0 || len(after.Offers) > 0 {
		t.Fatalf("%+v", after)
	}
	// Carla was not alarmed. If she looks, she sees the seat, and may take it.
	st := after.Standing(c.ID)
	if !st.Offered || !st.Until.IsZero() || after.CountUnconfirmed() != 1 {
		t.Errorf("Carla stands %+v", st)
	}
	if got := events.MineView(printer(t, "de"), []events.Event{after}, c.ID, w.Now()).Plain(); !strings.Contains(got, "Platz frei für dich – bitte zusagen, wenn du kommst: Workshop") {
		t.Errorf("Carla reads %q", got)
	}
	if got, _, err := w.Accept(t.Context(), after, c.ID); err != nil || !got.Standing(c.ID).Seated {
		t.Errorf("Carla stands %+v, %v", got.Standing(c.ID), err)
	}
	w.sweep(t)
	if len(w.told(t, events.KindMovedUp)) > 0 {
		t.Error("somebody was alarmed")
	}
}

func TestOffersFollowTheEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga := w.organiser(t, "Orga")
	edit := func(e events.Event, change func(*events.Details)) events.Event {
		t.Helper()
		e = w.read(t, e.ID)
		d := e.Details
		change(&d)
		after, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
		if err != nil {
			t.Fatal(err)
		}
		return w.read(t, after.ID)
	}
	move := func(to time.Time) func(*events.Details) {
		return func(d *events.Details) { d.Start, d.End, d.Deadline = to, to.Add(2*time.Hour), to }
	}
	e, a, b, c := queued(t, w, day(12, 16, 14))
	w.leave(t, e.ID, a) // offered to Bert until Wed, 14:00
	if got := edit(e, move(day(11, 25, 15))); !got.Standing(b.ID).Until.Equal(day(11, 25, 13)) {
		t.Errorf("brought forward, the offer ends %v, want at the new cut-off", got.Standing(b.ID).Until)
	}
	if got := w.render(t, w.rowsFor(t, events.KindOffer, e.ID, b)[0], b); !strings.Contains(got, "bis Mi, 25.11.2026, 13:00 Uhr") {
		t.Errorf("the message says %q", got)
	}
	if got := edit(e, move(day(12, 17, 9))); !got.Standing(b.ID).Until.Equal(day(11, 25, 14)) {
		t.Errorf("put off, the offer ends %v, want as before", got.Standing(b.ID).Until)
	}
	if got := edit(e, func(d *events.Details) { d.Seats = 2 }); !got.Standing(c.ID).Offered || len(w.rowsFor(t, events.KindOffer, e.ID, c)) != 1 {
		t.Errorf("with another seat Carla stands %+v", got.Standing(c.ID))
	}
	certain := edit(e, func(d *events.Details) { d.Confirm = 0 })
	for _, p := range []people.Person{b, c} {
		if !certain.Standing(p.ID).Seated || len(w.rowsFor(t, events.KindMovedUp, e.ID, p)) != 1 {
			t.Errorf("no confirmation asked any more: %s stands %+v", p.Name, certain.Standing(p.ID))
		}
	}
	if len(certain.Offers) > 0 || len(w.told(t, events.KindOfferOver)) > 0 {
		t.Errorf("offers stay: %v", certain.Offers)
	}
	if got := w.render(t, w.rowsFor(t, events.KindMovedUp, e.ID, b)[0], b); !strings.Contains(got, "Platz sicher: Workshop") {
		t.Errorf("Bert reads %q", got)
	}

	e, a, b, _ = queued(t, w, day(12, 16, 14))
	w.leave(t, e.ID, a)
	e = w.read(t, e.ID)
	if _, err := w.Cancel(t.Context(), e, orga, "Grund"); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.Accept(t.Context(), e, b.ID)
	wantFault(t, err, "event.cancelled")
	w.clock.Set(day(11, 25, 15))
	w.sweep(t)
	if len(w.rowsFor(t, events.KindOfferOver, e.ID, b)) > 0 || w.render(t, w.rowsFor(t, events.KindOffer, e.ID, b)[0], b) != "" {
		t.Error("an offer of a cancelled event goes on")
	}
}

// Somebody without a desk can't answer; those who signed them up can.
func TestOrganisersConfirmForAColleague(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	orga := w.organiser(t, "Orga")
	e, a, b, _ := queued(t, w, day(12, 16, 14))
	w.leave(t, e.ID, a)
	after, already, err := w.Enter(t.Context(), w.read(t, e.ID), orga, b)
	if err != nil || already || !after.Standing(b.ID).Seated {
		t.Fatalf("%+v, %v, %v", after.Standing(b.ID), already, err)
	}
	rows := w.rowsFor(t, events.KindEntered, e.ID, b)
	if len(rows) != 1 || !strings.Contains(w.render(t, rows[0], b), "Platz sicher: Workshop") {
		t.Errorf("Bert is told %v", rows)
	}
}

func TestStandingOfAnOfferIsSeenEverywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e, a, b, _ := queued(t, w, day(12, 16, 14))
	w.leave(t, e.ID, a)
	e = w.read(t, e.ID)
	p := printer(t, "de")
	const offer = "Platz angeboten – bitte bis Mi, 25.11.2026, 14:00 Uhr zusagen"
	list, err := w.Roster(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	roster := events.RosterView(p, e, list, w.Now())
	for name, tc := range map[string]struct{ got, want string }{
		"list":     {events.ListView(p, []events.Event{e}, b, 1, w.Now()).Plain(), offer},
		"own":      {events.MineView(p, []events.Event{e}, b.ID, w.Now()).Plain(), offer + ": Workshop"},
		"joining":  {events.JoinedView(p, e, b.ID, true, w.Now()).Plain(), offer + ": Workshop"},
		"leaving":  {events.ConfirmLeaveView(p, e, e.Standing(b.ID)).Plain(), "den Platz bei Workshop wirklich abgeben"},
		"calendar": {string(events.Calendar(p, []events.Event{e}, b.ID, w.Now()).Data), "SUMMARY:Platz angeboten: Workshop"},
		"roster":   {roster.Plain(), "Noch nicht bestätigt: 1 Platz\n1. Bert: Platz angeboten bis Mi, 25.11.2026, 14:00 Uhr, noch nicht bestätigt\n2. Carla: Warteliste, Platz 1"},
		"table":    {string(roster.Files[0].Data), "1;Bert;;;Platz angeboten bis Mi, 25.11.2026, 14:00 Uhr, noch nicht bestätigt\r\n"},
	} {
		if !strings.Contains(tc.got, tc.want) {
			t.Errorf("%s: %q lacks %q", name, tc.got, tc.want)
		}
		if strings.Contains(tc.got, "Platz sicher") {
			t.Errorf("%s says that the seat is certain: %q", name, tc.got)
		}
	}
}
