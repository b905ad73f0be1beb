package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"kigo/adapters/mailbox"
	"kigo/adapters/metrics"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
)

// counted are the lines of /metrics that count what people do, without times.
var counted = regexp.MustCompile(`(?m)^kigo_(command|store|send)_seconds_count.*$|^kigo_(inbox|deliveries).*$`)

// Whoever watches the figures while a survey runs must not see that somebody looks at it or
// answers: nothing moves, not even how often the database is asked.
func TestMetricsDoNotMoveWithSurveys(t *testing.T) {
	t.Parallel()
	m := metrics.New(prometheus.NewRegistry())
	db, err := mongodb.Open(t.Context(), mongotest.URI(t), mongotest.Open(t).Name(), m.Watch())
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{DataDir: t.TempDir(), Locale: "de", Secret: strings.Repeat("s", 32), zone: berlin(t)}
	a, err := newApp(cfg, &store{DB: db}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	a.useMailbox()
	if err := a.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.measure(m)
	scrape := func() []string {
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		return counted.FindAllString(w.Body.String(), -1)
	}
	handle := func(id, line string) {
		for _, kind := range []chat.Kind{chat.Command, chat.Click, chat.FormSubmit, chat.DirectMessage} {
			a.bot.Handle(t.Context(), chat.Event{ID: id + string(kind), Platform: mailbox.Platform, Kind: kind, Line: line, User: chat.User{ID: "u1", Name: "Bert"}})
		}
	}
	handle("1", "platz")
	scrape() // looks into the store, and keeps what it sees
	before := scrape()
	if !slices.ContainsFunc(before, func(s string) bool {
		return strings.HasPrefix(s, `kigo_command_seconds_count{command="status",outcome="answered"}`)
	}) {
		t.Errorf("nothing is counted: %q", before)
	}
	handle("2", "puls")
	handle("3", "puls abcdefgh 1")
	handle("3", "/kigo pulse abcdefgh withdraw")
	if after := scrape(); !slices.Equal(before, after) {
		t.Errorf("it was\n%s\nand became\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	handle("4", "platz")
	if after := scrape(); slices.Equal(before, after) {
		t.Error("it moves with nothing")
	}
	if err := db.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
