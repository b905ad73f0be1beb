package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"kigo/bot/fault"
	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// ErrNotFound says that there is no such event.
var ErrNotFound = errors.New("no such event")

// Placement is one person going into the queue of an event that has Seats seats.
type Placement struct {
	Event  ID
	Person people.ID
	Seats  int       // as the caller knows it; the write fails if it has changed meanwhile
	Waits  bool      // goes onto the waiting list; otherwise onto a free seat
	Nonce  string    // names this answer: "you wait"
	Now    time.Time // the write fails if the deadline has passed
	Force  bool      // the organiser does it: the deadline does not count
	Notice *Notice   // stored in the same write under Nonce
}

// Store keeps events. Each write is one atomic operation on one document and may be
// repeated; each that returns false has found its condition not met and changed nothing.
type Store interface {
	Insert(ctx context.Context, e Event) (bool, error)
	// Get returns ErrNotFound if there is no such event.
	Get(ctx context.Context, id ID) (Event, error)
	// Since is every event that ends after t, whatever its state, by start.
	Since(ctx context.Context, t time.Time) ([]Event, error)
	// Join places somebody who is not in the event yet: onto a seat only if one is free,
	// onto the waiting list only if none is.
	Join(ctx context.Context, p Placement) (Event, bool, error)
	// Leave takes p out of the queue of an event that is open.
	Leave(ctx context.Context, id ID, p people.ID, nonce string, n *Notice) (Event, bool, error)
	// Noticed removes a notice whose rows are all in the outbox.
	Noticed(ctx context.Context, id ID, nonce string) error
	// Reminded notes that the reminders at o for that start are all in the outbox.
	Reminded(ctx context.Context, id ID, o Offset, start time.Time) error
	// Change stores new details if the event still has that version and is not cancelled,
	// and if nobody loses a seat by it.
	Change(ctx context.Context, c Change) (Event, bool, error)
	// Tell stores a notice in an event that is open.
	Tell(ctx context.Context, id ID, nonce string, n Notice) (Event, bool, error)
	// Cancel ends an open event for good.
	Cancel(ctx context.Context, id ID, reason, nonce string, n Notice, at time.Time) (Event, bool, error)
	// Discard deletes a draft.
	Discard(ctx context.Context, id ID) (bool, error)
	OfferStore
	CheckinStore
	ForgetStore
}

// People is what events need of the people service.
type People interface {
	GetMany(ctx context.Context, ids []people.ID) (map[people.ID]people.Person, error)
	Find(ctx context.Context, text string) ([]people.Person, error)
}

// Outbox takes the messages that are not direct replies.
type Outbox interface {
	Enqueue(ctx context.Context, r outbox.Row) error
	// Untold are the rows of a kind that nobody has begun to send.
	Untold(ctx context.Context, kind string) ([]outbox.Row, error)
}

// Audit records what organisers do to other people.
type Audit interface {
	Record(ctx context.Context, actor, action, subject string, detail map[string]string) error
}

// Service is what can be done with events.
type Service struct {
	Store  Store
	People People
	Outbox Outbox
	Audit  Audit
	Now    func() time.Time
	NewID  func() string // short random ids of at least 6 characters
	Zone   *time.Location
	Hours  *hours.Hours // in which offers run
	// Sending are the hours in which reminders go out; nil is at any time.
	Sending *hours.Hours
	// Choices are when people want to be reminded.
	Choices Choices
	Log     *slog.Logger
	// Later, if set, has Sweep run soon: telling many people is not done while somebody waits.
	Later func()

	hints sync.Map // ID → hint
}

// recent is how long an event that is over can still be spoken about.
const recent = 30 * 24 * time.Hour

// Recent is every published event from a while ago on, by start.
func (s *Service) Recent(ctx context.Context) ([]Event, error) {
	all, err := s.Store.Since(ctx, s.Now().Add(-recent))
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return keep(all, func(e Event) bool { return e.State != Draft }), nil
}

// Coming is what staff see, by start.
func (s *Service) Coming(ctx context.Context) ([]Event, error) {
	all, err := s.Recent(ctx)
	now := s.Now()
	return keep(all, func(e Event) bool { return e.Listed(now) }), err
}

// Mine is everything that p is in and that has not ended, cancelled events included.
func (s *Service) Mine(ctx context.Context, p people.ID) ([]Event, error) {
	all, err := s.Recent(ctx)
	now := s.Now()
	return keep(all, func(e Event) bool { return !e.Ended(now) && e.Standing(p).In() }), err
}

func keep(all []Event, wanted func(Event) bool) []Event {
	var out []Event
	for _, e := range all {
		if wanted(e) {
			out = append(out, e)
		}
	}
	return out
}

// Get reads an event; one that does not exist, or is a draft of somebody else, is a fault.
func (s *Service) Get(ctx context.Context, id ID, p people.Person) (Event, error) {
	e, err := s.Store.Get(ctx, id)
	if errors.Is(err, ErrNotFound) || (err == nil && e.State == Draft && !e.Managed(p)) {
		return Event{}, fault.New("event.unknown", fault.Args{"Text": string(id)})
	}
	if err != nil {
		return Event{}, fmt.Errorf("read event %s: %w", id, err)
	}
	return e, nil
}

// joinTries bounds how often a seat may be taken between reading and writing.
const joinTries = 20

// Join signs p up for e, as the caller has just read it. It returns the event as it then
// stands; already says that p was in it before. Events that nobody can join are faults.
func (s *Service) Join(ctx context.Context, e Event, p people.ID) (after Event, already bool, err error) {
	return s.place(ctx, e, Placement{Event: e.ID, Person: p, Nonce: s.NewID(), Now: s.Now()})
}

func (s *Service) place(ctx context.Context, e Event, pl Placement) (Event, bool, error) {
	for range joinTries {
		switch {
		case e.State == Cancelled:
			return e, false, e.isCancelled()
		case e.State == Draft:
			return e, false, e.isDraft()
		case e.Standing(pl.Person).In():
			return e, true, nil
		case e.Over(pl.Now):
			return e, false, fault.New("event.past", fault.Args{"Title": e.Title})
		case !e.Joinable(pl.Now) && !pl.Force:
			return e, false, fault.New("event.closed", fault.Args{"Title": e.Title, "Deadline": e.Deadline})
		}
		pl.Seats, pl.Waits = e.Seats, e.Full()
		after, ok, err := s.Store.Join(ctx, pl)
		if err != nil {
			return e, false, fmt.Errorf("join event %s: %w", e.ID, err)
		}
		if ok {
			s.saw(after)
			return after, false, nil
		}
		if e, err = s.Store.Get(ctx, e.ID); err != nil {
			return e, false, fmt.Errorf("join event %s: %w", e.ID, err)
		}
		s.saw(e)
	}
	return e, false, fault.New("fault.busy")
}

func (e Event) isCancelled() error {
	return fault.New("event.cancelled", fault.Args{"Title": e.Title, "Reason": e.Reason})
}

func (e Event) isDraft() error {
	return fault.New("event.is_draft", fault.Args{"Title": e.Title, "ID": string(e.ID)})
}

// Leave signs p off and lets the next ones move up.
func (s *Service) Leave(ctx context.Context, e Event, p people.ID) (Event, error) {
	return s.remove(ctx, e, p, s.NewID(), nil, fault.New("event.not_in", fault.Args{"Title": e.Title}))
}

// remove takes p out of the queue, or returns notIn if they don't stand there.
func (s *Service) remove(ctx context.Context, e Event, p people.ID, nonce string, n *Notice, notIn error) (Event, error) {
	switch {
	case e.State == Cancelled:
		return e, e.isCancelled()
	case e.Over(s.Now()):
		return e, fault.New("event.past", fault.Args{"Title": e.Title})
	}
	after, ok, err := s.Store.Leave(ctx, e.ID, p, nonce, n)
	if err != nil {
		return e, fmt.Errorf("leave event %s: %w", e.ID, err)
	}
	if ok {
		s.saw(after)
		s.settle(ctx, after)
		return after, nil
	}
	now, err := s.Store.Get(ctx, e.ID)
	if err != nil {
		return e, fmt.Errorf("leave event %s: %w", e.ID, err)
	}
	if now.State == Cancelled {
		return now, now.isCancelled()
	}
	return now, notIn
}

// Managed is what p may change and has not ended, drafts included, by start.
func (s *Service) Managed(ctx context.Context, p people.Person) ([]Event, error) {
	all, err := s.Store.Since(ctx, s.Now())
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return keep(all, func(e Event) bool { return e.Managed(p) && e.State != Cancelled }), nil
}

// ManagedRecent is what p may look into: published, and not over for long.
func (s *Service) ManagedRecent(ctx context.Context, p people.Person) ([]Event, error) {
	all, err := s.Recent(ctx)
	return keep(all, func(e Event) bool { return e.Managed(p) }), err
}
