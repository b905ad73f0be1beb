package people_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/people"
)

// town is a chat's directory as a test wants it.
type town struct {
	all  []chat.User
	lost []chat.User // who is a member and missing on the list
	fail error
	ask  error // of a single account
}

func (d *town) Members(context.Context) ([]chat.User, error) { return d.all, d.fail }

func (d *town) Member(_ context.Context, id string) (chat.User, error) {
	if d.ask != nil {
		return chat.User{}, d.ask
	}
	for _, u := range append(d.lost, d.all...) {
		if u.ID == id {
			return u, nil
		}
	}
	return chat.User{}, chat.ErrGone
}

// crowd are n members.
func crowd(n int) (all []chat.User) {
	for i := range n {
		all = append(all, chat.User{ID: fmt.Sprintf("u%d", i), Name: fmt.Sprintf("Person %d", i)})
	}
	return all
}

func compare(t *testing.T, s *people.Service, platform string, d *town) people.Comparison {
	t.Helper()
	c, err := s.CompareMembers(t.Context(), platform, d)
	must(t, err)
	return c
}

// who is the person behind an account.
func who(t *testing.T, s *people.Service, platform, user string) people.Person {
	t.Helper()
	i, ok, err := s.Store.Identity(t.Context(), platform, user)
	must(t, err)
	if !ok {
		return people.Person{}
	}
	p, err := s.Get(t.Context(), i.Person)
	must(t, err)
	return p
}

func TestEverybodyGetsToBeKnown(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	s.Admins = []string{"mattermost:u1"}
	bert := meet(t, s, "mattermost", chat.User{ID: "u0", Name: "Bert"})
	d := &town{all: append(crowd(3),
		chat.User{ID: "bot", Name: "Bot", Bot: true}, chat.User{ID: "guest", Guest: true},
		chat.User{ID: "off", Deactivated: true}, chat.User{ID: "stranger", Stranger: true})}
	for range 2 {
		c := compare(t, s, "mattermost", d)
		if c.Members != 3 || c.Left != 0 || c.Halt != "" {
			t.Errorf("%+v", c)
		}
	}
	if n := len(all(t, s)); n != 3 {
		t.Errorf("%d people, want 3", n)
	}
	if p := who(t, s, "mattermost", "u0"); p.ID != bert.ID || p.Name != "Person 0" || p.LastUsed != "mattermost" {
		t.Errorf("bert became %+v", p)
	}
	p := who(t, s, "mattermost", "u1")
	if p.Name != "Person 1" || p.LastUsed != "" || p.Informed || p.Email != "" || p.Accounts["mattermost"] != "u1" || p.Is(people.Admin) {
		t.Errorf("somebody who never wrote is %+v", p)
	}
	if p := meet(t, s, "mattermost", chat.User{ID: "u1", Name: "Person 1"}); !p.Is(people.Admin) {
		t.Error("the admin of the configuration is none at first contact")
	}
}

func TestMembersAreJoinedByAddressWhereItIsTrusted(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	old := meet(t, s, "slack", chat.User{ID: "S1", Email: "a@kiel.example"})
	s.TrustEmail["mattermost"] = true
	compare(t, s, "mattermost", &town{all: []chat.User{{ID: "m1", Name: "Anna", Email: "A@kiel.example"}}})
	if p := who(t, s, "mattermost", "m1"); p.ID != old.ID || p.Accounts["mattermost"] != "m1" || p.LastUsed != "slack" {
		t.Errorf("%+v", p)
	}
}

func TestLeaversLeaveAndComeBack(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	d := &town{all: crowd(10)}
	compare(t, s, "mattermost", d)
	d.all[1].Deactivated = true                                   // u1 was switched off
	d.all[2].Guest = true                                         // u2 is a guest now
	d.lost, d.all = d.all[3:4], append(d.all[:3:3], d.all[5:]...) // the list lacks u3, who is there, and u4, who is not
	clock.Pass(24 * time.Hour)
	c := compare(t, s, "mattermost", d)
	if c.Left != 3 || c.Known != 10 || c.Joined != 0 {
		t.Errorf("%+v", c)
	}
	for i := range 10 {
		p := who(t, s, "mattermost", fmt.Sprint("u", i))
		want := i == 1 || i == 2 || i == 4
		if p.Gone != want || p.Left.Equal(clock.Now()) != want {
			t.Errorf("u%d: gone %v since %v", i, p.Gone, p.Left)
		}
	}
	clock.Pass(24 * time.Hour)
	if c := compare(t, s, "mattermost", d); c.Left != 0 || c.Known != 7 {
		t.Errorf("the next night: %+v", c)
	}
	if p := who(t, s, "mattermost", "u1"); p.Left.Equal(clock.Now()) {
		t.Error("the date on which somebody left moves on")
	}
	d.all[1].Deactivated = false
	if c := compare(t, s, "mattermost", d); c.Back != 1 {
		t.Errorf("after the return: %+v", c)
	}
	if p := who(t, s, "mattermost", "u1"); p.Gone || !p.Left.IsZero() || p.Away["mattermost"] {
		t.Errorf("who returned is %+v", p)
	}
	if p := meet(t, s, "mattermost", chat.User{ID: "u4"}); p.Gone || len(p.Reachable()) != 1 {
		t.Errorf("who writes again is %+v", p)
	}
	if p := who(t, s, "mattermost", "u4"); p.Gone || len(p.Reachable()) != 1 {
		t.Errorf("who wrote again is %+v", p)
	}
}

func TestWhoIsOnAnotherPlatformStays(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	s.TrustEmail["mattermost"] = true
	here := chat.User{ID: "S1", Name: "Anna", Email: "a@kiel.example"}
	p := meet(t, s, "slack", here)
	there := chat.User{ID: "m1", Name: "Anna", Email: "a@kiel.example"}
	if q := meet(t, s, "mattermost", there); q.ID != p.ID {
		t.Fatal("two people")
	}
	compare(t, s, "mattermost", &town{all: []chat.User{{ID: "m2"}}})
	p = who(t, s, "slack", "S1")
	if to, ok := p.Address(p.Reachable()); p.Gone || !ok || to.Platform != "slack" {
		t.Errorf("gone %v, reached on %q", p.Gone, to.Platform)
	}
	if list, err := s.AccountsOn(t.Context(), "mattermost"); err != nil || len(list) != 1 {
		t.Errorf("on Mattermost are %v, %v", list, err)
	}
	compare(t, s, "slack", &town{all: []chat.User{{ID: "S2"}}})
	if p = who(t, s, "slack", "S1"); !p.Gone {
		t.Error("she has left both and is still there")
	}
	if p = meet(t, s, "slack", here); p.Gone || len(p.Reachable()) != 1 {
		t.Errorf("who comes back to one: %+v", p)
	}
}

func TestAnAnswerThatCannotBeTrueChangesNobody(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	compare(t, s, "mattermost", &town{all: crowd(40)})
	before := all(t, s)
	for name, tc := range map[string]struct {
		town town
		want people.Halt
	}{
		"empty":            {town{}, people.HaltEmpty},
		"bots only":        {town{all: []chat.User{{ID: "bot", Bot: true}}}, people.HaltEmpty},
		"truncated":        {town{all: append(crowd(31), chat.User{ID: "new"})}, people.HaltMany},
		"another team":     {town{all: []chat.User{{ID: "x"}, {ID: "y"}}}, people.HaltMany},
		"away":             {town{fail: errors.New("timeout")}, people.HaltFailure},
		"away half-way in": {town{all: crowd(39), ask: errors.New("timeout")}, people.HaltFailure},
	} {
		c, err := s.CompareMembers(t.Context(), "mattermost", &tc.town)
		if c.Halt != tc.want || (err != nil) != (tc.want == people.HaltFailure) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
		if kept, ok, err := s.Store.Comparison(t.Context(), "mattermost"); err != nil || !ok || kept.Halt != tc.want {
			t.Errorf("%s: kept is %+v, %v", name, kept, err)
		}
	}
	after := all(t, s)
	for _, p := range after {
		if p.Gone {
			t.Errorf("%s has left", p.Name)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d people became %d", len(before), len(after))
	}
}

func TestAnAdminLetsManyLeave(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	anna := makeAdmin(t, s, "anna")
	compare(t, s, "mattermost", &town{all: crowd(40)})
	if _, ok, err := s.AllowLeaving(t.Context(), anna, "mattermost"); ok || err != nil {
		t.Errorf("nothing was halted: %v, %v", ok, err)
	}
	half := &town{all: crowd(20)}
	compare(t, s, "mattermost", half)
	if _, ok, err := s.AllowLeaving(t.Context(), anna, "mattermost"); !ok || err != nil {
		t.Errorf("allow: %v, %v", ok, err)
	}
	_, err := s.CompareMembers(t.Context(), "mattermost", &town{fail: errors.New("timeout")})
	if err == nil {
		t.Error("a failure was none")
	}
	if c := compare(t, s, "mattermost", &town{all: crowd(10)}); c.Halt != people.HaltMany {
		t.Errorf("more than was allowed: %+v", c)
	}
	if c := compare(t, s, "mattermost", half); c.Halt != people.HaltMany {
		t.Errorf("what was allowed was for one time: %+v", c)
	}
	if _, _, err := s.AllowLeaving(t.Context(), anna, "mattermost"); err != nil {
		t.Fatal(err)
	}
	if c := compare(t, s, "mattermost", half); c.Halt != "" || c.Left != 20 {
		t.Errorf("%+v", c)
	}
}
