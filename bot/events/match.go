package events

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// Named is the one event of Recent whose id is text, as in the command line of a button;
// false if text is none. It reads that event alone.
func (s *Service) Named(ctx context.Context, text string) (Event, bool, error) {
	id := asID(text)
	if !looksLikeID(id) {
		return Event{}, false, nil
	}
	e, err := s.Store.Get(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return Event{}, false, nil
	}
	if err != nil {
		return Event{}, false, fmt.Errorf("read event %s: %w", id, err)
	}
	return e, e.State != Draft && e.End.After(s.Now().Add(-recent)), nil
}

// asID is what text would be as an id.
func asID(text string) ID { return ID(strings.ToLower(strings.TrimSpace(text))) }

// looksLikeID spares a look-up for what can be no id: those are a word, a hyphen and a
// piece of a nonce.
func looksLikeID(id ID) bool {
	const most = 40
	before, after, ok := strings.Cut(string(id), "-")
	return ok && before != "" && after != "" && len(id) <= most && !strings.ContainsFunc(string(id), unicode.IsSpace)
}

// Exact reports whether text is the id or the whole title of one of the events.
func Exact(all []Event, text string) bool {
	whole := strings.Join(tokens(text), " ")
	for _, e := range all {
		if e.ID == asID(text) || strings.Join(tokens(e.Title), " ") == whole {
			return true
		}
	}
	return false
}

// Match are the events that text may mean: the one with that id, else those with that
// title, else those whose title holds every word of it (or its beginning).
func Match(all []Event, text string) []Event {
	words := tokens(text)
	whole := strings.Join(words, " ")
	for _, e := range all {
		if e.ID == asID(text) {
			return []Event{e}
		}
	}
	if len(words) == 0 {
		return nil
	}
	if same := keep(all, func(e Event) bool { return strings.Join(tokens(e.Title), " ") == whole }); len(same) > 0 {
		return same
	}
	return keep(all, func(e Event) bool { return holds(tokens(e.Title), words) })
}

func holds(title, words []string) bool {
	for _, w := range words {
		found := false
		for _, t := range title {
			found = found || strings.HasPrefix(t, w)
		}
		if !found {
			return false
		}
	}
	return true
}

// tokens are the words of s, lower-case, with umlauts written out and without accents.
func tokens(s string) []string {
	return strings.FieldsFunc(people.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Participants are those who have a seat in the one coming event that text means, and that
// event's id and title.
func (s *Service) Participants(ctx context.Context, text string) (id, title string, seated []people.ID, err error) {
	all, err := s.Coming(ctx)
	if err != nil {
		return "", "", nil, err
	}
	e, err := only(all, text)
	return string(e.ID), e.Title, e.Queue[:e.CountSeated()], err
}

// RecentNamed is the one event that text means among those that come or ended within a month.
func (s *Service) RecentNamed(ctx context.Context, text string) (Event, error) {
	all, err := s.Recent(ctx)
	if err != nil {
		return Event{}, err
	}
	return only(keep(all, func(e Event) bool { return e.State != Cancelled }), text)
}

func only(all []Event, text string) (Event, error) {
	switch found := Match(all, text); len(found) {
	case 0:
		return Event{}, fault.Missing("event.unknown", fault.Args{"Text": text})
	case 1:
		return found[0], nil
	default:
		return Event{}, fault.New("event.several", fault.Args{"Text": text})
	}
}
