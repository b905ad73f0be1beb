package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestTwoProcessesOnOneStore lets a demo own the store and two consoles sign everybody up
// and off through its proxy, both at once. Between the phases of a round nothing moves, so
// it is certain, from outside, what each answer has to be.
func TestTwoProcessesOnOneStore(t *testing.T) {
	t.Parallel()
	rounds := 4
	if long() {
		rounds = 100
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dir := t.TempDir()
	demo := openDaemon(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	r := &replicas{
		t: t, rand: rand.New(rand.NewPCG(seed, 2)), event: &line{title: "Probe", seats: 3},
		consoles: []speaker{openConsole(t, dir), openConsole(t, dir)},
	}
	anna := r.consoles[0]
	anna.do("/kigo veranstaltung neu")
	anna.do(":submit title=Probe;start=in 3 Wochen 14 Uhr;end=2 Stunden;place=Rathaus;seats=3")
	anna.do(":click 1")
	for range rounds {
		r.join()
		r.leave()
		r.empty()
	}
	for _, c := range r.consoles {
		c.stop()
	}
	if err := demo.stop(); err != nil || demo.errOut.String() != "" {
		t.Errorf("%v\n%s", err, demo.errOut)
	}
}

type replicas struct {
	t        *testing.T
	rand     *rand.Rand
	event    *line
	consoles []speaker
	queue    []string // as it stands after a phase
	pairs    bool     // how the last round began
}

// said is one answer.
type said struct{ who, text string }

// both lets each console say its part, what each person types, in step with the other one.
func (r *replicas) both(typed string, a, b []string) (answers []said) {
	r.t.Helper()
	var mu sync.Mutex
	say := func(c speaker, who string) {
		text, err := r.answer(c, who, typed)
		if err != nil {
			r.t.Error(err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		answers = append(answers, said{who, text})
	}
	for i := range max(len(a), len(b)) {
		var step sync.WaitGroup
		for n, part := range [][]string{a, b} {
			if i < len(part) {
				step.Go(func() { say(r.consoles[n], part[i]) })
			}
		}
		step.Wait()
		if r.t.Failed() {
			r.t.FailNow()
		}
	}
	return answers
}

func (r *replicas) answer(c speaker, who, typed string) (string, error) {
	if _, err := c.say(":as " + who); err != nil {
		return "", err
	}
	all, err := c.say(typed)
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("%s: %q showed %+v", who, typed, all)
	}
	if err != nil {
		return "", err
	}
	return all[0].Text, nil
}

// halves deals people out to the two consoles.
func (r *replicas) halves(who []string) (a, b []string) {
	who = r.shuffled(who)
	return who[:len(who)/2], who[len(who)/2:]
}

func (r *replicas) shuffled(who []string) []string {
	who = slices.Clone(who)
	r.rand.Shuffle(len(who), func(i, j int) { who[i], who[j] = who[j], who[i] })
	return who
}

// join signs everybody up in both consoles, as by a double click: each is let in once, by
// one of the two. Each seat is given once, and each rank.
func (r *replicas) join() {
	r.t.Helper()
	everybody := mailboxPersonas()
	var users []string
	for _, p := range everybody {
		users = append(users, p.User)
	}
	users = r.shuffled(users)
	a, b := users, users // the same person twice at once
	if r.pairs = !r.pairs; r.pairs {
		var first, second []string // two at once for the last seat
		for two := range slices.Chunk(users, 2) {
			first, second = append(first, two[0]), append(second, two[1:]...)
		}
		a, b = slices.Concat(first, second), slices.Concat(second, first)
	}
	answers := r.both("/kigo anmelden probe", a, b)
	r.queue = roster(r.t, r.asAnna(), r.event)
	if len(r.queue) != len(users) {
		r.t.Fatalf("in it are %v", r.queue)
	}
	const again = "Du bist schon angemeldet, es ändert sich nichts.\n"
	first := map[string]bool{}
	for _, a := range answers {
		i := slices.Index(r.queue, a.who)
		if text, twice := strings.CutPrefix(a.text, again); twice {
			a.text = text
		} else if first[a.who] {
			r.t.Errorf("%s was let in twice: %v", a.who, answers)
		} else {
			first[a.who] = true
			// Nobody stood behind whoever was let in.
			r.starts(a, r.event.standing(i, i+1))
		}
		r.starts(a, strings.SplitN(r.event.standing(i, 0), " von ", 2)[0])
	}
	if len(first) != len(users) {
		r.t.Errorf("let in were %v", first)
	}
}

func (r *replicas) starts(a said, want string) {
	r.t.Helper()
	if !strings.HasPrefix(a.text, want) {
		r.t.Errorf("%s was answered %q, want %q; in it are %v", a.who, a.text, want, r.queue)
	}
}

// leave lets some with a seat go, and some who wait, in both consoles at once. Those who
// waited longest move up and are told once, whichever process did it.
func (r *replicas) leave() {
	r.t.Helper()
	var going []string
	for _, who := range r.queue {
		if r.rand.IntN(5) < 2 {
			going = append(going, who)
		}
	}
	a, b := r.halves(going)
	for _, s := range r.both("/kigo abmelden probe ja", a, b) {
		r.starts(s, "Du bist von Probe abgemeldet")
	}
	before := r.queue
	r.queue = slices.DeleteFunc(slices.Clone(before), func(who string) bool { return slices.Contains(going, who) })
	if have := roster(r.t, r.asAnna(), r.event); !slices.Equal(have, r.queue) {
		r.t.Fatalf("in it are %v, want %v", have, r.queue)
	}
	a, b = r.halves(r.queue)
	for _, s := range r.both("/kigo platz", a, b) {
		if want := r.event.standing(slices.Index(r.queue, s.who), len(r.queue)); !strings.Contains(s.text, "\n\n"+want) {
			r.t.Errorf("%s reads %q, want %q", s.who, s.text, want)
		}
	}
	for _, who := range before {
		i := slices.Index(r.queue, who)
		up := i >= 0 && i < r.event.seats && slices.Index(before, who) >= r.event.seats
		switch n := r.mail(who); {
		case up && n != 1:
			r.t.Errorf("%s moved up and was told %d times", who, n)
		// Who had moved up for a moment and then left may have been told meanwhile.
		case !up && (n > 1 || (n == 1 && !slices.Contains(going, who))):
			r.t.Errorf("%s did not move up and was told %d times", who, n)
		}
	}
}

// empty lets the rest go.
func (r *replicas) empty() {
	r.t.Helper()
	a, b := r.halves(r.queue)
	for _, s := range r.both("/kigo abmelden probe ja", a, b) {
		r.starts(s, "Du bist von Probe abgemeldet")
	}
	if have := roster(r.t, r.asAnna(), r.event); len(have) > 0 {
		r.t.Fatalf("in it are still %v", have)
	}
	for i, who := range r.queue {
		if n := r.mail(who); n > 1 || (n == 1 && i < r.event.seats) {
			r.t.Errorf("%s was told %d times", who, n)
		}
	}
}

func (r *replicas) asAnna() speaker {
	c := r.consoles[r.rand.IntN(2)]
	c.do(":as anna")
	return c
}

// mail fetches somebody's inbox in both consoles, and counts who was told of a seat.
func (r *replicas) mail(who string) (n int) {
	r.t.Helper()
	for _, c := range r.consoles {
		c.do(":as " + who)
		for _, s := range c.do(":inbox") {
			if !strings.HasPrefix(s.Text, "Gute Nachricht: Du bist nachgerückt. Platz sicher: Probe\n") {
				r.t.Errorf("%s was sent %q", who, s.Text)
			}
			n++
		}
	}
	return n
}
