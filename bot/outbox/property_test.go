package outbox_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Whatever happens to two dispatchers, whose clocks for what is due are a minute apart, and
// to the platform: every row is told once, sooner or later. Leases use clocks that differ by
// as much as replicas may.
func TestEveryRowIsToldOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var crowd []people.Person
	for n := range 3 {
		crowd = append(crowd, w.meet(t, "slack", fmt.Sprint("p", n)))
	}
	first, second := w.dispatcher(), w.dispatcher()
	second.Now = func() time.Time { return w.Now().Add(time.Minute) }
	second.RealNow = func() time.Time { return w.real.Now().Add(4 * time.Second) }
	for _, d := range []*outbox.Dispatcher{first, second} {
		d.Hours = hours.New(time.UTC)
		d.Limits.Tries, d.Limits.Workers = 1000, 3
	}
	total, told := 0, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		var want []string
		anybody := rapid.SampledFrom(crowd)
		dispatcher := rapid.SampledFrom([]*outbox.Dispatcher{first, second})
		quiet := func(p people.Person, until time.Time) {
			err := w.people.SetQuiet(t.Context(), p.ID, until)
			if err == nil {
				err = w.rows.Release(t.Context(), p.ID, w.Now())
			}
			if err != nil {
				rt.Fatal(err)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"enqueue": func(rt *rapid.T) {
				total++
				id := fmt.Sprint("row", total)
				r := outbox.Row{
					ID: id, Person: anybody.Draw(rt, "who").ID, Waits: rapid.Bool().Draw(rt, "waits"),
					Priority: outbox.Priority(rapid.IntRange(-1, 1).Draw(rt, "priority")),
					Due:      w.Now().Add(time.Duration(rapid.IntRange(-60, 48*60).Draw(rt, "due")) * time.Minute),
				}
				if rapid.Bool().Draw(rt, "by") {
					r.By = r.Due.Add(time.Duration(rapid.IntRange(0, 48*60).Draw(rt, "minutes")) * time.Minute)
				}
				w.add(t, r)
				want = append(want, id)
			},
			"pass": func(rt *rapid.T) { w.pass(time.Duration(rapid.IntRange(1, 20*60).Draw(rt, "minutes")) * time.Minute) },
			"send": func(rt *rapid.T) { w.drain(t, dispatcher.Draw(rt, "dispatcher")) },
			"both send": func(*rapid.T) {
				var group sync.WaitGroup
				for _, d := range []*outbox.Dispatcher{first, second} {
					group.Go(func() {
						if err := d.Drain(t.Context()); err != nil {
							t.Error(err)
						}
					})
				}
				group.Wait()
			},
			"absence": func(rt *rapid.T) {
				quiet(anybody.Draw(rt, "who"), w.Now().Add(time.Duration(rapid.IntRange(-60, 72*60).Draw(rt, "minutes"))*time.Minute))
			},
			"death": func(rt *rapid.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				w.slack.dying(cancel, rapid.Bool().Draw(rt, "posted"))
				if err := dispatcher.Draw(rt, "dispatcher").Drain(ctx); err != nil && !errors.Is(err, context.Canceled) {
					rt.Fatal(err)
				}
				w.slack.fail(nil)
			},
			"outage": func(rt *rapid.T) {
				posted := rapid.Bool().Draw(rt, "posted") // the answer is lost
				w.slack.mu.Lock()
				w.slack.failing = func(string) (error, bool) { return errors.New("down"), posted }
				w.slack.mu.Unlock()
				w.drain(t, dispatcher.Draw(rt, "dispatcher"))
				w.slack.fail(nil)
			},
		})
		for _, p := range crowd {
			quiet(p, time.Time{})
		}
		for range 100 {
			w.drain(t, dispatcher.Draw(rt, "last"))
			if len(w.list(t, outbox.Open)) == 0 {
				break
			}
			w.pass(2 * time.Hour)
		}
		maps.DeleteFunc(told, func(string, int) bool { return true })
		for _, text := range w.slack.texts("") {
			told[text]++
		}
		for _, id := range want {
			if told[id] != 1 {
				rt.Fatalf("%s was told %d times", id, told[id])
			}
		}
		w.wantDone(t, want...)
	})
}

// dying ends a dispatcher inside its next call, after the message was posted or before.
func (p *platform) dying(kill func(), posted bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deadAfter, p.failing = posted, func(string) (error, bool) { kill(); return nil, true }
}

// texts are what was said in a channel, or in all, in order; the parts of bundles one by one.
func (p *platform) texts(channel string) []string {
	var all []string
	for _, post := range p.sent() {
		if channel != "" && post.channel != channel {
			continue
		}
		for _, section := range strings.Split(post.text, "\n\n") {
			if _, line, ok := strings.Cut(section, "\n"); ok { // else it is the bundle's title
				_, text, _ := strings.Cut(line, " ")
				all = append(all, text)
			}
		}
	}
	return all
}

// Each person hears first what is urgent, then what was due first, however many messages
// are in hand.
func TestEverybodyHearsThingsInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var crowd []people.Person
	for n := range 3 {
		crowd = append(crowd, w.meet(t, "slack", fmt.Sprint("p", n)))
	}
	d := w.dispatcher()
	d.Limits.Workers = 4
	total := 0
	rapid.Check(t, func(rt *rapid.T) {
		w.slack.mu.Lock()
		w.slack.posts = nil
		w.slack.mu.Unlock()
		want := map[people.ID][]outbox.Row{}
		for range rapid.IntRange(1, 15).Draw(rt, "rows") {
			total++
			r := outbox.Row{
				ID: fmt.Sprintf("row%04d", total), Person: rapid.SampledFrom(crowd).Draw(rt, "who").ID,
				Priority: outbox.Priority(rapid.IntRange(-1, 1).Draw(rt, "priority")),
				Due:      w.Now().Add(-time.Duration(rapid.IntRange(0, 3).Draw(rt, "late")) * time.Minute),
			}
			w.add(t, r)
			want[r.Person] = append(want[r.Person], r)
		}
		w.drain(t, d)
		for n, p := range crowd {
			slices.SortFunc(want[p.ID], func(a, b outbox.Row) int {
				return cmp.Or(cmp.Compare(a.Priority, b.Priority), a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
			})
			got := w.slack.texts(fmt.Sprint("D-p", n))
			if !slices.EqualFunc(want[p.ID], got, func(r outbox.Row, text string) bool { return r.ID == text }) {
				rt.Fatalf("p%d heard %v, want %+v", n, got, want[p.ID])
			}
		}
	})
}
