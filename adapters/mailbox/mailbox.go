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

// Channel is the one channel there is: all personas share it.
const Channel = "ki-go"

// Persona is one of the people whom the demo lets you be.
type Persona struct {
	User string // account, "anna"
	Name string // full name
	Note string // what is special about them, "OB, Admin"
}

// Mail is one message from kigo that answers nothing: to a persona, or into the channel.
type Mail struct {
	Key     string       `bson:"_id"` // the outbox's delivery key: the same message can't be put twice
	To      string       `bson:"to"`  // account, or Channel
	Message chat.Message `bson:"message"`
	At      time.Time    `bson:"at"`      // kigo's clock
	Edits   int          `bson:"edits"`   // how often the message was replaced by another
	Gone    bool         `bson:"gone"`    // taken away: there is no message any more
	Fetched bool         `bson:"fetched"` // shown by the console
	Seen    int          `bson:"seen"`    // Edits of the version that the console showed
	// Readers are those to whom the console has shown a message of the channel, each with the
	// Edits of the version that it was.
	Readers map[string]int `bson:"readers"`
}

// Read is which version of a mail the console has shown to an account; false is none.
func (m Mail) Read(account string) (edits int, ok bool) {
	if m.To == Channel {
		edits, ok = m.Readers[account]
		return edits, ok
	}
	return m.Seen, m.Fetched
}

// Store keeps mail.
type Store interface {
	// Put stores m. Putting the same key again changes nothing and is no error.
	Put(ctx context.Context, m Mail) error
	// Has reports whether a mail with this key was put and not removed.
	Has(ctx context.Context, key string) (bool, error)
	// Replace puts another message in the place of a mail's. The same one again is no
	// edit. It returns false if there is no such mail.
	Replace(ctx context.Context, key string, m chat.Message) (bool, error)
	// Remove takes a mail's message away. It returns false if there is no such mail. The
	// key stays taken, and the mail is listed as gone.
	Remove(ctx context.Context, key string) (bool, error)
	// List is all mail of an account, oldest first.
	List(ctx context.Context, to string) ([]Mail, error)
	// Fetched notes that the console has shown m, as it is, to an account.
	Fetched(ctx context.Context, m Mail, account string) error
}

// Adapter delivers into a Store. It implements chat.Adapter.
type Adapter struct {
	Store Store
	Now   func() time.Time
	// Accounts are those in Channel; without any, there is none.
	Accounts []string
	// Changed, if set, is told after a mail was put, edited or deleted.
	Changed func(to string)
}

// Platform implements chat.Adapter.
func (a *Adapter) Platform() string { return Platform }

// Direct implements chat.Adapter: the channel is the account itself.
func (a *Adapter) Direct(_ context.Context, userID string) (string, error) { return userID, nil }

// Channels implements chat.Adapter.
func (a *Adapter) Channels(context.Context) ([]chat.Channel, error) {
	if len(a.Accounts) == 0 {
		return nil, nil
	}
	return []chat.Channel{{ID: Channel, Name: Channel, Title: Channel, Default: true}}, nil
}

// MembersOf implements chat.Adapter.
func (a *Adapter) MembersOf(_ context.Context, channel string) ([]string, error) {
	if channel != Channel || len(a.Accounts) == 0 {
		return nil, chat.ErrGone
	}
	return a.Accounts, nil
}

// Send implements chat.Adapter.
func (a *Adapter) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	if err := a.Store.Put(ctx, Mail{Key: key, To: channel, Message: m, At: a.Now()}); err != nil {
		return "", err
	}
	a.changed(channel)
	return key, nil
}

// Find implements chat.Adapter.
func (a *Adapter) Find(ctx context.Context, _, key string, _ time.Time) (string, error) {
	if ok, err := a.Store.Has(ctx, key); err != nil || !ok {
		return "", err
	}
	return key, nil
}

// Edit implements chat.Adapter.
func (a *Adapter) Edit(ctx context.Context, channel, ref string, m chat.Message, _ string) error {
	found, err := a.Store.Replace(ctx, ref, m)
	return a.done(channel, found, err)
}

// Delete implements chat.Adapter.
func (a *Adapter) Delete(ctx context.Context, channel, ref string) error {
	found, err := a.Store.Remove(ctx, ref)
	return a.done(channel, found, err)
}

func (a *Adapter) done(channel string, found bool, err error) error {
	switch {
	case err != nil:
		return err
	case !found:
		return chat.ErrGone
	}
	a.changed(channel)
	return nil
}

func (a *Adapter) changed(channel string) {
	if a.Changed != nil {
		a.Changed(channel)
	}
}
