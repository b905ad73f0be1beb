package slacktest_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kigo/adapters/slack/slacktest"
)

// A click in an ephemeral comes without the message, and its response_url changes it.
func TestEphemeralsAreChangedByTheirResponseURLOnly(t *testing.T) {
	t.Parallel()
	got := make(chan slack.InteractionCallback, 1)
	s, anna := ready(t, app{interaction: func(i slack.InteractionCallback) any { got <- i; return nil }})
	bert := s.AddMember(slacktest.Person{Name: "bert"})
	channel := s.AddChannel("forum", anna, bert)
	s.Join(channel, s.BotUserID)
	api := s.Client()
	_, err := api.PostEphemeral(channel, anna.ID, text("Sicher?"), slack.MsgOptionBlocks(slack.NewActionBlock("", button("Ja", "yes"), button("Nein", "no"))))
	check(t, err)
	m, err := anna.WaitText(ctx(t), channel, "[Ja]")
	check(t, err)
	if l := slacktest.Labels(m); !slices.Equal(l, []string{"Ja", "Nein"}) {
		t.Errorf("labels %q", l)
	}
	if bert.Click(m, "Ja") == nil {
		t.Error("somebody else can click on it")
	}
	check(t, anna.Click(m, "Ja"))
	i := <-got
	if !i.Container.IsEphemeral || i.Message.Timestamp != "" || i.Container.ChannelID != channel {
		t.Errorf("payload: %+v", i)
	}
	_, _, err = api.PostMessage(channel, text("Erledigt für <@"+anna.ID+">"), slack.MsgOptionReplaceOriginal(i.ResponseURL))
	check(t, err)
	if e := anna.Ephemerals(channel); len(e) != 1 || e[0].Shown() != "Erledigt für @Anna" {
		t.Errorf("after replacing: %+v", e)
	}
	_, _, err = api.PostMessage(channel, slack.MsgOptionDeleteOriginal(i.ResponseURL))
	check(t, err)
	if e := anna.Ephemerals(channel); len(e) > 0 || anna.Click(m, "Ja") == nil {
		t.Errorf("after deleting: %+v", e)
	}
}

func TestTextIsShownAsTheMessageAsksFor(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	anna := s.AddMember(slacktest.Person{Name: "anna", DisplayName: "Anna"})
	for want, o := range map[string]slack.MsgOption{
		"fett für @Anna":             text("*fett* für <@" + anna.ID + ">"),
		"*fett* & <Text>":            slack.MsgOptionCompose(slack.MsgOptionText("*fett* & <Text>", true), slack.MsgOptionDisableMarkdown()),
		"oben\nTitel\nfett\nWo\nRat": slack.MsgOptionAttachments(slack.Attachment{Pretext: "oben", Title: "Titel", Text: "*fett*", Fields: []slack.AttachmentField{{Title: "Wo", Value: "Rat"}}}),
	} {
		_, ts, err := s.Client().PostMessage(anna.ID, o)
		check(t, err)
		for _, m := range s.Messages(anna.DM()) {
			if m.TS == ts && m.Shown() != want {
				t.Errorf("shown %q, want %q (%s)", m.Shown(), want, m.JSON())
			}
		}
	}
}

func TestTheAppHearsThatItIsRemoved(t *testing.T) {
	t.Parallel()
	got := make(chan string, 4)
	s, _ := ready(t, app{event: func(e slackevents.EventsAPIEvent, _ socketmode.Request) { got <- e.InnerEvent.Type }})
	s.Uninstall()
	want(t, "first", <-got, "tokens_revoked")
	want(t, "second", <-got, "app_uninstalled")
	_, err := s.Client().AuthTest()
	want(t, "afterwards", code(err), "account_inactive")
}

func TestFilesAreDownloadedWithTheToken(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	f, err := api.UploadFileContext(ctx(t), slack.UploadFileParameters{Filename: "a.txt", FileSize: 3, Content: "abc", Channel: anna.DM()})
	check(t, err)
	info, _, _, err := api.GetFileInfo(f.ID, 0, 0)
	check(t, err)
	var data bytes.Buffer
	check(t, api.GetFile(info.URLPrivateDownload, &data))
	want(t, "content", data.String(), "abc")
	if err := slack.New("xoxb-2", slack.OptionAPIURL(s.APIURL())).GetFile(info.URLPrivateDownload, &data); err == nil {
		t.Error("any token will do")
	}
}
