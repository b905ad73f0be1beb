package slacktest_test

import (
	"fmt"
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

func TestProfilesTellWhatSlackTells(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	ids := map[string]string{}
	for name, p := range map[string]slacktest.Person{
		"anna":     {RealName: "Anna Muster", DisplayName: "Anna", Email: "anna@kigo.example", Locale: "de-DE", TZ: "Europe/Vienna"},
		"guest":    {Guest: true},
		"single":   {SingleGuest: true},
		"gone":     {Deactivated: true, Email: "gone@kigo.example"},
		"bot":      {Bot: true},
		"stranger": {Stranger: true, Email: "stranger@other.example"},
	} {
		p.Name = name
		ids[name] = s.AddMember(p).ID
	}
	info := func(name string, o ...slack.GetUserInfoOption) *slack.User {
		t.Helper()
		u, err := api.GetUserInfo(ids[name], o...)
		check(t, err)
		return u
	}
	a := info("anna", slack.GetUserInfoOptionIncludeLocale(false))
	if a.Locale != "" || a.TZ != "Europe/Vienna" || a.Profile.Email != "anna@kigo.example" || a.Profile.DisplayName != "Anna" || a.TZOffset == 0 {
		t.Errorf("anna: %+v", a)
	}
	if a := info("anna", slack.GetUserInfoOptionIncludeLocale(true)); a.Locale != "de-DE" {
		t.Errorf("locale %q", a.Locale)
	}
	if u := info("guest"); !u.IsRestricted || u.IsUltraRestricted {
		t.Errorf("guest: %+v", u)
	}
	if u := info("single"); !u.IsRestricted || !u.IsUltraRestricted {
		t.Errorf("single-channel guest: %+v", u)
	}
	if u := info("gone"); !u.Deleted || u.TZ != "" {
		t.Errorf("deactivated: %+v", u)
	}
	if u := info("bot"); !u.IsBot {
		t.Errorf("bot: %+v", u)
	}
	if u := info("stranger"); !u.IsStranger || u.TeamID == s.TeamID {
		t.Errorf("stranger: %+v", u)
	}
	_, err := api.GetUserInfo("U0X")
	want(t, "nobody", code(err), "user_not_found")
	u, err := api.GetUserByEmail("ANNA@kigo.example")
	check(t, err)
	want(t, "by email", u.ID, ids["anna"])
	for _, email := range []string{"gone@kigo.example", "stranger@other.example", "x@kigo.example"} {
		_, err := api.GetUserByEmail(email)
		want(t, email, code(err), "users_not_found")
	}
	all, err := api.GetUsers()
	check(t, err)
	names := map[string]bool{}
	for _, u := range all {
		names[u.Name] = true
	}
	if len(all) != 7 || !names["slackbot"] || !names["gone"] || !names["bot"] || names["stranger"] {
		t.Errorf("users.list: %v", names)
	}
}

func TestFiveThousandPeopleComeInPages(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	s.AddMembers(5000, func(i int) slacktest.Person { return slacktest.Person{Name: fmt.Sprint("p", i)} })
	answer := raw(t, s, "users.list", formType, s.BotToken(), "limit=0")
	if answer["error"] != "limit_required" {
		t.Errorf("without a limit: %v", answer["error"])
	}
	if e := raw(t, s, "users.list", formType, s.BotToken(), "limit=1000")["error"]; e != "invalid_limit" {
		t.Errorf("with 1,000: %v", e)
	}
	if e := raw(t, s, "users.list", formType, s.BotToken(), "limit=2&cursor=abc")["error"]; e != "invalid_cursor" {
		t.Errorf("with a bad cursor: %v", e)
	}
	all, err := s.Client().GetUsers(slack.GetUsersOptionLimit(999))
	check(t, err)
	seen := map[string]bool{}
	for _, u := range all {
		seen[u.ID] = true
	}
	if len(seen) != 5002 || len(all) != 5002 { // with Slackbot and the app's bot
		t.Errorf("%d people, %d of them different", len(all), len(seen))
	}
}
