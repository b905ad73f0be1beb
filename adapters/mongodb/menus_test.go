package mongodb_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
)

func TestMenusAreKeptWhileTheyAreSent(t *testing.T) {
	t.Parallel()
	now := noon
	db := mongotest.Open(t)
	s := mongodb.NewMenus(db, func() time.Time { return now })
	want := []chat.Option{{Label: "Größe „M“", Value: "m"}, {Label: "<&>", Value: ""}}
	for _, id := range []string{"old", "new", "new"} {
		if err := s.KeepMenu(t.Context(), id, want); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	if _, err := db.Prune(t.Context(), noon.Add(time.Minute+mongodb.KeepMenus), noon); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][]chat.Option{"new": want, "old": nil, "never": nil} {
		got, err := s.Menu(t.Context(), id)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", id, err, diff)
		}
	}
}
