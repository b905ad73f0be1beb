package broadcasts

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kigo/bot/people"
)

// How long announcements are kept. The audit stays longer.
const (
	KeepDraft    = 30 * 24 * time.Hour  // that nobody touches
	KeepAudience = 30 * 24 * time.Hour  // after sending began: as long as the outbox knows the copies
	KeepText     = 365 * 24 * time.Hour // after the last change
)

// Prune forgets the audience and receipts of what is over for a month, and what is older
// than a year altogether. It returns how many announcements had something to forget.
func (s *Service) Prune(ctx context.Context, now time.Time) (gone int, err error) {
	all, err := s.All(ctx)
	if err != nil {
		return 0, err
	}
	for _, b := range all {
		did, err := s.prune(ctx, b, now)
		if err != nil {
			return gone, fmt.Errorf("prune announcement %s: %w", b.ID, err)
		}
		if did {
			gone++
		}
	}
	return gone, nil
}

func (s *Service) prune(ctx context.Context, b Broadcast, now time.Time) (did bool, err error) {
	idle, sent := now.Sub(b.Changed), now.Sub(b.Started)
	if b.Started.IsZero() {
		sent = idle
	}
	switch {
	case b.State == Draft && idle > KeepDraft, b.State != Approved && idle > KeepText:
		return s.drop(ctx, b)
	case b.State == Draft, b.State == Approved, b.Forgotten, sent <= KeepAudience:
		return false, nil
	}
	n, err := s.Receipts(ctx, b)
	if err != nil {
		return false, err
	}
	b.Receipts, b.Forgotten, b.Live, b.Salt, b.Correction = n, true, false, "", nil
	b.Send.Pending, b.Edit.Pending, b.File = nil, nil, nil
	if ok, err := s.Store.Save(ctx, b); err != nil || !ok {
		return false, err
	}
	return true, s.Store.Forget(ctx, b.ID)
}

// drop deletes an announcement with all that belongs to it; false if it has changed meanwhile.
func (s *Service) drop(ctx context.Context, b Broadcast) (bool, error) {
	ok, err := s.Store.Drop(ctx, b)
	if err == nil && ok {
		err = s.Store.Forget(ctx, b.ID)
	}
	if err != nil {
		return false, fmt.Errorf("delete announcement %s: %w", b.ID, err)
	}
	return ok, nil
}

// Held is what an announcement holds about a person. Whether they have said that they have
// read it is not in it: nobody is to know.
type Held struct {
	Broadcast ID        `json:"broadcast"`
	Title     string    `json:"title"`
	Created   time.Time `json:"created"`
	Author    bool      `json:"author"`
	Approver  bool      `json:"approver"`
	Audience  bool      `json:"audience"`
}

// Export is everything that announcements hold about a person.
func (s *Service) Export(ctx context.Context, p people.ID) (any, error) {
	all, err := s.All(ctx)
	if err != nil {
		return nil, err
	}
	to, err := s.Store.AudiencesWith(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("look for audiences: %w", err)
	}
	held := []Held{}
	for _, b := range all {
		h := Held{
			Broadcast: b.ID, Title: b.Name(), Created: b.Created,
			Author: b.Author == p || b.proposer() == p, Approver: b.Approver == p, Audience: slices.Contains(to, b.ID),
		}
		if h.Author || h.Approver || h.Audience {
			held = append(held, h)
		}
	}
	return held, nil
}
