package slacktest_test

import (
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

func TestWhoIsCalled(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t, slacktest.WithPostBurst(50))
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	bert := s.AddMember(slacktest.Person{Name: "bert", Away: true})
	other := s.AddMember(slacktest.Person{Name: "other"})
	council := s.AddGroup("rat", bert)
	channel := s.AddChannel("forum", anna, bert)
	s.Join(channel, s.BotUserID)
	plain := slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("plain_text", "<!channel> <@"+anna.ID+"> @here", false, false), nil, nil))
	rich := func(e slack.RichTextSectionElement) slack.MsgOption {
		return slack.MsgOptionBlocks(slack.NewRichTextBlock("", slack.NewRichTextSection(e)))
	}
	for name, tc := range map[string]struct {
		option     slack.MsgOption
		anna, bert string
	}{
		"nobody":                {text("Hallo"), "", ""},
		"everybody":             {text("<!channel>"), "@channel", "@channel"},
		"who is there":          {text("<!here>"), "@here", ""},
		"somebody":              {text("<@" + anna.ID + ">"), "@you", ""},
		"a group":               {text("<!subteam^" + council + ">"), "", "@group"},
		"bare signs":            {text("@channel @anna @rat"), "", ""},
		"bare signs, looked up": {slack.MsgOptionCompose(text("@anna @rat"), slack.MsgOptionLinkNames(true)), "@you", "@group"},
		"escaped":               {slack.MsgOptionText("<!channel> <@"+anna.ID+">", true), "", ""},
		"plain text":            {slack.MsgOptionCompose(text("a"), plain), "", ""},
		"the fallback counts":   {slack.MsgOptionCompose(text("<!channel>"), plain), "@channel", "@channel"},
		"rich text for it":      {slack.MsgOptionCompose(text("a"), rich(slack.NewRichTextSectionBroadcastElement("channel"))), "@channel", "@channel"},
		"rich text's words":     {slack.MsgOptionCompose(text("a"), rich(slack.NewRichTextSectionTextElement("<!channel>", nil))), "", ""},
		"an attachment":         {slack.MsgOptionAttachments(slack.Attachment{Text: "<!everyone>"}), "@everyone", "@everyone"},
		"a stranger":            {text("<@" + other.ID + ">"), "", ""},
	} {
		before := map[*slacktest.Member]int{anna: len(s.Notified(anna)), bert: len(s.Notified(bert))}
		_, _, err := api.PostMessage(channel, tc.option)
		check(t, err)
		for m, w := range map[*slacktest.Member]string{anna: tc.anna, bert: tc.bert} {
			got := ""
			if n := s.Notified(m); len(n) > before[m] {
				got = n[len(n)-1].Why
			}
			want(t, name, got, w)
		}
	}
	if n := s.Notified(other); len(n) > 0 {
		t.Errorf("who is not in the channel is called: %+v", n)
	}
	_, _, err := api.PostMessage(other.DM(), text("Hallo"))
	check(t, err)
	if n := s.Notified(other); len(n) != 1 || n[0].Why != "direct message" || n[0].Message.Text != "Hallo" {
		t.Errorf("a direct message: %+v", n)
	}
}
