package events

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// NewDraft keeps what an organiser filled in, unpublished. The same form sent twice,
// known by its nonce, makes one draft.
func (s *Service) NewDraft(ctx context.Context, by people.Person, nonce string, d Details, others []people.ID) (Event, error) {
	if !isNonce(nonce) {
		return Event{}, errNonce
	}
	e := Event{
		ID: NewID(d.Title, nonce), State: Draft, Details: d,
		Organisers: organisers(by.ID, others), Version: 1, Created: s.Now(),
	}
	fresh, err := s.Store.Insert(ctx, e)
	if err != nil {
		return e, fmt.Errorf("create event: %w", err)
	}
	if fresh {
		return e, nil
	}
	there, err := s.Store.Get(ctx, e.ID)
	if err != nil {
		return e, fmt.Errorf("create event: %w", err)
	}
	if !there.Managed(by) {
		return e, fault.New("fault.busy") // somebody else's event has this id by chance
	}
	return there, nil
}

// errNonce is a form that kigo did not make.
var errNonce = errors.New("the form has no valid nonce")

// isNonce reports whether s can come from Service.NewID: nonces are part of ids and keys.
func isNonce(s string) bool {
	ok := func(r rune) bool { return (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') }
	return len(s) >= 4 && len(s) <= 32 && !strings.ContainsFunc(s, func(r rune) bool { return !ok(r) })
}

// NewID is the id of an event: the first long word of its title and a piece of the nonce.
func NewID(title, nonce string) ID {
	word := "termin"
	for _, w := range tokens(title) {
		if w = strings.Map(ascii, w); len(w) >= 4 {
			word = w[:min(len(w), 12)]
			break
		}
	}
	return ID(word + "-" + nonce[:4])
}

func ascii(r rune) rune {
	if r < unicode.MaxASCII {
		return r
	}
	return -1
}

func organisers(first people.ID, others []people.ID) []people.ID {
	all := []people.ID{first}
	for _, p := range others {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// Publish opens a draft for sign-up.
func (s *Service) Publish(ctx context.Context, e Event) (Event, error) {
	switch {
	case e.State == Open:
		return e, nil
	case e.State == Cancelled:
		return e, e.isCancelled()
	case e.Over(s.Now()):
		return e, fault.New("event.past", fault.Args{"Title": e.Title})
	}
	return s.change(ctx, e, Change{Event: e.ID, Version: e.Version, State: Open, Details: e.Details, Organisers: e.Organisers})
}

// Discard throws a draft away; one that is gone already is no error.
func (s *Service) Discard(ctx context.Context, e Event) error {
	if e.State != Draft {
		return fault.New("event.no_draft", fault.Args{"Title": e.Title})
	}
	if _, err := s.Store.Discard(ctx, e.ID); err != nil {
		return fmt.Errorf("discard event %s: %w", e.ID, err)
	}
	return nil
}

// keepDraft is how long a draft waits to be published.
const keepDraft = 30 * 24 * time.Hour

// PruneDrafts throws drafts away that nobody has published for a month.
func (s *Service) PruneDrafts(ctx context.Context, now time.Time) error {
	all, err := s.Store.Since(ctx, time.Time{})
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	for _, e := range all {
		if e.State == Draft && e.Created.Before(now.Add(-keepDraft)) {
			if err := s.Discard(ctx, e); err != nil {
				return err
			}
		}
	}
	return nil
}
