package slacktest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest"
)

// triggers starts a workspace on which a click gives a fresh trigger_id.
func triggers(t *testing.T, hand *slacktest.Hand) (*slacktest.Server, *slacktest.Member, func() slack.InteractionCallback) {
	t.Helper()
	s := slacktest.Start(t, slacktest.WithClock(hand))
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	got := make(chan slack.InteractionCallback, 1)
	connect(t, s, app{interaction: func(i slack.InteractionCallback) any { got <- i; return nil }})
	check(t, s.WaitConnections(ctx(t), 1))
	return s, anna, func() slack.InteractionCallback {
		t.Helper()
		check(t, anna.Shortcut("global"))
		return <-got
	}
}

func TestTriggersWorkOnceAndThreeSeconds(t *testing.T) {
	t.Parallel()
	hand := slacktest.NewHand(time.Time{})
	s, anna, click := triggers(t, hand)
	api := s.Client()
	open := func(trigger string) string {
		_, err := api.OpenView(trigger, modal(input("name", "Name")))
		return code(err)
	}
	i := click()
	want(t, "unknown", open("1.2.x"), "invalid_trigger_id")
	want(t, "fresh", open(i.TriggerID), "")
	want(t, "used", open(i.TriggerID), "exchanged_trigger_id")
	i = click()
	hand.Advance(3*time.Second + time.Millisecond)
	want(t, "old", open(i.TriggerID), "expired_trigger_id")
	i = click()
	hand.Advance(3 * time.Second)
	want(t, "just in time", open(i.TriggerID), "")
	if n := len(anna.Modals()); n != 1 {
		t.Errorf("%d modals", n)
	}
}

func TestViewsAreRefusedAsSlackDoes(t *testing.T) {
	t.Parallel()
	s, anna, click := triggers(t, slacktest.NewHand(time.Time{}))
	api := s.Client()
	open := func(v slack.ModalViewRequest) string {
		_, err := api.OpenView(click().TriggerID, v)
		return code(err)
	}
	v := modal(input("name", "Name"))
	v.Title.Text = strings.Repeat("a", 25)
	_, err := api.OpenView(click().TriggerID, v)
	want(t, "title", code(err), "invalid_arguments")
	var answer slack.SlackErrorResponse
	if !asError(err, &answer) || answer.ResponseMetadata.Messages[0] != "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]" {
		t.Errorf("messages: %q", answer.ResponseMetadata.Messages)
	}
	v = modal(input("name", "Name"))
	v.Submit = nil
	want(t, "no submit", open(v), "invalid_arguments")
	var many []slack.Block
	for range 90 {
		many = append(many, slack.NewSectionBlock(slack.NewTextBlockObject("plain_text", strings.Repeat("a", 2900), false, false), nil, nil))
	}
	want(t, "250 KB", open(modal(many...)), "view_too_large")
	v = modal(input("name", "Name"))
	v.ExternalID = "e1"
	want(t, "external", open(v), "")
	_, err = api.PushView(click().TriggerID, v)
	want(t, "push without a modal's trigger", code(err), "duplicate_external_id")
	m, _ := anna.Modal()
	_, err = api.UpdateView(modal(input("name", "Neu")), "", "x", m.ID)
	want(t, "hash", code(err), "hash_conflict")
	_, err = api.UpdateView(modal(input("name", "Neu")), "", m.Hash, m.ID)
	want(t, "good hash", code(err), "")
	_, err = api.UpdateView(modal(input("name", "Neu")), "", m.Hash, m.ID)
	want(t, "old hash", code(err), "hash_conflict")
	_, err = api.UpdateView(modal(input("name", "Neu")), "", "", "V0X")
	want(t, "no such view", code(err), "not_found")
	m, _ = anna.Modal()
	check(t, anna.Close(m))
	_, err = api.UpdateView(modal(input("name", "Neu")), "", "", m.ID)
	want(t, "closed", code(err), "not_found")
}

func TestThreeModalsAreAStack(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	api := s.Client()
	var fourth string
	depth := 0
	connect(t, s, app{interaction: func(i slack.InteractionCallback) any {
		more := slack.NewActionBlock("more", button("Weiter", "more"))
		if i.Type == slack.InteractionTypeShortcut {
			if _, err := api.OpenView(i.TriggerID, modal(more)); err != nil {
				t.Error(err)
			}
			return nil
		}
		depth++
		_, err := api.PushView(i.TriggerID, modal(more))
		fourth = code(err)
		return nil
	}})
	check(t, s.WaitConnections(ctx(t), 1))
	check(t, anna.Shortcut("global"))
	for n := 1; n <= 3; n++ {
		v, _ := anna.Modal()
		if len(anna.Modals()) != n {
			t.Fatalf("%d modals are open, want %d", len(anna.Modals()), n)
		}
		check(t, anna.Click(v, "Weiter"))
	}
	want(t, "the fourth", fourth, "push_limit_reached")
	all := anna.Modals()
	if len(all) != 3 {
		t.Fatalf("%d modals", len(all))
	}
	if err := anna.Close(all[0]); err == nil {
		t.Error("only the modal on top can be closed")
	}
	check(t, anna.Close(all[2]))
	if len(anna.Modals()) != 2 {
		t.Error("closing one leaves two")
	}
}

func TestHomeTabsAreReplaced(t *testing.T) {
	t.Parallel()
	s := slacktest.Start(t)
	api := s.Client()
	anna := s.AddMember(slacktest.Person{Name: "anna"})
	home := func(title string) slack.HomeTabViewRequest {
		return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", title, false, false)),
		}}}
	}
	publish := func(user, title, hash string) (*slack.ViewResponse, string) {
		v, err := api.PublishView(user, home(title), hash)
		return v, code(err)
	}
	first, c := publish(anna.ID, "Willkommen", "")
	want(t, "first", c, "")
	_, c = publish(anna.ID, "Neu", first.Hash)
	want(t, "good hash", c, "")
	_, c = publish(anna.ID, "Alt", first.Hash)
	want(t, "old hash", c, "hash_conflict")
	_, c = publish("U0X", "Neu", "")
	want(t, "nobody", c, "invalid_arguments")
	if v, err := anna.WaitHome(ctx(t), "Neu"); err != nil || v.ID != first.ID {
		t.Errorf("home %q, %v", v.Shown(), err)
	}
	m := slacktest.DefaultManifest()
	m.Features.AppHome.HomeTabEnabled = false
	off := slacktest.Start(t, slacktest.WithManifest(m))
	_, err := off.Client().PublishView(off.AddMember(slacktest.Person{Name: "b"}).ID, home("a"), "")
	want(t, "no home tab", code(err), "not_enabled")
}
