package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestKilledAmidSignUps kills a console with -9 at random moments while it works off a
// stream of sign-ups and sign-offs, starts it again on the same data, and asks, always
// from outside, whether what it had acknowledged is there. One operation at most, the one
// under way, may or may not have happened; which it was is read off the next start.
func TestKilledAmidSignUps(t *testing.T) {
	t.Parallel()
	rounds := 5
	if long() {
		rounds = 200
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &killing{
		t: t, dir: t.TempDir(), rand: rand.New(rand.NewPCG(seed, 1)),
		told: map[string]int{}, owed: map[string]int{},
		events: []*line{{title: "Workshop Digitale Werkzeuge", seats: 2}, {title: "Probe eins", seats: 1}, {title: "Probe drei", seats: 3}},
	}
	k.create()
	for range rounds {
		k.round()
	}
	c := openConsole(t, k.dir)
	k.calm(c)
	c.stop()
	moved := 0
	for _, n := range k.owed {
		moved += n
	}
	t.Logf("%d operations acknowledged, %d people moved up, %d killed within one, %d of these had happened", k.acked, moved, k.torn, k.happened)
	if moved == 0 {
		t.Error("nobody ever moved up: this shows nothing")
	}
}

// killing is what the parent knows for certain.
type killing struct {
	t      *testing.T
	dir    string
	rand   *rand.Rand
	events []*line
	owed   map[string]int // "person/title" → how often that person has moved up
	told   map[string]int // and how often an inbox said so
	last   *op            // was under way at the last kill

	acked, torn, happened int
}

// line is the queue of an event.
type line struct {
	title string
	seats int
	queue []string
	waits []string // who was told to wait, and not yet that this is over
}

// op is one sign-up or sign-off.
type op struct {
	who   string
	event *line
	leave bool
}

func (o op) typed() string {
	if o.leave {
		return "/kigo abmelden " + o.event.title + " ja"
	}
	return "/kigo anmelden " + o.event.title
}

// create makes the further events.
func (k *killing) create() {
	c := openConsole(k.t, k.dir)
	for _, e := range k.events[1:] {
		c.do("/kigo veranstaltung neu")
		c.do(fmt.Sprintf(":submit title=%s;start=in 3 Wochen 14 Uhr;end=2 Stunden;place=Rathaus;seats=%d", e.title, e.seats))
		c.do(":click 1")
	}
	c.stop()
}

// round starts, checks, streams operations in without waiting, and kills amid them.
func (k *killing) round() {
	if k.rand.IntN(4) == 0 { // also while it starts
		c := openConsole(k.t, k.dir)
		time.Sleep(time.Duration(k.rand.IntN(150)) * time.Millisecond)
		c.kill()
	}
	c := openConsole(k.t, k.dir)
	k.calm(c)
	ops, script := k.plan()
	go func() { _ = c.send(script) }() // fails when the console is gone
	moment := k.rand.IntN(40)
	for i := range ops {
		if i == moment {
			time.AfterFunc(time.Duration(k.rand.IntN(20_000))*time.Microsecond, func() { _ = c.cmd.Process.Kill() })
		}
		_, err := c.read() // :as
		var all []shown
		if err == nil {
			all, err = c.read()
		}
		if len(all) > 0 { // even if what is due was not delivered any more
			k.acknowledged(ops[i], all)
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, errGone) || strings.Contains(c.errOut.String(), "ERROR") {
			k.t.Fatalf("%v\n%s", err, c.errOut)
		}
		if len(all) == 0 {
			k.last = &ops[i]
		}
		break
	}
	c.kill()
}

// plan is what a round does, and the lines that say so. Mostly people come and go in
// turn, so that others move up; sometimes they do what they have done already.
func (k *killing) plan() (ops []op, script string) {
	in := map[*line][]string{}
	for _, e := range k.events {
		in[e] = slices.Clone(e.queue)
	}
	for range 150 {
		o := op{who: personas[k.rand.IntN(len(personas))].User, event: k.events[k.rand.IntN(len(k.events))]}
		i := slices.Index(in[o.event], o.who)
		o.leave = (i >= 0) != (k.rand.IntN(5) == 0)
		switch {
		case o.leave && i >= 0:
			in[o.event] = slices.Delete(in[o.event], i, i+1)
		case !o.leave && i < 0:
			in[o.event] = append(in[o.event], o.who)
		}
		ops = append(ops, o)
		script += ":as " + o.who + "\n" + o.typed() + "\n"
	}
	return ops, strings.TrimSuffix(script, "\n")
}

// acknowledged holds an answer against what is known, and learns from it.
func (k *killing) acknowledged(o op, all []shown) {
	k.t.Helper()
	k.acked++
	want := o.event.answer(o)
	if len(all) != 1 || !strings.HasPrefix(all[0].Text, want) {
		k.t.Fatalf("%s: %s: answered %+v, want %q; queue %v", o.who, o.typed(), all, want, o.event.queue)
	}
	k.apply(o)
}

// answer is how kigo has to answer o.
func (e *line) answer(o op) string {
	i := slices.Index(e.queue, o.who)
	already := ""
	if i >= 0 {
		already = "Du bist schon angemeldet, es ändert sich nichts.\n"
	}
	switch {
	case o.leave && i < 0:
		return "Bei " + e.title + " bist du nicht angemeldet"
	case o.leave:
		return "Du bist von " + e.title + " abgemeldet"
	case i < 0:
		return already + e.standing(len(e.queue), len(e.queue)+1)
	default:
		return already + e.standing(i, len(e.queue))
	}
}

func (e *line) standing(i, of int) string {
	if i < e.seats {
		return "Platz sicher: " + e.title
	}
	return fmt.Sprintf("Warteliste, Platz %d von %d: %s", i-e.seats+1, of-e.seats, e.title)
}

// apply does to the known queue what o does to the real one.
func (k *killing) apply(o op) {
	e := o.event
	i := slices.Index(e.queue, o.who)
	drop := func(who string) func(string) bool { return func(s string) bool { return s == who } }
	switch {
	case o.leave && i >= 0:
		e.queue = slices.Delete(e.queue, i, i+1)
		e.waits = slices.DeleteFunc(e.waits, drop(o.who))
	case !o.leave && i < 0:
		if e.queue = append(e.queue, o.who); len(e.queue) > e.seats {
			e.waits = append(e.waits, o.who)
		}
	}
	for _, who := range e.queue[:min(len(e.queue), e.seats)] {
		if slices.Contains(e.waits, who) {
			e.waits = slices.DeleteFunc(e.waits, drop(who))
			k.owed[who+"/"+e.title]++
		}
	}
}

// calm holds the store against what is known, after a start and undisturbed: the order
// of every queue, and every inbox. The operation that was under way may have happened.
func (k *killing) calm(c speaker) {
	k.t.Helper()
	for _, e := range k.events {
		c.do(":as anna")
		have := roster(k.t, c, e)
		if k.last != nil && k.last.event == e {
			k.torn++
			if !slices.Equal(have, e.queue) {
				k.apply(*k.last)
				k.happened++
			}
		}
		if !slices.Equal(have, e.queue) {
			k.t.Fatalf("%s: %v are in it, acknowledged are %v (%d seats), under way was %+v", e.title, have, e.queue, e.seats, k.last)
		}
	}
	k.last = nil
	for _, p := range personas {
		c.do(":as " + p.User)
		for _, s := range c.do(":inbox") {
			title, ok := strings.CutPrefix(strings.SplitN(s.Text, "\n", 2)[0], "Gute Nachricht: Du bist nachgerückt. Platz sicher: ")
			if s.Kind != "direct" || s.To != p.User || !ok {
				k.t.Fatalf("%s was sent %+v", p.User, s)
			}
			k.told[p.User+"/"+title]++
		}
		for _, e := range k.events {
			if key := p.User + "/" + e.title; k.told[key] != k.owed[key] {
				k.t.Fatalf("%s moved up %d times and was told %d times", key, k.owed[key], k.told[key])
			}
		}
	}
}

// roster is who is in an event, in order, as its organiser sees it.
func roster(t testing.TB, c speaker, e *line) []string {
	t.Helper()
	text := c.do("/kigo veranstaltung teilnehmende " + e.title)[0].Text
	users := []string{}
	for _, row := range strings.Split(text, "\n") {
		for _, p := range personas {
			name, stands, _ := strings.Cut(row, " ("+p.dezernat+"): ")
			if name != fmt.Sprintf("%d. %s", len(users)+1, p.Name) {
				continue
			}
			if !strings.HasPrefix(e.standing(len(users), 0), stands) {
				t.Fatalf("%s: %s", e.title, text)
			}
			users = append(users, p.User)
			break
		}
	}
	return users
}
