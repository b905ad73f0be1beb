package broadcasts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// ErrNotFound says that there is no such announcement.
var ErrNotFound = errors.New("no such announcement")

// Store keeps announcements, their audiences, topics and the setting. Every write may be repeated.
type Store interface {
	Insert(ctx context.Context, b Broadcast) (bool, error)
	// Get returns ErrNotFound if there is no such announcement.
	Get(ctx context.Context, id ID) (Broadcast, error)
	// Save stores b in one write if it is still at the revision b.Rev, which rises by it;
	// false if somebody was faster.
	Save(ctx context.Context, b Broadcast) (bool, error)
	// Live are those for which Sweep has something to do.
	Live(ctx context.Context) ([]Broadcast, error)
	// All is every announcement, the one changed last first.
	All(ctx context.Context) ([]Broadcast, error)
	// Forget deletes audience, receipts and files of an announcement.
	Forget(ctx context.Context, id ID) error
	// Drop deletes an announcement that is still at the revision b.Rev; false if it is not.
	Drop(ctx context.Context, b Broadcast) (bool, error)

	// PutAudience stores the n-th part of the audience under a key; Audience reads it.
	PutAudience(ctx context.Context, id ID, key string, n int, part []people.ID) error
	Audience(ctx context.Context, id ID, key string, n int) ([]people.ID, error)
	// AudiencesWith are the announcements that have the person in a stored audience.
	AudiencesWith(ctx context.Context, p people.ID) ([]ID, error)

	// Strike puts nobody in the person's place in every stored audience.
	Strike(ctx context.Context, p people.ID) error
	// PutFile stores the content of a file under a key; File reads it, nil if there is none.
	PutFile(ctx context.Context, id ID, key string, data []byte) error
	File(ctx context.Context, id ID, key string) ([]byte, error)
	DropFile(ctx context.Context, id ID, key string) error

	// AddReceipt stores a mark once; CountReceipts is how many there are.
	AddReceipt(ctx context.Context, id ID, mark string) error
	DropReceipt(ctx context.Context, id ID, mark string) error
	CountReceipts(ctx context.Context, id ID) (int, error)

	Topics(ctx context.Context) ([]Topic, error)
	// AddTopic returns false if there is one with this id.
	AddTopic(ctx context.Context, t Topic) (bool, error)
	// ForgetTopics makes nobody of who made topics.
	ForgetTopics(ctx context.Context, p people.ID) error

	// Eyes is the setting; its zero value if it was never changed. SaveEyes stores it as
	// Save does.
	Eyes(ctx context.Context) (Eyes, error)
	SaveEyes(ctx context.Context, e Eyes) (bool, error)
}

// People is what announcements need of the people service.
type People interface {
	Everybody(ctx context.Context) ([]people.Person, error)
	GetMany(ctx context.Context, ids []people.ID) (map[people.ID]people.Person, error)
	WithRole(ctx context.Context, r people.Role) ([]people.Person, error)
	SetTopic(ctx context.Context, id people.ID, topic string, leave bool) error
}

// Events knows who takes part in what.
type Events interface {
	// Participants are those who have a seat in the coming event that text means, with the
	// event's id and title; a fault if text means none or several.
	Participants(ctx context.Context, text string) (id, title string, seated []people.ID, err error)
}

// Outbox takes the copies, and says what became of them.
type Outbox interface {
	Enqueue(ctx context.Context, r outbox.Row) error
}

// Rows is what announcements look up in the outbox; see outbox.Store.
type Rows interface {
	OfKinds(ctx context.Context, kinds ...string) ([]outbox.Row, error)
	Sent(ctx context.Context, id string) (outbox.Sent, bool, error)
	Withdraw(ctx context.Context, id string) (bool, error)
}

// Audit records what admins do.
type Audit interface {
	Record(ctx context.Context, actor, action, subject string, detail map[string]string) error
}

// The actions that the audit knows.
const (
	actApprove = "broadcast.approve"
	actStop    = "broadcast.stop"
	actResume  = "broadcast.resume"
	actRecall  = "broadcast.recall"
	actEyes    = "broadcast.eyes"
	actTopic   = "topic.new"
)

// Service is what can be done with announcements.
type Service struct {
	Store  Store
	People People
	Events Events
	Outbox Outbox
	Rows   Rows
	Audit  Audit
	Chats  map[string]chat.Adapter // that are connected, by platform
	Pace   map[string]float64      // messages a second that a platform takes
	// FilePace is the same for messages with a picture or file.
	FilePace map[string]float64
	Hours    *hours.Hours // when what can wait is sent; nil is always
	Now      func() time.Time
	NewID    func() string
	Zone     *time.Location
	Secret   []byte // of receipts
	// Later, if set, has Sweep run soon.
	Later func()
	// Window is how many copies of one announcement are in the outbox at once; 0 is Window.
	Window int

	file lastFile
}

// Get reads an announcement; one that does not exist is a fault.
func (s *Service) Get(ctx context.Context, id ID) (Broadcast, error) {
	b, err := s.Store.Get(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return b, fault.Missing("broadcast.unknown", fault.Args{"Text": short(string(id))})
	}
	if err != nil {
		return b, fmt.Errorf("read announcement %s: %w", id, err)
	}
	return b, nil
}

// All is every announcement, the one changed last first.
func (s *Service) All(ctx context.Context) ([]Broadcast, error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list announcements: %w", err)
	}
	return all, nil
}

// changeTries bounds how often somebody else may be faster with a change.
const changeTries = 20

// change makes one transition in one write: rule says from what stands there what follows.
// A rule that changes nothing writes nothing.
func (s *Service) change(ctx context.Context, id ID, rule func(Broadcast) (Broadcast, error)) (Broadcast, error) {
	for range changeTries {
		old, err := s.Get(ctx, id)
		if err != nil {
			return old, err
		}
		b, err := rule(old)
		if err != nil || (b.Version == old.Version && b.Turn == old.Turn) {
			return b, err
		}
		b.Changed = s.Now()
		b = b.settled()
		ok, err := s.Store.Save(ctx, b)
		if err != nil {
			return b, fmt.Errorf("change announcement %s: %w", id, err)
		}
		if ok {
			s.soon()
			return b, nil
		}
	}
	return Broadcast{}, fault.New("fault.busy")
}

func (s *Service) soon() {
	if s.Later != nil {
		s.Later()
	}
}

// New keeps what an admin filled in as a draft. The same form sent twice, known by its
// nonce, makes one draft.
func (s *Service) New(ctx context.Context, by people.Person, nonce string, o Order) (Broadcast, error) {
	if !isNonce(nonce) {
		return Broadcast{}, errors.New("the form has no valid nonce")
	}
	b := Broadcast{
		ID: ID(nonce), State: Draft, Order: o, Version: 1, Author: by.ID,
		Salt: s.NewID() + s.NewID(), Created: s.Now(), Changed: s.Now(),
	}
	fresh, err := s.Store.Insert(ctx, b)
	if err != nil {
		return b, fmt.Errorf("keep draft: %w", err)
	}
	if fresh {
		return b, nil
	}
	return s.Get(ctx, b.ID)
}

// isNonce reports whether text can come from Service.NewID.
func isNonce(text string) bool {
	return len(text) >= 4 && len(text) <= 32 && !slices.ContainsFunc([]byte(text), func(c byte) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9')
	})
}

// Revise stores another order under the version that the admin saw.
func (s *Service) Revise(ctx context.Context, id ID, by people.Person, seen int, o Order) (Broadcast, error) {
	return s.change(ctx, id, func(b Broadcast) (Broadcast, error) { return b.revised(by.ID, seen, o) })
}

// Correct proposes another text for what is on its way, under the version that the admin saw.
func (s *Service) Correct(ctx context.Context, id ID, by people.Person, seen int, c Content) (Broadcast, error) {
	b, err := s.Get(ctx, id)
	if err == nil {
		err = s.mayReach(ctx, by, b.Target)
	}
	if err != nil {
		return b, err
	}
	return s.change(ctx, id, func(b Broadcast) (Broadcast, error) { return b.corrected(by.ID, seen, c) })
}

// Discard throws a draft away, or the correction of what is on its way.
func (s *Service) Discard(ctx context.Context, id ID) error {
	b, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if b.State == Draft {
		ok, err := s.drop(ctx, b)
		if err == nil && !ok {
			err = changedMeanwhile()
		}
		return err
	}
	_, err = s.change(ctx, id, func(b Broadcast) (Broadcast, error) {
		if b.Correction == nil {
			return b, b.is()
		}
		b.Correction = nil
		b.Version++ // nobody approves what they see no more
		return b, nil
	})
	return err
}

// Stop halts sending: at once, but for messages that are in a platform's hands.
func (s *Service) Stop(ctx context.Context, id ID, by people.Person) (Broadcast, error) {
	return s.privileged(ctx, id, by, actStop, Broadcast.stopped)
}

// Resume goes on where Stop has halted.
func (s *Service) Resume(ctx context.Context, id ID, by people.Person) (Broadcast, error) {
	return s.privileged(ctx, id, by, actResume, Broadcast.resumed)
}

// Recall ends an announcement for good: nobody gets it any more, every copy becomes a notice,
// and what went along is deleted.
func (s *Service) Recall(ctx context.Context, id ID, by people.Person) (Broadcast, error) {
	b, err := s.privileged(ctx, id, by, actRecall, Broadcast.recalled)
	if err != nil {
		return b, err
	}
	return b, s.dropFile(ctx, id, b.File)
}

// privileged is a change that the audit keeps.
func (s *Service) privileged(ctx context.Context, id ID, by people.Person, action string, rule func(Broadcast) (Broadcast, error)) (Broadcast, error) {
	recorded := false
	return s.change(ctx, id, func(b Broadcast) (Broadcast, error) {
		after, err := rule(b)
		if err != nil || recorded || after.Turn == b.Turn {
			return after, err
		}
		recorded = true
		return after, s.Audit.Record(ctx, string(by.ID), action, "", map[string]string{"broadcast": string(id)})
	})
}
