package slacktest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest/manifest"
)

// Server is a workspace with one app in it. It is safe for concurrent use.
type Server struct {
	t      testing.TB
	config config
	clock  Clock
	app    *manifest.Manifest
	web    *httptest.Server
	ctx    context.Context // ends with the server
	cancel context.CancelFunc
	tasks  sync.WaitGroup

	// Who the app is.
	TeamID, AppID, BotID, BotUserID string

	mu         sync.Mutex
	changed    chan struct{} // closed and made anew with every change
	closed     bool
	ids        int
	lastTS     int64 // microseconds
	base       string
	authError  string // what every call is answered with
	socketOff  bool
	tickets    map[string]bool
	conns      []*conn
	next       int // the connection whose turn it is
	pending    map[string]*attempt
	people     map[string]*person
	order      []string // of people
	channels   map[string]*channel
	chanOrder  []string
	groups     map[string]*group
	views      map[string]*view
	stacks     map[string][]*view
	homes      map[string]*view
	triggers   map[string]*trigger
	responses  map[string]*responseURL
	files      map[string]*file
	limits     *limiter
	called     map[string][]Notification
	faults     map[string][]Fault
	calls      []Call
	refusals   []Refusal
	complaints []string
	lag        time.Duration
	events     []time.Time // of the last hour
	limited    time.Time   // when the app was told that there were too many
}

// Start opens a workspace that is gone at the end of the test. The app is installed; nobody
// but its bot and Slackbot is there yet.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	c := defaults()
	for _, o := range options {
		o(&c)
	}
	if c.manifest == nil {
		c.manifest = DefaultManifest()
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		t: t, config: c, clock: c.clock, app: c.manifest, ctx: ctx, cancel: cancel,
		changed: make(chan struct{}), tickets: map[string]bool{}, pending: map[string]*attempt{},
		people: map[string]*person{}, channels: map[string]*channel{}, groups: map[string]*group{},
		views: map[string]*view{}, stacks: map[string][]*view{}, homes: map[string]*view{},
		triggers: map[string]*trigger{}, responses: map[string]*responseURL{}, files: map[string]*file{},
		limits: newLimiter(), faults: map[string][]Fault{}, called: map[string][]Notification{},
	}
	s.TeamID, s.AppID, s.BotID = s.id("T"), s.id("A"), s.id("B")
	s.settle()
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("GET /link/", s.serveSocket)
	mux.HandleFunc("POST /upload/{file}", s.serveUpload)
	mux.HandleFunc("GET /files/{file}", s.serveDownload)
	mux.HandleFunc("POST /commands/{hook}", s.serveResponseURL)
	s.web = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// Close ends the workspace and waits for all it does. Start sees to it.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	for _, c := range s.conns {
		c.kill()
	}
	s.touch()
	s.mu.Unlock()
	s.cancel()
	s.web.CloseClientConnections()
	s.web.Close()
	s.tasks.Wait()
}

// URL is the address of the server.
func (s *Server) URL() string { return s.web.URL }

// APIURL is the address of the methods, for slack.OptionAPIURL.
func (s *Server) APIURL() string { return s.web.URL + "/api/" }

// BotToken is the bot's, xoxb-….
func (s *Server) BotToken() string { return s.config.botToken }

// AppToken is the app's, xapp-….
func (s *Server) AppToken() string { return s.config.appToken }

// SigningSecret is what requests to the app are signed with.
func (s *Server) SigningSecret() string { return s.config.signingSecret }

// Clock is the time that the workspace lives in.
func (s *Server) Clock() Clock { return s.clock }

// Manifest is the app's.
func (s *Server) Manifest() *manifest.Manifest { return s.app }

// Client is slack-go on this workspace with the tokens of the app.
func (s *Server) Client(options ...slack.Option) *slack.Client {
	return slack.New(s.BotToken(), append([]slack.Option{
		slack.OptionAPIURL(s.APIURL()), slack.OptionAppLevelToken(s.AppToken()),
	}, options...)...)
}

// touch wakes everybody who waits for a change; the caller holds the lock.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Wait returns once ok does, which it asks after every change, or with the error of ctx. ok
// must not block.
func (s *Server) Wait(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		changed, closed := s.changed, s.closed
		s.mu.Unlock()
		if ok() {
			return nil
		}
		if closed {
			return ErrClosed
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for Slack: %w", ctx.Err())
		}
	}
}

// spawn runs f beside; Close waits for it. The caller holds the lock.
func (s *Server) spawn(f func()) {
	if !s.closed {
		s.tasks.Go(f)
	}
}

// after runs f with the lock held once d has passed on the emulator's clock. The caller
// may hold the lock.
func (s *Server) after(d time.Duration, f func()) (stop func()) {
	return s.clock.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.closed {
			f()
		}
	})
}

// id makes a new id as Slack's look; the caller holds the lock.
func (s *Server) id(prefix string) string {
	s.ids++
	return fmt.Sprintf("%s0%08d", prefix, s.ids)
}

// ts is the time as messages are known by; none is given twice. The caller holds the lock.
func (s *Server) ts() string {
	micro := max(s.clock.Now().UnixMicro(), s.lastTS+1)
	s.lastTS = micro
	return fmt.Sprintf("%d.%06d", micro/1_000_000, micro%1_000_000)
}

// complain notes what Slack would silently drop; the caller holds the lock.
func (s *Server) complain(format string, args ...any) {
	s.complaints = append(s.complaints, fmt.Sprintf(format, args...))
	s.touch()
}

// random is n bytes in hexadecimal.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// envelope is an id of 36 characters.
func envelope() string {
	r := random(16)
	return strings.Join([]string{r[:8], r[8:12], r[12:16], r[16:20], r[20:]}, "-")
}
