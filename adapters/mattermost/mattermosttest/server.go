package mattermosttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// Server is a running emulator. It is safe for concurrent use.
type Server struct {
	// URL is where clients reach it, "http://127.0.0.1:port".
	URL string

	t       testing.TB
	addr    string
	now     func() time.Time
	key     *ecdsa.PrivateKey
	secret  []byte // of the cookies in ephemeral posts
	routes  []route
	hub     *hub
	out     *outgoing
	log     *serverLog
	faults  *faults
	objects *objections
	rate    *throttle
	site    *site
	people  humans

	// mu guards the data below.
	mu       sync.Mutex
	settings Settings
	config   *model.Config // nil until somebody asks for it
	store
}

// store is what a server keeps over a restart, but for what it says itself.
type store struct {
	users     map[string]*account
	bots      map[string]*model.Bot
	order     []string // user ids as they were created
	roles     map[string]*model.Role
	tokens    map[string]*model.UserAccessToken // by token
	sessions  map[string]*session               // by token
	teams     map[string]*model.Team
	teamUsers map[string]map[string]*model.TeamMember // team, user
	channels  map[string]*channel
	rooms     map[room]*channel
	posts     map[string]*model.Post
	follows   map[string]map[string]bool // thread root, user
	files     map[string]*file
	commands  map[string]*model.Command
	hooks     map[string]*hook
	reactions map[string][]*model.Reaction
	notified  map[string][]*model.Post // user
	pending   map[string]pending       // forgotten at a restart
}

func newStore() store {
	return store{
		users: map[string]*account{}, bots: map[string]*model.Bot{}, roles: model.MakeDefaultRoles(),
		tokens: map[string]*model.UserAccessToken{}, sessions: map[string]*session{},
		teams: map[string]*model.Team{}, teamUsers: map[string]map[string]*model.TeamMember{},
		channels: map[string]*channel{}, rooms: map[room]*channel{}, posts: map[string]*model.Post{}, follows: map[string]map[string]bool{},
		files: map[string]*file{}, commands: map[string]*model.Command{}, hooks: map[string]*hook{},
		reactions: map[string][]*model.Reaction{}, notified: map[string][]*model.Post{}, pending: map[string]pending{},
	}
}

// Option changes a server before it starts.
type Option func(*Server)

// Clock gives the server its time. Connections, pings and time limits of requests use the
// real one all the same.
func Clock(now func() time.Time) Option { return func(s *Server) { s.now = now } }

// With changes settings before the server starts.
func With(change func(*Settings)) Option { return func(s *Server) { change(&s.settings) } }

// Start runs a server on a loopback address until the test ends. It has one team, see
// Server.Team, and an administrator, see Server.Admin.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{
		t: t, now: time.Now, key: key, secret: make([]byte, 32), settings: defaults(),
		log: &serverLog{}, faults: newFaults(), objects: &objections{}, rate: &throttle{}, store: newStore(),
	}
	_, _ = rand.Read(s.secret)
	for _, o := range options {
		o(s)
	}
	for _, r := range s.roles {
		r.Id, r.CreateAt, r.UpdateAt = model.NewId(), s.millis(), s.millis()
	}
	s.hub = newHub(s.now)
	s.out = newOutgoing(s)
	s.routes = s.allRoutes()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = ln.Addr().String()
	s.URL = "http://" + s.addr
	if s.settings.SiteURL == "" {
		s.settings.SiteURL = s.URL
	}
	s.site = &site{handler: http.HandlerFunc(s.serve)}
	s.site.run(ln)
	t.Cleanup(s.Close)
	s.furnish()
	return s
}

// Close stops the server for good.
func (s *Server) Close() {
	s.people.close()
	s.site.stop()
	s.hub.reset()
	s.out.close()
}

// Now is the server's time.
func (s *Server) Now() time.Time { return s.now() }

func (s *Server) millis() int64 { return s.now().UnixMilli() }
