package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/hours"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/reminders"
	"kigo/scheduler"
)

// counter is a chat in which nothing is read; it counts what is sent by delivery key.
type counter struct {
	mu   sync.Mutex
	sent map[string]int
}

func (c *counter) Platform() string                               { return "counting" }
func (*counter) Channels(context.Context) ([]chat.Channel, error) { return nil, nil }

func (*counter) MembersOf(context.Context, string) ([]string, error) { return nil, chat.ErrGone }

func (c *counter) Direct(_ context.Context, user string) (string, error) { return user, nil }
func (c *counter) Find(context.Context, string, string, time.Time) (string, error) {
	return "", nil
}
func (c *counter) Edit(context.Context, string, string, chat.Message, string) error { return nil }
func (c *counter) Delete(context.Context, string, string) error                     { return nil }

func (c *counter) Send(_ context.Context, channel string, m chat.Message, _ string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	first, _, _ := strings.Cut(m.Plain(), "\n")
	c.sent[channel+": "+first]++
	return "ref", nil
}

// replica is one of several processes on a store, with a clock that is a little off.
type replica struct {
	now        func() time.Time
	events     *events.Service
	dispatcher *outbox.Dispatcher
	scheduler  *scheduler.Scheduler
	personal   *reminders.Service
}

func newReplica(t *testing.T, db *mongodb.DB, chats *counter, now func() time.Time) *replica {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	catalogue, err := i18n.New(berlin)
	if err != nil {
		t.Fatal(err)
	}
	rows := mongodb.NewOutbox(db)
	box := &outbox.Outbox{Store: rows, Now: now}
	all := &people.Service{Store: mongodb.NewPeople(db), Now: now, NewID: people.RandomID}
	r := &replica{now: now, events: &events.Service{
		Store: mongodb.NewEvents(db), People: all, Outbox: box, Now: now, NewID: people.RandomID, Zone: berlin,
		Sending: hours.New(berlin), Choices: mongodb.NewChoices(db), Log: log,
	}}
	r.personal = &reminders.Service{Store: mongodb.NewReminders(db), Outbox: box, Now: now, NewID: people.RandomID, Log: log}
	kinds := r.events.Renderers()
	maps.Copy(kinds, r.personal.Renderers())
	r.dispatcher = &outbox.Dispatcher{
		Store: rows, People: all, Adapters: map[string]chat.Adapter{"counting": chats}, Kinds: kinds,
		Printer: func(people.Person) i18n.Printer { return catalogue.Printer("de") }, Now: now, RealNow: time.Now,
		NewID: people.RandomID, Secret: []byte("secret"), Limits: outbox.DefaultLimits, Hours: hours.New(berlin), Log: log,
	}
	none := func(context.Context, time.Time) error { return nil }
	jobs := scheduler.Jobs(scheduler.Services{
		Sweep: r.events.Sweep, NextOffer: r.events.NextOffer, Prune: none, Digest: none, Members: none,
		Remind: r.events.Remind, NextReminder: r.events.NextReminder,
		Personal: r.personal.Send, NextPersonal: r.personal.NextDue,
		Pulses: func(context.Context) error { return nil }, NextPulse: never, Participation: none,
	})
	if r.scheduler, err = scheduler.New(mongodb.NewJobs(db), jobs, now, berlin, log); err != nil {
		t.Fatal(err)
	}
	if err := r.scheduler.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// work does what is due by the replica's own clock.
func (r *replica) work(ctx context.Context) error {
	return errors.Join(r.scheduler.RunDue(ctx, r.now()), r.dispatcher.Drain(ctx))
}

// However two replicas whose clocks are a minute apart take turns, or work at the same
// time, and however often one is started anew: each effect happens once.
func TestTwoClocksAMinuteApartHaveEachEffectOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		db, chats := mongotest.Open(t), &counter{sent: map[string]int{}}
		clock := at("2026-11-24 08:00:00")
		clocks := []func() time.Time{func() time.Time { return clock }, func() time.Time { return clock.Add(time.Minute) }}
		var both []*replica
		for _, now := range clocks {
			both = append(both, newReplica(t, db, chats, now))
		}
		begin(t, both[0])
		steps := rapid.SampledFrom([]time.Duration{0, 20 * time.Second, time.Minute, 40 * time.Minute, 40 * time.Minute, 40 * time.Minute})
		for end := at("2026-11-25 15:00:00"); clock.Before(end); clock = clock.Add(steps.Draw(rt, "step")) {
			if i := rapid.IntRange(0, 9).Draw(rt, "anew"); i < len(both) {
				both[i] = newReplica(t, db, chats, clocks[i])
			}
			working := both
			if i := rapid.IntRange(0, len(both)).Draw(rt, "alone"); i < len(both) {
				working = both[i : i+1]
			}
			together(rt, t.Context(), working)
		}
		together(rt, t.Context(), both)
		var got []string
		for what, n := range chats.sent {
			got = append(got, fmt.Sprintf("%d× %s", n, what))
		}
		slices.Sort(got)
		want := []string{
			"1× anna: Erinnerung: Blumen",
			"1× anna: Erinnerung: Workshop, heute um 14:00 Uhr.",
			"1× anna: Erinnerung: Workshop, morgen um 14:00 Uhr.",
			"1× bert: Erinnerung: Workshop, heute um 14:00 Uhr.",
			"1× bert: Erinnerung: Workshop, morgen um 14:00 Uhr.",
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("sent:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// begin has two people in a workshop on 25.11. at 14:00, and one of them wants flowers.
func begin(t *testing.T, r *replica) {
	t.Helper()
	start := at("2026-11-25 14:00:00")
	e := events.Event{ID: "workshop-abcd", State: events.Open, Version: 1, Created: r.now(), Details: events.Details{
		Title: "Workshop", Place: "Ratssaal", Start: start, End: start.Add(2 * time.Hour), Deadline: start, Reminders: events.Offsets,
	}}
	if _, err := r.events.Store.Insert(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"anna", "bert"} {
		p, err := r.events.People.(*people.Service).Meet(t.Context(), "counting", chat.User{ID: name, Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.events.Join(t.Context(), e, p.ID); err != nil {
			t.Fatal(err)
		}
		if name == "bert" {
			continue
		}
		if _, err := r.personal.Add(t.Context(), p.ID, at("2026-11-24 21:30:00"), "Blumen"); err != nil {
			t.Fatal(err)
		}
	}
}

func together(rt *rapid.T, ctx context.Context, all []*replica) {
	errs := make([]error, len(all))
	var group sync.WaitGroup
	for i, r := range all {
		group.Go(func() { errs[i] = r.work(ctx) })
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		rt.Fatal(err)
	}
}
