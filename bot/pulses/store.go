package pulses

import (
	"context"
	"errors"
	"time"

	"kigo/bot/people"
)

// ErrNotFound says that there is no such run.
var ErrNotFound = errors.New("no such run")

// Store keeps everything of pulses but their keys. Each write is repeatable; each that
// returns false has found its condition not met and changed nothing.
type Store interface {
	Runs
	Answers
	Electorate
	Reports
	Moderation
}

// Runs are one document each.
type Runs interface {
	Insert(ctx context.Context, r Run) (bool, error)
	// Get returns ErrNotFound if there is no such run.
	Get(ctx context.Context, id ID) (Run, error)
	// All is every run, by when it was made.
	All(ctx context.Context) ([]Run, error)
	// Change stores another plan in a draft that still has that version.
	Change(ctx context.Context, id ID, version int, p Plan) (Run, bool, error)
	// Release agrees to a draft that still has that version: it is in state to then.
	Release(ctx context.Context, id ID, version int, by people.ID, to State) (Run, bool, error)
	// Disown makes nobody of a person who made, released, turned or wrote about runs.
	Disown(ctx context.Context, p people.ID) error
	// Discard deletes a draft, or a run that was released and never opened.
	Discard(ctx context.Context, id ID) (bool, error)
	// Start opens a run that is released, with what Recipient, KeyStore, Size, Invited,
	// Spared and OpenedAt of r say.
	Start(ctx context.Context, r Run) (Run, bool, error)
	// Turn takes a series that is in one of the states to another one; runs that were due
	// until then are made no more.
	Turn(ctx context.Context, id ID, from []State, to State, by people.ID, at time.Time) (Run, bool, error)
	// Made stores that the run of a series that is due then is made, or left out.
	Made(ctx context.Context, id ID, due time.Time) error
	// Close ends answering.
	Close(ctx context.Context, id ID, at time.Time) (Run, bool, error)
	// Note stores that something is done; see Mark.
	Note(ctx context.Context, id ID, m Mark) error
	// SetRate stores the rate of an open run.
	SetRate(ctx context.Context, id ID, r Rate) error

	// Late stores what counts in place of an answer, if the run is closed and it is not
	// settled yet which answers count.
	Late(ctx context.Context, id ID, key string, counts []byte) (bool, error)
	// Settle stores which answers count, if the run is closed, that is not settled, and Lates is still lates.
	Settle(ctx context.Context, id ID, lates int, frozen []byte) (bool, error)
	// Publish ends a closed run, and forgets Late.
	Publish(ctx context.Context, id ID) error
	// DraftFeedback stores a feedback to a published run, if none was sent; its version rises.
	DraftFeedback(ctx context.Context, id ID, f Feedback) (Run, bool, error)
	// SendFeedback notes that the feedback of that version is agreed to.
	SendFeedback(ctx context.Context, id ID, version int) (Run, bool, error)
	// Thaw forgets Frozen of a published run.
	Thaw(ctx context.Context, id ID) error
}

// Mark is something that is done once in a run.
type Mark string

// The marks, as they are stored.
const (
	MarkAsked    Mark = "asked"
	MarkReminded Mark = "reminded"
	MarkTold     Mark = "told"
	MarkFedBack  Mark = "fedBack"
)

// Answers are documents under run and pseudonym, which hold nothing but what is sealed.
type Answers interface {
	// AddAnswer returns false if there is an answer by that name.
	AddAnswer(ctx context.Context, run ID, name string, sealed []byte) (bool, error)
	// ReplaceAnswer returns what it replaced, or false if there is no answer by that name.
	ReplaceAnswer(ctx context.Context, run ID, name string, sealed []byte) (old []byte, ok bool, err error)
	// TakeAnswer deletes an answer and returns it, or false if there is none.
	TakeAnswer(ctx context.Context, run ID, name string) (old []byte, ok bool, err error)
	// SwapAnswer puts to in the place of from, if that is what is stored by that name. Nil is
	// no answer.
	SwapAnswer(ctx context.Context, run ID, name string, from, to []byte) error
	// HasAnswer reports whether there is one.
	HasAnswer(ctx context.Context, run ID, name string) (bool, error)
	// Answers is every sealed answer of a run, by pseudonym.
	Answers(ctx context.Context, run ID) (map[string][]byte, error)
	// WipeAnswers deletes every answer of a run.
	WipeAnswers(ctx context.Context, run ID) error
}

// Electorate is who was asked: a document a person and run.
type Electorate interface {
	// Enrol stores members; those who are in already stay as they are.
	Enrol(ctx context.Context, run ID, members []Member) error
	// Member returns false if the person was not asked.
	Member(ctx context.Context, run ID, p people.ID) (Member, bool, error)
	// Members is everybody who was asked, by id.
	Members(ctx context.Context, run ID) ([]Member, error)
	// Strike takes one person out of a run.
	Strike(ctx context.Context, run ID, p people.ID) error
	// StrikeAll takes everybody out.
	StrikeAll(ctx context.Context, run ID) error
	// Elections is every run that a person was asked in, with their group in it.
	Elections(ctx context.Context, p people.ID) (map[ID]Member, error)
}

// Reports are one document a run.
type Reports interface {
	// AddReport returns false if the run has one.
	AddReport(ctx context.Context, r Report) (bool, error)
	// Report returns false if there is none.
	Report(ctx context.Context, run ID) (Report, bool, error)
	// AddText puts a text that a moderator has let through into the report; the same key
	// again changes nothing.
	AddText(ctx context.Context, run ID, question int, key, text string) error
}

// Moderation is the free texts that nobody has read yet.
type Moderation interface {
	// AddUnread stores texts; those whose keys are there stay as they are.
	AddUnread(ctx context.Context, texts []Unread) error
	// Unread is what is left to be read of a run, by key, which is in no order.
	Unread(ctx context.Context, run ID) ([]Unread, error)
	// DropUnread deletes one text.
	DropUnread(ctx context.Context, run ID, key string) error
	// DropAllUnread deletes every text of a run.
	DropAllUnread(ctx context.Context, run ID) error
}

// Unread is a free text that waits for a moderator. Nothing says whose it is or when it
// was written.
type Unread struct {
	Run      ID     `bson:"run"`
	Key      string `bson:"key"` // random
	Question int    `bson:"question"`
	Text     string `bson:"text"`
}
