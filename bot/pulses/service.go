package pulses

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kigo/bot/fault"
	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// People is what pulses need of the people service.
type People interface {
	Everybody(ctx context.Context) ([]people.Person, error)
}

// Outbox takes the messages that are not direct replies.
type Outbox interface {
	Enqueue(ctx context.Context, r outbox.Row) error
}

// Rows are the rows of a run that are due or were sent: they name a person beside a run,
// so they go at the close.
type Rows interface {
	// Purge deletes every row whose id begins with the prefix, due or sent.
	Purge(ctx context.Context, prefix string) error
	// Pending reports whether a row whose id begins with the prefix is still due.
	Pending(ctx context.Context, prefix string) (bool, error)
}

// Audit records what privileged people do. What staff do in a pulse is never recorded.
type Audit interface {
	Record(ctx context.Context, actor, action, subject string, detail map[string]string) error
}

// Service is what can be done with pulses. What it returns to somebody who answers names
// neither them nor what they chose, and neither do its errors.
type Service struct {
	Store  Store
	Keys   KeyStore
	People People
	Outbox Outbox
	Rows   Rows
	Audit  Audit
	Now    func() time.Time
	NewID  func() string // short random ids of at least 6 characters
	Zone   *time.Location
	Hours  *hours.Hours // on which days recurring surveys begin and end
	Log    *slog.Logger
	// K is the least number of answers that is shown; MinK if less.
	K int
	// Releaser, if set, is the role without which nobody releases a survey; otherwise any
	// admin but the one who wrote it.
	Releaser people.Role
	// Rest is how many days somebody who was asked is not asked by a recurring survey; 0 is
	// none, and at most MaxRest.
	Rest int
	// May says on which platforms people are asked; nil is on all. Whoever has an account on
	// none of them is not invited.
	May func(platform string) bool
	// Participants are the people of an event, for runs that ask them; nil is nobody.
	Participants func(ctx context.Context, event string) ([]people.ID, error)
	// Scrub, if set, makes the database forget on the disk, too, what was deleted. ErrLater
	// says that another process has to do it.
	Scrub func(ctx context.Context) error
	// Seen is the name of a chat that takes answers although its operator sees every click;
	// whoever answers is told. "" is none.
	Seen string
	// Draw makes the pictures of results; nil makes none.
	Draw Draw

	drawings drawings
	warned   warned
}

// seen tells views what they have to say of chats.
func (s *Service) seen(r Run) Run {
	r.Seen = s.Seen
	return r
}

// Get reads a run; one that does not exist, or is not open yet and none of p's business,
// is a fault.
func (s *Service) Get(ctx context.Context, id ID, p people.Person) (Run, error) {
	r, err := s.Store.Get(ctx, id)
	if errors.Is(err, ErrNotFound) || (err == nil && !r.visible(p)) {
		return Run{}, fault.Missing("pulse.unknown", fault.Args{"Text": string(id)})
	}
	if err != nil {
		return Run{}, fmt.Errorf("read pulse %s: %w", id, err)
	}
	return s.seen(r), nil
}

func (r Run) visible(p people.Person) bool {
	return r.State == Open || r.Ended() || r.Creator == p.ID || p.Is(people.Admin) || p.Is(people.Council)
}

// All is every run that p may know of, the newest last.
func (s *Service) All(ctx context.Context, p people.Person) ([]Run, error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list pulses: %w", err)
	}
	var known []Run
	for _, r := range all {
		if r.visible(p) {
			known = append(known, s.seen(r))
		}
	}
	return known, nil
}

// Answerable is every run that p can answer now, the newest last.
func (s *Service) Answerable(ctx context.Context, p people.ID) ([]Run, error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list pulses: %w", err)
	}
	var mine []Run
	for _, r := range all {
		if !r.Answerable(s.Now()) {
			continue
		}
		_, asked, err := s.Store.Member(ctx, r.ID, p)
		if err != nil {
			return nil, fmt.Errorf("look who is asked in pulse %s: %w", r.ID, err)
		}
		if asked {
			mine = append(mine, s.seen(r))
		}
	}
	return mine, nil
}

// Receipt says what became of an answer.
type Receipt struct {
	Run Run
	// Changed says that an earlier answer was replaced.
	Changed bool
}

// Answer stores what p answers to an open run, in place of what p answered before. A nil
// error means that it counts, once, whatever happens afterwards; so thank only then. The
// faults say in words that it does not count, and why: pulse.not_open, pulse.not_invited,
// pulse.answer_* for values that are none (a form fault by FieldName), pulse.closed_now and
// pulse.closed_change for an answer in the moment of closing, pulse.keys_lost.
func (s *Service) Answer(ctx context.Context, id ID, p people.ID, a Answer) (Receipt, error) {
	return s.submit(ctx, id, p, func(r Run, group string) (payload, error) {
		return newPayload(group, a), r.Survey.Check(a)
	})
}

// Decline notes that p takes no part and is not to be asked again in this run; an answer
// that p gave before is gone. It is stored as an answer is, so that nobody can tell.
// Faults as for Answer.
func (s *Service) Decline(ctx context.Context, id ID, p people.ID) (Receipt, error) {
	return s.submit(ctx, id, p, func(r Run, group string) (payload, error) {
		d := newPayload(group, make(Answer, len(r.Survey.Questions)))
		d.Declined = true
		return d, nil
	})
}

// submitTries bounds how often an answer may be withdrawn while it is replaced.
const submitTries = 5

func (s *Service) submit(ctx context.Context, id ID, p people.ID, fill func(r Run, group string) (payload, error)) (Receipt, error) {
	r, m, err := s.answering(ctx, id, p)
	if err != nil {
		return Receipt{Run: r}, err
	}
	keys, err := s.keys(ctx, r)
	if err != nil {
		return Receipt{Run: r}, err
	}
	what, err := fill(r, m.Group)
	if err != nil {
		return Receipt{Run: r}, err
	}
	sealed, err := what.seal(r.Recipient, r.Size)
	if err != nil {
		return Receipt{Run: r}, fmt.Errorf("seal an answer to pulse %s: %w", id, err)
	}
	name := keys.name(p)
	for range submitTries {
		fresh, err := s.Store.AddAnswer(ctx, id, name, sealed)
		if err != nil {
			return Receipt{Run: r}, fmt.Errorf("store an answer to pulse %s: %w", id, err)
		}
		if fresh {
			return s.confirm(ctx, id, change{name: name, sealed: sealed})
		}
		old, ok, err := s.Store.ReplaceAnswer(ctx, id, name, sealed)
		if err != nil {
			return Receipt{Run: r}, fmt.Errorf("replace an answer to pulse %s: %w", id, err)
		}
		if ok {
			return s.confirm(ctx, id, change{name: name, sealed: sealed, old: old})
		}
	}
	return Receipt{Run: r}, fault.New("fault.busy")
}

// Withdraw deletes what p answered. A nil error means that it does not count. To have
// answered nothing is the fault pulse.nothing_withdrawn; too late is pulse.closed_withdraw.
func (s *Service) Withdraw(ctx context.Context, id ID, p people.ID) (Receipt, error) {
	r, _, err := s.answering(ctx, id, p)
	if err != nil {
		return Receipt{Run: r}, err
	}
	keys, err := s.keys(ctx, r)
	if err != nil {
		return Receipt{Run: r}, err
	}
	name := keys.name(p)
	old, ok, err := s.Store.TakeAnswer(ctx, id, name)
	switch {
	case err != nil:
		return Receipt{Run: r}, fmt.Errorf("withdraw an answer to pulse %s: %w", id, err)
	case !ok:
		return Receipt{Run: r}, s.nothingTaken(ctx, id, name)
	}
	return s.confirm(ctx, id, change{name: name, old: old})
}

// answering is the run and how p is in it, if p may answer it now.
func (s *Service) answering(ctx context.Context, id ID, p people.ID) (Run, Member, error) {
	r, err := s.Store.Get(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return r, Member{}, fault.Missing("pulse.unknown", fault.Args{"Text": string(id)})
	case err != nil:
		return r, Member{}, fmt.Errorf("read pulse %s: %w", id, err)
	case !r.Answerable(s.Now()):
		return r, Member{}, fault.New("pulse.not_open", r.args())
	}
	m, asked, err := s.Store.Member(ctx, id, p)
	switch {
	case err != nil:
		return r, m, fmt.Errorf("look who is asked in pulse %s: %w", id, err)
	case !asked:
		return r, m, fault.New("pulse.not_invited", r.args())
	}
	return r, m, nil
}

// CanAnswer is the fault that keeps p from answering a run now, or nil.
func (s *Service) CanAnswer(ctx context.Context, id ID, p people.ID) error {
	_, _, err := s.answering(ctx, id, p)
	return err
}

// args are what sentences about a run may say.
func (r Run) args() fault.Args { return fault.Args{"Title": r.Survey.Title.DE} }
