package events

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"kigo/bot/chat"
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
		State: Draft, Details: d, Form: nonce,
		Organisers: organisers(by.ID, others), Version: 1, Created: s.Now(), Changed: s.Now(),
	}
	for _, id := range []ID{NewID(d.Title, nonce[:4]), NewID(d.Title, nonce)} {
		e.ID = id
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
		if there.Form == nonce {
			return there, nil
		}
		// Another event has this short id by chance; take a longer one.
	}
	return e, fault.New("fault.busy")
}

// errNonce is a form that kigo did not make.
var errNonce = errors.New("the form has no valid nonce")

// isNonce reports whether s can come from Service.NewID: nonces are part of ids and keys.
func isNonce(s string) bool {
	ok := func(r rune) bool { return (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') }
	return len(s) >= 4 && len(s) <= 32 && !strings.ContainsFunc(s, func(r rune) bool { return !ok(r) })
}

// NewID is the id of an event: the first long word of its title and a nonce, or a piece of one.
func NewID(title, nonce string) ID {
	word := "termin"
	for _, w := range tokens(title) {
		if w = strings.Map(ascii, w); len(w) >= 4 {
			word = w[:min(len(w), 12)]
			break
		}
	}
	return ID(word + "-" + nonce)
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
	case !s.Now().Before(e.Deadline):
		return e, fault.New("event.draft_late", fault.Args{"Title": e.Title, "Deadline": e.Deadline, "Command": chat.Prefix + "veranstaltung ändern " + string(e.ID)})
	}
	return s.change(ctx, e, Change{Event: e.ID, Version: e.Version, State: Open, Details: e.Details, Organisers: e.Organisers, Scheduled: true})
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

// KeepDraft is how long a draft waits to be published.
const KeepDraft = 30 * 24 * time.Hour

// PruneDrafts throws drafts away that nobody has touched for a month, and
// returns how many.
func (s *Service) PruneDrafts(ctx context.Context, now time.Time) (gone int, err error) {
	all, err := s.Store.Since(ctx, time.Time{})
	if err != nil {
		return 0, fmt.Errorf("list drafts: %w", err)
	}
	for _, e := range all {
		if e.State == Draft && e.Changed.Before(now.Add(-KeepDraft)) {
			if err := s.Discard(ctx, e); err != nil {
				return gone, err
			}
			gone++
		}
	}
	return gone, nil
}
