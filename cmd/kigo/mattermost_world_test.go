package main

import (
	"context"
	"os"
	"slices"
	"testing"

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

// mattermostScenes are kigo on the emulator, and on the real server that KIGO_TRIAL_MATTERMOST
// names with an administrator in KIGO_TRIAL_ADMIN, with all that an administrator may allow;
// see docs/performance.md.
func mattermostScenes(t *testing.T) map[string]scene {
	t.Helper()
	all := map[string]scene{}
	for name, square := range squares(t) {
		all[name] = func(t *testing.T) *stage { return square(t).stage }
	}
	return all
}

// squares are the same with what only Mattermost has.
func squares(t *testing.T) map[string]func(*testing.T) *square {
	t.Helper()
	venues := map[string]func(*testing.T) *venue{"emulator": func(t *testing.T) *venue {
		t.Parallel()
		return emulated(t)
	}}
	if at := os.Getenv("KIGO_TRIAL_MATTERMOST"); at != "" {
		t.Logf("played on the emulator and on %s", at)
		venues["real server"] = func(t *testing.T) *venue { return openTrial(t, at) }
	}
	all := map[string]func(*testing.T) *square{}
	for where, open := range venues {
		for how, names := range map[string]bool{"answers with the bot's name": true, "answers as direct messages": false} {
			all[where+", "+how] = func(t *testing.T) *square { return newSquare(t, open(t), names) }
		}
	}
	return all
}

// square is a venue on which kigo is set up by `kigo mattermost setup`, with its plaza.
type square struct {
	*venue
	*stage
	names bool // kigo's name may stand over answers to a slash command
	botID string
	plaza string
}

// newSquare sets kigo up. Its store is the embedded one, or a database on the server that
// KIGO_TEST_MONGODB_URI names.
func newSquare(t *testing.T, v *venue, names bool) *square {
	t.Helper()
	listen := openPort(t)
	s := &square{venue: v, names: names}
	s.stage = &stage{house: s, manners: manners{here: names, refers: true, replaces: !names}, operator: operator{t, t.TempDir(), map[string]string{
		"KIGO_MATTERMOST_URL": v.url, "KIGO_MATTERMOST_TEAM": v.team, "KIGO_MATTERMOST_ADMIN_TOKEN": v.admin.AuthToken,
		"KIGO_PUBLIC_URL": "http://" + listen, "KIGO_LISTEN": listen, "KIGO_SECRET": secret, "KIGO_EMBEDDED_OK": "1",
	}}}
	if uri := os.Getenv(mongotest.URIVariable); uri != "" {
		s.env["KIGO_MONGODB_URI"], s.env["KIGO_MONGODB_DATABASE"] = uri, mongotest.OpenEmpty(t).Name()
	}
	s.fine(s.configure(func(c *model.Config) {
		c.ServiceSettings.EnablePostUsernameOverride, c.ServiceSettings.EnablePostIconOverride = new(names), new(names)
	}))
	plaza, _, err := v.admin.CreateChannel(t.Context(), &model.Channel{TeamId: v.teamID, Type: model.ChannelTypeOpen, Name: "plaza", DisplayName: "Plaza"})
	s.fine(err)
	s.plaza = plaza.Id
	s.anna = s.cast("anna", "de")
	s.env["KIGO_ADMINS"] = "mattermost:" + s.anna.login.(*townsman).id
	s.pastes(s.does(0, "mattermost", "setup", "--bot", v.bot, "--fix-config"))
	delete(s.env, "KIGO_MATTERMOST_ADMIN_TOKEN")
	bot, _, err := v.admin.GetUserByUsername(t.Context(), v.bot, "")
	s.fine(err)
	s.botID = bot.Id
	s.enter(bot.Id)
	return s
}

// configure changes the server's settings.
func (v *venue) configure(change func(*model.Config)) error {
	var c model.Config
	change(&c)
	_, _, err := v.admin.PatchConfig(context.Background(), &c)
	return err
}

// enter makes somebody a member of the plaza.
func (s *square) enter(userID string) {
	s.t.Helper()
	_, _, err := s.admin.AddChannelMember(s.t.Context(), s.plaza, userID)
	s.fine(err)
}

// asBot is a client with kigo's own token.
func (s *square) asBot() *model.Client4 {
	c := model.NewAPIv4Client(s.url)
	c.SetToken(s.env["KIGO_MATTERMOST_TOKEN"])
	return c
}

// posts are kigo's posts in a channel, oldest first.
func (s *square) posts(channel string) []string {
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
func (s *square) quiet() {
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
