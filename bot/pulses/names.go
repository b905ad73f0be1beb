package pulses

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// traces is what in a text points to somebody: a salutation with a name, an address of
// e-mail or chat, a telephone number.
var traces = regexp.MustCompile(`(?:^|[^\pL])(?:[Ff]rau|[Hh]errn?|Mrs?|Ms|Dr|Prof)\.? +\p{Lu}[\pL.]` +
	`|[^\s@]@[^\s@]+\.\pL{2}|(?:^|\s)@\pL[\pL\pN._-]+|(?:\+|\b0)[1-9][\d /()-]{4,}\d`)

// Warn is a form fault, by FieldName, if a text seems to name somebody: once for a person and
// run. Whoever sends it again means it, and a moderator reads it before anybody else.
//
// That it was said is known in this process alone, under a hash that nobody else can make,
// nor anybody at all once the keys of the run are destroyed.
func (s *Service) Warn(ctx context.Context, r Run, p people.ID, a Answer) error {
	wrong := map[string]*fault.Fault{}
	var known map[string]bool
	for i, q := range r.Survey.Questions {
		if q.Kind != FreeText || i >= len(a) || a[i].Text == "" {
			continue
		}
		if known == nil {
			all, err := s.People.Everybody(ctx)
			if err != nil {
				return wrap(err, "look for names in an answer to pulse", r.ID)
			}
			known = fullNames(all)
		}
		if traces.MatchString(a[i].Text) || holdsName(a[i].Text, known) {
			wrong[FieldName(i)] = fault.New("pulse.names")
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	keys, err := s.keys(ctx, r)
	if err != nil || s.warned.before(r.ID, keys.name(p)) {
		return err
	}
	return fault.Form(wrong)
}

// fullNames are the first and last words of everybody's name, folded, in both orders.
func fullNames(all []people.Person) map[string]bool {
	names := map[string]bool{}
	for _, p := range all {
		if w := nameWords(p.Name); len(w) > 1 {
			first, last := w[0], w[len(w)-1]
			names[first+" "+last], names[last+" "+first] = true, true
		}
	}
	return names
}

func holdsName(text string, names map[string]bool) bool {
	words := nameWords(text)
	for i := 1; i < len(words); i++ {
		if names[words[i-1]+" "+words[i]] {
			return true
		}
	}
	return false
}

func nameWords(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
}

// warned remembers who was warned. Its zero value is ready to use.
type warned struct {
	mu   sync.Mutex
	key  [32]byte
	seen map[[sha256.Size]byte]bool
}

// maxWarned bounds how many are remembered; whoever is forgotten is warned again.
const maxWarned = 10_000

// before reports whether a pseudonym was warned already, and forgets it if so.
func (w *warned) before(id ID, pseudonym string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		_, _ = rand.Read(w.key[:]) // never fails
	}
	mac := hmac.New(sha256.New, w.key[:])
	mac.Write([]byte(string(id) + "\x00" + pseudonym))
	name := [sha256.Size]byte(mac.Sum(nil))
	if w.seen[name] {
		delete(w.seen, name)
		return true
	}
	if w.seen == nil || len(w.seen) >= maxWarned {
		w.seen = map[[sha256.Size]byte]bool{}
	}
	w.seen[name] = true
	return false
}
