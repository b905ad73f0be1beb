package slacktest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

func TestDirectChatsStayTheSame(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	gone := s.AddMember(slacktest.Person{Name: "gone", Deactivated: true})
	other := s.AddMember(slacktest.Person{Name: "other", Bot: true})
	open := func(users ...string) (string, error) {
		c, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: users})
		if err != nil {
			return "", err
		}
		return c.ID, nil
	}
	first, err := open(anna.ID)
	check(t, err)
	again, err := open(anna.ID)
	check(t, err)
	if first != again || first != anna.DM() || first[0] != 'D' {
		t.Errorf("%q, then %q, for her %q", first, again, anna.DM())
	}
	for name, tc := range map[string]struct{ user, want string }{
		"nobody": {"U0X", "user_not_found"}, "deactivated": {gone.ID, "user_disabled"},
		"a bot": {other.ID, "cannot_dm_bot"}, "Slackbot": {"USLACKBOT", "cannot_dm_bot"}, "itself": {s.BotUserID, "user_not_found"},
	} {
		_, err := open(tc.user)
		want(t, name, code(err), tc.want)
	}
	_, err = open()
	want(t, "no users", code(err), "users_list_not_supplied")
	// A message to somebody who is gone is stored, as at Slack (python-slack-sdk#1156).
	_, _, err = api.PostMessage(gone.DM(), text("a"))
	want(t, "a message to somebody who is gone", code(err), "")
}

func TestChannelsAreListedInPages(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	var ids []string
	for i := range 5 {
		ids = append(ids, s.AddChannel(fmt.Sprint("kanal-", i), anna))
	}
	s.AddPrivateChannel("geheim", anna)
	known := s.AddPrivateChannel("bekannt", anna)
	s.Join(known, s.BotUserID)
	s.Archive(ids[4])
	var got []string
	cursor := ""
	for range 10 {
		page, next, err := api.GetConversations(&slack.GetConversationsParameters{
			Cursor: cursor, Limit: 2, ExcludeArchived: true, Types: []string{"public_channel", "private_channel"},
		})
		check(t, err)
		for _, c := range page {
			got = append(got, c.ID)
		}
		if cursor = next; next == "" {
			break
		}
	}
	if w := append(slices.Clone(ids[:4]), known); !slices.Equal(got, w) {
		t.Errorf("got %v, want %v", got, w)
	}
	_, _, err := api.GetConversations(&slack.GetConversationsParameters{Cursor: "x"})
	want(t, "cursor", code(err), "invalid_cursor")
	_, _, err = api.GetConversations(&slack.GetConversationsParameters{Types: []string{"all"}})
	want(t, "types", code(err), "invalid_types")
	_, _, err = api.GetConversations(&slack.GetConversationsParameters{Limit: 1000})
	want(t, "limit", code(err), "invalid_limit")
	info, err := api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: known})
	check(t, err)
	if !info.IsPrivate || !info.IsMember || info.Name != "bekannt" {
		t.Errorf("info: %+v", info)
	}
	members, _, err := api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: known})
	check(t, err)
	if !slices.Equal(members, []string{anna.ID, s.BotUserID}) {
		t.Errorf("members: %v", members)
	}
	_, err = api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: ids[0]})
	want(t, "history of others", code(err), "not_in_channel")
}

func TestHistoryHasBoundsAndPages(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	dm := anna.DM()
	var ts []string
	for i := range 5 {
		id, err := anna.Say(dm, fmt.Sprint("Nachricht ", i))
		check(t, err)
		ts = append(ts, id)
	}
	history := func(p slack.GetConversationHistoryParameters) []string {
		t.Helper()
		p.ChannelID = dm
		h, err := api.GetConversationHistory(&p)
		check(t, err)
		var out []string
		for _, m := range h.Messages {
			out = append(out, m.Timestamp)
		}
		return out
	}
	for name, tc := range map[string]struct {
		p    slack.GetConversationHistoryParameters
		want []string
	}{
		"all":          {slack.GetConversationHistoryParameters{}, []string{ts[4], ts[3], ts[2], ts[1], ts[0]}},
		"after one":    {slack.GetConversationHistoryParameters{Oldest: ts[3]}, []string{ts[4]}},
		"from one on":  {slack.GetConversationHistoryParameters{Oldest: ts[3], Inclusive: true}, []string{ts[4], ts[3]}},
		"before one":   {slack.GetConversationHistoryParameters{Latest: ts[1]}, []string{ts[0]}},
		"exactly one":  {slack.GetConversationHistoryParameters{Latest: ts[2], Oldest: ts[2], Inclusive: true}, []string{ts[2]}},
		"the last two": {slack.GetConversationHistoryParameters{Limit: 2}, []string{ts[4], ts[3]}},
		"since long":   {slack.GetConversationHistoryParameters{Oldest: "1"}, []string{ts[4], ts[3], ts[2], ts[1], ts[0]}},
	} {
		if got := history(tc.p); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
	_, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: dm, Oldest: "gestern"})
	want(t, "no time", code(err), "invalid_ts_oldest")
	first, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: dm, Limit: 3})
	check(t, err)
	if !first.HasMore {
		t.Error("there are more")
	}
	if got := history(slack.GetConversationHistoryParameters{Limit: 3, Cursor: first.ResponseMetaData.NextCursor}); !slices.Equal(got, []string{ts[1], ts[0]}) {
		t.Errorf("the second page is %v", got)
	}
}

func TestReactionsAndUnfurls(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	ts, err := anna.Say(anna.DM(), "Siehe <https://kigo.example/x>")
	check(t, err)
	check(t, api.AddReaction("eyes", slack.NewRefToMessage(anna.DM(), ts)))
	want(t, "twice", code(api.AddReaction("eyes", slack.NewRefToMessage(anna.DM(), ts))), "already_reacted")
	want(t, "no message", code(api.AddReaction("eyes", slack.NewRefToMessage(anna.DM(), "1.1"))), "message_not_found")
	unfurl := func(link string) string {
		_, _, _, err := api.UnfurlMessage(anna.DM(), ts, map[string]slack.Attachment{link: {Text: "Vorschau"}})
		return code(err)
	}
	want(t, "another domain", unfurl("https://evil.example/"), "cannot_unfurl_url")
	want(t, "a link that is not there", unfurl("https://kigo.example/y"), "cannot_unfurl_message")
	want(t, "the link", unfurl("https://kigo.example/x"), "")
	link, err := api.GetPermalink(&slack.PermalinkParameters{Channel: anna.DM(), Ts: ts})
	check(t, err)
	if link == "" {
		t.Error("no permalink")
	}
}
