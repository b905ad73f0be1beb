package slacktest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

func asError(err error, target *slack.SlackErrorResponse) bool { return errors.As(err, target) }

func header(s string) slack.MsgOption {
	return slack.MsgOptionBlocks(slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", s, false, false)))
}

func sections(n, length int) slack.MsgOption {
	var blocks []slack.Block
	for range n {
		blocks = append(blocks, slack.NewSectionBlock(slack.NewTextBlockObject("plain_text", strings.Repeat("ö", length), false, false), nil, nil))
	}
	return slack.MsgOptionBlocks(blocks...)
}

func metadata(kind string, payload map[string]any) slack.MsgOption {
	return slack.MsgOptionMetadata(slack.SlackMetadata{EventType: kind, EventPayload: payload})
}

func TestPostingIsRefusedAsSlackDoes(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithPostBurst(50))
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	open, closed, old := s.AddChannel("offen", anna), s.AddPrivateChannel("zu", anna), s.AddChannel("alt", anna)
	s.Join(old, s.BotUserID)
	s.Archive(old)
	for name, tc := range map[string]struct {
		channel string
		option  slack.MsgOption
		want    string
	}{
		"a channel that there is not": {"C0X", text("a"), "channel_not_found"},
		"a channel the bot is not in": {open, text("a"), "not_in_channel"},
		"a private one it is not in":  {closed, text("a"), "channel_not_found"},
		"an archived one":             {old, text("a"), "is_archived"},
		"nothing to say":              {anna.ID, slack.MsgOptionCompose(), "no_text"},
		"blocks without text":         {anna.ID, header("a"), "no_text"},
		"a person":                    {anna.ID, text("a"), ""},
		"a header that is too long":   {anna.ID, slack.MsgOptionCompose(text("a"), header(strings.Repeat("a", 151))), "invalid_blocks"},
		"blocks that are too long":    {anna.ID, slack.MsgOptionCompose(text("a"), sections(4, 2251)), "msg_blocks_too_long"},
		"blocks that are just not":    {anna.ID, slack.MsgOptionCompose(text("a"), sections(4, 2250)), ""},
		"51 blocks":                   {anna.ID, slack.MsgOptionCompose(text("a"), sections(51, 1)), "invalid_blocks"},
		"another name":                {anna.ID, slack.MsgOptionCompose(text("a"), slack.MsgOptionUsername("Chef")), "missing_scope"},
		"metadata with too much":      {anna.ID, slack.MsgOptionCompose(text("a"), metadata("kigo", map[string]any{"a": strings.Repeat("a", 16_000)})), "metadata_too_large"},
		"metadata of no type":         {anna.ID, slack.MsgOptionCompose(text("a"), metadata("", map[string]any{"a": "b"})), "invalid_metadata_schema"},
		"markdown and text":           {anna.ID, slack.MsgOptionCompose(text("a"), slack.MsgOptionMarkdownText("b")), "markdown_text_conflict"},
		"markdown":                    {anna.ID, slack.MsgOptionMarkdownText("**b**"), ""},
		"101 attachments":             {anna.ID, slack.MsgOptionAttachments(make([]slack.Attachment, 101)...), "too_many_attachments"},
	} {
		_, _, err := api.PostMessage(tc.channel, tc.option)
		want(t, name, code(err), tc.want)
	}
	got, _ := raw(t, s, "chat.postMessage", formType, s.BotToken(), "text=a&channel="+anna.ID+"&blocks={}")["error"].(string)
	want(t, "blocks that are no list", got, "invalid_blocks_format")
}

func TestInvalidBlocksSayWhere(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	_, _, err := s.Client().PostMessage(anna.ID, text("a"), header(""))
	var answer slack.SlackErrorResponse
	if !errors.As(err, &answer) || len(answer.ResponseMetadata.Messages) != 1 || len(answer.Errors) != 1 {
		t.Fatalf("got %#v", err)
	}
	want(t, "message", answer.ResponseMetadata.Messages[0], "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]")
}

func TestMetadataComesBackOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	_, ts, err := api.PostMessage(anna.DM(), text("Hallo"), metadata("kigo", map[string]any{"key": "k1"}))
	check(t, err)
	for _, all := range []bool{false, true} {
		h, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: anna.DM(), IncludeAllMetadata: all})
		check(t, err)
		if got := h.Messages[0].Metadata.EventPayload["key"] == "k1"; got != all || h.Messages[0].BotID != s.BotID {
			t.Errorf("include_all_metadata %v: %+v", all, h.Messages[0].Msg)
		}
	}
	// It stays with an edit that says nothing about it, and goes with an empty one.
	_, _, _, err = api.UpdateMessage(anna.DM(), ts, text("Neu"))
	check(t, err)
	m := anna.Messages(anna.DM())[0]
	if m.Metadata["event_type"] != "kigo" || m.Text != "Neu" || !m.Edited {
		t.Errorf("after the edit: %+v", m)
	}
	_, _, _, err = api.UpdateMessage(anna.DM(), ts, text("Neu"), metadata("", map[string]any{}))
	check(t, err)
	if m := anna.Messages(anna.DM())[0]; m.Metadata != nil {
		t.Errorf("still %v", m.Metadata)
	}
}

func TestMessagesAreChangedAndDeleted(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	dm := anna.DM()
	theirs, err := anna.Say(dm, "Hallo")
	check(t, err)
	_, ts, err := api.PostMessage(dm, text("a"), header("Titel"))
	check(t, err)
	update := func(ts string, o ...slack.MsgOption) string {
		_, _, _, err := api.UpdateMessage(dm, ts, o...)
		return code(err)
	}
	want(t, "no such message", update("1.000001", text("a")), "message_not_found")
	want(t, "somebody else's", update(theirs, text("a")), "cant_update_message")
	want(t, "too long", update(ts, text(strings.Repeat("a", 4001))), "msg_too_long")
	want(t, "bad blocks", update(ts, text("a"), header("")), "invalid_blocks")
	want(t, "text only", update(ts, text("b")), "")
	if m := anna.Messages(dm)[1]; m.Shown() != "Titel" || m.Text != "b" {
		t.Errorf("blocks stay: %q", m.Shown())
	}
	want(t, "new blocks", update(ts, text("c"), header("Neu")), "")
	want(t, "no blocks", update(ts, text("d"), slack.MsgOptionBlocks()), "")
	_, _, err = api.DeleteMessage(dm, theirs)
	want(t, "delete theirs", code(err), "cant_delete_message")
	_, _, err = api.DeleteMessage(dm, ts)
	check(t, err)
	_, _, err = api.DeleteMessage(dm, ts)
	want(t, "delete again", code(err), "message_not_found")
	if all := anna.Messages(dm); len(all) != 1 {
		t.Errorf("%d messages", len(all))
	}
}

func TestEphemeralsAreInNoHistory(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna, bert := s.AddMember(slacktest.Person{Name: "anna"}), s.AddMember(slacktest.Person{Name: "bert"})
	channel := s.AddChannel("forum", anna)
	_, err := api.PostEphemeral(channel, anna.ID, text("a"))
	want(t, "the bot is not there", code(err), "not_in_channel")
	s.Join(channel, s.BotUserID)
	_, err = api.PostEphemeral(channel, bert.ID, text("a"))
	want(t, "the reader is not there", code(err), "user_not_in_channel")
	ts, err := api.PostEphemeral(channel, anna.ID, text("geheim"))
	check(t, err)
	h, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: channel})
	check(t, err)
	if len(h.Messages) > 0 || len(anna.Messages(channel)) > 0 || len(bert.Ephemerals(channel)) > 0 {
		t.Error("an ephemeral is where it should not be")
	}
	if e := anna.Ephemerals(channel); len(e) != 1 || e[0].Shown() != "geheim" || !e[0].Ephemeral {
		t.Errorf("ephemerals: %+v", e)
	}
	_, _, _, err = api.UpdateMessage(channel, ts, text("b"))
	want(t, "update", code(err), "message_not_found")
}

func TestLongTextsAreCutAndSignsAreEscaped(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	answer := raw(t, s, "chat.postMessage", formType, s.BotToken(), "channel="+anna.ID+"&text="+strings.Repeat("a", 40_001))
	if answer["ok"] != true || answer["warning"] != "message_truncated" || len(anna.Messages(anna.DM())[0].Text) != 40_000 {
		t.Errorf("warning %v", answer["warning"])
	}
	_, _, err := s.Client().PostMessage(anna.ID, text("a < b & c &amp; <@U1> <https://a.example|x> >"))
	check(t, err)
	want(t, "stored", anna.Messages(anna.DM())[1].Text, "a &lt; b &amp; c &amp; <@U1> <https://a.example|x> &gt;")
}

func TestThreadsHangBelowTheirMessage(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	dm := anna.DM()
	top, err := anna.Say(dm, "Frage")
	check(t, err)
	_, answer, err := api.PostMessage(dm, text("Antwort"), slack.MsgOptionTS(top))
	check(t, err)
	_, _, err = api.PostMessage(dm, text("an alle"), slack.MsgOptionTS(top), slack.MsgOptionBroadcast())
	check(t, err)
	_, _, err = api.PostMessage(dm, text("tiefer"), slack.MsgOptionTS(answer))
	want(t, "an answer to an answer", code(err), "cannot_reply_to_message")
	h, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: dm})
	check(t, err)
	if len(h.Messages) != 2 || h.Messages[0].Text != "an alle" || h.Messages[1].ReplyCount != 2 {
		t.Errorf("history: %+v", h.Messages)
	}
	r, _, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: dm, Timestamp: top})
	check(t, err)
	if len(r) != 3 || r[0].Text != "Frage" || r[1].ThreadTimestamp != top {
		t.Errorf("replies: %+v", r)
	}
	_, _, _, err = api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: dm, Timestamp: "1.1"})
	want(t, "no thread", code(err), "thread_not_found")
}
