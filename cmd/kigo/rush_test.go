package main

import (
	"context"
	"hash/maphash"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/events"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// TestRush is the morning on which sign-up opens, with everything that runs in production:
// people whom kigo has never met come 64 at a time, click twice, are delivered twice, hang
// up at any moment, and a tenth of them leave again, while scheduler and dispatcher run.
//
// The long form (KIGO_LONG=1) has 1,000 people for 220 seats, or 10,000 on a server of its
// own (KIGO_TEST_MONGODB_URI).
func TestRush(t *testing.T) {
	t.Parallel()
	size, seats, atOnce := 120, 25, 64
	if long() {
		size, seats = 1000, forumSeats
		if os.Getenv(mongotest.URIVariable) != "" {
			size = 10_000
		}
	}
	later := size / 4 // so many people come before somebody leaves again: by then, others wait
	r := newRush(t, size, seats)
	ctx, stop := context.WithCancel(t.Context())
	var behind, crowd sync.WaitGroup
	behind.Go(func() { r.background(ctx) })
	began := time.Now()
	slots := make(chan struct{}, atOnce)
	do := func(something func()) {
		slots <- struct{}{}
		crowd.Go(func() {
			something()
			<-slots
		})
	}
	for n := range size + later {
		if n < size {
			do(r.guests[n].comes)
		}
		if n -= later; n >= 0 && leaves(account(n)) {
			do(r.guests[n].goes)
		}
	}
	crowd.Wait()
	took := time.Since(began)
	if err := r.events.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.dispatcher.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop()
	behind.Wait()
	moved := r.check()
	t.Logf("%d people in %s, %.0f a minute; %d moved up; %d requests got no answer and were repeated",
		size, took.Round(time.Millisecond), float64(size)/took.Minutes(), moved, r.repeated.Load())
}

// rush is what can be known about it from outside, and how the queue stood after each write.
type rush struct {
	*crowd
	t        *testing.T
	guests   []*guest
	clock    atomic.Int64 // counts what guests do and hear, in order
	repeated atomic.Int64
	seed     maphash.Seed

	mu    sync.Mutex
	stays map[people.ID]bool
	line  map[people.ID]uint64 // the queue that let somebody in, as a hash of those in it who stay
	mails map[string]int       // by account
}

func newRush(t *testing.T, size, seats int) *rush {
	r := &rush{
		crowd: newCrowd(t, seats), t: t, seed: maphash.MakeSeed(),
		stays: map[people.ID]bool{}, line: map[people.ID]uint64{}, mails: map[string]int{},
	}
	for n := range size {
		r.guests = append(r.guests, &guest{rush: r, n: n, in: make(chan struct{})})
	}
	r.people.Store = meetings{r.people.Store, r}
	r.events.Store = writes{r.events.Store, r}
	r.dispatcher.Limits = outbox.Limits{Lease: outbox.DefaultLimits.Lease, Tries: 1}
	r.mail.Changed = func(to string) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.mails[to]++
	}
	r.watch(hangUp)
	return r
}

// leaves reports whether an account is one of the tenth who leave again.
func leaves(account string) bool { return strings.HasSuffix(account, "0") }

// meetings notes who stays before anybody can find them in a queue.
type meetings struct {
	people.Store
	*rush
}

func (s meetings) AddPerson(ctx context.Context, p people.Person) (bool, error) {
	s.mu.Lock()
	s.stays[p.ID] = !leaves(p.Accounts[mailbox.Platform])
	s.mu.Unlock()
	return s.Store.AddPerson(ctx, p)
}

// writes notes how the queue stood after each write that let somebody in.
type writes struct {
	events.Store
	*rush
}

func (s writes) Join(ctx context.Context, p events.Placement) (events.Event, bool, error) {
	e, ok, err := s.Store.Join(ctx, p)
	if ok {
		s.mu.Lock()
		defer s.mu.Unlock()
		var h uint64
		for _, q := range e.Queue {
			h = s.behind(h, q)
		}
		if s.line[p.Person] = h; e.Queue[len(e.Queue)-1] != p.Person {
			s.t.Errorf("%s came in, and somebody else stands last", p.Person)
		}
	}
	return e, ok, err
}

func (r *rush) behind(h uint64, p people.ID) uint64 {
	if !r.stays[p] {
		return h
	}
	const prime = 1099511628211
	return h*prime ^ maphash.String(r.seed, string(p))
}

// check holds what is stored and what was delivered against what people were told. It
// returns how many moved up.
func (r *rush) check() (moved int) {
	r.watch(nil)
	e, err := r.events.Store.Get(r.t.Context(), r.event)
	if err != nil {
		r.t.Fatal(err)
	}
	who, place := r.accounts(), map[string]int{}
	var h uint64
	for i, p := range e.Queue {
		place[who[p]] = i
		if h = r.behind(h, p); r.line[p] != h {
			r.t.Errorf("%s stands at %d, but not behind those who signed up before", who[p], i)
		}
	}
	if staying := len(r.guests) - (len(r.guests)+9)/10; len(place) != staying || len(e.Queue) != staying || e.CountSeated() != r.seats || len(e.Waiting) != staying-r.seats {
		r.t.Errorf("%d people in the queue at %d places, %d seated, %d marked as waiting; %d stay for %d seats",
			len(place), len(e.Queue), e.CountSeated(), len(e.Waiting), staying, r.seats)
	}
	for _, g := range r.guests {
		i, in := place[account(g.n)]
		mails := r.mails[account(g.n)]
		if leaves(account(g.n)) {
			if in || mails > 1 {
				r.t.Errorf("%s left; in: %v, %d mails", account(g.n), in, mails)
			}
			continue
		}
		up := 0
		if g.rank > 0 && i < r.seats {
			up = 1
		}
		if moved += up; mails != up || !in || (g.rank == 0) != (i < r.seats && up == 0) || i > r.seats+g.rank-1 {
			r.t.Errorf("%s was told rank %d; in: %v, at %d; %d mails, want %d", account(g.n), g.rank, in, i, mails, up)
		}
	}
	r.checkOrder(e, who)
	for _, state := range []outbox.State{outbox.Open, outbox.Dead} {
		if rows, err := r.outbox.List(r.t.Context(), state, 10); err != nil || len(rows) > 0 {
			r.t.Errorf("%s messages are left: %+v, %v", state, rows, err)
		}
	}
	if moved == 0 {
		r.t.Error("nobody moved up: this shows nothing")
	}
	return moved
}

// checkOrder: who had their answer before somebody else came stands before them.
func (r *rush) checkOrder(e events.Event, who map[people.ID]string) {
	earliest := r.clock.Add(1)
	for _, p := range slices.Backward(e.Queue) {
		n, err := strconv.Atoi(who[p][1:])
		if err != nil {
			r.t.Fatal(err)
		}
		if g := r.guests[n]; earliest < g.came {
			r.t.Errorf("%s stands before somebody who had their answer before %s came", who[p], who[p])
		} else {
			earliest = min(earliest, g.settled)
		}
	}
}

// accounts is whose each person is; every guest is one person, and nobody else is there.
func (r *rush) accounts() map[people.ID]string {
	list, err := r.people.Store.AllIdentities(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	who := map[people.ID]string{}
	for _, i := range list {
		who[i.Person] = i.UserID
	}
	persons, err := r.store.Collection("people").CountDocuments(r.t.Context(), bson.D{})
	if err != nil || len(list) != len(r.guests) || len(who) != len(r.guests) || persons != int64(len(r.guests)) {
		r.t.Errorf("%d accounts of %d people, %d stored, %v; want %d", len(list), len(who), persons, err, len(r.guests))
	}
	return who
}
