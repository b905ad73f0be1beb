package slacktest_test

import (
	"encoding/json"
	"testing"

	"kigo/adapters/slack/slacktest"
)

func TestTheDefaultManifestIsGoodInBothModes(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]any{
		"socket": slacktest.DefaultManifest().Manifest,
		"http":   slacktest.InHTTPMode(slacktest.DefaultManifest(), "https://kigo.example").Manifest,
	} {
		raw, err := json.Marshal(m)
		check(t, err)
		if got := slacktest.LoadManifest(t, raw); got.SocketMode() != (name == "socket") {
			t.Errorf("%s: %+v", name, got.Settings)
		}
	}
}
