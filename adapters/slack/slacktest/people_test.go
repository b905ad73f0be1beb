package slacktest_test

import (
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"kigo/adapters/slack/slacktest"
)

// both runs a story in Socket Mode and in HTTP mode.
func both(t *testing.T, story func(t *testing.T, s *slacktest.Server, start func(app))) {
	t.Run("socket", func(t *testing.T) {
		t.Parallel()
		s := slacktest.Start(t)
		story(t, s, func(a app) {
			connect(t, s, a)
			check(t, s.WaitConnections(ctx(t), 1))
		})
	})
	t.Run("http", func(t *testing.T) {
		t.Parallel()
		s := slacktest.Start(t, slacktest.WithManifest(slacktest.InHTTPMode(slacktest.DefaultManifest(), "https://kigo.example")))
		story(t, s, func(a app) { serveHTTP(t, s, a) })
	})
}

func modal(blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "form", Title: slack.NewTextBlockObject("plain_text", "Anmeldung", false, false),
		Submit: slack.NewTextBlockObject("plain_text", "Senden", false, false), Blocks: slack.Blocks{BlockSet: blocks},
	}
}

func input(id, label string) *slack.InputBlock {
	return slack.NewInputBlock(id, slack.NewTextBlockObject("plain_text", label, false, false), nil,
		slack.NewPlainTextInputBlockElement(nil, "value"))
}

func button(label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement("act-"+value, value, slack.NewTextBlockObject("plain_text", label, false, false))
}

// A person asks for help, presses a button, fills in a form, is told what is wrong, and
// sees the message change.
func TestAStoryFromCommandToForm(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *slacktest.Server, start func(app)) {
		api := s.Client()
		anna := s.AddMember(slacktest.Person{Name: "anna", RealName: "Anna Muster", Locale: "de-DE"})
		start(app{
			command: func(c slack.SlashCommand) any {
				if c.Command != "/kigo" || c.UserID != anna.ID || c.Text != "hilfe" {
					t.Errorf("command: %+v", c)
				}
				return map[string]any{
					"text":   "Das kann ich: Anmelden",
					"blocks": []any{slack.NewSectionBlock(slack.NewTextBlockObject("plain_text", "Das kann ich:", false, false), nil, nil), slack.NewActionBlock("", button("Anmelden", "join"))},
				}
			},
			interaction: func(i slack.InteractionCallback) any {
				switch i.Type {
				case slack.InteractionTypeBlockActions:
					if v := i.ActionCallback.BlockActions[0].Value; v != "join" || i.User.ID != anna.ID {
						t.Errorf("value %q of %q", v, i.User.ID)
					}
					if _, err := api.OpenView(i.TriggerID, modal(input("name", "Name"))); err != nil {
						t.Error(err)
					}
					_, _, err := api.PostMessage(i.Channel.ID, text("Offen"), slack.MsgOptionReplaceOriginal(i.ResponseURL))
					if err != nil {
						t.Error(err)
					}
				case slack.InteractionTypeViewSubmission:
					if name := i.View.State.Values["name"]["value"].Value; name != "Anna" {
						return slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "Nicht " + name})
					}
				}
				return nil
			},
		})
		check(t, anna.Slash(anna.DM(), "/kigo hilfe"))
		m, err := anna.WaitText(ctx(t), anna.DM(), "Das kann ich:", "[Anmelden]")
		check(t, err)
		if !m.Ephemeral {
			t.Error("the answer to a command is for one person")
		}
		check(t, anna.Click(m, "Anmelden"))
		v, err := anna.WaitModal(ctx(t), "Anmeldung", "Name:", "[Senden]")
		check(t, err)
		if wrong, err := anna.Submit(v, nil); err != nil || wrong["name"] == "" {
			t.Errorf("an empty field: %v, %v", wrong, err)
		}
		if wrong, err := anna.Submit(v, slacktest.Fill("Name", "Bert")); err != nil || wrong["name"] != "Nicht Bert" {
			t.Errorf("a wrong name: %v, %v", wrong, err)
		}
		if wrong, err := anna.Submit(v, slacktest.Fill("Name", "Anna")); err != nil || len(wrong) > 0 {
			t.Errorf("a good name: %v, %v", wrong, err)
		}
		if _, open := anna.Modal(); open {
			t.Error("the form is still open")
		}
		_, err = anna.WaitText(ctx(t), anna.DM(), "Offen")
		check(t, err)
		if n := len(anna.Ephemerals(anna.DM())); n != 1 {
			t.Errorf("%d ephemerals", n)
		}
		if c := s.Complaints(); len(c) > 0 {
			t.Errorf("complaints: %q", c)
		}
	})
}

func TestMessagesAndMentionsReachTheApp(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *slacktest.Server, start func(app)) {
		anna := s.AddMember(slacktest.Person{Name: "anna"})
		channel := s.AddChannel("forum", anna)
		s.Join(channel, s.BotUserID)
		got := make(chan string, 20)
		start(app{event: func(e slackevents.EventsAPIEvent, _ socketmode.Request) {
			switch in := e.InnerEvent.Data.(type) {
			case *slackevents.MessageEvent:
				got <- "message " + in.ChannelType + " " + in.SubType + " " + in.Text
			case *slackevents.AppMentionEvent:
				got <- "mention " + in.Text
			case *slackevents.AppHomeOpenedEvent:
				got <- "home " + in.Tab
			}
		}})
		expect := func(wants ...string) {
			t.Helper()
			open := map[string]bool{}
			for range wants {
				open[<-got] = true
			}
			for _, w := range wants {
				if !open[w] {
					t.Errorf("%q is not among %v", w, open)
				}
			}
		}
		ts, err := anna.Say(anna.DM(), "a < b & <@U1> c")
		check(t, err)
		expect("message im  a &lt; b &amp; <@U1> c")
		check(t, anna.Edit(anna.DM(), ts, "anders"))
		expect("message im message_changed ")
		check(t, anna.Delete(anna.DM(), ts))
		expect("message im message_deleted ")
		_, err = anna.Say(channel, "<@"+s.BotUserID+"> hilfe")
		check(t, err)
		expect("message channel  <@"+s.BotUserID+"> hilfe", "mention <@"+s.BotUserID+"> hilfe")
		anna.OpenHome()
		expect("home home")
		_, _, err = s.Client().PostMessage(anna.DM(), text("Hallo"))
		check(t, err)
		expect("message im  Hallo") // the app hears itself
	})
}
