package slacktest_test

import (
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

func TestResponseURLsWorkFiveTimesAndHalfAnHour(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s := slacktest.Start(t, slacktest.WithClock(hand))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	got := make(chan slack.SlashCommand, 1)
	connect(t, s, app{command: func(c slack.SlashCommand) any { got <- c; return nil }})
	check(t, s.WaitConnections(ctx(t), 1))
	channel := s.AddChannel("forum", anna) // the bot need not be there
	api := s.Client()
	respond := func(url string, o ...slack.MsgOption) error {
		_, _, err := api.PostMessage(channel, append(o, slack.MsgOptionResponseURL(url, slack.ResponseTypeEphemeral))...)
		return err
	}
	check(t, anna.Slash(channel, "/kigo hilfe"))
	url := (<-got).ResponseURL
	want(t, "nothing to say", code(respond(url)), "no_text")
	want(t, "bad blocks", code(respond(url, text("a"), header(""))), "invalid_blocks")
	for range 3 {
		check(t, respond(url, text("Antwort")))
	}
	if err := respond(url, text("Antwort")); err == nil {
		t.Error("a sixth answer is taken")
	}
	if n := len(anna.Ephemerals(channel)); n != 3 {
		t.Errorf("%d answers", n)
	}
	check(t, anna.Slash(channel, "/kigo hilfe"))
	url = (<-got).ResponseURL
	hand.Advance(30*time.Minute + time.Second)
	if err := respond(url, text("Antwort")); err == nil {
		t.Error("an answer after 30 minutes is taken")
	}
	if n := len(s.Complaints()); n != 2 {
		t.Errorf("complaints: %q", s.Complaints())
	}
}

func TestAnAnswerMayReplaceDeleteOrGoToAll(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna, bert := s.AddMember(slacktest.Person{Name: "anna"}), s.AddMember(slacktest.Person{Name: "bert"})
	channel := s.AddChannel("forum", anna, bert)
	s.Join(channel, s.BotUserID)
	got := make(chan slack.InteractionCallback, 1)
	connect(t, s, app{interaction: func(i slack.InteractionCallback) any { got <- i; return nil }})
	check(t, s.WaitConnections(ctx(t), 1))
	_, ts, err := api.PostMessage(channel, text("a"), slack.MsgOptionBlocks(slack.NewActionBlock("", button("Anmelden", "join"))))
	check(t, err)
	m := anna.Messages(channel)[0]
	check(t, anna.Click(m, "Anmelden"))
	i := <-got
	if i.Container.MessageTs != ts || i.Message.Timestamp != ts || i.Channel.ID != channel || i.ActionCallback.BlockActions[0].Text.Text != "Anmelden" {
		t.Errorf("payload: %+v", i)
	}
	_, _, err = api.PostMessage(channel, text("Anna ist dabei"), slack.MsgOptionReplaceOriginal(i.ResponseURL))
	check(t, err)
	if all := bert.Messages(channel); len(all) != 1 || all[0].Shown() != "Anna ist dabei" || !all[0].Edited {
		t.Errorf("after replacing: %+v", all)
	}
	_, _, err = api.PostMessage(channel, text("an alle"), slack.MsgOptionResponseURL(i.ResponseURL, slack.ResponseTypeInChannel))
	check(t, err)
	want(t, "for all", bert.Messages(channel)[1].Text, "an alle")
	_, _, err = api.PostMessage(channel, slack.MsgOptionDeleteOriginal(i.ResponseURL))
	check(t, err)
	if all := bert.Messages(channel); len(all) != 1 {
		t.Errorf("after deleting: %+v", all)
	}
	if err := anna.Click(m, "Anmelden"); err == nil {
		t.Error("what is gone can be clicked on")
	}
	if len(anna.Ephemerals(channel)) > 0 {
		t.Error("nothing was for her alone")
	}
}
