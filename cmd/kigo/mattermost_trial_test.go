package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/bot/people"
)

// trial is a real server; one test at a time has it, as settings are everybody's.
var trial sync.Mutex

// trialPassword is that of the people whom trials make.
const trialPassword = "Us3r-Trial-2026!"

// openTrial gives the test a team of its own on a real server. What it changes there for all
// is changed back, and everybody whom it made is deactivated at the end.
func openTrial(t *testing.T, url string) *venue {
	t.Helper()
	trial.Lock()
	t.Cleanup(trial.Unlock)
	name, password, ok := strings.Cut(os.Getenv("KIGO_TRIAL_ADMIN"), ":")
	if !ok {
		t.Fatal("KIGO_TRIAL_ADMIN is not set: use user:password of a system administrator")
	}
	ctx := context.Background()
	admin := model.NewAPIv4Client(url)
	if _, _, err := admin.Login(ctx, name, password); err != nil {
		t.Fatal(err)
	}
	run := people.RandomID()
	v := &venue{url: url, team: "trial-" + run, admin: admin, bot: "kigo-" + run}
	before, _, err := admin.GetConfig(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := v.configure(func(c *model.Config) {
			c.ServiceSettings.EnablePostUsernameOverride = before.ServiceSettings.EnablePostUsernameOverride
			c.ServiceSettings.EnablePostIconOverride = before.ServiceSettings.EnablePostIconOverride
			c.ServiceSettings.EnableBotAccountCreation = before.ServiceSettings.EnableBotAccountCreation
			c.ServiceSettings.AllowedUntrustedInternalConnections = before.ServiceSettings.AllowedUntrustedInternalConnections
			c.TeamSettings.MaxUsersPerTeam = before.TeamSettings.MaxUsersPerTeam
		})
		_, err2 := admin.Logout(ctx)
		if err := errors.Join(err, err2); err != nil {
			t.Error(err)
		}
	})
	if err := v.configure(func(c *model.Config) { c.TeamSettings.MaxUsersPerTeam = new(1000) }); err != nil {
		t.Fatal(err)
	}
	team, _, err := admin.CreateTeam(ctx, &model.Team{Name: v.team, DisplayName: v.team, Type: model.TeamOpen})
	if err != nil {
		t.Fatal(err)
	}
	v.teamID = team.Id
	t.Cleanup(func() {
		if bot, _, err := admin.GetUserByUsername(ctx, v.bot, ""); err == nil {
			_, _, _ = admin.DisableBot(ctx, bot.Id)
		}
		_, _ = admin.SoftDeleteTeam(ctx, team.Id)
	})
	v.person = func(name, locale string) human { return v.settle(t, name, locale) }
	return v
}

// settle makes a person of the server, or wakes one of an earlier trial, and opens their app.
func (v *venue) settle(t *testing.T, name, locale string) *resident {
	t.Helper()
	ctx := context.Background()
	user := "trial-" + name
	u, _, err := v.admin.GetUserByUsername(ctx, user, "")
	if err == nil {
		_, err1 := v.admin.UpdateUserActive(ctx, u.Id, true)
		_, err2 := v.admin.UpdateUserPassword(ctx, u.Id, "", trialPassword)
		_, _, err3 := v.admin.PatchUser(ctx, u.Id, &model.UserPatch{Locale: &locale})
		err = errors.Join(err1, err2, err3)
	} else {
		u, _, err = v.admin.CreateUser(ctx, &model.User{
			Username: user, Email: user + "@trial.example", Password: trialPassword,
			FirstName: strings.ToUpper(name[:1]) + name[1:], LastName: "Beispiel", Locale: locale,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = v.admin.DeleteUser(ctx, u.Id) })
	if _, _, err := v.admin.AddTeamMember(ctx, v.teamID, u.Id); err != nil {
		t.Fatal(err)
	}
	c := model.NewAPIv4Client(v.url)
	if _, _, err := c.Login(ctx, user, trialPassword); err != nil {
		t.Fatal(err)
	}
	r := &resident{
		Human: &mattermosttest.Human{ID: u.Id, Name: user, Token: c.AuthToken, Client: c},
		team:  v.teamID, changed: make(chan struct{}),
	}
	r.connect(t, v.url)
	return r
}

// resident is a person of a real server: a mattermosttest.Human with a team and a WebSocket
// of a server that is not the emulator.
type resident struct {
	*mattermosttest.Human
	team string

	mu      sync.Mutex
	here    string // the channel that is open in the app
	events  []mattermosttest.Event
	seen    []bool
	changed chan struct{} // closed and made anew when an event comes
}

// Slash runs a slash command.
func (r *resident) Slash(ctx context.Context, channelID, line string) error {
	r.open(channelID)
	resp, err := r.Client.DoAPIPostJSON(ctx, "/commands/execute", model.CommandArgs{ChannelId: channelID, TeamId: r.team, Command: line})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Click presses a button.
func (r *resident) Click(ctx context.Context, p *model.Post, label string) error {
	r.open(p.ChannelId)
	return r.Human.Click(ctx, p, label)
}

// SubmitDialog sends a form from the open channel.
func (r *resident) SubmitDialog(ctx context.Context, d *mattermosttest.Dialog, values map[string]any) (*model.SubmitDialogResponse, error) {
	r.mu.Lock()
	in := model.SubmitDialogRequest{
		URL: d.URL, CallbackId: d.CallbackId, State: d.State, ChannelId: r.here, TeamId: r.team, Submission: values,
	}
	r.mu.Unlock()
	return r.Submit(ctx, in)
}

func (r *resident) open(channelID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.here = channelID
}

// connect opens the WebSocket until the test ends.
func (r *resident) connect(t *testing.T, url string) {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(strings.Replace(url, "http", "ws", 1)+"/api/v4/websocket", map[string][]string{"Authorization": {"Bearer " + r.Token}})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m struct {
				Event string         `json:"event"`
				Data  map[string]any `json:"data"`
			}
			if conn.ReadJSON(&m) != nil {
				return
			}
			r.hear(mattermosttest.Event{Type: m.Event, Data: m.Data})
		}
	}()
	t.Cleanup(func() {
		_ = conn.Close()
		<-done
	})
	first, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := r.Wait(first, func(e mattermosttest.Event) bool { return e.Type == "hello" }); err != nil {
		t.Fatal(err)
	}
}

func (r *resident) hear(e mattermosttest.Event) {
	if text, ok := e.Data["post"].(string); ok {
		_ = json.Unmarshal([]byte(text), &e.Post)
	}
	if text, ok := e.Data["dialog"].(string); ok {
		var in model.OpenDialogRequest
		if json.Unmarshal([]byte(text), &in) == nil {
			e.Dialog = &mattermosttest.Dialog{URL: in.URL, TriggerID: in.TriggerId, Dialog: in.Dialog}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events, r.seen = append(r.events, e), append(r.seen, false)
	close(r.changed)
	r.changed = make(chan struct{})
}

// Wait returns the first event that fits and that no other wait has returned yet.
func (r *resident) Wait(ctx context.Context, fits func(mattermosttest.Event) bool) (mattermosttest.Event, error) {
	for from := 0; ; {
		r.mu.Lock()
		for ; from < len(r.events); from++ {
			if !r.seen[from] && fits(r.events[from]) {
				r.seen[from] = true
				e := r.events[from]
				r.mu.Unlock()
				return e, nil
			}
		}
		changed := r.changed
		r.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return mattermosttest.Event{}, fmt.Errorf("%s waited in vain among %d events: %w", r.Name, from, ctx.Err())
		}
	}
}
