package pulses

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"kigo/bot/people"
)

const (
	// KeepUnread is how long texts wait for a moderator after the close.
	KeepUnread = 30 * 24 * time.Hour
	// KeepElectorate is how long after the close it is known who was asked: they are told
	// the report, and what came of it.
	KeepElectorate = 90 * 24 * time.Hour
)

// Held is what pulses hold about a person: that they were asked, and as what. Whether they
// answered is not in it: kigo alone could find out, with the keys of a run that is open, and
// a file that says so would undo what the keys are for. Who answered can see it in chat, and
// withdraw.
type Held struct {
	Pulse ID        `json:"pulse"`
	Title string    `json:"title"`
	Group string    `json:"group"` // Dezernat in which they are counted
	Asked time.Time `json:"asked"`
}

// Export is everything that pulses hold about a person.
func (s *Service) Export(ctx context.Context, p people.ID) (any, error) {
	in, err := s.Store.Elections(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("list pulses of a person: %w", err)
	}
	held := []Held{}
	for _, id := range slices.Sorted(maps.Keys(in)) {
		r, err := s.Store.Get(ctx, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, fmt.Errorf("read pulse %s: %w", id, err)
		}
		held = append(held, Held{Pulse: id, Title: r.Survey.Title.DE, Group: in[id].Group, Asked: r.OpenedAt})
	}
	return held, nil
}

// InUse reports whether somebody is asked in a run that is not published: then becoming
// another person would let them answer twice.
func (s *Service) InUse(ctx context.Context, p people.ID) (bool, error) {
	in, err := s.Store.Elections(ctx, p)
	if err != nil {
		return false, fmt.Errorf("list pulses of a person: %w", err)
	}
	for id := range in {
		r, err := s.Store.Get(ctx, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return false, fmt.Errorf("read pulse %s: %w", id, err)
		}
		if err == nil && r.State != Published {
			return true, nil
		}
	}
	return false, nil
}

// Forget deletes a person from every run: their answers, that they were asked, and the
// rows that would tell them of it. What is published stays. It may be repeated.
//
// Nothing can be deleted unseen: who has every state of the database learns whether a person
// who is deleted while a run is open had answered it; never what.
func (s *Service) Forget(ctx context.Context, p people.ID) error {
	in, err := s.Store.Elections(ctx, p)
	if err != nil {
		return fmt.Errorf("list pulses of a person: %w", err)
	}
	for id := range in {
		keys, err := s.Keys.Get(id)
		if err == nil {
			_, _, err = s.Store.TakeAnswer(ctx, id, keys.name(p))
		}
		if err != nil && !errors.Is(err, ErrNoKeys) {
			return wrap(err, "forget a person in pulse", id)
		}
		for _, kind := range []string{KindAsk, KindInvite, KindRemind, KindResult, KindFeedback} {
			if err := s.Rows.Purge(ctx, rowPrefix(kind, id)+string(p)); err != nil {
				return wrap(err, "forget a person in pulse", id)
			}
		}
		if err := s.Store.Strike(ctx, id, p); err != nil { // last: until then it is tried again
			return wrap(err, "forget a person in pulse", id)
		}
	}
	return s.Store.Disown(ctx, p)
}

// Prune forgets what has been kept long enough: texts that nobody read, and who was asked. It
// returns of how many runs.
func (s *Service) Prune(ctx context.Context, now time.Time) (gone int, err error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("prune pulses: %w", err)
	}
	for _, r := range all {
		if r.State == Released && now.After(r.Closes) { // it never began, but may have tried to
			if err := s.forget(ctx, r.ID); err != nil {
				return gone, err
			}
		}
		if r.State != Published {
			continue
		}
		if now.After(r.ClosedAt.Add(KeepUnread)) {
			if err := s.Store.DropAllUnread(ctx, r.ID); err != nil {
				return gone, wrap(err, "prune texts of pulse", r.ID)
			}
		}
		if now.After(r.ClosedAt.Add(KeepElectorate)) {
			members, err := s.Store.Members(ctx, r.ID)
			if err == nil && len(members) > 0 {
				err, gone = s.unlist(ctx, r.ID), gone+1
			}
			if err != nil {
				return gone, wrap(err, "prune who was asked in pulse", r.ID)
			}
		}
	}
	return gone, nil
}

// unlist forgets who was asked, and the messages that say so: they are remembered longer than
// that, where they went out late.
func (s *Service) unlist(ctx context.Context, id ID) error {
	for _, kind := range []string{KindResult, KindFeedback} {
		if err := s.Rows.Purge(ctx, rowPrefix(kind, id)); err != nil {
			return err
		}
	}
	return s.Store.StrikeAll(ctx, id) // last: until then it is tried again
}
