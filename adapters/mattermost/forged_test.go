package mattermost_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
)

// Anybody can post a button with kigo's address. Anna clicks Mallory's, so that what kigo
// gets is a genuine click of hers.
func TestAStrangersButtonHasNoEffect(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	f.must(f.mallory.Message(f.Context(), f.bot.ID, "karte"))
	own := f.ticket(f.must(f.mallory.WaitPost(f.Context(), func(p *model.Post) bool { return p.ChannelId != f.plaza && f.kigos(p) })), 0)
	f.forget()
	everybodys := f.ticket(f.shared, 0)
	words, mac, _ := strings.Cut(everybodys, ".")
	unsigned := base64.RawURLEncoding.EncodeToString(asJSON(map[string]any{"l": "anmelden workshop", "u": f.anna.ID, "x": time.Now().Add(time.Hour).Unix()}))
	doctor := mattermost.DoctorButton([]byte("another secret of thirty-two byte"), f.config.PublicURL, "nonce", time.Now().Add(time.Hour))
	for name, context := range map[string]map[string]any{
		"no context":                 nil,
		"a command line":             {"kigo": "anmelden forum", "line": "anmelden forum", "l": "anmelden forum"},
		"a number":                   {"kigo": 17},
		"an object":                  {"kigo": map[string]any{"l": "anmelden forum", "u": f.anna.ID}},
		"a list":                     {"kigo": []string{everybodys}},
		"true":                       {"kigo": true},
		"nothing in it":              {"kigo": ""},
		"a dot":                      {"kigo": "."},
		"words without a signature":  {"kigo": unsigned},
		"an empty signature":         {"kigo": unsigned + "."},
		"another ticket's signature": {"kigo": unsigned + "." + mac},
		"its words, cut short":       {"kigo": words[:len(words)-4] + "." + mac},
		"blanks around a ticket":     {"kigo": " " + everybodys + "\n"},
		"an upper-case key":          {"KIGO": everybodys},
		"a ticket copied from a post for everybody, under another label": {"kigo": everybodys},
		"a select's, too":                   {"kigo": f.ticket(f.shared, 1)},
		"a form's state":                    {"kigo": f.form.State},
		"a doctor's of another secret":      doctor.Context,
		"more than the server lets through": {"kigo": strings.Repeat("A", 100_000)},
	} {
		for _, kind := range []string{model.PostActionTypeButton, model.PostActionTypeSelect} {
			err := f.anna.Act(f.Context(), f.lure(kind, context), "kaffee", "workshop", "")
			if status(err) != http.StatusBadRequest {
				t.Errorf("%s, as a %s: Anna is shown %v", name, kind, err)
			}
			f.wantNothing(name + ", as a " + kind)
		}
	}
	// Mallory's own ticket is one of kigo's, and says so.
	f.fine(f.anna.Act(f.Context(), f.lure(model.PostActionTypeButton, map[string]any{"kigo": own}), "kaffee", "", ""))
	if p, err := f.anna.WaitEphemeral(f.Context(), nil); err != nil || !strings.Contains(p.Message, "gehört zu einer Nachricht an jemand anderen") {
		t.Errorf("Anna reads %v, %v", p, err)
	}
	f.wantNothing("Mallory's own ticket")

	f.fine(f.anna.Click(f.Context(), f.shared, "Anmelden"))
	f.fine(f.anna.Choose(f.Context(), f.letter, "Wohin?", "Workshop"))
	f.wantEffects("genuine clicks", f.anna.ID+": anmelden forum", f.anna.ID+": anmelden workshop")
}

// What is Anna's alone is nobody else's to use.
func TestAPersonalPostIsUsedByItsPersonOnly(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	button := f.whispered.Attachments()[0].Actions[0]
	others := func(name string) {
		t.Helper()
		if p, err := f.bert.WaitEphemeral(f.Context(), nil); err != nil || !strings.Contains(p.Message, "gehört zu einer Nachricht an jemand anderen") {
			t.Errorf("%s: Bert reads %v, %v", name, p, err)
		}
		f.wantNothing(name)
	}
	f.fine(f.bert.Act(f.Context(), f.whispered, button.Id, "", button.Cookie))
	others("a cookie replayed by another member of the channel")
	f.fine(f.bert.Act(f.Context(), f.whispered, f.whispered.Attachments()[0].Actions[1].Id, "workshop", f.whispered.Attachments()[0].Actions[1].Cookie))
	others("a select's")
	if err := f.bert.Act(f.Context(), f.letter, f.letter.Attachments()[0].Actions[0].Id, "", ""); status(err) != http.StatusForbidden {
		t.Errorf("Bert clicks what he can't read: %v", err)
	}
	f.wantNothing("a click on somebody else's direct message")
	stranger := f.server.Human("stranger", mattermosttest.Stranger)
	if err := stranger.Act(f.Context(), f.whispered, button.Id, "", button.Cookie); status(err) != http.StatusForbidden {
		t.Errorf("a cookie replayed from outside the team: %v", err)
	}
	f.wantNothing("a cookie replayed from outside the team")
	f.fine(f.anna.Act(f.Context(), f.whispered, button.Id, "", button.Cookie))
	f.wantEffects("Anna's own click", f.anna.ID+": anmelden forum")
}

// A dialog can be sent without ever having been opened, with any state, to any address.
func TestAForgedDialogHasNoEffect(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	values := map[string]any{"title": "Überfall"}
	at := func(path, state string) model.SubmitDialogRequest {
		return model.SubmitDialogRequest{
			Type: "dialog_submission", URL: f.config.PublicURL + path, CallbackId: "kigo", State: state, ChannelId: f.plaza,
			TeamId: f.server.Team().Id, Submission: values, UserId: f.anna.ID,
		}
	}
	const dialog, action, command = "/mattermost/dialog", "/mattermost/action", "/mattermost/command"
	for name, in := range map[string]model.SubmitDialogRequest{
		"that was never opened":           at(dialog, ""),
		"with a command line for state":   at(dialog, "speichern fest"),
		"with a button's ticket":          at(dialog, f.ticket(f.shared, 0)),
		"with a personal button's ticket": at(dialog, f.ticket(f.letter, 0)),
		"with a changed state":            at(dialog, "A"+f.form.State[1:]),
		"at the address of clicks":        at(action, f.form.State),
		"at the address of commands":      at(command, f.form.State),
	} {
		if _, err := f.mallory.Submit(f.Context(), in); status(err) != http.StatusBadRequest {
			t.Errorf("%s: Mallory is shown %v", name, err)
		}
		f.wantNothing(name)
	}
	answer, err := f.mallory.Submit(f.Context(), at(dialog, f.form.State))
	if err != nil || !strings.Contains(answer.Error, "an jemand anderen") {
		t.Errorf("Anna's form, sent by Mallory: %+v, %v", answer, err)
	}
	f.wantNothing("Anna's form, sent by Mallory")
	cancelled := at(dialog, f.form.State)
	cancelled.Cancelled = true
	_, err = f.anna.Submit(f.Context(), cancelled)
	f.fine(err)
	_, err = f.anna.LookUp(f.Context(), f.form, "title", "x")
	f.wantNothing(fmt.Sprint("a cancelled form, and a search for options: ", err))
	_, err = f.anna.SubmitDialog(f.Context(), f.form, values)
	f.fine(err)
	f.wantEffects("Anna's form", f.anna.ID+": speichern fest")
}

// TestWhatIsTooOldIsRefused, kindly where it is kigo's own.
func TestWhatIsTooOldIsRefused(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	for name, tc := range map[string]struct {
		path    string
		passed  time.Duration
		trigger time.Duration // after now
		body    func(trigger string) any
		status  int
		says    string
	}{
		"a button after more than a year": {"action", 366 * 24 * time.Hour, 366 * 24 * time.Hour, f.clickOn(f.letter.Id, f.ticket(f.letter, 0)), 200, "zu alt"},
		"a button of everybody's":         {"action", 366 * 24 * time.Hour, 366 * 24 * time.Hour, f.clickOn(f.shared.Id, f.ticket(f.shared, 0)), 200, "zu alt"},
		"a form on the day after":         {"dialog", 25 * time.Hour, 0, func(string) any { return f.sent(f.form.State) }, 200, "zu alt"},
		"a click a minute ago":            {"action", time.Hour, 59*time.Minute - time.Second, f.clickOn(f.letter.Id, f.ticket(f.letter, 0)), 403, ""},
		"a click in the future":           {"action", 0, time.Minute, f.clickOn(f.letter.Id, f.ticket(f.letter, 0)), 403, ""},
	} {
		later := f.config
		later.Now = func() time.Time { return time.Now().Add(tc.passed) }
		r := httptest.NewRequest(http.MethodPost, "/mattermost/"+tc.path, strings.NewReader(string(asJSON(tc.body(f.server.TriggerAt(f.anna.ID, time.Now().Add(tc.trigger)))))))
		r.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		mattermost.New(later).Routes().ServeHTTP(w, r)
		if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.says) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		f.wantNothing(name)
	}
}

// clickOn is Anna's click with a ticket, as the server tells it.
func (f *fort) clickOn(post, ticket string) func(trigger string) any {
	return func(trigger string) any {
		return model.PostActionIntegrationRequest{
			UserId: f.anna.ID, ChannelId: f.plaza, PostId: post, Type: model.PostActionTypeButton, TriggerId: trigger,
			Context: map[string]any{"kigo": ticket},
		}
	}
}

func (f *fort) sent(state string) any {
	return model.SubmitDialogRequest{Type: "dialog_submission", UserId: f.anna.ID, ChannelId: f.plaza, State: state, Submission: map[string]any{"title": "Fest"}}
}

// typed is Anna's command, as the server tells it.
func (f *fort) typed(text string) url.Values {
	return url.Values{
		"token": {f.config.CommandToken}, "user_id": {f.anna.ID}, "channel_id": {f.plaza}, "team_id": {f.server.Team().Id},
		"command": {"/kigo"}, "text": {text}, "trigger_id": {f.server.Trigger(f.anna.ID)},
	}
}
