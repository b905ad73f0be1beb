package setup

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestServerThatIsNone says what KIGO_MATTERMOST_URL leads to instead.
func TestServerThatIsNone(t *testing.T) {
	t.Parallel()
	site := func(h http.HandlerFunc) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	t.Cleanup(tls.Close)
	plain := site(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	for name, tc := range map[string]struct {
		address string
		want    string
	}{
		"a web site": {plain, "no Mattermost server answers at " + plain + ": set KIGO_MATTERMOST_URL to the address that people open in the browser"},
		"an error":   {site(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadGateway) }), "no Mattermost server answers"},
		"moved": {site(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://chat.stadt.example"+r.URL.Path, http.StatusMovedPermanently)
		}), "sends on to https://chat.stadt.example: set KIGO_MATTERMOST_URL to that address"},
		"no TLS":         {strings.Replace(plain, "http://", "https://", 1), "does not speak TLS: check host and port, or use http:// in KIGO_MATTERMOST_URL"},
		"unknown issuer": {tls.URL, "is of an authority that this machine does not know: put your organisation's root certificate"},
		"nobody":         {"http://" + free(t), "nothing listens at http://127.0.0.1"},
		"no name":        {"http://kigo.invalid", "the name kigo.invalid is not known here: check the spelling in KIGO_MATTERMOST_URL"},
	} {
		_, _, err := Reach(t.Context(), tc.address)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

func TestRateLimitIsWaitedFor(t *testing.T) {
	b := start(t)
	b.On("POST /bots").Refuse(1, time.Second)
	says(t, b.run(), "done  bot account: @kigo created")
}
