package mattermost_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
	"kigo/bot/chat"
)

var _ chat.Directory = (*mattermost.Adapter)(nil)

func TestMembersOfTheTeam(t *testing.T) {
	t.Parallel()
	const crowd = 420 // three pages
	w := newWorld(t, nil, func(s *mattermosttest.Settings) { s.MaxUsers = 1000 })
	for i := range crowd {
		w.server.Human(fmt.Sprintf("p%03d", i), mattermosttest.Offline)
	}
	anna := w.server.Human("anna", mattermosttest.Profile(func(u *model.User) { u.FirstName, u.LastName = "Anna", "Ahrens" }))
	guest := w.server.Human("guest", mattermosttest.Guest, mattermosttest.Offline)
	stranger := w.server.Human("stranger", mattermosttest.Stranger, mattermosttest.Offline)
	gone := w.server.Human("gone", mattermosttest.Offline)
	if _, err := w.server.Admin().Client.UpdateUserActive(t.Context(), gone.ID, false); err != nil {
		t.Fatal(err)
	}
	all, err := w.adapter.Members(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	find := func(id string) chat.User {
		i := slices.IndexFunc(all, func(u chat.User) bool { return u.ID == id })
		if i < 0 {
			return chat.User{}
		}
		return all[i]
	}
	seen := map[string]bool{}
	for _, u := range all {
		seen[u.ID] = true
	}
	if len(seen) != len(all) || len(all) < crowd+3 {
		t.Errorf("%d accounts, %d of them different", len(all), len(seen))
	}
	if u := find(anna.ID); u.Name != "Anna Ahrens" || u.Deactivated || u.Guest || u.Bot {
		t.Errorf("anna: %+v", u)
	}
	if !find(guest.ID).Guest || !find(gone.ID).Deactivated || !find(w.bot.ID).Bot {
		t.Error("guests, bots or those who are switched off look like others")
	}
	if find(stranger.ID).ID != "" {
		t.Error("somebody who is not in the team is a member")
	}
	if u, err := w.adapter.Member(t.Context(), anna.ID); err != nil || u.Name != "Anna Ahrens" {
		t.Errorf("anna alone: %+v, %v", u, err)
	}
	for _, id := range []string{stranger.ID, model.NewId(), "x"} {
		if _, err := w.adapter.Member(t.Context(), id); !errors.Is(err, chat.ErrGone) {
			t.Errorf("%s: %v", id, err)
		}
	}
	w.server.Leave(w.server.Team().Id, anna.ID)
	if _, err := w.adapter.Member(t.Context(), anna.ID); !errors.Is(err, chat.ErrGone) {
		t.Errorf("anna has left the team: %v", err)
	}
	w.server.Leave(w.server.Team().Id, w.bot.ID)
	if all, err := w.adapter.Members(t.Context()); err == nil {
		t.Errorf("kigo was put out of the team and still names %d members", len(all))
	}
}
