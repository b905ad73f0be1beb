package people_test

import (
	"errors"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/clocktest"
	"kigo/bot/fault"
	"kigo/bot/people"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

// open is a service on a database of the test's own, which trusts the addresses of slack.
func open(t testing.TB) (*people.Service, *clocktest.Clock) {
	t.Helper()
	db := mongotest.Open(t)
	c := clocktest.At(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
	return &people.Service{
		Store: mongodb.NewPeople(db), Now: c.Now, NewID: people.RandomID,
		Audit:      &audit.Log{Store: mongodb.NewAudit(db), Now: c.Now, NewID: people.RandomID},
		TrustEmail: map[string]bool{"slack": true}, Secret: []byte("0123456789abcdef0123456789abcdef"),
	}, c
}

func meet(t testing.TB, s *people.Service, platform string, u chat.User) people.Person {
	t.Helper()
	p, err := s.Meet(t.Context(), platform, u)
	if err != nil {
		t.Fatalf("meet %s:%s: %v", platform, u.ID, err)
	}
	return p
}

// makeAdmin meets somebody and makes them admin by configuration.
func makeAdmin(t testing.TB, s *people.Service, user string) people.Person {
	t.Helper()
	s.Admins = append(s.Admins, "playground:"+user)
	return meet(t, s, "playground", chat.User{ID: user, Name: user})
}

func all(t testing.TB, s *people.Service) []people.Person {
	t.Helper()
	list, err := s.Store.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func wantFault(t testing.TB, err error, key string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Key != key {
		t.Errorf("error is %v, want fault %s", err, key)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
