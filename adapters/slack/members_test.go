package slack_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

var _ chat.Directory = (*slack.Adapter)(nil)

// Slack takes 20 calls a minute for the list; whoever asks too often is found out by
// newWorld.
func TestMembersOfTheWorkspace(t *testing.T) {
	t.Parallel()
	const crowd, scale = 2100, 20 // 11 pages; the adapter has begun to read them by itself, too
	w := newWorld(t, socketMode, nil, setting{server: []slacktest.Option{slacktest.WithScale(scale)}, before: func(w *world) {
		w.server.AddMembers(crowd, func(i int) slacktest.Person { return slacktest.Person{Name: fmt.Sprint("p", i)} })
		w.config.Rates = slack.DefaultRates.Scaled(scale)
	}})
	ids := map[string]string{}
	for name, p := range map[string]slacktest.Person{
		"anna": {RealName: "Anna Ahrens"}, "guest": {Guest: true}, "gone": {Deactivated: true}, "bot": {Bot: true}, "stranger": {Stranger: true},
	} {
		p.Name = name
		ids[name] = w.server.AddMember(p).ID
	}
	all, err := w.adapter.Members(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	find := func(name string) chat.User {
		i := slices.IndexFunc(all, func(u chat.User) bool { return u.ID == ids[name] })
		if i < 0 {
			return chat.User{}
		}
		return all[i]
	}
	if len(all) < crowd+4 {
		t.Errorf("%d accounts", len(all))
	}
	if u := find("anna"); u.Name != "Anna Ahrens" || u.Deactivated || u.Guest || u.Bot || u.Stranger {
		t.Errorf("anna: %+v", u)
	}
	if !find("guest").Guest || !find("gone").Deactivated || !find("bot").Bot {
		t.Error("guests, bots or those who are switched off look like others")
	}
	if find("stranger").ID != "" {
		t.Error("somebody of another organisation is a member")
	}
	if u, err := w.adapter.Member(t.Context(), ids["anna"]); err != nil || u.Name != "Anna Ahrens" {
		t.Errorf("anna alone: %+v, %v", u, err)
	}
	if u, err := w.adapter.Member(t.Context(), ids["stranger"]); err != nil || !u.Stranger {
		t.Errorf("the stranger alone: %+v, %v", u, err)
	}
	if _, err := w.adapter.Member(t.Context(), "U0NOBODY"); !errors.Is(err, chat.ErrGone) {
		t.Errorf("nobody: %v", err)
	}
}
