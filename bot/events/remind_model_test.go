package events_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/bot/events"
	"kigo/bot/people"
)

// history is how an event stood since when, and what everybody wanted.
type history []moment

type moment struct {
	since  time.Time
	event  events.Event
	wishes map[people.ID]events.Wishes
}

// at is how things stood just before t.
func (h history) at(t time.Time) moment {
	var last moment
	for _, m := range h {
		if m.since.Before(t) {
			last = m
		}
	}
	return last
}

// expected are the reminders that follow from a history, derived without looking at what
// kigo has noted about them.
func (h history) expected(everybody []people.ID) []string {
	ids := map[string]bool{}
	for _, then := range h {
		for _, o := range events.Offsets {
			start := then.event.Start
			at := timetable.At(start, o)
			m := h.at(at)
			if m.event.State != events.Open || !m.event.Start.Equal(start) {
				continue
			}
			for _, p := range everybody {
				wanted := m.event.Offsets(m.wishes[p].For(m.event.ID))
				if m.event.Standing(p).Seated && timetable.Gets(wanted, o, start, at) {
					ids[reminderID(m.event.ID, start, o, p)] = true
				}
			}
		}
	}
	return keys(ids)
}

func reminderID(e events.ID, start time.Time, o events.Offset, p people.ID) string {
	return fmt.Sprintf("remind/%s/%d/%s/%s", e, start.Unix(), o, p)
}

func keys(ids map[string]bool) []string {
	var all []string
	for id := range ids {
		all = append(all, id)
	}
	return sorted(all)
}

// play is one event to which things happen, at seven minutes past the hour.
type play struct {
	*world
	t    *testing.T
	id   events.ID
	past history
	got  map[string]bool // reminders that were sent
	// wishes are what everybody has chosen.
	wishes map[people.ID]events.Wishes
}

var cast = []people.ID{"aaaaaaaa", "bbbbbbbb", "cccccccc"}

func newPlay(t *testing.T, rt *rapid.T, w *world) *play {
	w.clock.Set(on("15.03.2027 10:07")) // Easter and the change of the clocks are to come
	p := &play{world: w, t: t, id: w.event(t, "Spiel", rapid.IntRange(0, 2).Draw(rt, "seats")).ID, got: map[string]bool{}}
	p.wishes = map[people.ID]events.Wishes{}
	for _, who := range cast {
		p.wishes[who] = events.Wishes{}
	}
	p.move(rt)
	return p
}

// note keeps how things stand now.
func (p *play) note() {
	wishes := map[people.ID]events.Wishes{}
	for who, w := range p.wishes {
		wishes[who] = maps.Clone(w)
	}
	p.past = append(p.past, moment{since: p.Now(), event: p.read(p.t, p.id), wishes: wishes})
}

func (p *play) running() bool {
	e := p.read(p.t, p.id)
	return e.State == events.Open && !e.Over(p.Now())
}

func (p *play) edit(rt *rapid.T, change func(*events.Details)) {
	if !p.running() {
		return
	}
	e := p.read(p.t, p.id)
	d := e.Details
	change(&d)
	if _, err := p.Edit(p.t.Context(), e, e.Version, d, e.Organisers); err != nil {
		rt.Fatal(err)
	}
	p.note()
}

func (p *play) move(rt *rapid.T) {
	hours := rapid.IntRange(1, 15*24).Draw(rt, "hours to the start")
	p.edit(rt, func(d *events.Details) {
		d.Start = p.Now().Truncate(time.Hour).Add(time.Duration(hours) * time.Hour)
		d.End, d.Deadline = d.Start.Add(time.Hour), d.Start
	})
}

// send delivers what is in the outbox, where it still holds.
func (p *play) send(rt *rapid.T) {
	rows := p.told(p.t, events.KindRemind)
	for _, id := range rows {
		who := people.ID(id[strings.LastIndex(id, "/")+1:])
		if p.render(p.t, id, people.Person{ID: who}) == "" {
			continue
		}
		if p.got[id] {
			rt.Fatalf("%s came twice", id)
		}
		p.got[id] = true
	}
	p.sent(p.t)
}

// wait lets time pass, from due instant to due instant.
func (p *play) wait(rt *rapid.T, d time.Duration) {
	target := p.Now().Add(d)
	for p.Now().Before(target) {
		next, ok, err := p.NextReminder(p.t.Context(), p.Now())
		if err != nil {
			rt.Fatal(err)
		}
		if !ok || next.After(target) {
			next = target
		}
		p.clock.Set(next)
		if err := p.Remind(p.t.Context()); err != nil {
			rt.Fatal(err)
		}
		p.send(rt)
	}
}

// actions are what can happen to the event and to those who are in it.
func (p *play) actions() map[string]func(*rapid.T) {
	who := rapid.SampledFrom(cast)
	return map[string]func(*rapid.T){
		"move": p.move,
		"organisers choose": func(rt *rapid.T) {
			r := rapid.SampledFrom(events.Rhythms).Draw(rt, "rhythm")
			p.edit(rt, func(d *events.Details) { d.Reminders = r })
		},
		"join": func(rt *rapid.T) {
			if p.running() {
				if _, _, err := p.Join(p.t.Context(), p.read(p.t, p.id), who.Draw(rt, "who")); err != nil {
					rt.Fatal(err)
				}
				p.note()
			}
		},
		"leave": func(rt *rapid.T) {
			_, _ = p.Leave(p.t.Context(), p.read(p.t, p.id), who.Draw(rt, "who")) // some are not in it
			p.note()
		},
		"choose": func(rt *rapid.T) {
			event := rapid.SampledFrom([]events.ID{"", p.id}).Draw(rt, "for")
			p.choose(who.Draw(rt, "who"), event, rapid.SampledFrom(events.Offered).Draw(rt, "wish"))
			p.note()
		},
		"call off": func(rt *rapid.T) {
			if rapid.IntRange(0, 9).Draw(rt, "really") == 0 && p.running() {
				if _, err := p.Cancel(p.t.Context(), p.read(p.t, p.id), people.Person{ID: "organise"}, "krank"); err != nil {
					rt.Fatal(err)
				}
				p.note()
			}
		},
	}
}

// Whatever happens to an event: what is delivered is what its final history says.
func TestRemindersFollowEveryChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := newPlay(t, rt, w)
		do := p.actions()
		do["wait"] = func(rt *rapid.T) {
			p.wait(rt, rapid.SampledFrom([]time.Duration{time.Hour, 7 * time.Hour, 26 * time.Hour, 4 * 24 * time.Hour}).Draw(rt, "how long"))
		}
		rt.Repeat(do)
		p.wait(rt, 20*24*time.Hour)
		if got, want := keys(p.got), p.past.expected(cast); !slices.Equal(got, want) {
			rt.Fatalf("delivered\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		p.clear()
	})
}

// After an outage of any length nobody gets what is older than its grace, anything twice,
// or more than one reminder at once; and what is of use still comes.
func TestCatchingUpNeverSendsWhatIsTooOld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := newPlay(t, rt, w)
		do := p.actions()
		do["outage"] = func(rt *rapid.T) {
			w.clock.Set(w.Now().Add(time.Duration(rapid.IntRange(1, 200).Draw(rt, "hours")) * time.Hour))
			e := p.read(t, p.id)
			if err := w.Remind(t.Context()); err != nil {
				rt.Fatal(err)
			}
			rows, count := w.told(t, events.KindRemind), map[people.ID]int{}
			for _, o := range events.Offsets {
				at, until := timetable.At(e.Start, o), timetable.Until(e.Start, o)
				for _, who := range cast {
					if !slices.Contains(rows, reminderID(p.id, e.Start, o, who)) {
						continue
					}
					if count[who]++; count[who] > 1 {
						rt.Fatalf("%s gets several at once: %v", who, rows)
					}
					if now := w.Now(); now.Before(at) || !now.Before(until) || at.Before(e.Scheduled) || !e.Standing(who).Seated || e.State != events.Open {
						rt.Fatalf("%s of what starts at %v comes at %v, want from %v until %v", o, e.Start, now, at, until)
					}
				}
			}
			if sum := len(rows); sum != count[cast[0]]+count[cast[1]]+count[cast[2]] {
				rt.Fatalf("there are reminders of something else: %v", rows)
			}
			p.send(rt)
		}
		rt.Repeat(do)
		p.clear()
	})
}

func (p *play) choose(who people.ID, event events.ID, w events.Wish) {
	if err := p.Choose(p.t.Context(), who, event, w); err != nil {
		p.t.Fatal(err)
	}
	p.wishes[who][event] = w
	if w == events.Usual {
		delete(p.wishes[who], event)
	}
}

// clear keeps one play from another.
func (p *play) clear() {
	for _, who := range cast {
		p.choose(who, "", events.Usual)
		p.choose(who, p.id, events.Usual)
	}
	if _, _, err := p.Store.Cancel(p.t.Context(), p.id, "", "over", events.Notice{}, p.Now()); err != nil {
		p.t.Fatal(err)
	}
}
