package mattermost_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
)

// heard waits until everything that was posted so far has been heard and answered: Anna
// asks last, and the adapter finishes what it has taken on.
func (f *fort) heard() {
	f.Helper()
	f.must(f.anna.Message(f.Context(), f.bot.ID, "karte"))
	f.must(f.anna.WaitPost(f.Context(), func(p *model.Post) bool { return f.kigos(p) && p.ChannelId != f.plaza }))
	f.stop()
}

// wantNoEffect fails if any command was run, whatever was said.
func (f *fort) wantNoEffect(attack string) {
	f.Helper()
	f.wantEffects(attack)
}

func TestGuestsAreNotServed(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	guest := f.server.Human("gast", mattermosttest.Guest)
	f.server.Channel("plaza", guest.ID)
	reads := func(p *model.Post, err error) {
		t.Helper()
		if err != nil || !strings.Contains(p.Message, "Gast") {
			t.Errorf("a guest reads %v, %v", p, err)
		}
	}
	f.fine(guest.Slash(f.Context(), f.plaza, "/kigo anmelden forum"))
	reads(guest.WaitEphemeral(f.Context(), nil))
	f.fine(guest.Click(f.Context(), f.shared, "Anmelden"))
	reads(guest.WaitEphemeral(f.Context(), nil))
	f.must(guest.Message(f.Context(), f.bot.ID, "anmelden forum"))
	reads(guest.WaitPost(f.Context(), f.kigos))
	f.must(guest.Post(f.Context(), f.plaza, "@kigo anmelden forum"))
	f.heard()
	f.wantNoEffect("a guest")
}

// A deactivated account acts no more, even with what it has signed just before.
func TestDeactivatedPeopleAreNotServed(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	f.must(f.bert.Message(f.Context(), f.bot.ID, "karte")) // kigo knows Bert's profile
	letter := f.must(f.bert.WaitPost(f.Context(), func(p *model.Post) bool { return f.kigos(p) && p.ChannelId != f.plaza }))
	command, trigger := f.typed("anmelden forum"), f.server.Trigger(f.bert.ID)
	command.Set("user_id", f.bert.ID)
	command.Set("trigger_id", f.server.Trigger(f.bert.ID))
	f.server.SetActive(f.bert.ID, false)
	f.must(f.anna.Message(f.Context(), f.bot.ID, "karte"))
	f.must(f.anna.WaitPost(f.Context(), f.kigos)) // so kigo has heard of it before
	f.forget()
	if got, text := f.call("POST", "/mattermost/command", asForm, []byte(command.Encode())); got != 200 {
		t.Errorf("%d %s", got, text)
	}
	click := model.PostActionIntegrationRequest{
		UserId: f.bert.ID, ChannelId: letter.ChannelId, PostId: letter.Id, TriggerId: trigger, Type: "button",
		Context: map[string]any{"kigo": f.ticket(letter, 0)},
	}
	if got, text := f.call("POST", "/mattermost/action", asJSN, asJSON(click)); got != 200 {
		t.Errorf("%d %s", got, text)
	}
	f.wantNoEffect("a deactivated account")
}

// Another team's command may have kigo's address; its token is another.
func TestAnotherTeamsCommandIsRefused(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	team := f.server.AddTeam("fremd")
	f.server.Join(team.Id, f.mallory.ID, f.anna.ID)
	_, _, err := f.server.Admin().Client.CreateCommand(f.Context(), &model.Command{
		TeamId: team.Id, Trigger: "kigo", Method: "P", URL: f.config.PublicURL + "/mattermost/command",
	})
	f.fine(err)
	direct := f.server.Direct(f.bot.ID, f.anna.ID).Id
	for _, id := range []string{team.Id, strings.Repeat("x", 26)} {
		_, err := f.anna.Client.DoAPIPostJSON(f.Context(), "/commands/execute", model.CommandArgs{ChannelId: direct, TeamId: id, Command: "/kigo anmelden forum"})
		if s := status(err); s != http.StatusInternalServerError && s != http.StatusForbidden {
			t.Errorf("team %s: Anna is shown %v", id, err)
		}
		f.wantNothing("a command of team " + id)
	}
}

// Machines are not listened to, nor people who pretend to be one, nor what was said first
// as something else.
func TestMachinesAndEditsAreNotListenedTo(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	other := f.server.Bot("wetter")
	f.server.Channel("plaza", other.ID)
	machine := model.NewAPIv4Client(f.server.URL)
	machine.SetToken(other.Token)
	for channel, text := range map[string]string{f.plaza: "@kigo anmelden forum", f.server.Direct(f.bot.ID, other.ID).Id: "anmelden forum"} {
		_, _, err := machine.CreatePost(f.Context(), &model.Post{ChannelId: channel, Message: text})
		f.fine(err)
	}
	_, err := machine.DoPostActionWithCookie(f.Context(), f.shared.Id, f.shared.Attachments()[0].Actions[0].Id, "", "")
	f.fine(err)
	for _, prop := range []string{model.PostPropsFromBot, model.PostPropsFromWebhook} {
		p := &model.Post{ChannelId: f.plaza, Message: "@kigo anmelden forum"}
		p.AddProp(prop, "true")
		f.must(f.mallory.Send(f.Context(), p))
	}
	post := f.must(f.mallory.Post(f.Context(), f.plaza, "Moin"))
	f.must(f.mallory.Edit(f.Context(), post, "@kigo anmelden forum"))
	letter := f.must(f.mallory.Message(f.Context(), f.bot.ID, "karte"))
	f.must(f.mallory.Edit(f.Context(), letter, "anmelden forum"))
	f.heard()
	f.wantNoEffect("machines and edits")
}

// Whoever only calls is told what kigo can do, and nobody else is bothered.
func TestAnEmptyMentionIsAnsweredKindly(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"the name": "@kigo", "with blanks": "  @kigo \n ", "with a stop": "@kigo.", "and signs without width": "@kigo \u200b\u2060", "all are called": "@all @kigo",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFort(t)
			before := len(f.server.Notified(f.bert.ID))
			asked := f.must(f.mallory.Post(f.Context(), f.plaza, text))
			answer := f.must(f.mallory.WaitPost(f.Context(), func(p *model.Post) bool { return f.kigos(p) && p.RootId == asked.Id }))
			if answer.Message == "" || len(f.server.Objections()) > 0 {
				t.Errorf("kigo says %q; the server objects: %+v", answer.Message, f.server.Objections())
			}
			for _, p := range f.server.Notified(f.bert.ID)[before:] {
				if p.Id != asked.Id { // what Mallory does herself
					t.Errorf("Bert is called by %q", p.Message)
				}
			}
			f.heard()
			f.wantNoEffect("an empty mention")
		})
	}
}
