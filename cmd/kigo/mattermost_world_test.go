package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/adapters/mongodb/mongotest"
)

// venue is a Mattermost server on which a story is played, with a team of its own.
type venue struct {
	url, team, teamID string
	admin             *model.Client4 // of an administrator
	bot               string         // user name that kigo's account gets
	emulator          *mattermosttest.Server
	// person returns somebody with Mattermost open, who speaks a language.
	person func(name, locale string) human
}

// human is a person with Mattermost open: mattermosttest.Human, or a resident of a real server.
type human interface {
	Slash(ctx context.Context, channelID, line string) error
	Post(ctx context.Context, channelID, text string) (*model.Post, error)
	Message(ctx context.Context, userID, text string) (*model.Post, error)
	Reply(ctx context.Context, to *model.Post, text string) (*model.Post, error)
	Send(ctx context.Context, p *model.Post) (*model.Post, error)
	Click(ctx context.Context, p *model.Post, label string) error
	Act(ctx context.Context, p *model.Post, action, option, cookie string) error
	SubmitDialog(ctx context.Context, d *mattermosttest.Dialog, values map[string]any) (*model.SubmitDialogResponse, error)
	Wait(ctx context.Context, fits func(mattermosttest.Event) bool) (mattermosttest.Event, error)
}

// emulated is the emulator, as a server that was just installed.
func emulated(t *testing.T) *venue {
	s := mattermosttest.Start(t)
	admin := model.NewAPIv4Client(s.URL)
	admin.SetToken(s.Admin().Token)
	return &venue{
		url: s.URL, team: s.Team().Name, teamID: s.Team().Id, admin: admin, bot: "kigo", emulator: s,
		person: func(name, locale string) human {
			return s.Human(name, mattermosttest.Profile(func(u *model.User) { u.Locale = locale }))
		},
	}
}

// venues are the servers to play on: the emulator, and the real one that KIGO_TRIAL_MATTERMOST
// names with an administrator in KIGO_TRIAL_ADMIN; see docs/performance.md.
func venues(t *testing.T) map[string]func(*testing.T) *venue {
	t.Helper()
	all := map[string]func(*testing.T) *venue{"emulator": func(t *testing.T) *venue {
		t.Parallel()
		return emulated(t)
	}}
	if at := os.Getenv("KIGO_TRIAL_MATTERMOST"); at != "" {
		t.Logf("played on the emulator and on %s", at)
		all["real server"] = func(t *testing.T) *venue { return openTrial(t, at) }
	}
	return all
}

// stage is a venue on which kigo is set up by `kigo mattermost setup`, with its plaza.
type stage struct {
	*venue
	operator
	names bool // kigo's name may stand over answers to a slash command
	kigo  *daemon
	botID string
	plaza string // a channel with everybody in it

	mu      sync.Mutex
	players []*player
	anna    *player // kigo's admin
}

// newStage sets kigo up and starts it.
func newStage(t *testing.T, v *venue, names bool) *stage {
	t.Helper()
	s := prepareStage(t, v, names, nil)
	s.start()
	return s
}

// prepareStage sets kigo up, with these settings besides. Its store is the embedded one, or a
// database on the server that KIGO_TEST_MONGODB_URI names.
func prepareStage(t *testing.T, v *venue, names bool, settings map[string]string) *stage {
	t.Helper()
	listen := openPort(t)
	s := &stage{venue: v, names: names, operator: operator{t, t.TempDir(), map[string]string{
		"KIGO_MATTERMOST_URL": v.url, "KIGO_MATTERMOST_TEAM": v.team, "KIGO_MATTERMOST_ADMIN_TOKEN": v.admin.AuthToken,
		"KIGO_PUBLIC_URL": "http://" + listen, "KIGO_LISTEN": listen, "KIGO_SECRET": secret, "KIGO_EMBEDDED_OK": "1",
	}}}
	if uri := os.Getenv(mongotest.URIVariable); uri != "" {
		s.env["KIGO_MONGODB_URI"], s.env["KIGO_MONGODB_DATABASE"] = uri, mongotest.OpenEmpty(t).Name()
	}
	maps.Copy(s.env, settings)
	s.fine(s.configure(func(c *model.Config) {
		c.ServiceSettings.EnablePostUsernameOverride, c.ServiceSettings.EnablePostIconOverride = new(names), new(names)
	}))
	plaza, _, err := v.admin.CreateChannel(t.Context(), &model.Channel{TeamId: v.teamID, Type: model.ChannelTypeOpen, Name: "plaza", DisplayName: "Plaza"})
	s.fine(err)
	s.plaza = plaza.Id
	s.anna = s.cast("anna", "de")
	s.env["KIGO_ADMINS"] = "mattermost:" + s.anna.id
	s.pastes(s.does(0, "mattermost", "setup", "--bot", v.bot, "--fix-config"))
	delete(s.env, "KIGO_MATTERMOST_ADMIN_TOKEN")
	bot, _, err := v.admin.GetUserByUsername(t.Context(), v.bot, "")
	s.fine(err)
	s.botID = bot.Id
	s.enter(bot.Id)
	return s
}

func (s *stage) fine(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// configure changes the server's settings.
func (v *venue) configure(change func(*model.Config)) error {
	var c model.Config
	change(&c)
	_, _, err := v.admin.PatchConfig(context.Background(), &c)
	return err
}

// enter makes somebody a member of the plaza.
func (s *stage) enter(userID string) {
	s.t.Helper()
	_, _, err := s.admin.AddChannelMember(s.t.Context(), s.plaza, userID)
	s.fine(err)
}

// start runs `kigo serve`.
func (s *stage) start() {
	s.t.Helper()
	d, err := startDaemon(s.command("serve"))
	s.fine(err)
	s.t.Cleanup(d.kill)
	s.kigo = d
}

// stop ends kigo in good order.
func (s *stage) stop() {
	s.t.Helper()
	s.ends(s.kigo)
}

func (s *stage) ends(d *daemon) {
	s.t.Helper()
	err := d.stop()
	if errors.Is(err, os.ErrProcessDone) && d.cmd.ProcessState.ExitCode() == 0 {
		err = nil // it was told before
	}
	s.fine(err)
	if log := d.errOut.String(); strings.Contains(log, "level=ERROR") {
		s.t.Errorf("kigo's log:\n%s", log)
	}
}

// limit is a context for one step.
func (s *stage) limit() (context.Context, context.CancelFunc) {
	return context.WithTimeout(s.t.Context(), patience)
}

// asBot is a client with kigo's own token.
func (s *stage) asBot() *model.Client4 {
	c := model.NewAPIv4Client(s.url)
	c.SetToken(s.env["KIGO_MATTERMOST_TOKEN"])
	return c
}

// posts are kigo's posts in a channel, oldest first.
func (s *stage) posts(channel string) []string {
	s.t.Helper()
	const page = 200
	var all []string
	for n := 0; ; n++ {
		list, _, err := s.asBot().GetPostsForChannel(s.t.Context(), channel, n, page, "", false, false)
		s.fine(err)
		for _, id := range list.Order {
			if p := list.Posts[id]; p.UserId == s.botID && !p.IsSystemMessage() {
				all = append(all, wording(p))
			}
		}
		if len(list.Order) < page {
			slices.Reverse(all)
			return all
		}
	}
}

// quiet checks what only the emulator tells: nothing that kigo sent was wrong.
func (s *stage) quiet() {
	s.t.Helper()
	if s.emulator == nil {
		return
	}
	for _, o := range s.emulator.Objections() {
		if o.By == s.botID {
			s.t.Errorf("%s: %s", o.Where, o.Reason)
		}
	}
}

// count is how many of the texts begin with what pattern says.
func count(texts []string, pattern string) (n int) {
	begins := regexp.MustCompile(pattern)
	for _, text := range texts {
		if begins.MatchString(text) {
			n++
		}
	}
	return n
}

// percentile is the value below which p of 100 lie.
func percentile[T cmp.Ordered](all []T, p int) T {
	all = slices.Sorted(slices.Values(all))
	return all[min(len(all)-1, len(all)*p/100)]
}

// figures are median and 99th percentile in milliseconds.
func figures(all []time.Duration) (p50, p99 float64) {
	return percentile(all, 50).Seconds() * 1000, percentile(all, 99).Seconds() * 1000
}
