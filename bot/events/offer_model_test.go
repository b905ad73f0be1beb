package events_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// offerModel follows an event from outside: every offer that it sees begin has to end, in
// one of the four ways, and be told in step.
type offerModel struct {
	*world
	rt       *rapid.T
	t        *testing.T
	id       events.ID
	last     events.Event
	made     map[people.ID]int // offers that began
	outcomes map[string]int
	lapsed   map[people.ID]int
	sent     map[string]int // rows by kind and person
}

// look compares the event with how it stood before something was done: by whom, and what.
func (m *offerModel) look(what string, by people.ID) {
	e := m.read(m.t, m.id)
	was := m.last
	m.last = e
	given := 0
	for _, p := range e.Queue {
		if st := e.Standing(p); st.Seated || st.Offered {
			given++
		}
	}
	if e.Seats > 0 && given > e.Seats {
		m.rt.Fatalf("%d seats, %d given or offered", e.Seats, given)
	}
	for p, until := range was.Offers {
		if now, still := e.Offers[p]; still && now.Equal(until) {
			continue
		}
		in := slices.Contains(e.Queue, p)
		switch {
		case what == "accept" && by == p && in:
			m.outcomes["accepted"]++
		case what == "leave" && by == p && !in:
			m.outcomes["given up"]++
		case e.Confirm == 0 && in: // asked no more; the seat is theirs
			m.outcomes["void"]++
		case !in && !m.Now().Add(skewed).Before(was.OfferEnds(p)):
			m.outcomes["expired"]++
			m.lapsed[p]++
		default:
			m.rt.Fatalf("after %q by %s the offer of %s until %v is gone; in the queue: %v", what, by, p, until, in)
		}
	}
	for p, until := range e.Offers {
		if before, was := was.Offers[p]; !was || !before.Equal(until) {
			m.made[p]++
			if until.After(e.Start.Add(-events.Cutoff)) || m.Hours.Next(m.Now().Add(-time.Minute)).After(until) && m.Hours.Next(m.Now()).Before(e.Start.Add(-events.Cutoff)) {
				m.rt.Fatalf("offered at %v until %v, starts %v", m.Now(), until, e.Start)
			}
		}
	}
	// In the order of the queue: nobody is offered a seat before whoever stands in front.
	passed := false
	for _, p := range e.Queue[:e.CountSeated()] {
		if e.Waiting[p] != "" {
			passed = true
		} else if !e.Offers[p].IsZero() && passed && was.Offers[p].IsZero() {
			m.rt.Fatalf("%s was passed over: %+v", p, e)
		}
	}
}

// skewed is how far the second replica's clock is ahead.
const skewed = time.Minute

func TestOffersAgainstModel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	everybody := []people.ID{"aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee", "ffffffff"}
	rapid.Check(t, func(rt *rapid.T) {
		w.clock.Set(day(11, 25, 10))
		seats := rapid.IntRange(1, 3).Draw(rt, "seats")
		m := &offerModel{
			world: w, rt: rt, t: t, id: w.confirming(t, seats, day(11, 25, 10).AddDate(0, 0, 9)).ID,
			made: map[people.ID]int{}, outcomes: map[string]int{}, lapsed: map[people.ID]int{}, sent: map[string]int{},
		}
		for _, p := range everybody {
			if _, _, err := w.Join(t.Context(), w.read(t, m.id), p); err != nil {
				rt.Fatal(err)
			}
		}
		m.last = w.read(t, m.id)
		front := func(rt *rapid.T) people.ID { // somebody with a seat, if there is anybody
			e := w.read(t, m.id)
			if len(e.Queue) == 0 {
				rt.Skip()
			}
			return rapid.SampledFrom(e.Queue[:max(1, e.CountSeated())]).Draw(rt, "who")
		}
		// kigo is one of two replicas, which may die at any of its writes.
		kigo := func(rt *rapid.T) *events.Service {
			f := &fate{at: rapid.SampledFrom([]int{1000, 1000, 0, 1, 2, 3, 4}).Draw(rt, "dies at"), done: rapid.Bool().Draw(rt, "done")}
			return w.replica(rapid.SampledFrom([]time.Duration{0, skewed}).Draw(rt, "clock"), f)
		}
		edit := func(rt *rapid.T, change func(*events.Details)) {
			e := w.read(t, m.id)
			d := e.Details
			change(&d)
			_, _ = kigo(rt).Edit(t.Context(), e, e.Version, d, e.Organisers)
			m.look("edit", "")
		}
		rt.Repeat(map[string]func(*rapid.T){
			"join": func(rt *rapid.T) {
				p := rapid.SampledFrom(everybody).Draw(rt, "who")
				_, _, _ = w.Join(t.Context(), w.read(t, m.id), p)
				m.look("join", p)
			},
			"leave": func(rt *rapid.T) {
				p, e := front(rt), w.read(t, m.id)
				_, _ = kigo(rt).Leave(t.Context(), e, p)
				if got := w.read(t, m.id); slices.Contains(got.Queue, p) == slices.Contains(e.Queue, p) {
					p = ""
				}
				m.look("leave", p)
			},
			"accept": func(rt *rapid.T) {
				p := front(rt)
				_, _, _ = kigo(rt).Accept(t.Context(), w.read(t, m.id), p)
				m.look("accept", p)
			},
			"sweep": func(rt *rapid.T) {
				_ = kigo(rt).Sweep(t.Context())
				m.look("sweep", "")
			},
			"time": func(rt *rapid.T) {
				w.clock.Set(w.Now().Add(time.Duration(rapid.IntRange(1, 40).Draw(rt, "hours")) * time.Hour / 2))
			},
			"seats": func(rt *rapid.T) { edit(rt, func(d *events.Details) { d.Seats++ }) },
			"confirm": func(rt *rapid.T) {
				if m.last.Confirm == 0 || rapid.IntRange(0, 4).Draw(rt, "asks no more") == 0 {
					edit(rt, func(d *events.Details) { d.Confirm = 4 - d.Confirm })
				}
			},
			"move": func(rt *rapid.T) {
				days := rapid.SampledFrom([]int{-1, 1}).Draw(rt, "days")
				edit(rt, func(d *events.Details) {
					d.Start, d.End, d.Deadline = d.Start.AddDate(0, 0, days), d.End.AddDate(0, 0, days), d.Deadline.AddDate(0, 0, days)
				})
			},
			"send": func(*rapid.T) { m.send(everybody) },
		})
		for range 2 { // somebody lives on and makes up for it
			if err := w.Sweep(t.Context()); err != nil {
				rt.Fatal(err)
			}
			m.look("sweep", "")
		}
		m.send(everybody)
		begun, ended := 0, 0
		for _, p := range everybody {
			begun += m.made[p]
			if got := m.sent[events.KindOffer+string(p)]; got != m.made[p] {
				rt.Fatalf("%s had %d offers and %d messages", p, m.made[p], got)
			}
			if got := m.sent[events.KindOfferOver+string(p)]; got != m.lapsed[p] {
				rt.Fatalf("of %s %d offers ended unanswered, and they were told %d times", p, m.lapsed[p], got)
			}
		}
		for _, n := range m.outcomes {
			ended += n
		}
		if e := w.read(t, m.id); begun != ended+len(e.Offers) || len(e.Notices) > 0 && !e.Ended(w.Now()) {
			rt.Fatalf("%d offers began, %v ended, %d are open: %v", begun, m.outcomes, len(e.Offers), e.Notices)
		}
		_ = callOff(t, w, m.id)
	})
}

// send delivers what is due and counts it.
func (m *offerModel) send(everybody []people.ID) {
	rows, err := m.rows.List(m.t.Context(), outbox.Open, 100_000)
	if err != nil {
		m.rt.Fatal(err)
	}
	for _, r := range rows {
		if slices.Contains(everybody, r.Person) && r.Data["event"] == string(m.id) {
			m.sent[r.Kind+string(r.Person)]++
		}
		if err := m.rows.Finish(m.t.Context(), outbox.Sent{ID: r.ID}); err != nil {
			m.rt.Fatal(err)
		}
	}
	if len(rows) > 1000 {
		m.rt.Fatal(fmt.Sprint(len(rows), " rows"))
	}
}
