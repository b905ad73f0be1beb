package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/adapters/web"
)

func TestMain(m *testing.M) { mongotest.Main(m) }

// ask is the status and the body of a GET.
func ask(t *testing.T, h web.Health, path string) (int, map[string]string) {
	t.Helper()
	w := httptest.NewRecorder()
	web.Routes(h, http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	var body map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v in %q", path, err, w.Body)
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("%s may be cached: %q", path, got)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("%s is %q", path, got)
	}
	return w.Code, body
}

func healthOf(db *mongodb.DB) web.Health {
	return web.Health{Ping: db.Ping, ServerTime: db.ServerTime, Now: time.Now}
}

func TestReadyWhereStoreAndClockAreFine(t *testing.T) {
	t.Parallel()
	h := healthOf(mongotest.Open(t))
	status, body := ask(t, h, "/readyz")
	if diff := cmp.Diff(map[string]string{"store": "ok", "clock": "ok"}, body); diff != "" || status != http.StatusOK {
		t.Errorf("%d (-want +got):\n%s", status, diff)
	}
}

// The process lives, and must not be restarted, when the store is away; it gets no requests.
func TestAliveButNotReadyWhereTheStoreIsAway(t *testing.T) {
	t.Parallel()
	db, err := mongodb.Open(t.Context(), mongotest.URI(t), "kigo_test_closed")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := healthOf(db)
	if status, body := ask(t, h, "/healthz"); status != http.StatusOK || body["status"] != "ok" {
		t.Errorf("healthz: %d %v", status, body)
	}
	status, body := ask(t, h, "/readyz")
	if diff := cmp.Diff(map[string]string{"store": "does not answer", "clock": "unknown"}, body); diff != "" || status != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d (-want +got):\n%s", status, diff)
	}
}

func TestAClockThatIsOffIsNotReady(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		theirs time.Duration
		took   time.Duration // to ask
		want   int
	}{
		"equal":                    {0, 0, http.StatusOK},
		"5 s ahead":                {web.MaxSkew, 0, http.StatusOK},
		"5 s behind":               {-web.MaxSkew, 0, http.StatusOK},
		"more than 5 s ahead":      {web.MaxSkew + time.Millisecond, 0, http.StatusServiceUnavailable},
		"more than 5 s behind":     {-web.MaxSkew - time.Millisecond, 0, http.StatusServiceUnavailable},
		"an hour off":              {time.Hour, 0, http.StatusServiceUnavailable},
		"slow to answer, but fine": {web.MaxSkew + 2*time.Second, 2 * time.Second, http.StatusOK},
	} {
		asked := 0
		status, body := ask(t, web.Health{
			Ping:       func(context.Context) error { return nil },
			ServerTime: func(context.Context) (time.Time, error) { return now.Add(tc.theirs), nil },
			Now: func() time.Time {
				asked++
				if asked > 1 {
					return now.Add(tc.took)
				}
				return now
			},
		}, "/readyz")
		if status != tc.want || body["store"] != "ok" || (body["clock"] == "ok") != (tc.want == http.StatusOK) {
			t.Errorf("%s: %d %v", name, status, body)
		}
	}
}

func TestAClockThatCannotBeReadIsNotReady(t *testing.T) {
	t.Parallel()
	status, body := ask(t, web.Health{
		Ping:       func(context.Context) error { return nil },
		ServerTime: func(context.Context) (time.Time, error) { return time.Time{}, errors.New("mongodb://user:pw@host") },
		Now:        time.Now,
	}, "/readyz")
	if diff := cmp.Diff(map[string]string{"store": "ok", "clock": "unknown"}, body); diff != "" || status != http.StatusServiceUnavailable {
		t.Errorf("%d (-want +got):\n%s", status, diff)
	}
}

func TestAStoreThatHangsIsNotWaitedForForever(t *testing.T) {
	t.Parallel()
	_, body := ask(t, web.Health{Ping: func(ctx context.Context) error {
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the store may take for ever")
		}
		return context.DeadlineExceeded
	}}, "/readyz")
	if body["store"] == "ok" {
		t.Errorf("%v", body)
	}
}

func TestHealthIsReadOnly(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{"/healthz": http.StatusMethodNotAllowed, "/readyz": http.StatusMethodNotAllowed, "/": http.StatusNotFound} {
		w := httptest.NewRecorder()
		web.Routes(web.Health{}, http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, nil))
		if w.Code != want {
			t.Errorf("POST %s: %d, want %d", path, w.Code, want)
		}
	}
}
