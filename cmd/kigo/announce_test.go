package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/broadcasts"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// TestAnAnnouncementReachesEverybodyOnce announces to 300 people on the embedded store, to
// 5,000 where KIGO_TEST_MONGODB_URI is set, while `kigo serve` sends: it is stopped and
// resumed, and three processes in a row are killed with -9 amid messages. Mattermost counts.
// Then it is recalled, and another process killed amid that.
func TestAnAnnouncementReachesEverybodyOnce(t *testing.T) {
	t.Parallel()
	crowd := 300
	if os.Getenv(mongotest.URIVariable) != "" {
		crowd = 5000
	}
	a := newAnnouncing(t, crowd)
	d := a.serve(0)
	began := time.Now()
	a.b = a.approve(broadcasts.Content{Title: "Kantine", Text: "Ab Montag gibt es Suppe."})
	a.until(d, "a quarter have it", func() bool { return a.received() >= crowd/4 })

	if _, err := a.broadcasts.Stop(t.Context(), a.b.ID, a.gitte); err != nil {
		t.Fatal(err)
	}
	stopped := a.received()
	a.until(d, "the outbox is empty", func() bool { return a.copiesLeft() == 0 })
	if after := a.received(); after-stopped > outbox.DefaultLimits.Workers || after == crowd {
		t.Errorf("%d messages came after it was stopped; %d can be in hand", after-stopped, outbox.DefaultLimits.Workers)
	}

	if _, err := a.broadcasts.Resume(t.Context(), a.b.ID, a.anna); err != nil {
		t.Fatal(err)
	}
	a.until(d, "half have it", func() bool { return a.received() >= crowd/2 })
	for _, when := range []moment{whileItIsSent, onceItIsStored, beforeItIsHeard} {
		d = a.diesAmid(when)
	}
	a.until(d, "it is done", func() bool { return a.read().State == broadcasts.Done })
	t.Logf("%d people, stopped at %d, killed three times: %.1f s", crowd, stopped, time.Since(began).Seconds())
	a.wantEach("Kantine\n")
	if b := a.read(); b.Send.Done != crowd || b.Send.Skipped+b.Send.Failed != 0 {
		t.Errorf("it ends as %+v", b)
	}
	a.wantProgress(d, fmt.Sprintf("Kantine · verschickt\nVerschickt: %d Personen\nNoch offen: 0 Personen", crowd))

	if _, err := a.broadcasts.Recall(t.Context(), a.b.ID, a.gitte); err != nil {
		t.Fatal(err)
	}
	a.until(d, "some are recalled", func() bool { return a.read().Edit.Done > crowd/10 })
	d.kill()
	a.freeLeases(a.t)
	d = a.serve(0)
	a.until(d, "it is recalled", func() bool { return a.read().Edit.Over() })
	a.wantEach("Diese Mitteilung wurde zurückgerufen.")
	a.wantProgress(d, fmt.Sprintf("Kantine · zurückgerufen\nVerschickt: %d Personen\nErsetzt: %d Personen", crowd, crowd))
	if err := d.stop(); err != nil {
		t.Error(err)
	}
}

// announcing is a mailing with two admins, who act in this process while another one sends.
type announcing struct {
	*mailing
	anna, gitte people.Person
	b           broadcasts.Broadcast
}

func newAnnouncing(t *testing.T, crowd int) *announcing {
	t.Helper()
	a := &announcing{mailing: newMailing(t, rand.New(rand.NewPCG(1, 1)), crowd, 1)}
	a.env = append(a.env, "KIGO_WORKING_HOURS="+noQuietTime)
	a.adapters[mattermost.Platform] = &mailbox.Adapter{} // is there; this process sends nothing
	for i, admin := range []*people.Person{&a.anna, &a.gitte} {
		found, err := a.people.Find(t.Context(), "mattermost:"+a.humans[i].ID)
		if err == nil {
			*admin = found[0]
			err = a.people.Store.SetRole(t.Context(), admin.ID, people.Admin, true)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// approve is an announcement to everybody by Anna that Gitte has approved.
func (a *announcing) approve(c broadcasts.Content) broadcasts.Broadcast {
	a.t.Helper()
	o := broadcasts.Order{Content: c, Target: broadcasts.Target{Kind: broadcasts.ToAll}}
	b, err := a.broadcasts.New(a.t.Context(), a.anna, people.RandomID(), o)
	if err == nil {
		b, err = a.broadcasts.Approve(a.t.Context(), b.ID, a.gitte, b.Version, "")
	}
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

func (a *announcing) read() broadcasts.Broadcast {
	a.t.Helper()
	b, err := a.broadcasts.Get(a.t.Context(), a.b.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// diesAmid kills the process amid one of its next messages, and returns the one that takes
// its place.
func (a *announcing) diesAmid(when moment) *daemon {
	a.t.Helper()
	a.killAt(when, 1+a.rand.IntN(10))
	a.waitForKill(a.replicas[0])
	a.freeLeases(a.t)
	return a.serve(0)
}

// until waits for something while d runs.
func (a *announcing) until(d *daemon, what string, true func() bool) {
	a.t.Helper()
	deadline := time.Now().Add(4 * patience)
	for !true() {
		select {
		case <-d.ended:
			a.t.Fatalf("kigo ended by itself before %s:\n%s", what, d.errOut)
		case <-time.After(100 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			a.t.Fatalf("never: %s: %+v\n%s", what, a.read(), d.errOut)
		}
	}
}

func (a *announcing) copiesLeft() int {
	a.t.Helper()
	rows, err := a.outbox.OfKinds(a.t.Context(), broadcasts.KindCopy)
	if err != nil {
		a.t.Fatal(err)
	}
	return len(rows)
}

// reads are the copies, or else the messages about the progress, that somebody has.
func (a *announcing) reads(h *mattermosttest.Human, progress bool) []string {
	var all []string
	for _, p := range a.server.Posts(a.server.Direct(a.bot.ID, h.ID).Id) {
		if text := wording(p); strings.Contains(text, " · ") == progress {
			all = append(all, text)
		}
	}
	return all
}

// received is how many copies there are, as the server counts.
func (a *announcing) received() (n int) {
	for i, h := range a.humans {
		if n += len(a.server.Posts(a.server.Direct(a.bot.ID, h.ID).Id)); i < 2 {
			n -= len(a.reads(h, true))
		}
	}
	return n
}

// wantEach says that everybody has one copy, which begins like that.
func (a *announcing) wantEach(begins string) {
	a.t.Helper()
	for _, h := range a.humans {
		if copies := a.reads(h, false); len(copies) != 1 || !strings.HasPrefix(copies[0], begins) {
			a.t.Errorf("%s reads %q", h.Name, copies)
		}
	}
}

// wantProgress waits for what the one message about the progress says in the end.
func (a *announcing) wantProgress(d *daemon, says string) {
	a.t.Helper()
	for _, h := range a.humans[:2] {
		a.until(d, "the progress is shown", func() bool { return strings.Contains(strings.Join(a.reads(h, true), "\n"), says) })
		if all := a.reads(h, true); len(all) != 1 {
			a.t.Errorf("%s has several messages about the progress: %q", h.Name, all)
		}
	}
}
