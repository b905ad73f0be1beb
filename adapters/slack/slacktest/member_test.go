package slacktest_test

import (
	"errors"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kigo/adapters/slack/slacktest"
)

func words(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", s, false, false)
}

func offer(value, label string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, words(label), nil)
}

// ready starts a workspace with anna, and an app that passes on what it gets.
func ready(t *testing.T, a app, options ...slacktest.Option) (*slacktest.Server, *slacktest.Member) {
	t.Helper()
	s := slacktest.Start(t, options...)
	connect(t, s, a)
	check(t, s.WaitConnections(ctx(t), 1))
	return s, s.AddMember(slacktest.Person{Name: "anna", DisplayName: "Anna"})
}

func TestMenusAreChosenFrom(t *testing.T) {
	t.Parallel()
	got := make(chan *slack.BlockAction, 1)
	s, anna := ready(t, app{interaction: func(i slack.InteractionCallback) any {
		if i.Type == slack.InteractionTypeBlockSuggestion {
			if i.ActionID != "suche" || i.Value != "Rat" && i.Value != "Rathaus" {
				t.Errorf("suggestion: %+v", i)
			}
			return slack.OptionsResponse{Options: []*slack.OptionBlockObject{offer("h", "Rathaus"), offer("k", "Ratskeller")}}
		}
		got <- i.ActionCallback.BlockActions[0]
		return nil
	}})
	bert := s.AddMember(slacktest.Person{Name: "bert"})
	_, _, err := s.Client().PostMessage(anna.ID, text("a"), slack.MsgOptionBlocks(
		slack.NewSectionBlock(words("Sprache"), nil, slack.NewAccessory(slack.NewRadioButtonsBlockElement("sprache", offer("de", "Deutsch"), offer("en", "English")))),
		slack.NewActionBlock("mehr",
			slack.NewOptionsSelectBlockElement("static_select", words("Wann?"), "wann", offer("0d", "Heute"), offer("1d", "Morgen")),
			slack.NewOptionsSelectBlockElement("users_select", words("Wer?"), "wer"),
			slack.NewOptionsSelectBlockElement("external_select", words("Wo?"), "suche"),
			slack.NewOptionsMultiSelectBlockElement("multi_static_select", words("Was?"), "was", offer("a", "A"), offer("b", "B")),
			&slack.DatePickerBlockElement{Type: "datepicker", ActionID: "tag", Placeholder: words("Welcher Tag?")},
			slack.NewOverflowBlockElement("o", offer("x", "Löschen")),
		)))
	check(t, err)
	m := anna.Messages(anna.DM())[0]
	check(t, anna.Choose(m, "Wann?", "Morgen"))
	if a := <-got; a.ActionID != "wann" || a.BlockID != "mehr" || a.SelectedOption.Value != "1d" {
		t.Errorf("static_select: %+v", a)
	}
	check(t, anna.Choose(m, "Sprache", "English"))
	if a := <-got; a.SelectedOption.Value != "en" {
		t.Errorf("radio_buttons: %+v", a)
	}
	check(t, anna.Choose(m, "Wer?", bert.ID))
	if a := <-got; a.SelectedUser != bert.ID {
		t.Errorf("users_select: %+v", a)
	}
	check(t, anna.Choose(m, "Was?", "A", "B"))
	if a := <-got; len(a.SelectedOptions) != 2 {
		t.Errorf("multi_static_select: %+v", a)
	}
	check(t, anna.Choose(m, "Welcher Tag?", "2026-11-30"))
	if a := <-got; a.SelectedDate != "2026-11-30" {
		t.Errorf("datepicker: %+v", a)
	}
	check(t, anna.Choose(m, "…", "Löschen"))
	if a := <-got; a.SelectedOption.Value != "x" {
		t.Errorf("overflow: %+v", a)
	}
	if few, err := anna.Suggest(m, "Wo?", "Ra"); err != nil || few != nil {
		t.Errorf("two characters ask: %v, %v", few, err)
	}
	offers, err := anna.Suggest(m, "Wo?", "Rat")
	if err != nil || len(offers) != 2 || offers[1] != (slacktest.Offer{Text: "Ratskeller", Value: "k"}) {
		t.Errorf("offers: %v, %v", offers, err)
	}
	check(t, anna.Choose(m, "Wo?", "Rathaus"))
	if a := <-got; a.SelectedOption.Value != "h" {
		t.Errorf("external_select: %+v", a)
	}
	for _, wrong := range []error{
		anna.Choose(m, "Wann?", "Gestern"), anna.Choose(m, "Warum?", "Darum"), anna.Choose(m, "Wann?", "Heute", "Morgen"),
		anna.Choose(m, "Wer?", "U0X"), anna.Choose(m, "Welcher Tag?", "30.11."), anna.Click(m, "Wann?"), anna.Click(m, "Weg"),
		bert.Choose(m, "Wann?", "Heute"),
	} {
		if !errors.Is(wrong, slacktest.ErrNotThere) {
			t.Errorf("got %v", wrong)
		}
	}
}

func TestCommandsAreAnsweredWhereTheyWereTyped(t *testing.T) {
	t.Parallel()
	var answer any
	var got slack.SlashCommand
	s, anna := ready(t, app{command: func(c slack.SlashCommand) any { got = c; return answer }})
	bert := s.AddMember(slacktest.Person{Name: "bert"})
	channel := s.AddPrivateChannel("rat", anna, bert)
	answer = map[string]any{"response_type": "in_channel", "text": "*Für alle*"}
	check(t, anna.Slash(channel, "/kigo sag <@"+bert.ID+"> <#"+channel+"> a < b"))
	want(t, "text", got.Text, "sag <@"+bert.ID+"|bert> <#"+channel+"|rat> a < b")
	if got.ChannelName != "privategroup" || got.UserName != "anna" || got.ResponseURL == "" || got.TriggerID == "" {
		t.Errorf("command: %+v", got)
	}
	if all := bert.Messages(channel); len(all) != 1 || all[0].Shown() != "Für alle" {
		t.Errorf("for all: %+v", all)
	}
	answer = map[string]any{"blocks": []any{map[string]any{"type": "nichts"}}}
	if err := anna.Slash(channel, "/kigo"); !errors.Is(err, slacktest.ErrDispatch) || len(s.Complaints()) != 1 {
		t.Errorf("a bad answer: %v, %q", err, s.Complaints())
	}
	answer = nil
	check(t, anna.Slash(channel, "/kigo"))
	for name, tc := range map[string]struct{ err, want error }{
		"an unknown command":       {anna.Slash(channel, "/andere"), slacktest.ErrNoCommand},
		"a channel of others":      {s.AddMember(slacktest.Person{Name: "x"}).Slash(channel, "/kigo"), slacktest.ErrNoMember},
		"an unknown shortcut":      {anna.Shortcut("message"), slacktest.ErrNoCommand},
		"somebody deactivated":     {s.AddMember(slacktest.Person{Name: "y", Deactivated: true}).Slash(channel, "/kigo"), slacktest.ErrInactive},
		"a message of no one's":    {anna.Edit(channel, "1.1", "a"), slacktest.ErrNotThere},
		"a message of the bot's":   {anna.Edit(channel, anna.Messages(channel)[0].TS, "a"), slacktest.ErrNotThere},
		"a reaction, then a twice": {errors.Join(anna.React(anna.Messages(channel)[0], "eyes")), nil},
	} {
		if !errors.Is(tc.err, tc.want) {
			t.Errorf("%s: %v", name, tc.err)
		}
	}
}

func TestMessageShortcutsCarryTheMessage(t *testing.T) {
	t.Parallel()
	got := make(chan slack.InteractionCallback, 1)
	_, anna := ready(t, app{interaction: func(i slack.InteractionCallback) any { got <- i; return nil }})
	ts, err := anna.Say(anna.DM(), "Wann ist das Forum?")
	check(t, err)
	check(t, anna.MessageShortcut("message", anna.Messages(anna.DM())[0]))
	if i := <-got; i.Type != slack.InteractionTypeMessageAction || i.MessageTs != ts || i.Message.Text != "Wann ist das Forum?" || i.CallbackID != "message" {
		t.Errorf("payload: %+v", i)
	}
}

func TestPeopleOfAllKindsAct(t *testing.T) {
	t.Parallel()
	got := make(chan string, 10)
	s, _ := ready(t, app{
		command: func(c slack.SlashCommand) any { got <- c.UserID; return nil },
		event: func(e slackevents.EventsAPIEvent, _ socketmode.Request) {
			if m, ok := e.InnerEvent.Data.(*slackevents.TeamJoinEvent); ok {
				got <- m.User.ID
			}
			if m, ok := e.InnerEvent.Data.(*slackevents.UserChangeEvent); ok {
				got <- m.User.ID
			}
		},
	})
	for _, p := range []slacktest.Person{{Name: "guest", Guest: true}, {Name: "stranger", Stranger: true}, {Name: "bot", Bot: true}} {
		m := s.AddMember(p)
		check(t, m.Slash(m.DM(), "/kigo"))
		want(t, p.Name, <-got, m.ID)
	}
	joined := s.Welcome(slacktest.Person{Name: "neu"})
	want(t, "team_join", <-got, joined.ID)
	s.ChangeMember(joined, func(p *slacktest.Person) { p.Deactivated = true })
	want(t, "user_change", <-got, joined.ID)
	if _, err := joined.Say(joined.DM(), "Hallo"); !errors.Is(err, slacktest.ErrInactive) {
		t.Errorf("deactivated: %v", err)
	}
}
