package slack_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

// Where kigo is not, its answers reach the person all the same, and nobody else.
func TestAnswersReachPeopleWhereKigoIsNot(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			r := echo(ev)
			r.Public = strings.HasPrefix(ev.Line, "für alle")
			return r
		}, setting{})
		for name, channel := range map[string]string{"öffentlich": o.server.AddChannel("offen", o.anna, o.bert), "privat": o.server.AddPrivateChannel("zu", o.anna, o.bert)} {
			for _, line := range []string{"nur ich ", "für alle "} {
				o.must(o.anna.Slash(channel, "/kigo "+line+name))
				if got := o.gets(o.anna, channel, "Echo: "+line+name); !got.Ephemeral {
					t.Errorf("%s is read by all", got.Shown())
				}
			}
			o.server.Inject("response_url", slacktest.Status(404))
			o.must(o.anna.Slash(channel, "/kigo ohne Rückweg "+name))
			o.gets(o.anna, o.anna.DM(), "Echo: ohne Rückweg "+name)
			if got := append(o.bert.Messages(channel), o.bert.Ephemerals(channel)...); len(got) > 0 {
				t.Errorf("somebody else sees %q", got[0].Shown())
			}
		}
	})
}

// A command can be given in the direct chat of two other people.
func TestTheDirectChatOfOthersIsNotKigos(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	o.posts("/slack/commands", formType, o.commandBody("hilfe", "channel_id", "D0OTHERS"))
	o.gets(o.anna, o.anna.DM(), "Echo: hilfe")
	if ev := o.script.heard()[0]; ev.Channel != "D0OTHERS" {
		t.Errorf("it was given in %q", ev.Channel)
	}
}

// A response_url answers five times, and may fail.
func TestAnAnswerThatAResponseURLDoesNotTakeGoesAnotherWay(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("Größe und Stärke. ", 3000))
	o := newOffice(t, socketMode, func(ev chat.Event) chat.Reply {
		if ev.Line == "lang" {
			return say(long + " Ende.")
		}
		return echo(ev)
	}, setting{})
	o.must(o.anna.Slash(o.plaza, "/kigo lang"))
	o.gets(o.anna, o.plaza, "Ende.")
	if by, ephemerals := o.server.Count("response_url"), o.server.Count("chat.postEphemeral"); by != 0 || ephemerals < 6 {
		t.Errorf("%d by response_url, %d others", by, ephemerals)
	}
	for i, fault := range []slacktest.Fault{slacktest.Status(404), slacktest.Status(500), slacktest.Refuse()} {
		o.server.Inject("response_url", fault)
		o.must(o.anna.Slash(o.plaza, fmt.Sprint("/kigo nummer ", i)))
		o.gets(o.anna, o.plaza, fmt.Sprint("Echo: nummer ", i))
	}
	o.refusals++
	o.server.Inject("response_url", slacktest.RateLimit(time.Second))
	o.must(o.anna.Slash(o.plaza, "/kigo zu oft"))
	o.gets(o.anna, o.plaza, "Echo: zu oft")
}

// What all read is replaced, whole, also where kigo may not read.
func TestALongAnswerForAllIsReplacedWhole(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			button := chat.Button{Label: "Weiter", Line: ev.Line + "x"}
			words := map[string]string{"": "kurz 0", "x": strings.Repeat("lang 1 ", 4000), "xx": strings.Repeat("noch länger 2 ", 4000), "xxx": "wieder kurz 3"}[ev.Line]
			return chat.Reply{Message: chat.Say(chat.Words(words), button), Public: true, Replace: true}
		}, setting{})
		o.must(o.anna.Slash(o.plaza, "/kigo"))
		for step, words := range []string{"kurz 0", "lang 1", "noch länger 2", "wieder kurz 3"} {
			var clickable slacktest.Message
			o.until(words, func() bool {
				all := o.bert.Messages(o.plaza)
				for _, m := range all {
					if !strings.Contains(m.Shown(), words) {
						return false
					}
					if strings.Contains(m.Shown(), "[Weiter]") {
						clickable = m
					}
				}
				return clickable.TS != "" && (len(all) > 1) == (step == 1 || step == 2)
			})
			if step < 3 {
				o.must(o.anna.Click(clickable, "Weiter"))
			}
		}
		for _, call := range append(o.server.Calls("conversations.history"), o.server.Calls("conversations.replies")...) {
			t.Errorf("kigo has read %v", call.Args["channel"])
		}
	})
}

// The dead response_url of a message that all read is no obstacle.
func TestAPublicMessageIsReplacedWithoutItsResponseURL(t *testing.T) {
	t.Parallel()
	o := newOffice(t, socketMode, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{Message: chat.Say(chat.Words("Erledigt.")), Public: ev.Channel != "", Replace: true}
		}
		return chat.Reply{Message: chat.Say(chat.Words("Angebot"), chat.Button{Label: "Ja", Line: "ja"}), Public: true}
	}, setting{})
	for _, channel := range []string{o.plaza, o.anna.DM()} {
		for _, fault := range []slacktest.Fault{slacktest.Status(404), slacktest.Refuse()} {
			o.must(o.anna.Slash(channel, "/kigo"))
			offer := o.gets(o.anna, channel, "Angebot")
			o.server.Inject("response_url", fault, fault)
			o.must(o.anna.Click(offer, "Ja"))
			o.until("it is replaced", func() bool {
				for _, m := range o.anna.Messages(channel) {
					if m.TS == offer.TS {
						return strings.Contains(m.Shown(), "Erledigt.")
					}
				}
				return false
			})
			for _, f := range o.server.Calls("response_url") {
				if f.Fault == "" {
					t.Errorf("the response_url was called once more: %v", f)
				}
			}
			o.server.Inject("response_url") // what is left of the faults is used up by now
		}
	}
}

// Where Slack lets nobody edit what is old, the answer stands beside it.
func TestWhatCannotBeReplacedIsAnsweredBeside(t *testing.T) {
	t.Parallel()
	o := newOffice(t, socketMode, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return chat.Reply{Message: chat.Say(chat.Words("Erledigt: " + ev.Line)), Public: ev.Channel != "", Replace: true}
		}
		return chat.Reply{Message: chat.Say(chat.Words("Angebot"), chat.Button{Label: "Ja", Line: ev.Line}), Public: true}
	}, setting{})
	for i, channel := range []string{o.plaza, o.anna.DM()} {
		o.must(o.anna.Slash(channel, fmt.Sprint("/kigo ", i)))
		offer := o.gets(o.anna, channel, "Angebot")
		o.server.Inject("response_url", slacktest.Status(404))
		o.server.Inject("chat.update", slacktest.Fail("edit_window_closed"))
		o.must(o.anna.Click(offer, "Ja"))
		if got := o.gets(o.anna, channel, fmt.Sprint("Erledigt: ", i)); got.TS == offer.TS {
			t.Error("it was replaced")
		}
	}
}

// An answer that Slack took without saying so is found, not repeated.
func TestALostAnswerOfSlackIsNoReasonToSayItTwice(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Größe und Stärke. ", 1200)
	o := newOffice(t, socketMode, func(ev chat.Event) chat.Reply {
		if ev.Line == "lang" {
			return say(long + "Ende.")
		}
		return echo(ev)
	}, setting{})
	for i, fault := range []slacktest.Fault{slacktest.LoseAnswer(), slacktest.StatusAfter(502), slacktest.Refuse(), slacktest.Status(503), slacktest.Fail("fatal_error")} {
		o.server.Inject("chat.postMessage", fault)
		_, err := o.anna.Say(o.anna.DM(), fmt.Sprint("nummer ", i))
		o.must(err)
		o.gets(o.anna, o.anna.DM(), fmt.Sprint("Echo: nummer ", i))
	}
	root, err := o.anna.Say(o.anna.DM(), "in einem Thread")
	o.must(err)
	o.gets(o.anna, o.anna.DM(), "Echo: in einem Thread")
	o.server.Inject("chat.postMessage", slacktest.LoseAnswer())
	_, err = o.anna.Reply(o.anna.DM(), root, "darin")
	o.must(err)
	if got := o.gets(o.anna, o.anna.DM(), "Echo: darin"); got.ThreadTS != root {
		t.Errorf("answered in the thread of %q", got.ThreadTS)
	}
	o.server.Inject("chat.postMessage", slacktest.LoseAnswer())
	_, err = o.anna.Say(o.anna.DM(), "lang")
	o.must(err)
	o.gets(o.anna, o.anna.DM(), "Ende.")
	o.stop()
	said, chars := map[string]int{}, 0
	for _, m := range o.anna.Messages(o.anna.DM()) {
		if m.User == o.server.BotUserID {
			said[m.Shown()]++
			chars += len([]rune(m.Shown()))
		}
	}
	for words, n := range said {
		if n != 1 {
			t.Errorf("said %d times: %.60q", n, words)
		}
	}
	if want := len([]rune(long)); chars > want+want/10 {
		t.Errorf("%d characters were said, of %d", chars, want)
	}
}

// What was delivered is found when the event is handed in again, as after a crash.
func TestWhatIsHandedInAgainIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	tries := make(chan struct{}, 100)
	o := newOffice(t, socketMode, nil, setting{config: func(c *slack.Config) {
		c.Lease = 8 * time.Millisecond
		c.Answer = func(ctx context.Context, ev chat.Event, deliver func(context.Context, chat.Reply) error) bool {
			if err := deliver(ctx, echo(ev)); err != nil {
				t.Error(err)
			}
			tries <- struct{}{}
			return len(tries) >= 3 // as if it had died before it could note that
		}
	}})
	_, err := o.anna.Say(o.anna.DM(), "hilfe")
	o.must(err)
	o.until("three tries", func() bool { return len(tries) == 3 })
	o.stop()
	n := 0
	for _, m := range o.anna.Messages(o.anna.DM()) {
		if m.User == o.server.BotUserID {
			n++
		}
	}
	if n != 1 {
		t.Errorf("answered %d times", n)
	}
}

// In a channel, what is for one person is shown where it can be seen: a thread that nobody
// has answered in yet does not show it.
func TestAPrivateAnswerToAMentionCanBeSeen(t *testing.T) {
	t.Parallel()
	o := newOffice(t, socketMode, echo, setting{})
	name := "<@" + o.server.BotUserID + "> "
	root, err := o.anna.Say(o.plaza, name+"eins")
	o.must(err)
	if got := o.gets(o.anna, o.plaza, "Echo: eins"); !got.Ephemeral || got.ThreadTS != "" {
		t.Errorf("it is in the thread of %q, ephemeral %v", got.ThreadTS, got.Ephemeral)
	}
	_, err = o.bert.Reply(o.plaza, root, name+"zwei")
	o.must(err)
	if got := o.gets(o.bert, o.plaza, "Echo: zwei"); !got.Ephemeral || got.ThreadTS != root {
		t.Errorf("it is in the thread of %q, ephemeral %v", got.ThreadTS, got.Ephemeral)
	}
}
