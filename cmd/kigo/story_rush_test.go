package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestMattermostRush plays the rush on Mattermost; see docs/performance.md. The long form
// (KIGO_LONG=1) has 200 people for 120 seats.
func TestMattermostRush(t *testing.T) { playedIn(t, mattermostScenes(t), playRush) }

// TestSlackRush plays it on Slack's emulator, in Socket Mode and over HTTP. It has no long form:
// Slack opens 50 direct chats a minute.
func TestSlackRush(t *testing.T) { playedIn(t, slackScenes(), playRush) }

// playRush opens sign-up, and everybody comes at the same moment, by slash command, by the
// button in the plaza, or in writing. All of them are answered, each seat and each rank is
// given once; a fifth of those seated leave, those who waited longest are told, and everybody
// in it gets a message.
func playRush(t *testing.T, open scene) {
	r := &onrush{stage: open(t), rank: map[*player]int{}}
	size, seats := 25, 15
	if long() && !r.paced {
		size, seats = 200, 120
	}
	r.seats = seats
	r.gather(size)
	r.start()
	r.publish("Forum", strconv.Itoa(seats))
	r.list = r.anna.hears(r.anna.asks("@kigo termine"), "^Das steht an", fmt.Sprintf("noch %d Plätze", seats))
	r.arrive()
	leavers := r.seated()[:seats/5]
	r.leave(leavers)
	r.writeToAll(leavers)
	r.stop()
	r.count(leavers)
	r.quiet()
}

// onrush is everybody who comes, and what they were told.
type onrush struct {
	*stage
	seats  int
	people []*player
	list   sight

	mu   sync.Mutex
	rank map[*player]int // as they were told; 0 is a seat
}

// gather brings so many people to the plaza, some at a time.
func (r *onrush) gather(n int) {
	r.t.Helper()
	r.people = make([]*player, n)
	each(slices.Values(r.people), 4, func(i int, _ *player) { r.people[i] = r.cast(fmt.Sprintf("gast%03d", i), "de") })
}

// each does something with everything of a list, so many at once.
func each[T any](list func(func(T) bool), atOnce int, do func(int, T)) {
	var all sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	i := 0
	for one := range list {
		n := i
		i++
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			do(n, one)
		})
	}
	all.Wait()
}

var place = regexp.MustCompile(`^(?:Platz sicher|Warteliste, Platz (\d+) von \d+): Forum\n`)

// arrive lets all of them sign up at once.
func (r *onrush) arrive() {
	r.t.Helper()
	took := make([]time.Duration, len(r.people))
	began := time.Now()
	each(slices.Values(r.people), len(r.people), func(i int, p *player) {
		start := time.Now()
		switch i % 4 {
		case 0:
			p.press(r.list, "Anmelden: Forum")
		case 1:
			p.tells("anmelden forum")
		default:
			p.types("anmelden forum")
		}
		s := p.reads(place.String())
		took[i] = time.Since(start)
		rank, _ := strconv.Atoi(place.FindStringSubmatch(s.text)[1])
		r.mu.Lock()
		r.rank[p] = rank
		r.mu.Unlock()
	})
	whole := time.Since(began)
	p50, p99 := figures(took)
	r.t.Logf("%d people have signed up after %.1f s, %.0f a minute; each waited p50 %.0f ms, p99 %.0f ms", len(took), whole.Seconds(), float64(len(took))/whole.Minutes(), p50, p99)
	given := slices.Sorted(func(yield func(int) bool) {
		for _, rank := range r.rank {
			if !yield(rank) {
				return
			}
		}
	})
	for i, rank := range given {
		if want := max(0, i+1-r.seats); rank != want {
			r.t.Fatalf("the places given are %v", given)
		}
	}
}

func (r *onrush) seated() (all []*player) {
	for _, p := range r.people {
		if r.rank[p] == 0 {
			all = append(all, p)
		}
	}
	return all
}

// leave lets people go, all at once, and waits until those who wait longest have been told.
func (r *onrush) leave(who []*player) {
	r.t.Helper()
	began := time.Now()
	each(slices.Values(who), len(who), func(_ int, p *player) {
		p.types("abmelden forum ja")
		p.isAnswered("^Du bist von Forum abgemeldet")
	})
	left := time.Since(began)
	for _, p := range r.people {
		if n := r.rank[p]; n > 0 && n <= len(who) {
			p.reads("^Gute Nachricht: Du bist nachgerückt. Platz sicher: Forum\n")
		}
	}
	r.t.Logf("%d left within %.1f s, and whoever moved up was told after %.1f s", len(who), left.Seconds(), time.Since(began).Seconds())
}

// writeToAll sends a message to everybody who is still in it.
func (r *onrush) writeToAll(gone []*player) {
	r.t.Helper()
	r.anna.types("veranstaltung nachricht forum")
	form := r.anna.form("Nachricht an alle")
	began := time.Now()
	r.anna.done(r.anna.fills(form, values{"text": "Einlass ist ab 13 Uhr"}))
	n := len(r.people) - len(gone)
	r.anna.isAnswered(fmt.Sprintf("^Die Nachricht zu Forum geht an %d Personen", n))
	answered := time.Since(began)
	for _, p := range r.people {
		if !slices.Contains(gone, p) {
			p.reads("^Nachricht von Anna Beispiel zu Forum:\nEinlass ist ab 13 Uhr")
		}
	}
	r.t.Logf("a message to %d people: its writer is answered after %.2f s, all have it after %.1f s", n, answered.Seconds(), time.Since(began).Seconds())
}

// count looks what everybody was told, once kigo is gone.
func (r *onrush) count(gone []*player) {
	r.t.Helper()
	for _, p := range r.people {
		texts := p.letters()
		up, told := 0, 1
		if n := r.rank[p]; n > 0 && n <= len(gone) {
			up = 1
		}
		if slices.Contains(gone, p) {
			told = 0
		}
		if a, b := count(texts, "^Gute Nachricht"), count(texts, "^Nachricht von"); a != up || b != told {
			r.t.Errorf("rank %d was told %d times of moving up, want %d, and had %d messages, want %d", r.rank[p], a, up, b, told)
		}
		if n := count(texts, place.String()); n > 1 || (n == 0 && !r.here) {
			r.t.Errorf("%d answers to a sign-up: %q", n, texts)
		}
	}
}
