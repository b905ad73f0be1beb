package people_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/clocktest"
	"kigo/bot/people"
)

// two are the same human on two platforms, unknown to each other.
func two(t *testing.T) (s *people.Service, c *clocktest.Clock, onSlack, onMattermost people.Person) {
	t.Helper()
	s, c = open(t)
	onSlack = meet(t, s, "slack", chat.User{ID: "U1", Name: "Anna", Email: "anna@kiel.de"})
	onMattermost = meet(t, s, "mattermost", chat.User{ID: "m1", Name: "anna.a"})
	return s, c, onSlack, onMattermost
}

func code(t *testing.T, s *people.Service, id people.ID) string {
	t.Helper()
	code, _, err := s.NewCode(t.Context(), id)
	must(t, err)
	return code
}

func TestLink(t *testing.T) {
	t.Parallel()
	for name, reverse := range map[string]bool{"from slack": false, "from mattermost": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, first, second := two(t)
			platform := "mattermost"
			if reverse {
				first, second, platform = second, first, "slack"
			}
			typed := code(t, s, first.ID)
			typed = " " + strings.ToUpper(typed[:4]) + "-" + typed[4:]
			owner, err := s.Linkable(t.Context(), platform, second, typed)
			if err != nil || owner.ID != first.ID {
				t.Fatalf("linkable: %v, %v", owner.ID, err)
			}
			p, err := s.Link(t.Context(), platform, second, typed)
			if err != nil || p.ID != first.ID || len(p.Accounts) != 2 || p.Email != "anna@kiel.de" {
				t.Fatalf("link: %+v, %v", p, err)
			}
			for platform, u := range map[string]chat.User{"slack": {ID: "U1", Email: "anna@kiel.de"}, "mattermost": {ID: "m1"}} {
				if p := meet(t, s, platform, u); p.ID != first.ID {
					t.Errorf("%s leads to %s", platform, p.ID)
				}
			}
			if owner, err := s.Store.EmailOwner(t.Context(), "anna@kiel.de"); err != nil || owner != first.ID {
				t.Errorf("the address is %s's, %v", owner, err)
			}
			if n := len(all(t, s)); n != 1 {
				t.Errorf("%d people", n)
			}
			_, err = s.Link(t.Context(), platform, p, typed)
			wantFault(t, err, "people.link_wrong")
		})
	}
}

func TestLinkRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*testing.T, *people.Service, *clocktest.Clock, people.Person, people.Person)
		key     string
	}{
		"a code that is too old": {func(_ *testing.T, _ *people.Service, c *clocktest.Clock, _, _ people.Person) { c.Pass(people.CodeLife) }, "people.link_wrong"},
		"a code that was replaced": {func(t *testing.T, s *people.Service, _ *clocktest.Clock, first, _ people.Person) {
			code(t, s, first.ID)
		}, "people.link_wrong"},
		"somebody with a role": {func(t *testing.T, s *people.Service, _ *clocktest.Clock, _, second people.Person) {
			must(t, s.Store.SetRole(t.Context(), second.ID, people.Organiser, true))
		}, "people.link_reverse"},
		"somebody who has signed up": {func(_ *testing.T, s *people.Service, _ *clocktest.Clock, _, second people.Person) {
			s.InUse = func(_ context.Context, id people.ID) (bool, error) { return id == second.ID, nil }
		}, "people.link_in_use"},
		"a second account on a platform": {func(t *testing.T, s *people.Service, _ *clocktest.Clock, first, _ people.Person) {
			must(t, s.Store.SetAccount(t.Context(), first.ID, "mattermost", "m2"))
		}, "people.link_taken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c, first, second := two(t)
			typed := code(t, s, first.ID)
			tc.prepare(t, s, c, first, second)
			second, err := s.Get(t.Context(), second.ID)
			must(t, err)
			_, err = s.Link(t.Context(), "mattermost", second, typed)
			wantFault(t, err, tc.key)
			if n := len(all(t, s)); n != 2 {
				t.Errorf("%d people", n)
			}
		})
	}
	t.Run("one's own code", func(t *testing.T) {
		t.Parallel()
		s, _, first, _ := two(t)
		_, err := s.Link(t.Context(), "slack", first, code(t, s, first.ID))
		wantFault(t, err, "people.link_same")
	})
}

func TestCodesCannotBeGuessed(t *testing.T) {
	t.Parallel()
	s, c, first, second := two(t)
	ctx := t.Context()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { _, _ = s.Link(ctx, "mattermost", second, people.RandomID()) })
	}
	wg.Wait()
	right := code(t, s, first.ID)
	_, err := s.Link(ctx, "mattermost", second, right)
	wantFault(t, err, "people.link_tries")
	c.Pass(people.TryWindow + time.Second)
	_, err = s.Link(ctx, "mattermost", second, "aaaaaaaa")
	wantFault(t, err, "people.link_wrong")
	_, err = s.Link(ctx, "mattermost", second, code(t, s, first.ID))
	must(t, err)
}

// A code of one's own, or one that could be linked, is always at hand, so it must not make
// room for more guesses.
func TestRightCodesDoNotMakeRoomForMoreGuesses(t *testing.T) {
	t.Parallel()
	for name, mine := range map[string]bool{"one's own": true, "of one's account in the other chat": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, onSlack, guesser := two(t)
			owner := onSlack
			if mine {
				owner = guesser
			}
			right := code(t, s, owner.ID)
			var last error
			for range people.MaxTries {
				_, _ = s.Linkable(t.Context(), "mattermost", guesser, right)
				_, last = s.Linkable(t.Context(), "mattermost", guesser, people.RandomID())
			}
			wantFault(t, last, "people.link_tries")
		})
	}
}

// Whoever hits on it at the last try can still say yes.
func TestTheLastTryCanBeConfirmed(t *testing.T) {
	t.Parallel()
	s, _, first, second := two(t)
	for range people.MaxTries - 1 {
		_, err := s.Linkable(t.Context(), "mattermost", second, people.RandomID())
		wantFault(t, err, "people.link_wrong")
	}
	right := code(t, s, first.ID)
	_, err := s.Linkable(t.Context(), "mattermost", second, right)
	must(t, err)
	_, err = s.Link(t.Context(), "mattermost", second, right)
	must(t, err)
}

// failing lets a store fail once at a method.
type failing struct {
	people.Store
	drop bool
}

func (f *failing) DropPerson(ctx context.Context, id people.ID) error {
	if f.drop {
		f.drop = false
		return context.DeadlineExceeded
	}
	return f.Store.DropPerson(ctx, id)
}

func TestLinkGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	s, _, first, second := two(t)
	typed := code(t, s, first.ID)
	s.Store = &failing{Store: s.Store, drop: true}
	if _, err := s.Link(t.Context(), "mattermost", second, typed); err == nil {
		t.Fatal("no crash")
	}
	p := meet(t, s, "mattermost", chat.User{ID: "m1"})
	if p.ID != first.ID {
		t.Fatalf("the account leads to %s", p.ID)
	}
	if p, err := s.Link(t.Context(), "mattermost", p, typed); err != nil || p.ID != first.ID {
		t.Fatalf("again: %v", err)
	}
	if n := len(all(t, s)); n != 1 {
		t.Errorf("%d people", n)
	}
}
