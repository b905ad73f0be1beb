package main

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

// crowd is all of kigo on a database of its own, for many people and one event.
type crowd struct {
	*app
	event events.ID
}

// newCrowd opens an event with so many seats, three weeks on.
func newCrowd(t testing.TB, db *mongodb.DB, seats int, log *slog.Logger) *crowd {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(Config{Locale: "de", Secret: "a secret of the tests, 32 bytes long", zone: zone}, &store{DB: db}, nil, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	start := a.now().AddDate(0, 0, 21)
	e := events.Event{
		ID: "forum-kigo", State: events.Open, Version: 1, Created: a.now(), Organisers: []people.ID{"organise"},
		Details: events.Details{
			Title: "Ki:GO Forum", Place: "Ratssaal", Seats: seats, Start: start, End: start.Add(4 * time.Hour), Deadline: start,
			Description: "Vorträge, Austausch und Marktstände zur digitalen Transformation, offen für alle Mitarbeitenden.",
		},
	}
	if fresh, err := a.events.Store.Insert(t.Context(), e); err != nil || !fresh {
		t.Fatalf("insert event: %v, %v", fresh, err)
	}
	a.useMailbox()
	return &crowd{app: a, event: e.ID}
}

// account is the n-th person's in the chat.
func account(n int) string { return fmt.Sprintf("u%04d", n) }

func user(n int) chat.User {
	return chat.User{ID: account(n), Name: fmt.Sprintf("Person %04d", n), Locale: "de"}
}

// known puts n people into the store, as if each had used kigo before, and the first in
// queue of them into the event.
func (w *crowd) known(t testing.TB, n, queue int) {
	t.Helper()
	var persons, identities, line bson.A
	waiting := bson.D{}
	for i := range n {
		id := people.ID(fmt.Sprintf("p%07d", i))
		persons = append(persons, people.Person{
			ID: id, Name: user(i).Name, Locale: "de", LastUsed: mailbox.Platform, Informed: true, Created: w.now(),
			Roles: map[people.Role]bool{}, Fixed: map[people.Field]bool{}, Accounts: map[string]string{mailbox.Platform: account(i)},
		})
		identities = append(identities, bson.D{
			{Key: "_id", Value: mailbox.Platform + "/" + account(i)}, {Key: "platform", Value: mailbox.Platform},
			{Key: "user", Value: account(i)}, {Key: "person", Value: id}, {Key: "email", Value: ""},
		})
		if i < queue {
			line = append(line, id)
			if i >= 220 {
				waiting = append(waiting, bson.E{Key: string(id), Value: fmt.Sprintf("n%07d", i)})
			}
		}
	}
	for name, docs := range map[string]bson.A{"people": persons, "identities": identities} {
		if _, err := w.store.Collection(name).InsertMany(t.Context(), docs); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.store.Collection("events").UpdateOne(t.Context(), bson.D{{Key: "_id", Value: w.event}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "queue", Value: line}, {Key: "waiting", Value: waiting}}}})
	if err != nil {
		t.Fatal(err)
	}
}
