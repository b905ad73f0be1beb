// Package reminders holds what people ask kigo to remind them of, each for themselves.
package reminders

import (
	"strings"
	"time"
	"unicode/utf8"

	"kigo/bot/fault"
	"kigo/bot/people"
	"kigo/bot/when"
)

const (
	// MaxText is the longest text of a reminder, in characters.
	MaxText = 500
	// MaxOpen is how many reminders a person may have before them.
	MaxOpen = 50
	// Grace is how late a reminder still comes if kigo was not there when it was due.
	Grace = 24 * time.Hour
	// Keep is how long one that has gone out can still be put off from its message. It is
	// longer than the outbox tries to reach a chat.
	Keep = 7 * 24 * time.Hour
)

// ID names a reminder for good.
type ID string

// Reminder is one document.
type Reminder struct {
	ID      ID        `bson:"_id" json:"id"`
	Person  people.ID `bson:"person" json:"person"`
	Text    string    `bson:"text" json:"text"`
	Due     time.Time `bson:"due" json:"due"`     // exactly when the person asked for it
	Fired   bool      `bson:"fired" json:"fired"` // it is in the outbox, or was too late
	Created time.Time `bson:"created" json:"created"`
}

// Read splits what somebody typed, such as "morgen 9 Uhr Flipchart mitnehmen", into the
// moment and the text. What is no time, ambiguous, past or too long is a fault.
func Read(text string, now time.Time, zone *time.Location) (due time.Time, what string, err error) {
	due, what, err = when.Cut(text, now, zone)
	what = strings.TrimPrefix(what, "to ") // "remind me tomorrow at 9 to call Anna"
	switch {
	case err != nil:
		return due, what, err
	case what == "":
		return due, what, fault.New("reminder.no_text", fault.Args{"Due": due})
	case !due.After(now):
		return due, what, fault.New("reminder.past", fault.Args{"Due": due})
	case utf8.RuneCountInString(what) > MaxText:
		return due, what, fault.New("fault.too_long", fault.Args{"Max": MaxText})
	}
	return due, what, nil
}
