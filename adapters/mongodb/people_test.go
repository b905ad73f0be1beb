package mongodb_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/people"
)

func TestPeopleInsertsDecide(t *testing.T) {
	t.Parallel()
	s := mongodb.NewPeople(mongotest.Open(t))
	ctx := t.Context()
	var mu sync.Mutex
	first := map[string]int{}
	owners := map[people.ID]bool{}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			id := people.ID(fmt.Sprintf("p%07d", i))
			account, err := s.AddIdentity(ctx, people.Identity{Platform: "slack", UserID: "a.b/$c", Person: id})
			if err != nil {
				t.Error(err)
			}
			person, err := s.AddPerson(ctx, people.Person{ID: "same2222"})
			if err != nil {
				t.Error(err)
			}
			owner, err := s.ClaimEmail(ctx, "a@b.de", id)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			owners[owner] = true
			if account {
				first["account"]++
			}
			if person {
				first["person"]++
			}
		})
	}
	wg.Wait()
	if first["account"] != 1 || first["person"] != 1 || len(owners) != 1 {
		t.Errorf("first %v, owners %v", first, owners)
	}
	if i, ok, err := s.Identity(ctx, "slack", "a.b/$c"); err != nil || !ok || i.UserID != "a.b/$c" {
		t.Errorf("%+v %v %v", i, ok, err)
	}
}

func TestPeopleKeepsWhatIsSet(t *testing.T) {
	t.Parallel()
	s := mongodb.NewPeople(mongotest.Open(t))
	ctx := t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, ok, err := s.Person(ctx, "a"); ok || err != nil {
		t.Errorf("nobody: %v %v", ok, err)
	}
	_, err := s.AddPerson(ctx, people.Person{ID: "a", Created: time.Unix(1, 0).UTC()}) // all maps nil
	check(err)
	check(s.Set(ctx, "a", people.Change{people.FieldName: "A", people.FieldInformed: true}, false))
	check(s.Set(ctx, "a", people.Change{people.FieldDezernat: "II"}, true))
	check(s.SetAccount(ctx, "a", "slack", "U.1$"))
	for _, r := range people.Roles {
		check(s.SetRole(ctx, "a", r, true))
	}
	check(s.SetRole(ctx, "a", people.Admin, false))
	check(s.SetRole(ctx, "a", people.Admin, false))
	check(s.Set(ctx, "nobody", people.Change{people.FieldName: "A"}, false))
	p, ok, err := s.Person(ctx, "a")
	if err != nil || !ok || p.Name != "A" || !p.Informed || p.Dezernat != "II" || p.Accounts["slack"] != "U.1$" {
		t.Errorf("%+v %v %v", p, ok, err)
	}
	if len(p.Fixed) != 1 || !p.Fixed[people.FieldDezernat] || p.Is(people.Admin) || !p.Is(people.Editor) {
		t.Errorf("%+v", p)
	}
	for r, want := range map[people.Role]int{people.Admin: 0, people.Editor: 1} {
		if list, err := s.WithRole(ctx, r); err != nil || len(list) != want {
			t.Errorf("%s: %v %v", r, list, err)
		}
	}
	check(s.DropPerson(ctx, "a"))
	check(s.DropPerson(ctx, "a"))
	if list, err := s.All(ctx); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

func TestPeopleAddresses(t *testing.T) {
	t.Parallel()
	s := mongodb.NewPeople(mongotest.Open(t))
	ctx := t.Context()
	if owner, err := s.EmailOwner(ctx, "x@y.de"); owner != "" || err != nil {
		t.Errorf("%s %v", owner, err)
	}
	for _, e := range []string{"x@y.de", "z@y.de"} {
		if owner, err := s.ClaimEmail(ctx, e, "a"); owner != "a" || err != nil {
			t.Errorf("%s %v", owner, err)
		}
	}
	if moved, err := s.MoveEmail(ctx, "x@y.de", "c", "b"); moved || err != nil {
		t.Errorf("moved what is another's: %v", err)
	}
	if moved, err := s.MoveEmail(ctx, "x@y.de", "a", "b"); !moved || err != nil {
		t.Errorf("not moved: %v", err)
	}
	if err := s.ReleaseEmail(ctx, "x@y.de", "a"); err != nil {
		t.Error(err)
	}
	all, err := s.AllEmails(ctx)
	if err != nil || len(all) != 2 || all["x@y.de"] != "b" {
		t.Errorf("%v %v", all, err)
	}
	if err := s.ReleaseEmail(ctx, "x@y.de", "b"); err != nil {
		t.Error(err)
	}
	if list, err := s.EmailsOf(ctx, "a"); err != nil || len(list) != 1 || list[0] != "z@y.de" {
		t.Errorf("%v %v", list, err)
	}
}

func TestPeopleCodesAndTries(t *testing.T) {
	t.Parallel()
	s := mongodb.NewPeople(mongotest.Open(t))
	ctx := t.Context()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for i, hash := range []string{"h1", "h2"} {
		if err := s.AddCode(ctx, people.Code{Hash: hash, Person: "a", Until: now.Add(time.Duration(i) * time.Minute)}); err != nil {
			t.Fatal(err)
		}
	}
	if c, ok, err := s.CodeOf(ctx, "a"); err != nil || !ok || c.Hash != "h2" {
		t.Errorf("%+v %v %v", c, ok, err)
	}
	if _, ok, err := s.Code(ctx, "h1"); ok || err != nil {
		t.Errorf("the older code is still good: %v", err)
	}
	if err := s.PruneCodes(ctx, now.Add(time.Hour), now); err != nil {
		t.Error(err)
	}
	if _, ok, err := s.Code(ctx, "h2"); ok || err != nil {
		t.Errorf("an expired code is kept: %v", err)
	}
	for i, tc := range []struct {
		after time.Duration
		want  int
	}{{0, 1}, {time.Second, 2}, {time.Hour, 3}, {time.Hour + time.Second, 1}, {time.Hour + time.Minute, 2}} {
		if n, err := s.Try(ctx, "a", now.Add(tc.after), time.Hour); err != nil || n != tc.want {
			t.Errorf("try %d counts %d, want %d, %v", i, n, tc.want, err)
		}
	}
	if err := s.ForgetTries(ctx, "a"); err != nil {
		t.Error(err)
	}
	if n, err := s.Try(ctx, "a", now, time.Hour); err != nil || n != 1 {
		t.Errorf("after forgetting %d, %v", n, err)
	}
}

func TestAudit(t *testing.T) {
	t.Parallel()
	s := mongodb.NewAudit(mongotest.Open(t))
	ctx := t.Context()
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for i, e := range []audit.Entry{
		{ID: "2", Actor: "a", Subject: "b", At: at.Add(time.Minute)}, {ID: "1", Actor: "b", Subject: "a", At: at}, {ID: "3", Actor: "c", Subject: "b", At: at},
	} {
		if ok, err := s.Insert(ctx, e); err != nil || !ok {
			t.Fatalf("insert %d: %v", i, err)
		}
	}
	if ok, err := s.Insert(ctx, audit.Entry{ID: "3"}); ok || err != nil {
		t.Errorf("an id is taken twice: %v", err)
	}
	list, err := s.About(ctx, "a")
	if err != nil || len(list) != 2 || list[0].ID != "1" || list[1].ID != "2" {
		t.Errorf("%+v %v", list, err)
	}
}

func TestAccountsOnAPlatform(t *testing.T) {
	t.Parallel()
	s := mongodb.NewPeople(mongotest.Open(t))
	var want []string
	for i := range 1100 { // several pages
		id := fmt.Sprintf("p%07d", i)
		p := people.Person{ID: people.ID(id), Accounts: map[string]string{"mattermost": id}, Gone: i%5 == 1}
		if i%2 == 1 {
			p.Accounts["slack"] = "U" + id
		}
		if i%2 == 1 && !p.Gone {
			want = append(want, "U"+id)
		}
		if _, err := s.AddPerson(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.AccountsOn(t.Context(), "slack")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if got, err := s.AccountsOn(t.Context(), "playground"); err != nil || len(got) > 0 {
		t.Errorf("nobody's accounts: %v, %v", got, err)
	}
}
