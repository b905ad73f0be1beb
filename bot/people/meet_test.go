package people_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"kigo/bot/chat"
	"kigo/bot/people"
)

func TestMeetRefuses(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	for name, tc := range map[string]struct {
		user chat.User
		key  string
	}{
		"a bot":              {chat.User{ID: "u", Bot: true}, "people.bot"},
		"a guest":            {chat.User{ID: "u", Guest: true}, "people.guest"},
		"a switched off one": {chat.User{ID: "u", Deactivated: true}, "people.deactivated"},
		"a stranger":         {chat.User{ID: "u", Stranger: true}, "people.stranger"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Meet(t.Context(), "slack", tc.user)
			wantFault(t, err, tc.key)
		})
	}
	if _, err := s.Meet(t.Context(), "slack", chat.User{}); err == nil {
		t.Error("an account without id is met")
	}
	if n := len(all(t, s)); n != 0 {
		t.Errorf("%d people were stored", n)
	}
}

func TestMeetKnowsPeopleAgain(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	first := meet(t, s, "mattermost", chat.User{ID: "u1", Name: "Anna\u202e\n Ahrens ", Locale: "de-DE", Email: "anna@kiel.de"})
	if first.Name != "Anna Ahrens" || first.Email != "" || first.LastUsed != "mattermost" || first.Accounts["mattermost"] != "u1" {
		t.Errorf("first contact: %+v", first)
	}
	again := meet(t, s, "mattermost", chat.User{ID: "u1", Name: "Anna Albers", Locale: "en"})
	if again.ID != first.ID || again.Name != "Anna Albers" || again.Locale != "en" {
		t.Errorf("second contact: %+v", again)
	}
	if stored, err := s.Get(t.Context(), first.ID); err != nil || stored.Name != "Anna Albers" || stored.Locale != "en" {
		t.Errorf("stored: %+v %v", stored, err)
	}
	if other := meet(t, s, "mattermost", chat.User{ID: "u2"}); other.ID == first.ID {
		t.Error("two accounts are one person")
	}
	long := meet(t, s, "mattermost", chat.User{ID: "u3", Name: strings.Repeat("ä", 5000), Locale: strings.Repeat("x", 99)})
	if len([]rune(long.Name)) != people.MaxName || long.Locale != "" {
		t.Errorf("a long name is kept: %d", len(long.Name))
	}
}

func TestMeetWritesNothingIfNothingChanged(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	u := chat.User{ID: "U1", Name: "Anna", Locale: "de", Email: "Anna@Kiel.de"}
	p := meet(t, s, "slack", u)
	broken := *s
	broken.Store = readOnly{store: s.Store}
	again, err := broken.Meet(t.Context(), "slack", u)
	if err != nil || again.ID != p.ID {
		t.Errorf("meet on a store that only reads: %v", err)
	}
}

// readOnly has the two reads of the hot path; anything else panics.
type readOnly struct {
	people.Store
	store people.Store
}

func (r readOnly) Person(ctx context.Context, id people.ID) (people.Person, bool, error) {
	return r.store.Person(ctx, id)
}

func (r readOnly) Identity(ctx context.Context, platform, user string) (people.Identity, bool, error) {
	return r.store.Identity(ctx, platform, user)
}

func TestMeetMakesOnePersonUnderConcurrency(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ platform, email string }{
		"without address":       {"mattermost", ""},
		"with trusted address":  {"slack", "anna@kiel.de"},
		"with a doubtful one":   {"mattermost", "anna@kiel.de"},
		"address nobody can be": {"slack", "not an address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := open(t)
			ids := race(t, 64, func(int) (people.ID, error) {
				p, err := s.Meet(t.Context(), tc.platform, chat.User{ID: "U1", Name: "Anna", Email: tc.email})
				return p.ID, err
			})
			if len(ids) != 1 || len(all(t, s)) != 1 {
				t.Errorf("%d ids, %d people", len(ids), len(all(t, s)))
			}
		})
	}
}

func TestMeetJoinsTrustedPlatformsUnderConcurrency(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	s.TrustEmail["mattermost"] = true
	ids := race(t, 64, func(i int) (people.ID, error) {
		platform := []string{"slack", "mattermost"}[i%2]
		p, err := s.Meet(t.Context(), platform, chat.User{ID: "u-" + platform, Name: "Anna", Email: "anna@kiel.de"})
		return p.ID, err
	})
	if len(ids) != 1 || len(all(t, s)) != 1 {
		t.Fatalf("%d ids, %d people", len(ids), len(all(t, s)))
	}
	if accounts := all(t, s)[0].Identities(); len(accounts) != 2 {
		t.Errorf("accounts %v", accounts)
	}
}

// race runs f n times at once and returns the different ids.
func race(t *testing.T, n int, f func(int) (people.ID, error)) map[people.ID]bool {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	ids := map[people.ID]bool{}
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			id, err := f(i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			ids[id] = true
		})
	}
	close(start)
	wg.Wait()
	return ids
}

func TestMeetHealsAnAccountWithoutPerson(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	_, err := s.Store.ClaimEmail(t.Context(), "anna@kiel.de", "aaaaaaaa")
	must(t, err)
	p := meet(t, s, "slack", chat.User{ID: "U1", Name: "Anna", Email: "anna@kiel.de"})
	if p.ID != "aaaaaaaa" {
		t.Errorf("the claim of a crashed process is lost: %s", p.ID)
	}
	_, err = s.Store.AddIdentity(t.Context(), people.Identity{Platform: "slack", UserID: "U2", Person: "bbbbbbbb"})
	must(t, err)
	if p := meet(t, s, "slack", chat.User{ID: "U2", Name: "Bert"}); p.ID != "bbbbbbbb" || p.Name != "Bert" {
		t.Errorf("the account of a crashed process is lost: %+v", p)
	}
}

func TestDoubtfulAddressesAreWorthNothing(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	s.Admins = []string{"chef@kiel.de"}
	chef := meet(t, s, "slack", chat.User{ID: "U1", Name: "Chef", Email: "Chef@kiel.de"})
	if !chef.Is(people.Admin) {
		t.Error("an address that slack vouches for does not count")
	}
	thief := meet(t, s, "mattermost", chat.User{ID: "m1", Name: "Dieb", Email: "chef@kiel.de"})
	if thief.ID == chef.ID || thief.Is(people.Admin) || thief.Email != "" {
		t.Errorf("an address was stolen: %+v", thief)
	}
	if found, err := s.Find(t.Context(), "chef@kiel.de"); err != nil || len(found) != 1 || found[0].ID != chef.ID {
		t.Errorf("the address leads to %v, %v", found, err)
	}
	// The Kelvin sign becomes a "k" in lower case.
	kelvin := meet(t, s, "slack", chat.User{ID: "U2", Name: "K", Email: "chef@\u212aiel.de"})
	if kelvin.ID == chef.ID || kelvin.Email != "" {
		t.Errorf("a look-alike counts: %+v", kelvin)
	}
}

func TestAddressesThatChange(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	user := func(id, email string) chat.User { return chat.User{ID: id, Name: id, Email: email} }
	anna := meet(t, s, "slack", user("U1", "anna@kiel.de"))
	if p := meet(t, s, "slack", user("U1", "anna.neu@kiel.de")); p.ID != anna.ID || p.Email != "anna.neu@kiel.de" {
		t.Errorf("a new address: %+v", p)
	}
	if owner, err := s.Store.EmailOwner(t.Context(), "anna@kiel.de"); err != nil || owner != "" {
		t.Errorf("the old address is still %s's, %v", owner, err)
	}
	bert := meet(t, s, "slack", user("U2", "anna@kiel.de"))
	if bert.ID == anna.ID {
		t.Fatal("who gets an old address becomes its former owner")
	}
	// Anna's account is left as it is, but the administration gives her address to Carla.
	carla := meet(t, s, "slack", user("U3", "anna.neu@kiel.de"))
	if carla.ID == anna.ID || carla.Email != "anna.neu@kiel.de" {
		t.Errorf("an address that moved on: %+v", carla)
	}
	if p, err := s.Get(t.Context(), anna.ID); err != nil || p.Email != "" {
		t.Errorf("two people have an address: %+v, %v", p, err)
	}
	// A known account does not move to another person, whatever address it gets.
	if p := meet(t, s, "slack", user("U2", "anna.neu@kiel.de")); p.ID != bert.ID {
		t.Error("an account moved to another person")
	}
}

func TestWhoHasLeft(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	u := chat.User{ID: "U1", Name: "Anna", Email: "anna@kiel.de"}
	anna := meet(t, s, "slack", u)
	off := u
	off.Deactivated = true
	_, err := s.Meet(t.Context(), "slack", off)
	wantFault(t, err, "people.deactivated")
	for _, text := range []string{"anna", "anna@kiel.de", string(anna.ID)} {
		if found, err := s.Find(t.Context(), text); err != nil || len(found) != 0 {
			t.Errorf("%s finds %v, %v", text, found, err)
		}
	}
	if p := meet(t, s, "slack", chat.User{ID: "U2", Name: "Anna", Email: "anna@kiel.de"}); p.ID == anna.ID {
		t.Error("a successor with the same address is taken for somebody who has left")
	}
	if p := meet(t, s, "slack", u); p.ID != anna.ID || p.Gone {
		t.Errorf("who comes back: %+v", p)
	}
}

func TestRandomIDs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id := people.RandomID()
		if len(id) != 8 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz23456789") != "" || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
}
