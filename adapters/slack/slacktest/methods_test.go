package slacktest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

// raw posts to a method and returns the answer.
func raw(t *testing.T, s *slacktest.Server, method, contentType, bearer, body string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+method, strings.NewReader(body))
	check(t, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	resp, err := http.DefaultClient.Do(r)
	check(t, err)
	defer resp.Body.Close()
	var answer map[string]any
	data, err := io.ReadAll(resp.Body)
	check(t, err)
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatalf("%s answers %q", method, data)
	}
	return answer
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json; charset=utf-8"
)

func TestTokensAndArgumentsAreCheckedAsSlackDoes(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	bot, app := s.BotToken(), s.AppToken()
	for name, tc := range map[string]struct{ method, kind, bearer, body, want string }{
		"no token":                          {"auth.test", formType, "", "a=b", "not_authed"},
		"an unknown token":                  {"auth.test", formType, "", "token=xoxb-2", "invalid_auth"},
		"a token in a form":                 {"auth.test", formType, "", "token=" + bot, ""},
		"a token in the header":             {"auth.test", formType, bot, "", ""},
		"the app's token for a bot method":  {"auth.test", formType, app, "", "not_allowed_token_type"},
		"the bot's token for a connection":  {"apps.connections.open", jsonType, bot, "", "not_allowed_token_type"},
		"the app's token for a connection":  {"apps.connections.open", jsonType, app, "", ""},
		"JSON with the token in the body":   {"auth.test", jsonType, "", `{"token":"` + bot + `"}`, "not_authed"},
		"JSON that is none":                 {"chat.postMessage", jsonType, bot, `{`, "invalid_json"},
		"JSON that is no object":            {"chat.postMessage", jsonType, bot, `[]`, "json_not_object"},
		"JSON for a method with forms only": {"users.info", jsonType, bot, `{"user":"` + s.BotUserID + `"}`, "user_not_found"},
		"no type of content":                {"auth.test", "", bot, "a", "missing_post_type"},
		"another type of content":           {"auth.test", "text/plain", bot, "a", "invalid_post_type"},
		"a method that there is not":        {"chat.scheduleMessage", formType, bot, "", "unknown_method"},
		"a method of the real-time past":    {"rtm.start", formType, bot, "", "unknown_method"},
		"api.test":                          {"api.test", formType, "", "error=my_error", "my_error"},
	} {
		got, _ := raw(t, s, tc.method, tc.kind, tc.bearer, tc.body)["error"].(string)
		want(t, name, got, tc.want)
	}
	resp, err := http.Get(s.APIURL() + "auth.test?token=" + url.QueryEscape(bot)) // not in an address
	check(t, err)
	defer resp.Body.Close()
	if data, _ := io.ReadAll(resp.Body); !strings.Contains(string(data), "not_authed") {
		t.Errorf("a token in the address: %s", data)
	}
}

func TestScopesAreThoseOfTheManifest(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithScopes("commands", "channels:read"))
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	channel := s.AddPrivateChannel("rat")
	s.Join(channel, s.BotUserID)
	calls := map[string]func() error{
		"chat:write":       func() error { _, _, err := api.PostMessage(anna.ID, text("a")); return err },
		"users:read":       func() error { _, err := api.GetUserInfo(anna.ID); return err },
		"users:read.email": func() error { _, err := api.GetUserByEmail("a@a.example"); return err },
		"im:write": func() error {
			_, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{anna.ID}})
			return err
		},
		"groups:history": func() error {
			_, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: channel})
			return err
		},
		"groups:read": func() error {
			_, _, err := api.GetConversations(&slack.GetConversationsParameters{Types: []string{"private_channel"}})
			return err
		},
		"team:read":       func() error { _, err := api.GetTeamInfo(); return err },
		"reactions:write": func() error { return api.AddReaction("eyes", slack.NewRefToMessage(channel, "1.1")) },
		"files:write": func() error {
			_, err := api.UploadFile(slack.UploadFileParameters{Filename: "a.png", Content: "a", FileSize: 1})
			return err
		},
	}
	for scope, call := range calls {
		err := call()
		if c := code(err); c != "missing_scope" {
			t.Errorf("without %s: %v", scope, err)
		}
		var answer slack.SlackErrorResponse
		if asError(err, &answer) && (answer.Needed != scope || answer.Provided != "commands,channels:read") {
			t.Errorf("needed %q, provided %q, want %q", answer.Needed, answer.Provided, scope)
		}
	}
	if _, _, err := api.GetConversations(&slack.GetConversationsParameters{}); err != nil {
		t.Errorf("public channels need channels:read only: %v", err)
	}
}

func TestAnUninstalledAppIsLockedOut(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithLimit("apps.uninstall", 2))
	api := s.Client()
	for _, c := range []string{"token_revoked", "account_inactive", "invalid_auth"} {
		s.RevokeTokens(c)
		_, err := api.AuthTest()
		want(t, "revoked", code(err), c)
	}
	s.RevokeTokens("")
	a, err := api.AuthTest()
	check(t, err)
	if a.UserID != s.BotUserID || a.TeamID != s.TeamID || a.BotID != s.BotID {
		t.Errorf("auth.test: %+v", a)
	}
	team, err := api.GetTeamInfo()
	check(t, err)
	want(t, "team", team.ID, s.TeamID)
	bot, err := api.GetBotInfo(slack.GetBotInfoParameters{Bot: s.BotID})
	check(t, err)
	want(t, "bot", bot.UserID, s.BotUserID)
	want(t, "wrong secret", code(api.UninstallApp("1.1", "x")), "bad_client_secret")
	check(t, api.UninstallApp(slacktest.ClientID, slacktest.ClientSecret))
	_, err = api.AuthTest()
	want(t, "uninstalled", code(err), "account_inactive")
}

func TestATokenCanBeRevoked(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	_, err := s.Client().SendAuthRevoke("")
	check(t, err)
	_, err = s.Client().AuthTest()
	want(t, "revoked", code(err), "token_revoked")
}

func TestBlocksValidateAnswersAsSlackDoes(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	for name, tc := range map[string]struct{ args, want, pointer string }{
		"good blocks": {"blocks=" + url.QueryEscape(`[{"type":"divider"}]`), "", ""},
		"bad blocks":  {"blocks=" + url.QueryEscape(`[{"type":"header","text":{"type":"mrkdwn","text":"a"}}]`), "invalid_blocks", "/0/text/type"},
		"a message":   {"message=" + url.QueryEscape(`{"blocks":[{"type":"x"}]}`), "invalid_message", "/blocks/0/type"},
		"a view":      {"view=" + url.QueryEscape(`{"type":"modal","title":{"type":"plain_text","text":""},"blocks":[]}`), "invalid_view", "/title/text"},
		"two at once": {"view=1&blocks=[]", "invalid_arguments", ""},
		"none":        {"", "invalid_arguments", ""},
		"broken JSON": {"blocks=[", "invalid_json", ""},
	} {
		answer := raw(t, s, "blocks.validate", formType, "", tc.args)
		got, _ := answer["error"].(string)
		want(t, name, got, tc.want)
		if tc.pointer == "" {
			continue
		}
		first := answer["errors"].([]any)[0].(map[string]any)
		if first["pointer"] != tc.pointer || first["code"] == "" || first["message"] == "" || first["constraint"] == nil {
			t.Errorf("%s: %v", name, first)
		}
	}
}
