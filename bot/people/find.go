package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kigo/bot/fault"
)

// MaxFound is how many people Find returns at most.
const MaxFound = 20

// Find looks people up by exact id, e-mail address or account ("slack:U012"), else by
// name: the whole one, else every word must be part of it, whatever its case and however
// umlauts are spelled. Those who have left are not found. Sorted by name.
func (s *Service) Find(ctx context.Context, text string) ([]Person, error) {
	return s.find(ctx, text, func(p Person) bool { return !p.Gone })
}

// FindOne is the one person that an id, address, account or name means, for operators:
// those who have left are found, too. The faults are those of One.
func (s *Service) FindOne(ctx context.Context, text string) (Person, error) {
	found, err := s.find(ctx, text, func(Person) bool { return true })
	if err != nil {
		return Person{}, err
	}
	return One(text, found)
}

func (s *Service) find(ctx context.Context, text string, wanted func(Person) bool) ([]Person, error) {
	q := newQuery(text)
	p, ok, err := s.exact(ctx, q.text)
	if err != nil {
		return nil, err
	}
	if ok && wanted(p) {
		return []Person{p}, nil
	}
	if len(q.words) == 0 {
		return nil, nil
	}
	all, err := s.Store.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("find people: %w", err)
	}
	var b bestOf
	for _, p := range all {
		if wanted(p) {
			b.add(p, q.fits(p))
		}
	}
	found := b.sorted()
	return found[:min(len(found), MaxFound)], nil
}

func (s *Service) exact(ctx context.Context, text string) (Person, bool, error) {
	id, err := s.lookUp(ctx, text)
	if err != nil || id == "" {
		return Person{}, false, err
	}
	p, ok, err := s.Store.Person(ctx, id)
	if err != nil {
		return Person{}, false, fmt.Errorf("find person: %w", err)
	}
	return p, ok, nil
}

// lookUp is whom an id, an address or an account means; "" if it is an unknown one of the
// latter two.
func (s *Service) lookUp(ctx context.Context, text string) (ID, error) {
	if email := address(text); email != "" {
		owner, err := s.Store.EmailOwner(ctx, email)
		if err != nil {
			return "", fmt.Errorf("find address: %w", err)
		}
		return owner, nil
	}
	if platform, user, ok := strings.Cut(text, ":"); ok {
		i, _, err := s.Store.Identity(ctx, platform, user)
		if err != nil {
			return "", fmt.Errorf("find account: %w", err)
		}
		return i.Person, nil
	}
	return ID(strings.ToLower(text)), nil
}

// Among adds to what Find has found those of list whom text means as closely: people who
// stand somewhere, although they may have left since. Whoever is meant more closely than
// others, by the whole name rather than by a part of it, is meant alone.
func Among(text string, found, list []Person) []Person {
	q := newQuery(text)
	var b bestOf
	for _, p := range found {
		f := q.fits(p)
		if f == notAtAll { // an address or account that only the store knows
			f = exactly
		}
		b.add(p, f)
	}
	for _, p := range list {
		b.add(p, q.fits(p))
	}
	return b.sorted()
}

// One is the one person found; text is what was typed. Nobody is the fault person.unknown,
// several are person.several.
func One(text string, found []Person) (Person, error) {
	switch {
	case len(found) == 0:
		return Person{}, fault.New("person.unknown", fault.Args{"Text": shorten(text)})
	case len(found) > 1:
		return Person{}, fault.New("person.several", fault.Args{"Text": shorten(text), "Names": toldApart(found)})
	}
	return found[0], nil
}

// toldApart lists people so that each can be told apart and typed.
func toldApart(found []Person) string {
	const most = 5
	var out []string
	for _, p := range found[:min(most, len(found))] {
		out = append(out, p.Shown()+" ("+string(p.ID)+")")
	}
	if len(found) > most {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// query is what somebody typed for a person.
type query struct {
	text  string
	words []string // folded
}

func newQuery(text string) query {
	text = strings.TrimPrefix(strings.TrimSpace(text), "@")
	return query{text: text, words: strings.Fields(Fold(text))}
}

// fit is how closely a query means somebody.
type fit int

const (
	notAtAll fit = iota
	partly       // every word is part of the name
	byName       // it is the whole name
	exactly      // it is the id, the address or an account
)

func (q query) fits(p Person) fit {
	platform, user, _ := strings.Cut(q.text, ":")
	email := address(q.text)
	name := Fold(p.Name)
	switch {
	case strings.EqualFold(q.text, string(p.ID)), email != "" && email == p.Email, user != "" && user == p.Accounts[platform]:
		return exactly
	case len(q.words) == 0:
		return notAtAll
	case slices.Equal(strings.Fields(name), q.words):
		return byName
	case containsAll(name, q.words):
		return partly
	}
	return notAtAll
}

func containsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}

// bestOf keeps those who fit best, each once.
type bestOf struct {
	fit    fit
	people []Person
}

func (b *bestOf) add(p Person, f fit) {
	switch {
	case f == notAtAll || f < b.fit:
		return
	case f > b.fit:
		b.fit, b.people = f, nil
	}
	if !slices.ContainsFunc(b.people, func(o Person) bool { return o.ID == p.ID }) {
		b.people = append(b.people, p)
	}
}

func (b *bestOf) sorted() []Person {
	sortByName(b.people)
	return b.people
}
