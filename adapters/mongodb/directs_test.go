package mongodb_test

import (
	"testing"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
)

func TestDirectChannelsAreRemembered(t *testing.T) {
	t.Parallel()
	s := mongodb.NewDirects(mongotest.Open(t))
	for _, want := range []string{"", "D1", "D1", "D2"} {
		if want != "" {
			if err := s.SetChannel(t.Context(), "slack", "U1", want); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Channel(t.Context(), "slack", "U1"); got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if got, err := s.Channel(t.Context(), "mattermost", "U1"); got != "" || err != nil {
		t.Errorf("another platform's: %q, %v", got, err)
	}
}
