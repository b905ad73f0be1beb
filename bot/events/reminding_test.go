package events_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// remind hands out what is due at a time.
func (w *world) remind(t testing.TB, at string) {
	t.Helper()
	w.clock.Set(on(at))
	if err := w.Remind(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// reminders are who has reminders in the outbox, as "7d anna, 1d bert", in order of ids.
func (w *world) reminders(t testing.TB, e events.Event, all ...people.Person) string {
	t.Helper()
	var got []string
	for _, o := range []string{"7d", "1d", "1h"} {
		for _, p := range all {
			for _, id := range w.told(t, events.KindRemind) {
				if id == fmt.Sprintf("remind/%s/%d/%s/%s", e.ID, e.Start.Unix(), o, p.ID) {
					got = append(got, o+" "+p.Name)
				}
			}
		}
	}
	return strings.Join(got, ", ")
}

// sent takes what is in the outbox as delivered.
func (w *world) sent(t testing.TB) {
	t.Helper()
	for _, id := range w.told(t, events.KindRemind) {
		if err := w.rows.Finish(t.Context(), outbox.Sent{ID: id, At: w.Now()}); err != nil {
			t.Fatal(err)
		}
	}
}

// The world's events start on Wednesday, 16.12.2026, 10:00.
func TestThoseWhoHaveASeatAtThatMomentAreReminded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 2)
	anna, bert, carla := w.person(t, "anna"), w.person(t, "bert"), w.person(t, "carla")
	w.join(t, e.ID, anna, bert, carla) // carla waits
	w.remind(t, "09.12.2026 09:59")
	if got := w.reminders(t, e, anna, bert, carla); got != "" {
		t.Errorf("before its time: %s", got)
	}
	w.remind(t, "09.12.2026 10:00")
	if got := w.reminders(t, e, anna, bert, carla); got != "7d anna, 7d bert" {
		t.Errorf("a week before: %s", got)
	}
	w.sent(t)

	if _, err := w.Leave(t.Context(), w.read(t, e.ID), bert.ID); err != nil { // carla moves up
		t.Fatal(err)
	}
	w.remind(t, "09.12.2026 10:01")
	if got := w.reminders(t, e, anna, bert, carla); got != "" {
		t.Errorf("a minute later: %s", got)
	}
	w.remind(t, "15.12.2026 10:00")
	if got := w.reminders(t, e, anna, bert, carla); got != "1d anna, 1d carla" {
		t.Errorf("a day before: %s", got)
	}
	w.sent(t)
	dora := w.person(t, "dora")
	w.clock.Set(on("16.12.2026 08:00"))
	d := e.Details
	d.Seats = 3
	after := w.read(t, e.ID)
	if _, err := w.Edit(t.Context(), after, after.Version, d, after.Organisers); err != nil {
		t.Fatal(err)
	}
	w.join(t, e.ID, dora)
	w.remind(t, "16.12.2026 09:00")
	if got := w.reminders(t, e, anna, bert, carla, dora); got != "" {
		t.Errorf("nobody chose an hour before, and who came late gets no day before: %s", got)
	}
}

func TestAChoiceTakesThePlaceOfWhatOrganisersChose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 0)
	anna, bert, carla, dora := w.person(t, "anna"), w.person(t, "bert"), w.person(t, "carla"), w.person(t, "dora")
	w.join(t, e.ID, anna, bert, carla, dora)
	choose := func(p people.Person, event events.ID, wish events.Wish) {
		t.Helper()
		if err := w.Choose(t.Context(), p.ID, event, wish); err != nil {
			t.Fatal(err)
		}
	}
	choose(anna, e.ID, "1h")
	choose(bert, "", events.Never)
	choose(carla, "", events.Never)
	choose(carla, e.ID, "1d")
	choose(dora, e.ID, "7d")
	choose(dora, e.ID, events.Usual) // changed their mind
	var got []string
	for _, at := range []string{"09.12.2026 10:00", "15.12.2026 10:00", "16.12.2026 09:00"} {
		w.remind(t, at)
		got = append(got, w.reminders(t, e, anna, bert, carla, dora))
		w.sent(t)
	}
	if s := strings.Join(got, "; "); s != "7d dora; 1d carla, 1d dora; 1h anna" {
		t.Errorf("reminded: %s", s)
	}
	w.clock.Set(on("17.12.2026 10:00"))
	if _, err := w.PruneChoices(t.Context(), w.Now()); err != nil {
		t.Fatal(err)
	}
	if all, err := w.Choices.AllChoices(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("after the event there are the choices %v, %v, want the two defaults", all, err)
	}
	held, err := w.ExportChoices(t.Context(), bert.ID)
	if s := fmt.Sprint(held); err != nil || !strings.Contains(s, "off") {
		t.Errorf("bert's export: %s, %v", s, err)
	}
}

// dying fails after some rows, as a process does that is killed.
type dying struct {
	events.Outbox
	left int
}

func (d *dying) Enqueue(ctx context.Context, r outbox.Row) error {
	if d.left--; d.left < 0 {
		return errors.New("killed")
	}
	return d.Outbox.Enqueue(ctx, r)
}

func TestHandingOutGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 0)
	for i := range 20 {
		w.join(t, e.ID, w.person(t, fmt.Sprint("p", i)))
	}
	whole := w.Outbox
	w.clock.Set(on("09.12.2026 10:00"))
	w.Outbox = &dying{whole, 13}
	if err := w.Remind(t.Context()); err == nil {
		t.Fatal("it did not die")
	}
	w.sent(t) // what got through is delivered meanwhile
	w.Outbox = whole
	w.remind(t, "09.12.2026 10:05")
	if got := len(w.told(t, events.KindRemind)); got != 7 {
		t.Errorf("%d reminders are left to be sent, want 7 of 20", got)
	}
}

func TestAReminderThatNoLongerHoldsIsNotSent(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(t *testing.T, w *world, e events.Event, p people.Person) error
		want   string
	}{
		"nothing changed": {func(*testing.T, *world, events.Event, people.Person) error { return nil },
			"Erinnerung: Forum, in 7 Tagen um 10:00 Uhr.\nWann: Mi, 16.12.2026, 10:00 bis 12:00 Uhr\nWo: Ratssaal\n"},
		"signed off": {func(t *testing.T, w *world, e events.Event, p people.Person) error {
			_, err := w.Leave(t.Context(), e, p.ID)
			return err
		}, ""},
		"moved": {func(t *testing.T, w *world, e events.Event, _ people.Person) error {
			d := e.Details
			d.Start, d.End = d.Start.Add(time.Hour), d.End.Add(time.Hour)
			_, err := w.Edit(t.Context(), e, e.Version, d, e.Organisers)
			return err
		}, ""},
		"called off": {func(t *testing.T, w *world, e events.Event, p people.Person) error {
			_, err := w.Cancel(t.Context(), e, p, "krank")
			return err
		}, ""},
		"left alone, please": {func(t *testing.T, w *world, e events.Event, p people.Person) error {
			return w.Choose(t.Context(), p.ID, e.ID, events.Never)
		}, ""},
		"begun": {func(_ *testing.T, w *world, e events.Event, _ people.Person) error {
			w.clock.Set(e.Start)
			return nil
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			e := w.event(t, "Forum", 0)
			anna := w.person(t, "anna")
			w.join(t, e.ID, anna)
			w.remind(t, "09.12.2026 10:00")
			rows := w.told(t, events.KindRemind)
			if len(rows) != 1 {
				t.Fatalf("rows: %v", rows)
			}
			if err := tc.change(t, w, w.read(t, e.ID), anna); err != nil {
				t.Fatal(err)
			}
			if got := w.render(t, rows[0], anna); !strings.HasPrefix(got, tc.want) || (tc.want == "") != (got == "") {
				t.Errorf("it says %q, want %q", got, tc.want)
			}
		})
	}
}

func TestPuttingOffAReminder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 1)
	anna, bert := w.person(t, "anna"), w.person(t, "bert")
	w.join(t, e.ID, anna, bert)
	at := on("12.12.2026 21:00") // a Saturday evening: it is what anna asked for
	for range 2 {                // pressing twice is pressing once
		if err := w.Snooze(t.Context(), w.read(t, e.ID), anna.ID, at); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := w.rows.List(t.Context(), outbox.Open, 10)
	if err != nil || len(rows) != 1 || !rows[0].Due.Equal(at) || rows[0].Waits {
		t.Fatalf("rows %+v, %v", rows, err)
	}
	w.clock.Set(at)
	if got := w.render(t, rows[0].ID, anna); !strings.HasPrefix(got, "Erinnerung: Forum, in 4 Tagen um 10:00 Uhr.") {
		t.Errorf("it says %q", got)
	}
	wantFault(t, w.Snooze(t.Context(), w.read(t, e.ID), bert.ID, at), "event.remind.no_seat")
	wantFault(t, w.Snooze(t.Context(), w.read(t, e.ID), anna.ID, e.Start), "event.remind.too_late")
	w.clock.Set(e.Start)
	wantFault(t, w.Snooze(t.Context(), w.read(t, e.ID), anna.ID, e.Start.Add(time.Hour)), "event.past")
}

func TestTheLastHoursReminderOffersNoHourMore(t *testing.T) {
	t.Parallel()
	e := events.Event{ID: "forum-abcd", Details: events.Details{Title: "Forum", Start: on("16.12.2026 10:00"), End: on("16.12.2026 12:00")}}
	labels := func(now string) string {
		var all []string
		for _, b := range events.RemindView(printer(t, "de"), e, on(now)).Sections[0].Buttons {
			all = append(all, b.Label)
		}
		return strings.Join(all, " | ")
	}
	if got := labels("16.12.2026 08:59"); got != "In den Kalender | In 1 Stunde nochmal | Platz abgeben | Nicht mehr erinnern" {
		t.Errorf("buttons: %s", got)
	}
	if got := labels("16.12.2026 09:00"); got != "In den Kalender | Platz abgeben | Nicht mehr erinnern" {
		t.Errorf("an hour before: %s", got)
	}
}

func TestOrganisersChooseFromFourRhythms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.organiser(t, "Anna Ahrens")
	f, err := w.Form(t.Context(), printer(t, "de"), "Titel", "x", events.Event{})
	if err != nil {
		t.Fatal(err)
	}
	field := f.Fields[len(f.Fields)-1]
	if field.Type != chat.SelectField || field.Value != "7d_1d" || len(field.Options) != 4 {
		t.Fatalf("the field is %+v", field)
	}
	for value, want := range map[string]string{"none": "[]", "1d": "[1d]", "7d_1d": "[7d 1d]", "7d_1d_1h": "[7d 1d 1h]", "": "[7d 1d]"} {
		d, _, err := w.Read(t.Context(), filled("reminders", value), anna, events.Event{})
		if err != nil || fmt.Sprint(d.Reminders) != want {
			t.Errorf("%q is %v, %v, want %s", value, d.Reminders, err, want)
		}
	}
	_, _, err = w.Read(t.Context(), filled("reminders", "immer"), anna, events.Event{})
	wantFault(t, err, "fault.form reminders=event.reminders_unknown")
	none := w.event(t, "Ohne", 0)
	d := none.Details
	d.Reminders = []events.Offset{}
	if _, err := w.Edit(t.Context(), none, none.Version, d, none.Organisers); err != nil {
		t.Fatal(err)
	}
	if got := w.read(t, none.ID); got.Reminders == nil || len(got.Rhythm()) != 0 {
		t.Errorf("no reminders became %v", got.Rhythm())
	}
}
