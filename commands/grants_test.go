package commands

import (
	"strings"
	"testing"

	"kigo/bot/chat"
	"kigo/bot/people"
)

func TestGrantsAreForAdmins(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, line := range []string{"rechte", "rechte geben bert admin ja", "grants give bert admin"} {
		has(t, o.say("bert", line), "rechte")
		if o.person("bert").Is(people.Admin) {
			t.Fatalf("%q made an admin", line)
		}
	}
	lacks(t, o.say("bert", "hilfe"), "rechte")
	has(t, o.say("anna", "hilfe"), "/kigo rechte geben")
}

func TestGrantAndTake(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.say("carla", "hilfe")
	has(t, o.say("anna", "rechte"), "Administration: Anna Ahrens", "Organisation: niemand", "/kigo rechte geben PERSON ROLLE")
	has(t, o.say("anna", "rechte geben Bert Brodersen Organisation"), "Bert Brodersen hat jetzt die Rolle Organisation")
	has(t, o.say("anna", "rechte geben bert organizer"), "hat diese Rolle schon", "/kigo rechte")
	has(t, o.say("anna", "grants give bert works council"), "die Rolle Personalrat")
	has(t, o.say("anna", "rechte"), "Organisation: Bert Brodersen", "Personalrat: Bert Brodersen")
	has(t, o.say("anna", "rechte nehmen bert orga"), "nicht mehr")
	has(t, o.say("anna", "rechte nehmen bert orga"), "hat diese Rolle nicht", "/kigo rechte")
	if p := o.person("bert"); p.Is(people.Organiser) || !p.Is(people.Council) {
		t.Errorf("roles %v", p.Roles)
	}
	entries, err := o.svc.Audit.About(t.Context(), string(o.person("bert").ID))
	if err != nil || len(entries) != 3 || entries[0].Actor != string(o.person("anna").ID) {
		t.Errorf("audit %+v, %v", entries, err)
	}
}

func TestAdminRoleAsksFirst(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := string(o.person("bert").ID)
	has(t, o.say("anna", "rechte geben bert admin"), "Bert Brodersen alles ändern", "/kigo rechte geben "+id+" admin ja", "/kigo rechte")
	if o.person("bert").Is(people.Admin) {
		t.Fatal("granted without a yes")
	}
	has(t, o.say("anna", "rechte nehmen anna admin"), "Ohne Anna Ahrens")
	has(t, o.say("anna", "rechte nehmen anna admin ja"), "Ohne Anna Ahrens")
	has(t, o.click("anna", "rechte geben "+id+" admin ja"), "hat jetzt die Rolle Administration")
	has(t, o.say("anna", "rechte nehmen anna admin"), "selbst")
	has(t, o.click("anna", "rechte nehmen anna admin ja"), "nicht mehr", "KIGO_ADMINS")
	if o.person("anna").Is(people.Admin) {
		t.Error("still admin")
	}
	has(t, o.say("bert", "rechte nehmen bert admin ja"), "Ohne Bert Brodersen")
}

func TestGrantsAskWhoIsMeant(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, user := range []string{"carla", "evil"} {
		o.say(user, "hilfe")
	}
	for i, name := range []string{"Bert Meier", "Berta Meier"} {
		_, err := o.svc.Meet(t.Context(), "playground", chat.User{ID: strings.Repeat("m", i+1), Name: name})
		if err != nil {
			t.Fatal(err)
		}
	}
	answer := o.say("anna", "rechte geben meier orga")
	has(t, answer, "„meier“ passt auf mehrere Personen", "[Bert Meier (ohne Angabe)] /kigo rechte geben ", " organiser")
	_, line, _ := strings.Cut(answer, "[Berta Meier (ohne Angabe)] /kigo ")
	has(t, o.click("anna", strings.TrimSpace(line)), "Berta Meier hat jetzt")

	r := o.handle("playground", "anna", chat.Command, "rechte geben "+string(o.person("evil").ID)+" orga")
	has(t, r.Message.Plain(), "@all **x** <!channel> [a](http://b) hat jetzt")
	for _, n := range r.Message.Sections[0].Text {
		if n.Kind != chat.Plain {
			t.Errorf("a name became mark-up: %+v", n)
		}
	}
}

func TestPeopleWithTheSameNameCanBeToldApart(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for i := range people.MaxFound + 1 {
		if _, err := o.svc.Meet(t.Context(), "playground", chat.User{ID: strings.Repeat("m", i+1), Name: "Bert Meier"}); err != nil {
			t.Fatal(err)
		}
	}
	r := o.handle("playground", "anna", chat.Command, "rechte geben meier orga")
	has(t, r.Message.Plain(), "die ersten 20")
	labels := map[string]bool{}
	for _, b := range r.Message.Sections[0].Buttons {
		labels[b.Label] = true
	}
	if len(labels) != people.MaxFound {
		t.Errorf("%d labels", len(labels))
	}
}

// Who has left keeps a role until it is taken, and would have it again on coming back.
func TestRolesCanBeTakenFromWhoHasLeft(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	bert := o.person("bert")
	o.say("anna", "rechte geben bert admin ja")
	has(t, o.say("bert", "datenschutz"), "Anna Ahrens, Bert Brodersen")
	o.leave("bert")
	lacks(t, o.say("anna", "datenschutz"), "Bert")
	has(t, o.say("anna", "rechte"), "Bert Brodersen")
	has(t, o.say("anna", "rechte geben bert orga"), "niemanden, auf den „bert“ passt")
	has(t, o.say("anna", "rechte nehmen bert admin ja"), "nicht mehr")
	if p, err := o.svc.Get(t.Context(), bert.ID); err != nil || p.Is(people.Admin) {
		t.Errorf("still admin, %v", err)
	}
}

func TestGrantsBadInput(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for line, want := range map[string]string{
		"rechte geben":                                        "So geht es",
		"rechte geben bert":                                   "So geht es",
		"rechte geben orga":                                   "So geht es",
		"rechte verschenken bert orga":                        "So geht es",
		"rechte geben bert chef":                              "Eine Rolle „chef“ gibt es nicht",
		"rechte geben niemand orga":                           "niemanden, auf den „niemand“ passt",
		"rechte geben x@kiel.de orga":                         "niemanden, auf den „x@kiel.de“ passt",
		"rechte geben ja ja orga":                             "niemanden",
		"rechte geben $ne {} orga":                            "niemanden",
		"rechte nehmen bert orga":                             "hat diese Rolle nicht",
		"rechte geben " + strings.Repeat("ä", 2000) + " orga": "niemanden",
	} {
		has(t, o.say("anna", line), want)
	}
	if p := o.person("bert"); len(p.Roles) != 0 {
		t.Errorf("roles %v", p.Roles)
	}
	if entries, err := o.svc.Audit.About(t.Context(), string(o.person("anna").ID)); err != nil || len(entries) != 1 {
		t.Errorf("audit %+v, %v", entries, err) // the one of KIGO_ADMINS
	}
}
