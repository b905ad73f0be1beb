package people_test

import (
	"fmt"
	"sync"
	"testing"

	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/people"
)

func TestGrantAndWithdraw(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	ctx := t.Context()
	anna := makeAdmin(t, s, "anna")
	bert := meet(t, s, "playground", chat.User{ID: "bert"})

	wantFault(t, s.Grant(ctx, bert, bert.ID, people.Admin), "people.admins_only")
	wantFault(t, s.Withdraw(ctx, bert, anna.ID, people.Admin), "people.admins_only")
	wantFault(t, s.Grant(ctx, anna, "nobody22", people.Organiser), "people.unknown_id")
	wantFault(t, s.Withdraw(ctx, anna, bert.ID, people.Organiser), "people.lacks_role")
	must(t, s.Grant(ctx, anna, bert.ID, people.Organiser))
	wantFault(t, s.Grant(ctx, anna, bert.ID, people.Organiser), "people.has_role")
	must(t, s.Grant(ctx, anna, bert.ID, people.Council))
	must(t, s.Withdraw(ctx, anna, bert.ID, people.Organiser))

	p, err := s.Get(ctx, bert.ID)
	if err != nil || p.Is(people.Organiser) || !p.Is(people.Council) {
		t.Errorf("roles %v, %v", p.Roles, err)
	}
	list, err := s.WithRole(ctx, people.Council)
	if err != nil || len(list) != 1 || list[0].ID != bert.ID {
		t.Errorf("with role: %v, %v", list, err)
	}
	entries, err := s.Audit.About(ctx, string(bert.ID))
	if err != nil || len(entries) != 3 {
		t.Fatalf("audit has %d entries, %v", len(entries), err)
	}
	for _, e := range entries {
		if e.Actor != string(anna.ID) || e.Subject != string(bert.ID) || e.Detail["role"] == "" {
			t.Errorf("entry %+v", e)
		}
	}
}

func TestAdminRightsAreThoseOfNow(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	anna, bert := makeAdmin(t, s, "anna"), makeAdmin(t, s, "bert")
	must(t, s.Withdraw(t.Context(), anna, bert.ID, people.Admin))
	wantFault(t, s.Withdraw(t.Context(), bert, anna.ID, people.Admin), "people.admins_only")
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	ctx := t.Context()
	anna := makeAdmin(t, s, "anna")
	wantFault(t, s.Withdraw(ctx, anna, anna.ID, people.Admin), "people.last_admin")
	// An admin who was imported and has never been here can't help anybody.
	_, err := s.Import(ctx, people.ParseFile([]byte("Name;E-Mail;Rollen\nBert;bert@kiel.de;Admin\n")), func(people.Outcome) {})
	must(t, err)
	wantFault(t, s.Withdraw(ctx, anna, anna.ID, people.Admin), "people.last_admin")
	carla := meet(t, s, "playground", chat.User{ID: "carla"})
	must(t, s.Grant(ctx, anna, carla.ID, people.Admin))
	must(t, s.Withdraw(ctx, anna, anna.ID, people.Admin))
	if p, err := s.Get(ctx, anna.ID); err != nil || p.Is(people.Admin) {
		t.Errorf("still admin, %v", err)
	}
}

func TestAdminsWhoRemoveEachOther(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	for round := range 3 {
		var admins []people.Person
		for i := range 4 {
			admins = append(admins, makeAdmin(t, s, fmt.Sprintf("a%d-%d", round, i)))
		}
		others, err := s.WithRole(t.Context(), people.Admin)
		must(t, err)
		for _, p := range others { // those of the rounds before
			if p.Accounts["playground"][:2] != admins[0].Accounts["playground"][:2] {
				must(t, s.Withdraw(t.Context(), admins[0], p.ID, people.Admin))
			}
		}
		var wg sync.WaitGroup
		for i, actor := range admins {
			for j := range admins { // everybody removes everybody, themselves included
				wg.Go(func() { _ = s.Withdraw(t.Context(), actor, admins[(i+j)%4].ID, people.Admin) })
			}
		}
		wg.Wait()
		left, err := s.WithRole(t.Context(), people.Admin)
		if err != nil || len(left) == 0 {
			t.Fatalf("round %d: nobody is admin any more, %v", round, err)
		}
	}
}

func TestApplyAdmins(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	ctx := t.Context()
	anna := meet(t, s, "mattermost", chat.User{ID: "m1", Email: "anna@kiel.de"})
	bert := meet(t, s, "slack", chat.User{ID: "U1", Email: "bert@kiel.de"})
	carla := meet(t, s, "mattermost", chat.User{ID: "m2", Email: "carla@kiel.de"})
	s.Admins = []string{" mattermost:m1", "Bert@Kiel.de", "carla@kiel.de", "slack:unknown", "nobody@kiel.de", ""}
	for range 2 {
		must(t, s.ApplyAdmins(ctx))
	}
	for id, want := range map[people.ID]bool{anna.ID: true, bert.ID: true, carla.ID: false} {
		if p, err := s.Get(ctx, id); err != nil || p.Is(people.Admin) != want || s.Configured(p) != want {
			t.Errorf("%v: admin %v, want %v, %v", p.Accounts, p.Is(people.Admin), want, err)
		}
	}
	entries, err := s.Audit.About(ctx, string(anna.ID))
	if err != nil || len(entries) != 1 || entries[0].Actor != audit.Config {
		t.Errorf("audit %+v, %v", entries, err)
	}
	// Taken away in chat it stays away until the next start.
	must(t, s.Withdraw(ctx, bert, anna.ID, people.Admin))
	if p := meet(t, s, "mattermost", chat.User{ID: "m1"}); p.Is(people.Admin) {
		t.Error("the next message brings the role back")
	}
	must(t, s.ApplyAdmins(ctx))
	if p := meet(t, s, "mattermost", chat.User{ID: "m1"}); !p.Is(people.Admin) {
		t.Error("the next start does not bring the role back")
	}
}

func TestImportedAdminIsOneAtFirstContact(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	s.Admins = []string{"anna@kiel.de"}
	_, err := s.Import(t.Context(), people.ParseFile([]byte("E-Mail;Benutzer\nanna@kiel.de;anna\n")), func(people.Outcome) {})
	must(t, err)
	if p := meet(t, s, "playground", chat.User{ID: "anna"}); !p.Is(people.Admin) {
		t.Error("no admin")
	}
}
