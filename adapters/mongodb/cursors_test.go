package mongodb_test

import (
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
)

func TestACursorNeverMovesBack(t *testing.T) {
	t.Parallel()
	s := mongodb.NewCursors(mongotest.Open(t))
	if at, ok, err := s.Load(t.Context(), "mattermost"); ok || err != nil {
		t.Fatalf("before anything was stored: %v, %v, %v", at, ok, err)
	}
	for _, step := range []struct{ save, want time.Duration }{{time.Hour, time.Hour}, {0, time.Hour}, {2 * time.Hour, 2 * time.Hour}} {
		if err := s.Save(t.Context(), "mattermost", noon.Add(step.save)); err != nil {
			t.Fatal(err)
		}
		if at, ok, err := s.Load(t.Context(), "mattermost"); !ok || err != nil || !at.Equal(noon.Add(step.want)) {
			t.Errorf("after noon+%s was stored: %v, %v, %v", step.save, at, ok, err)
		}
	}
	if _, ok, err := s.Load(t.Context(), "slack"); ok || err != nil {
		t.Errorf("another platform has it, too: %v, %v", ok, err)
	}
}
