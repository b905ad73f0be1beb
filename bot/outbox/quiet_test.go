package outbox_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/hours"
	"kigo/bot/outbox"
)

// quietly is a dispatcher that keeps quiet time, in UTC.
func (w *world) quietly() *outbox.Dispatcher {
	d := w.dispatcher()
	d.Hours = hours.New(time.UTC)
	return d
}

// at sets kigo's clock; the real one goes on as much.
func (w *world) at(t testing.TB, s string) {
	t.Helper()
	w.pass(moment(t, s).Sub(w.Now()))
}

// moment reads a time; "" is the zero one.
func moment(t testing.TB, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (w *world) add(t testing.TB, r outbox.Row) {
	t.Helper()
	r.Kind = "greet"
	if r.Data == nil {
		r.Data = map[string]string{"text": r.ID}
	}
	if err := w.Enqueue(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

func TestQuietTime(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		at        string // when it falls due
		urgent    bool   // may not wait
		by, until string
		absent    string // not to be disturbed until
		want      string // when it is sent; "" is at once, "never" is outdated
	}{
		"on a Wednesday":                                    {at: "2026-11-25 10:00"},
		"in the evening":                                    {at: "2026-11-25 19:00", want: "2026-11-26 07:00"},
		"in the evening, what may not wait":                 {at: "2026-11-25 19:00", urgent: true},
		"on a Friday evening":                               {at: "2026-11-27 20:00", want: "2026-11-30 07:00"},
		"on Good Friday":                                    {at: "2027-03-26 10:00", want: "2027-03-30 07:00"},
		"for Saturday":                                      {at: "2026-11-27 20:00", by: "2026-11-28 10:00"},
		"for Monday at ten":                                 {at: "2026-11-27 20:00", by: "2026-11-30 10:00", want: "2026-11-30 07:00"},
		"for Monday at seven":                               {at: "2026-11-27 20:00", by: "2026-11-30 07:00"},
		"of use until Sunday":                               {at: "2026-11-27 20:00", until: "2026-11-29 18:00"},
		"outdated":                                          {at: "2026-11-27 20:00", until: "2026-11-27 20:00", want: "never"},
		"to somebody who is away":                           {at: "2026-11-25 10:00", absent: "2026-12-03 00:00", want: "2026-12-03 07:00"},
		"to somebody who is away, what may not wait":        {at: "2026-11-25 10:00", urgent: true, absent: "2026-12-03 00:00"},
		"to somebody who is away, for tomorrow":             {at: "2026-11-25 10:00", absent: "2026-12-03 00:00", by: "2026-11-26 09:00"},
		"to somebody who is away, for tomorrow, at night":   {at: "2026-11-25 22:00", absent: "2026-12-03 00:00", by: "2026-11-26 09:00", want: "2026-11-26 07:00"},
		"to somebody who is away, for today, after hours":   {at: "2026-11-25 20:00", absent: "2026-12-03 00:00", by: "2026-11-25 22:00"},
		"to somebody who is back":                           {at: "2026-11-25 10:00", absent: "2026-11-25 09:00"},
		"to somebody who is back today, but in the evening": {at: "2026-11-25 10:00", absent: "2026-11-25 20:00", want: "2026-11-26 07:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			anna := w.meet(t, "slack", "anna")
			if err := w.people.SetQuiet(t.Context(), anna.ID, moment(t, tc.absent)); err != nil {
				t.Fatal(err)
			}
			w.at(t, tc.at)
			w.add(t, outbox.Row{ID: "r", Person: anna.ID, Waits: !tc.urgent, By: moment(t, tc.by), Until: moment(t, tc.until)})
			d := w.quietly()
			w.drain(t, d)
			if tc.want != "" && tc.want != "never" {
				want := moment(t, tc.want)
				row := w.left(t, outbox.Open)
				if !row.Due.Equal(want) || row.Tries != 0 || row.Claim != "" || !row.Held {
					t.Fatalf("put off %+v, want until %s", row, tc.want)
				}
				if next, ok, err := w.rows.NextDue(t.Context(), w.Now()); err != nil || !ok || !next.Equal(want) {
					t.Errorf("the clock moves to %v, %v, %v", next, ok, err)
				}
				w.pass(want.Sub(w.Now()) - time.Millisecond)
				w.drain(t, d)
				if n := len(w.slack.sent()); n != 0 {
					t.Errorf("sent %d times before", n)
				}
				w.pass(time.Millisecond)
				w.drain(t, d)
			}
			if n := len(w.slack.sent()); (n == 1) == (tc.want == "never") || n > 1 {
				t.Errorf("sent %d times", n)
			}
			w.wantDone(t, "r")
		})
	}
}

// Who wants to be disturbed again need not wait for the day named before.
func TestWhatWasHeldBackIsDecidedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.quietly()
	anna := w.meet(t, "slack", "anna")
	quiet := func(until string) {
		t.Helper()
		if err := w.people.SetQuiet(t.Context(), anna.ID, moment(t, until)); err != nil {
			t.Fatal(err)
		}
		if err := w.rows.Release(t.Context(), anna.ID, w.Now()); err != nil {
			t.Fatal(err)
		}
		w.drain(t, d)
	}
	quiet("2026-12-10 00:00")
	w.add(t, outbox.Row{ID: "held", Person: anna.ID, Waits: true})
	w.add(t, outbox.Row{ID: "later", Person: anna.ID, Waits: true, Due: moment(t, "2026-12-24 10:00")})
	w.drain(t, d)
	quiet("2026-12-03 00:00")
	if due := w.list(t, outbox.Open)[0].Due; !due.Equal(moment(t, "2026-12-03 07:00")) {
		t.Errorf("put off until %v", due)
	}
	quiet("")
	if got := w.slack.sent(); len(got) != 1 || !strings.HasSuffix(got[0].text, "held") {
		t.Errorf("sent %+v", got)
	}
	if row := w.left(t, outbox.Open); row.ID != "later" || !row.Due.Equal(moment(t, "2026-12-24 10:00")) {
		t.Errorf("what was never due moved: %+v", row)
	}
}

func TestUrgentGoesBeforeBulk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n, r := range []outbox.Row{
		{ID: "bulk", Priority: outbox.Bulk, Due: w.Now().Add(-2 * time.Hour)},
		{ID: "normal late", Due: w.Now()},
		{ID: "normal early", Due: w.Now().Add(-time.Hour)},
		{ID: "urgent", Priority: outbox.Urgent, Due: w.Now()},
	} {
		r.Person = w.meet(t, "slack", "p"+string(rune('a'+n))).ID
		w.add(t, r)
	}
	w.drain(t, w.dispatcher())
	var got []string
	for _, p := range w.slack.sent() {
		_, text, _ := strings.Cut(p.text, "\n")
		got = append(got, text)
	}
	if want := "pd urgent, pc normal early, pb normal late, pa bulk"; strings.Join(got, ", ") != want {
		t.Errorf("sent %v, want %s", got, want)
	}
}

// Somebody who is absent hears what can wait once they are back, in one message.
func TestAfterAnAbsenceEverythingComesInOneMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.quietly()
	anna := w.meet(t, "slack", "anna")
	if err := w.people.SetQuiet(t.Context(), anna.ID, moment(t, "2026-12-03 00:00")); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c"} {
		w.add(t, outbox.Row{ID: id, Person: anna.ID, Waits: true})
		w.drain(t, d)
		w.pass(time.Hour)
	}
	w.at(t, "2026-12-03 07:00")
	w.drain(t, d)
	if got := w.slack.sent(); len(got) != 1 || got[0].text != "3 Neuigkeiten für dich:\n\n"+greeting("a")+"\n\n"+greeting("b")+"\n\n"+greeting("c") {
		t.Errorf("sent %+v", got)
	}
	w.wantDone(t, "a", "b", "c")
}

func greeting(text string) string { return "Du hast einen sicheren Platz.\nanna " + text }
