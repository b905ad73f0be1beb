// Package audit keeps what privileged people did: who gave or took a right, who entered
// a colleague for an event. What staff do for themselves is never in it.
package audit

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Retention is how long an entry is kept.
const Retention = 365 * 24 * time.Hour

// The actors that are no person.
const (
	Config   = "KIGO_ADMINS" // the configuration, read at start
	Import   = "import"      // somebody at the server's command line, with a file
	Terminal = "terminal"    // somebody at the server's command line
	Daily    = "retention"   // the job that keeps to the periods
)

// Entry is one privileged action.
type Entry struct {
	ID      string            `bson:"_id" json:"id"`
	At      time.Time         `bson:"at" json:"at"`
	Actor   string            `bson:"actor" json:"actor"`     // person id, or one of the actors above
	Action  string            `bson:"action" json:"action"`   // such as "role.grant"
	Subject string            `bson:"subject" json:"subject"` // person id of whom it was done to; may be empty
	Detail  map[string]string `bson:"detail" json:"detail"`   // keys are names from code, without dots
}

// Store keeps entries.
type Store interface {
	// Insert stores e. It returns false if its id is taken.
	Insert(ctx context.Context, e Entry) (bool, error)
	// About are the entries in which the person is actor or subject, oldest first.
	About(ctx context.Context, person string) ([]Entry, error)
	// All is every entry, in no order.
	All(ctx context.Context) ([]Entry, error)
	// Rewrite stores who acted, on whom, and the details of an entry anew.
	Rewrite(ctx context.Context, e Entry) error
}

// Log writes entries.
type Log struct {
	Store Store
	Now   func() time.Time
	NewID func() string
}

// Record notes that actor did action to subject. Callers record before they act: an
// entry too many is better than an action that nobody can trace.
func (l *Log) Record(ctx context.Context, actor, action, subject string, detail map[string]string) error {
	if detail == nil {
		detail = map[string]string{}
	}
	e := Entry{At: l.Now().UTC(), Actor: actor, Action: action, Subject: subject, Detail: detail}
	for range 5 {
		e.ID = l.NewID()
		stored, err := l.Store.Insert(ctx, e)
		if err != nil {
			return fmt.Errorf("record %s: %w", action, err)
		}
		if stored {
			return nil
		}
	}
	return fmt.Errorf("record %s: %w", action, errNoID)
}

var errNoID = errors.New("every new id is taken")

// About are the entries in which the person is actor or subject, oldest first.
func (l *Log) About(ctx context.Context, person string) ([]Entry, error) {
	list, err := l.Store.About(ctx, person)
	if err != nil {
		return nil, fmt.Errorf("list audit entries: %w", err)
	}
	return list, nil
}
