package events

import (
	"strings"
	"unicode"

	"kigo/bot/people"
)

// Match are the events that text may mean: the one with that id, else those with that
// title, else those whose title holds every word of it (or its beginning).
func Match(all []Event, text string) []Event {
	words := tokens(text)
	whole := strings.Join(words, " ")
	for _, e := range all {
		if strings.EqualFold(string(e.ID), strings.TrimSpace(text)) {
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
