package setup

import (
	"path/filepath"
	"strings"
	"testing"

	"kigo/adapters/mattermost/mattermosttest"
)

// bench is a server with an administrator, and what a setup said.
type bench struct {
	*mattermosttest.Server
	t     *testing.T
	o     Options
	who   string // user name of whoever sets up
	found []Finding
	last  Result
}

const public = "http://127.0.0.1:9"

// start opens a bench on a server where nothing stands in the way, changed by settings.
func start(t *testing.T, settings ...func(*mattermosttest.Settings)) *bench {
	t.Helper()
	t.Parallel()
	all := append([]func(*mattermosttest.Settings){mattermosttest.LoopbackAllowed}, settings...)
	s := mattermosttest.Start(t, mattermosttest.With(func(c *mattermosttest.Settings) {
		for _, change := range all {
			change(c)
		}
	}))
	return &bench{Server: s, t: t, who: "admin", o: Options{
		PublicURL: public, Team: s.Team().Name, Bot: "kigo", DNS: dns, People: People{Trust: []string{"slack"}},
		Texts: Texts{Name: "Ki:GO", About: "Schreib mir.", Description: "Ki:GO", Hint: "[hilfe]", Use: "Frag mich."},
	}}
}

// run sets up, and returns what it said.
func (b *bench) run() string {
	b.t.Helper()
	s, err := Connect(b.t.Context(), b.URL, b.Human(b.who).Token)
	if err != nil {
		b.t.Fatal(err)
	}
	b.found = nil
	b.last, err = Run(b.t.Context(), s, b.o, func(f Finding) { b.found = append(b.found, f) })
	if err != nil {
		b.t.Fatal(err)
	}
	return b.text()
}

func (b *bench) text() string {
	var lines []string
	for _, f := range b.found {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

// fresh is a file that is not there yet.
func (b *bench) fresh(name string) Secret {
	b.t.Helper()
	s, err := FromFile(filepath.Join(b.t.TempDir(), name))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// changes counts the requests that changed something.
func (b *bench) changes() int {
	n := 0
	for _, route := range []string{
		"PUT /config/patch", "POST /bots", "PUT /bots/{bot}", "POST /bots/{bot}/enable", "POST /users/{user}/tokens", "POST /users/{user}/image",
		"POST /teams/{team}/members", "POST /commands", "PUT /commands/{command}", "PUT /roles/{role}/patch", "PUT /users/{user}/roles",
	} {
		n += b.Requests(route)
	}
	return n
}

// says fails the test unless a text holds all of these.
func says(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("it does not say %q:\n%s", w, text)
		}
	}
}

// silent fails the test if a text holds one of these.
func silent(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, u := range unwanted {
		if strings.Contains(text, u) {
			t.Errorf("it says %q:\n%s", u, text)
		}
	}
}
