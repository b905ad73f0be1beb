package people_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/people"
)

// marks are what remains of deleted people, by platform.
func marks(t *testing.T, s *people.Service) map[string]people.Forgotten {
	t.Helper()
	list, err := s.Store.AllForgotten(t.Context())
	must(t, err)
	by := map[string]people.Forgotten{}
	for _, f := range list {
		by[f.Platform] = f
	}
	return by
}

// TestWhoIsDeletedStaysUnknownUntilTheyWrite deletes somebody who is still a member.
func TestWhoIsDeletedStaysUnknownUntilTheyWrite(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	s.TrustEmail["mattermost"] = true
	carla := chat.User{ID: mmID, Name: "Carla Clasen", Email: "carla@kiel.de"}
	onSlack := chat.User{ID: "U1X", Name: "Carla Clasen", Email: "carla@kiel.de"}
	p := meet(t, s, "mattermost", carla)
	meet(t, s, "slack", onSlack)
	here, there := &town{all: append(crowd(3), carla)}, &town{all: []chat.User{onSlack, {ID: "U2X", Name: "Bert"}}}
	must(t, s.Forget(t.Context(), p.ID, people.Self))
	for platform, f := range marks(t, s) {
		for _, word := range []string{string(p.ID), mmID, "U1X", "arla"} {
			if strings.Contains(f.Mark+f.Whose, word) {
				t.Errorf("%s tells %s: %+v", platform, word, f)
			}
		}
	}
	for range 2 { // nights
		clock.Pass(24 * time.Hour)
		if c := compare(t, s, "mattermost", here); c.Members != 4 || c.Joined+c.Known != 3 {
			t.Errorf("%+v", c)
		}
		compare(t, s, "slack", there)
	}
	lines, wrong := run(t, s, "Name;E-Mail;Mattermost-ID\nCarla Clasen;Carla@kiel.de;\nC. Clasen;cc@kiel.de;"+mmID+"\nNeu;neu@kiel.de;\n")
	if len(wrong) > 0 || lines[2].Done != people.Kept || lines[3].Done != people.Kept || lines[4].Done != people.Created {
		t.Errorf("imported: %+v, %s", lines, keys(wrong))
	}
	if who(t, s, "mattermost", mmID).ID != "" || who(t, s, "slack", "U1X").ID != "" || len(all(t, s)) != 5 {
		t.Errorf("known are %+v", all(t, s))
	}
	if is, err := s.Unwanted(t.Context(), "slack", onSlack); err != nil || !is {
		t.Errorf("on Slack she is unwanted: %v, %v", is, err)
	}
	again := meet(t, s, "mattermost", carla)
	if again.ID == p.ID || len(marks(t, s)) != 0 {
		t.Errorf("who writes is %+v, and remains %+v", again, marks(t, s))
	}
	compare(t, s, "slack", there)
	if q := who(t, s, "slack", "U1X"); q.ID != again.ID {
		t.Errorf("on Slack is %+v", q)
	}
	if lines, _ := run(t, s, "Name;E-Mail\nCarla Clasen;carla@kiel.de\n"); lines[2].Done != people.Unchanged {
		t.Errorf("imported afterwards: %+v", lines)
	}
}

func TestWhatRemainsGoesWithTheAccount(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	s.TrustEmail["mattermost"] = true
	carla := chat.User{ID: mmID, Name: "Carla", Email: "carla@kiel.de"}
	p := meet(t, s, "mattermost", carla)
	must(t, s.Forget(t.Context(), p.ID, audit.Terminal))
	compare(t, s, "mattermost", &town{all: crowd(3)})
	left := clock.Now()
	clock.Pass(24 * time.Hour)
	compare(t, s, "mattermost", &town{all: crowd(3)})
	for platform, f := range marks(t, s) {
		if !f.Gone || !f.Left.Equal(left) {
			t.Errorf("%s: %+v", platform, f)
		}
	}
	compare(t, s, "mattermost", &town{all: append(crowd(3), carla)}) // only missing on the list
	if all := marks(t, s); len(all) != 2 || all["mattermost"].Gone || all["email"].Gone {
		t.Errorf("who is there: %+v", all)
	}
}

// TestWhoHadLeftIsANewcomer is about people who were deleted by their age.
func TestWhoHadLeftIsANewcomer(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	d := &town{all: crowd(3)}
	compare(t, s, "mattermost", d)
	compare(t, s, "mattermost", &town{all: crowd(2)})
	clock.Pass(people.KeepGone + time.Hour)
	if n, err := s.PruneGone(t.Context(), clock.Now()); n != 1 || err != nil {
		t.Fatalf("%d went, %v", n, err)
	}
	if c := compare(t, s, "mattermost", d); c.Joined != 1 || len(marks(t, s)) != 0 {
		t.Errorf("%+v, %+v", c, marks(t, s))
	}
}

// TestAnOldDeletionDoesNotForgetTheNewcomer goes on with one after its person has written again.
func TestAnOldDeletionDoesNotForgetTheNewcomer(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	carla := chat.User{ID: mmID, Name: "Carla"}
	p := meet(t, s, "mattermost", carla)
	must(t, s.Store.DropIdentities(t.Context(), p.ID))
	meet(t, s, "mattermost", carla)
	must(t, s.Forget(t.Context(), p.ID, audit.Daily))
	if all := marks(t, s); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}
