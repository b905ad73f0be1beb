// Package mailbox is the platform behind the playground and the console: the same
// accounts and the same direct messages, kept in the store, seen by two programs.
package mailbox

import (
	"context"
	"time"

	"kigo/bot/chat"
)

// Platform is its name in identities and in KIGO_ADMINS.
const Platform = "playground"

// Persona is one of the people whom the demo lets you be.
type Persona struct {
	User string // account, "anna"
	Name string // full name
	Note string // what is special about them, "OB, Admin"
}

// Mail is one direct message from kigo.
type Mail struct {
	Key     string       `bson:"_id"` // the outbox's delivery key: the same message can't be put twice
	To      string       `bson:"to"`  // account
	Message chat.Message `bson:"message"`
	At      time.Time    `bson:"at"`      // kigo's clock
	Fetched bool         `bson:"fetched"` // shown by the console
}

// Store keeps mail.
type Store interface {
	// Put stores m. Putting the same key again changes nothing and is no error.
	Put(ctx context.Context, m Mail) error
	// Has reports whether a mail with this key was put.
	Has(ctx context.Context, key string) (bool, error)
	// List is all mail of an account, oldest first.
	List(ctx context.Context, to string) ([]Mail, error)
	// Fetched notes that the console has shown it.
	Fetched(ctx context.Context, key string) error
}

// Adapter delivers into a Store. It implements chat.Adapter.
type Adapter struct {
	Store Store
	Now   func() time.Time
	// Changed, if set, is told after a mail was put.
	Changed func(to string)
}

// Platform implements chat.Adapter.
func (a *Adapter) Platform() string { return Platform }

// Direct implements chat.Adapter: the channel is the account itself.
func (a *Adapter) Direct(_ context.Context, userID string) (string, error) { return userID, nil }

// Send implements chat.Adapter.
func (a *Adapter) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	if err := a.Store.Put(ctx, Mail{Key: key, To: channel, Message: m, At: a.Now()}); err != nil {
		return "", err
	}
	if a.Changed != nil {
		a.Changed(channel)
	}
	return key, nil
}

// Find implements chat.Adapter.
func (a *Adapter) Find(ctx context.Context, _, key string, _ time.Time) (string, error) {
	if ok, err := a.Store.Has(ctx, key); err != nil || !ok {
		return "", err
	}
	return key, nil
}
