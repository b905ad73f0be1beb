package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"kigo/bot/outbox"
)

// TestKilledAmidMessagesToMattermost kills `kigo serve` with -9 while it sends what is in
// the outbox: before the server hears of a message, while the message is under way, after
// it was stored, and just afterwards. The server loses answers, fails, and limits the rate
// besides. Every message is there once in the end, by itself or with others in one.
//
// The long form (KIGO_LONG=1) has 500 messages and 20 kills, and waits out every lease.
func TestKilledAmidMessagesToMattermost(t *testing.T) {
	t.Parallel()
	rounds := 4
	if long() {
		rounds = 20
	}
	m := newSeededMailing(t, 25, 1)
	m.trouble(rounds)
	for n := range rounds {
		m.tellAll(n)
		m.killAt(moments[n%len(moments)], 1+m.rand.IntN(len(m.humans)/2))
		m.waitForKill(m.serve(0))
		if !long() {
			m.posts.Wait() // what it had under way is with the server, as it would be after a lease
			m.freeLeases(m.t)
		}
	}
	last := m.serve(0)
	m.waitUntilLeft(0, last)
	if err := last.stop(); err != nil {
		t.Error(err)
	}
	m.wantEachOnce(rounds)
}

// TestOneOfTwoReplicasIsKilled lets two replicas send, on one store that a third process has,
// and kills one of them a round, whichever sends a message of a random number, also between
// the message and its mark. The other one goes on.
//
// The long form (KIGO_LONG=1) has 3,000 messages and 30 kills.
func TestOneOfTwoReplicasIsKilled(t *testing.T) {
	t.Parallel()
	people, rounds := 25, 3
	if long() {
		people, rounds = 100, 30
	}
	m := newSeededMailing(t, people, 2)
	replicas := []*daemon{m.serve(0), m.serve(1)}
	kills := map[int]int{}
	for n := range rounds {
		m.killAt(moments[m.rand.IntN(len(moments))], 1+m.rand.IntN(people/2))
		m.tellAll(n)
		killed := m.waitForKill(replicas...)
		kills[killed]++
		if m.rand.IntN(2) == 0 { // else more messages to the same people come in
			const inHand = 8 * 10 // at most, by the one that has died
			m.waitUntilLeft(inHand, replicas[1-killed])
		}
		replicas[killed] = m.serve(killed)
	}
	for _, d := range replicas {
		if err := d.stop(); err != nil {
			t.Error(err)
		}
	}
	m.freeLeases(m.t) // nobody sends any more
	last := m.serve(0)
	m.waitUntilLeft(0, last)
	if err := last.stop(); err != nil {
		t.Error(err)
	}
	messages, posts := m.wantEachOnce(rounds)
	t.Logf("%d messages in %d posts, each once; killed were %v", messages, posts, kills)
}

// waitForKill returns which replica has died.
func (m *mailing) waitForKill(alive ...*daemon) int {
	m.t.Helper()
	select {
	case n := <-m.killed:
		return n
	case <-time.After(2 * outbox.DefaultLimits.Lease):
		for _, d := range alive {
			m.t.Logf("%s", d.errOut)
		}
		m.t.Fatal("kigo sends nothing more")
		return 0
	}
}

func newSeededMailing(t *testing.T, humans, replicas int) *mailing {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return newMailing(t, rand.New(rand.NewPCG(seed, 3)), humans, replicas)
}
