package metrics_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kigo/adapters/metrics"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/scheduler"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

// scrape is what Prometheus gets to read.
func scrape(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Errorf("/metrics answers %d", w.Code)
	}
	return w.Body.String()
}

func has(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, line := range want {
		if !strings.Contains(text, line) {
			t.Errorf("%q is missing", line)
		}
	}
}

type lostChat struct{}

func (lostChat) Platform() string { return "slack" }
func (lostChat) State() chat.State {
	return chat.State{Since: time.Unix(1_795_000_000, 0), Failures: 7, LastError: "secret.example refused"}
}

func TestMetricsSayHowChatsAre(t *testing.T) {
	t.Parallel()
	m := metrics.New(prometheus.NewRegistry())
	m.Chats([]metrics.Chat{lostChat{}})
	text := scrape(t, m)
	has(t, text, `kigo_chat_connected{platform="slack"} 0`, `kigo_chat_connect_failures{platform="slack"} 7`,
		`kigo_chat_since_seconds{platform="slack"} 1.795e+09`, "go_goroutines", "process_resident_memory_bytes")
	if strings.Contains(text, "secret.example") {
		t.Error("an error's text is shown")
	}
}

func TestMetricsCountWhatHappens(t *testing.T) {
	t.Parallel()
	m := metrics.New(prometheus.NewRegistry())
	m.Handled(bot.Handled{Platform: "slack", Command: "join", Outcome: bot.Answered, Took: 50 * time.Millisecond})
	m.Handled(bot.Handled{Platform: "slack", Command: "join", Outcome: bot.Failed, Took: 2 * time.Second, Taken: bot.Again})
	m.Handled(bot.Handled{Platform: "slack", Command: "join", Taken: bot.Done})
	m.Handled(bot.Handled{Platform: "slack", Command: "join", Taken: bot.Theirs})
	m.Concluded("mattermost", outbox.Delivered)
	m.Concluded("", outbox.Later)
	m.Called("mattermost", 20*time.Millisecond)
	has(t, scrape(t, m),
		`kigo_command_seconds_count{command="join",outcome="answered"} 1`, `kigo_command_seconds_bucket{command="join",outcome="failed",le="3"} 1`,
		`kigo_inbox_repeated_total{platform="slack",was="done"} 1`, `kigo_inbox_repeated_total{platform="slack",was="held"} 1`, `kigo_inbox_repeated_total{platform="slack",was="expired"} 1`,
		`kigo_deliveries_total{outcome="delivered",platform="mattermost"} 1`, `kigo_deliveries_total{outcome="later",platform="none"} 1`,
		`kigo_send_seconds_count{platform="mattermost"} 1`)
}

func TestMetricsWatchTheStore(t *testing.T) {
	t.Parallel()
	m := metrics.New(prometheus.NewRegistry())
	db, err := mongodb.Open(t.Context(), mongotest.URI(t), mongotest.Open(t).Name(), m.Watch())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := mongodb.NewJobs(db).NextDue(t.Context(), "prune"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	has(t, scrape(t, m), `kigo_store_seconds_count{command="find",outcome="ok"} 1`, `kigo_store_seconds_count{command="ping",outcome="ok"} 1`)
}

// source stands as its fields say, and counts how often it is asked.
type source struct {
	metrics.Source
	skew  time.Duration
	err   error
	asked int
	real  time.Time
}

func newSource() *source {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	s := &source{real: now}
	s.Source = metrics.Source{
		Version: "v1", Commit: "abc", Go: "go1.26", MaxSkew: 5 * time.Second,
		Skew: func(context.Context) (time.Duration, error) { s.asked++; return s.skew, s.err },
		Outbox: func(ctx context.Context) ([]outbox.Stock, error) {
			if _, bounded := ctx.Deadline(); !bounded {
				return nil, errors.New("the store may take for ever")
			}
			return []outbox.Stock{{Kind: "broadcast", State: outbox.Open, Rows: 3, Late: time.Minute}, {Kind: "event.offer", State: outbox.Dead, Rows: 1}}, nil
		},
		Paused: func() bool { return true },
		Jobs: func(context.Context) ([]scheduler.Standing, error) {
			return []scheduler.Standing{
				{Job: "sweep", Due: now.Add(-90 * time.Second)}, {Job: "prune", Due: now.Add(time.Hour), Skipped: scheduler.Skipped{Times: 2}},
			}, nil
		},
		Unanswered: func(context.Context) (int, error) { return 4, nil },
		Now:        func() time.Time { return now }, RealNow: func() time.Time { return s.real },
	}
	return s
}

func TestMetricsSayHowKigoStands(t *testing.T) {
	t.Parallel()
	s := newSource()
	s.skew = -2 * time.Second
	m := metrics.New(prometheus.NewRegistry())
	m.State(s.Source)
	has(t, scrape(t, m),
		`kigo_build_info{commit="abc",go="go1.26",version="v1"} 1`, "kigo_ready 1", "kigo_store_up 1", "kigo_clock_skew_seconds -2",
		`kigo_outbox_rows{kind="broadcast",state="open"} 3`, `kigo_outbox_rows{kind="event.offer",state="dead"} 1`, `kigo_outbox_late_seconds{kind="broadcast"} 60`,
		`kigo_job_lag_seconds{task="sweep"} 90`, `kigo_job_lag_seconds{task="prune"} 0`, `kigo_job_skipped_total{task="prune"} 2`, "kigo_inbox_unanswered 4", "kigo_outbox_paused 1")
}

func TestMetricsAreThereWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	s := newSource()
	m := metrics.New(prometheus.NewRegistry())
	m.State(s.Source)
	s.skew = time.Hour
	has(t, scrape(t, m), "kigo_ready 0", "kigo_store_up 1", "kigo_clock_skew_seconds 3600")
	s.err = errors.New("mongodb://user:pw@host")
	s.real = s.real.Add(time.Minute)
	text := scrape(t, m)
	has(t, text, "kigo_ready 0", "kigo_store_up 0", "go_goroutines")
	if strings.Contains(text, "mongodb://") || strings.Contains(text, "kigo_outbox_rows") {
		t.Error("what is not known is shown")
	}
}

func TestWhoAsksOftenCostsTheStoreNoMore(t *testing.T) {
	t.Parallel()
	s := newSource()
	m := metrics.New(prometheus.NewRegistry())
	m.State(s.Source)
	for range 5 {
		scrape(t, m)
	}
	if s.asked != 1 {
		t.Errorf("the store was asked %d times", s.asked)
	}
	s.real = s.real.Add(time.Minute)
	scrape(t, m)
	if s.asked != 2 {
		t.Errorf("a minute later it was asked %d times", s.asked)
	}
}
