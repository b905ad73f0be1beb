package mattermosttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// The rules are tested on the emulator; with KIGO_TEST_MATTERMOST set to
// "http://host:port admin password" those that need nothing but the API are tested on that
// server, which must allow callbacks to 127.0.0.1, bot creation and overrides.

// bench is a server with an administrator, a team, a bot and people, all of the test's own.
type bench struct {
	t     *testing.T
	ctx   context.Context
	url   string
	s     *Server // nil where it is a real server
	admin *model.Client4
	team  *model.Team
	bot   *model.Client4
	botID string
	name  string // of the bot
	token string // of the bot
}

var target = strings.Fields(os.Getenv("KIGO_TEST_MATTERMOST"))

// overrides are settings that most tests want.
func overrides(c *Settings) {
	LoopbackAllowed(c)
	c.EnablePostUsernameOverride, c.EnablePostIconOverride = true, true
}

// start opens the bench on the emulator, or on the real server.
func start(t *testing.T) *bench {
	t.Helper()
	t.Parallel()
	if len(target) != 3 {
		return onEmulator(t)
	}
	b := &bench{t: t, ctx: limited(t), url: target[0]}
	b.admin = model.NewAPIv4Client(b.url)
	_, _, err := b.admin.Login(b.ctx, target[1], target[2])
	b.ok(err)
	b.furnish()
	return b
}

// emulated opens the bench on the emulator for what can't be tried on a server of others.
func emulated(t *testing.T, options ...Option) *bench {
	t.Helper()
	t.Parallel()
	if len(target) == 3 {
		t.Skip("only on the emulator")
	}
	return onEmulator(t, options...)
}

func onEmulator(t *testing.T, options ...Option) *bench {
	t.Helper()
	s := Start(t, append([]Option{With(overrides)}, options...)...)
	b := &bench{t: t, ctx: limited(t), url: s.URL, s: s, admin: model.NewAPIv4Client(s.URL)}
	_, _, err := b.admin.Login(b.ctx, "admin", Password)
	b.ok(err)
	b.furnish()
	return b
}

func limited(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func (b *bench) furnish() {
	b.t.Helper()
	var err error
	b.team, _, err = b.admin.CreateTeam(b.ctx, &model.Team{Name: unique("team"), DisplayName: "Team", Type: model.TeamOpen})
	b.ok(err)
	b.botID, b.name, b.token = b.newBot()
	b.bot = b.client(b.token)
	_, _, err = b.admin.AddTeamMember(b.ctx, b.team.Id, b.botID)
	b.ok(err)
	b.t.Cleanup(func() { _, _ = b.admin.SoftDeleteTeam(context.Background(), b.team.Id) })
}

// newBot makes a bot that is in no team.
func (b *bench) newBot() (id, name, token string) {
	b.t.Helper()
	bot, _, err := b.admin.CreateBot(b.ctx, &model.Bot{Username: unique("bot"), DisplayName: "Bot"})
	b.ok(err)
	b.t.Cleanup(func() { _, _, _ = b.admin.DisableBot(context.Background(), bot.UserId) })
	t, _, err := b.admin.CreateUserAccessToken(b.ctx, bot.UserId, "test", 0)
	b.ok(err)
	return bot.UserId, bot.Username, t.Token
}

func (b *bench) client(token string) *model.Client4 {
	c := model.NewAPIv4Client(b.url)
	c.SetToken(token)
	return c
}

// human makes a person who is in the team; their socket is open.
func (b *bench) human() *Human {
	b.t.Helper()
	h := b.stranger()
	_, _, err := b.admin.AddTeamMember(b.ctx, b.team.Id, h.ID)
	b.ok(err)
	h.team = b.team.Id
	b.ok(h.connect())
	b.t.Cleanup(h.leave)
	return h
}

// stranger makes a person without a team or socket.
func (b *bench) stranger() *Human {
	b.t.Helper()
	name := unique("bert")
	u, _, err := b.admin.CreateUser(b.ctx, &model.User{Username: name, Email: name + "@stadt.example", Password: Password})
	b.ok(err)
	b.t.Cleanup(func() { _, _ = b.admin.DeleteUser(context.Background(), u.Id) })
	c := model.NewAPIv4Client(b.url)
	_, _, err = c.Login(b.ctx, name, Password)
	b.ok(err)
	h := newHuman(b.url, u.Id, name, c.AuthToken, "")
	h.Client.HTTPClient = &http.Client{} // they post a lot
	return h
}

// channel makes a channel with members.
func (b *bench) channel(kind model.ChannelType, ids ...string) *model.Channel {
	b.t.Helper()
	ch, _, err := b.admin.CreateChannel(b.ctx, &model.Channel{TeamId: b.team.Id, Type: kind, Name: unique("ch"), DisplayName: "Channel"})
	b.ok(err)
	for _, id := range ids {
		_, _, err := b.admin.AddChannelMember(b.ctx, ch.Id, id)
		b.ok(err)
	}
	return ch
}

// plaza is a public channel with the bot and these people.
func (b *bench) plaza(people ...*Human) *model.Channel {
	b.t.Helper()
	ids := []string{b.botID}
	for _, h := range people {
		ids = append(ids, h.ID)
	}
	return b.channel(model.ChannelTypeOpen, ids...)
}

// direct is the direct channel of the bot and a person.
func (b *bench) direct(h *Human) *model.Channel {
	b.t.Helper()
	ch, _, err := b.bot.CreateDirectChannel(b.ctx, b.botID, h.ID)
	b.ok(err)
	return ch
}

// restart restarts the emulator; what is asked next gets a new connection.
func (b *bench) restart() {
	b.t.Helper()
	b.s.Restart()
	http.DefaultClient.CloseIdleConnections()
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// refused checks status and id of an error; "" is any id.
func (b *bench) refused(err error, status int, id string) {
	b.t.Helper()
	var app *model.AppError
	if !errors.As(err, &app) {
		b.t.Fatalf("want %d %s, got %v", status, id, err)
	}
	if app.StatusCode != status || id != "" && app.Id != id {
		b.t.Errorf("want %d %s, got %d %s", status, id, app.StatusCode, app.Id)
	}
}

func (b *bench) say(channelID, text string) *model.Post {
	b.t.Helper()
	return b.post(&model.Post{ChannelId: channelID, Message: text})
}

// post posts as the bot.
func (b *bench) post(p *model.Post) *model.Post {
	b.t.Helper()
	out, _, err := b.bot.CreatePost(b.ctx, p)
	b.ok(err)
	return out
}

var (
	counter sync.Mutex
	serial  int
	run     = fmt.Sprintf("%x", time.Now().UnixMilli()%1e9)
)

func unique(what string) string {
	counter.Lock()
	defer counter.Unlock()
	serial++
	return fmt.Sprintf("%s%s%d", what, run, serial)
}
