package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

// crowd is all of kigo, wired as in production, on a database of its own, with one event
// and more people than seats. Its store's commands can be watched.
type crowd struct {
	*app
	mail  *mailbox.Adapter
	event events.ID
	seats int

	mu      sync.Mutex
	watched func(context.Context, *event.CommandStartedEvent)
}

// newCrowd opens the Forum with so many seats, three weeks on.
func newCrowd(t testing.TB, seats int) *crowd {
	t.Helper()
	w := &crowd{event: "forum-kigo", seats: seats}
	db, err := mongodb.Open(t.Context(), mongotest.URI(t), mongotest.Open(t).Name(), options.Client().SetMonitor(&event.CommandMonitor{Started: w.started}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	cfg := Config{DataDir: t.TempDir(), Locale: "de", Secret: strings.Repeat("s", 32), zone: berlin(t)}
	if w.app, err = newApp(cfg, &store{DB: db}, nil, log); err != nil {
		t.Fatal(err)
	}
	w.mail = w.useMailbox()
	if err := w.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	start := w.now().AddDate(0, 0, 21)
	e := events.Event{
		ID: w.event, State: events.Open, Version: 1, Created: w.now(), Organisers: []people.ID{"organise"},
		Details: events.Details{
			Title: "Ki:GO Forum", Place: "Ratssaal", Seats: seats, Start: start, End: start.Add(4 * time.Hour), Deadline: start,
			Description: "Vorträge, Austausch und Marktstände zur digitalen Transformation, offen für alle Mitarbeitenden.",
		},
	}
	if fresh, err := w.events.Store.Insert(t.Context(), e); err != nil || !fresh {
		t.Fatalf("insert event: %v, %v", fresh, err)
	}
	return w
}

func (w *crowd) started(ctx context.Context, c *event.CommandStartedEvent) {
	w.mu.Lock()
	f := w.watched
	w.mu.Unlock()
	if f != nil {
		f(ctx, c)
	}
}

// watch calls f before each command of this store from now on; nil ends it.
func (w *crowd) watch(f func(context.Context, *event.CommandStartedEvent)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watched = f
}

// account is what the chat calls the n-th person.
func account(n int) string { return fmt.Sprintf("u%04d", n) }

// says is something that the n-th person does, as the adapter reports it.
func says(n int, delivery string, kind chat.Kind, line string) chat.Event {
	u := chat.User{ID: account(n), Name: fmt.Sprintf("Person %04d", n), Locale: "de"}
	return chat.Event{ID: delivery, Kind: kind, Platform: mailbox.Platform, User: u, Line: line}
}

// known puts n people into the store as if each had used kigo before, and all but the
// last into the event, where whoever has no seat has been told so.
func (w *crowd) known(t testing.TB, n int) {
	t.Helper()
	var persons, identities, queue bson.A
	waiting := bson.D{}
	for i := range n {
		u := says(i, "", "", "").User
		persons = append(persons, people.Person{
			ID: person(i), Name: u.Name, Locale: u.Locale, LastUsed: mailbox.Platform, Informed: true, Created: w.now().UTC(),
			Roles: map[people.Role]bool{}, Fixed: map[people.Field]bool{}, Accounts: map[string]string{mailbox.Platform: u.ID},
		})
		identities = append(identities, bson.D{
			{Key: "_id", Value: mailbox.Platform + "/" + u.ID}, {Key: "platform", Value: mailbox.Platform},
			{Key: "user", Value: u.ID}, {Key: "person", Value: person(i)}, {Key: "email", Value: ""},
		})
		if i == n-1 {
			break
		}
		if queue = append(queue, person(i)); i >= w.seats {
			waiting = append(waiting, bson.E{Key: string(person(i)), Value: fmt.Sprintf("n%07d", i)})
		}
	}
	for name, docs := range map[string]bson.A{"people": persons, "identities": identities} {
		if _, err := w.store.Collection(name).InsertMany(t.Context(), docs); err != nil {
			t.Fatal(err)
		}
	}
	w.change(t, bson.D{{Key: "$set", Value: bson.D{{Key: "queue", Value: queue}, {Key: "waiting", Value: waiting}}}})
}

// person is the n-th of those that known has made.
func person(n int) people.ID { return people.ID(fmt.Sprintf("p%07d", n)) }

func (w *crowd) change(t testing.TB, update bson.D) {
	t.Helper()
	if _, err := w.store.Collection("events").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: w.event}}, update); err != nil {
		t.Fatal(err)
	}
}

// without takes a person out of the queue as if they had never signed up.
func (w *crowd) without(t testing.TB, p people.ID) {
	t.Helper()
	w.change(t, bson.D{
		{Key: "$pull", Value: bson.D{{Key: "queue", Value: p}}},
		{Key: "$unset", Value: bson.D{{Key: "waiting." + string(p), Value: ""}}},
	})
}

// freeLeases gives back what a kigo had claimed in the outbox that has died, which takes
// half a minute else.
func (w *crowd) freeLeases(t testing.TB) {
	t.Helper()
	_, err := w.store.Collection("outbox").UpdateMany(t.Context(), bson.D{{Key: "claim", Value: bson.D{{Key: "$ne", Value: ""}}}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "lease", Value: time.Now()}}}})
	if err != nil {
		t.Fatal(err)
	}
}
