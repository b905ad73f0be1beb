package setup

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
)

// nonce is what this test's button carries; the real one's is signed.
const nonce = "doctor0123456789"

func (c *Connection) proof() Proof {
	return Proof{
		Button: &model.PostActionIntegration{URL: c.PublicURL + "/mattermost/action", Context: map[string]any{"n": nonce}}, Nonce: nonce,
		Read: func(context map[string]any) (string, error) {
			if s, ok := context["n"].(string); ok {
				return s, nil
			}
			return "", errors.New("no nonce")
		},
	}
}

// free is an address at which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// kigo is one that runs, and answers a click with this status and text.
func kigo(t *testing.T, status int, text string) (address string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in model.PostActionIntegrationRequest
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, "no JSON", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"update": map[string]string{"message": text}})
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func TestCallbackIsAnsweredByDoctorItself(t *testing.T) {
	b, c := connected(t)
	listen := free(t)
	c.PublicURL = "http://" + listen
	c.CheckServer(t.Context())
	c.CheckBot(t.Context())
	text := lines(c.CheckCallback(t.Context(), c.proof(), listen))
	says(t, text, "ok    callback: Mattermost calls kigo at http://"+listen+", from 127.0.0.1; no kigo runs here, so doctor answered itself")
	me := b.bot().Id
	for _, p := range b.Posts(b.Direct(me, me).Id) {
		if p.DeleteAt == 0 {
			t.Errorf("a post stays behind: %q", p.Message)
		}
	}
}

func TestCallbackIsAnsweredByTheKigoThatRuns(t *testing.T) {
	_, c := connected(t)
	listen := kigo(t, http.StatusOK, nonce)
	c.PublicURL = "http://" + listen
	c.CheckServer(t.Context())
	c.CheckBot(t.Context())
	says(t, lines(c.CheckCallback(t.Context(), c.proof(), listen)), "ok    callback: Mattermost calls kigo at http://"+listen+", and the kigo that runs there answers")
}

// TestCallbackThatFailsNamesTheCause has one cause after the other.
func TestCallbackThatFailsNamesTheCause(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(t *testing.T, b *bench, c *Connection) (listen string)
		want  []string
	}{
		"calls inside are forbidden": {func(t *testing.T, b *bench, c *Connection) string {
			b.set(func(s *mattermosttest.Settings) { s.AllowedUntrustedInternalConnections = "" })
			return here(t, c)
		}, []string{"Mattermost may not call 127.0.0.1, which is an internal address", `set ServiceSettings.AllowedUntrustedInternalConnections = "127.0.0.1 127.0.0.1/32" ` + console(Internal)}},
		"the same, and nobody can see it": {func(t *testing.T, b *bench, c *Connection) string {
			b.set(func(s *mattermosttest.Settings) { s.AllowedUntrustedInternalConnections = "127.0.0.1:8080" })
			c.AdminToken = ""
			return here(t, c)
		}, []string{"though this machine can: most likely Mattermost may not call internal addresses", "add 127.0.0.1 127.0.0.1/32 to ServiceSettings.AllowedUntrustedInternalConnections " + console(Internal)}},
		"callbacks of others only": {func(t *testing.T, b *bench, c *Connection) string {
			c.Allow = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
			return here(t, c)
		}, []string{"Mattermost's call came from 127.0.0.1, which KIGO_MATTERMOST_ALLOW does not hold", "add 127.0.0.1 to it"}},
		"the kigo that runs refuses the address": {func(t *testing.T, b *bench, c *Connection) string {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusForbidden) }))
			t.Cleanup(s.Close)
			c.PublicURL = s.URL
			return strings.TrimPrefix(s.URL, "http://")
		}, []string{"kigo, or the proxy before it, refuses calls", "KIGO_MATTERMOST_ALLOW"}},
		"the kigo that runs has another secret": {func(t *testing.T, b *bench, c *Connection) string {
			listen := kigo(t, http.StatusForbidden, "")
			c.PublicURL = "http://" + listen
			return listen
		}, []string{"though this machine can", `look into kigo's log: if it says "callback refused", the call came, and KIGO_SECRET here is not the one there`}},
		"another program that says yes": {func(t *testing.T, b *bench, c *Connection) string {
			listen := kigo(t, http.StatusOK, "something else")
			c.PublicURL = "http://" + listen
			return listen
		}, []string{"what answers at", "does not know doctor's button", "use the same KIGO_SECRET here and for every kigo"}},
		"nobody listens there": {func(t *testing.T, b *bench, c *Connection) string {
			c.PublicURL = "http://" + free(t)
			return free(t)
		}, []string{"and neither can this machine: nothing listens at", "check host and port in KIGO_PUBLIC_URL"}},
		"no TLS there": {func(t *testing.T, b *bench, c *Connection) string {
			listen := free(t)
			c.PublicURL = "https://" + listen
			return listen
		}, []string{"does not speak TLS", "use http:// in KIGO_PUBLIC_URL"}},
		"a certificate that nobody knows": {func(t *testing.T, b *bench, c *Connection) string {
			s := httptest.NewUnstartedServer(http.NotFoundHandler())
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			c.PublicURL = s.URL
			return free(t)
		}, []string{"is of an authority that this machine does not know", "SSL_CERT_FILE"}},
		"a proxy that leads nowhere": {func(t *testing.T, b *bench, c *Connection) string {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
			t.Cleanup(s.Close)
			c.PublicURL = s.URL
			return free(t)
		}, []string{"something else answers there, with 502 Bad Gateway", "have the reverse proxy hand"}},
		"a proxy that redirects": {func(t *testing.T, b *bench, c *Connection) string {
			s := httptest.NewServer(http.RedirectHandler("https://kigo.stadt.example/mattermost/action", http.StatusMovedPermanently))
			t.Cleanup(s.Close)
			c.PublicURL = s.URL
			return free(t)
		}, []string{"sends on to https://kigo.stadt.example", "set KIGO_PUBLIC_URL to that address"}},
		"unknown name": {func(t *testing.T, b *bench, c *Connection) string {
			c.PublicURL = "http://nirgends.example"
			return free(t)
		}, []string{"the name nirgends.example is not known here either", "check the spelling of KIGO_PUBLIC_URL"}},
		"no address": {func(t *testing.T, b *bench, c *Connection) string {
			c.PublicURL = ""
			return free(t)
		}, []string{"KIGO_PUBLIC_URL is not set"}},
		"a port that is not ours": {func(t *testing.T, b *bench, c *Connection) string {
			return "192.0.2.1:80"
		}, []string{"can't listen at KIGO_LISTEN=192.0.2.1:80", "use a free port"}},
		"the bot may not post": {func(t *testing.T, b *bench, c *Connection) string {
			b.On("POST /posts").Error(-1, http.StatusForbidden, "api.context.permissions.app_error")
			return here(t, c)
		}, []string{"could not post and press a button: this account may not do that"}},
	} {
		t.Run(name, func(t *testing.T) {
			b, c := connected(t)
			listen := tc.spoil(t, b, c)
			c.CheckServer(t.Context())
			c.CheckBot(t.Context())
			found := c.CheckCallback(t.Context(), c.proof(), listen)
			if found[0].Level != Fail || found[0].Cure == "" {
				t.Errorf("%s", found[0])
			}
			says(t, lines(found), tc.want...)
		})
	}
}

// here lets kigo be reached where doctor is going to listen.
func here(t *testing.T, c *Connection) string {
	t.Helper()
	listen := free(t)
	c.PublicURL = "http://" + listen
	return listen
}

// httpServer is a Mattermost server whose clock is off by so much.
func httpServer(t *testing.T, off time.Duration) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		_, _ = w.Write([]byte(`{"status":"OK","Version":"11.6.0"}`))
	}))
	t.Cleanup(s.Close)
	return s.URL
}
