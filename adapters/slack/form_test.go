package slack_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

func twoFields(title string) *chat.Form {
	return &chat.Form{Title: title, Intro: chat.Words("Bitte ausfüllen."), Submit: "Anlegen", Line: "anlegen", Fields: []chat.FormField{
		{Name: "titel", Label: "Titel", Type: chat.TextField, Required: true},
		{Name: "plaetze", Label: "Plätze", Type: chat.NumberField, Value: "20"},
		{Name: "ort", Label: "Ort", Type: chat.SelectField, Options: []chat.Option{{Label: "Ratssaal", Value: "rs"}, {Label: "Online", Value: "on"}}},
	}}
}

// slowly makes a form's handler slower than Slack waits, until release is called.
func slowly(answer func(chat.Event) chat.Reply) (slow func(chat.Event) chat.Reply, release func()) {
	open := make(chan struct{})
	return func(ev chat.Event) chat.Reply {
		if ev.Kind != chat.FormSubmit {
			return chat.Reply{Form: twoFields("Neu")}
		}
		<-open
		return answer(ev)
	}, sync.OnceFunc(func() { close(open) })
}

// hurried are tests that see for themselves that a form asks for a moment.
var hurried = setting{tune: func(a *slack.Adapter) {
	a.Hurry(time.Millisecond)
	a.Settle(func() {})
}}

const moment = "Einen Moment bitte" // what a form shows whose answer takes long

func TestASlowFormShowsItsAnswerWhenItIsThere(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		answer, release := slowly(func(ev chat.Event) chat.Reply { return say("Angelegt: " + ev.Values["titel"]) })
		defer release()
		o := newOffice(t, m, answer, hurried)
		o.must(o.anna.Slash(o.plaza, "/kigo neu"))
		_, err := o.anna.Submit(o.modal(o.anna, "Neu"), slacktest.Fill("Titel", "Forum"))
		o.must(err)
		waiting := o.modal(o.anna, moment)
		release()
		if now := o.modal(o.anna, "Angelegt: Forum"); now.ID != waiting.ID || strings.Contains(now.Shown(), moment) {
			t.Errorf("she sees %q", now.Shown())
		}
		o.gets(o.anna, o.plaza, "Angelegt: Forum")
	})
}

func TestASlowFormThatWasClosedIsAnsweredInChat(t *testing.T) {
	t.Parallel()
	answer, release := slowly(func(chat.Event) chat.Reply { return say("Angelegt.") })
	defer release()
	o := newOffice(t, socketMode, answer, hurried)
	o.must(o.anna.Slash(o.anna.DM(), "/kigo neu"))
	_, err := o.anna.Submit(o.modal(o.anna, "Neu"), slacktest.Fill("Titel", "Forum"))
	o.must(err)
	o.must(o.anna.Close(o.modal(o.anna, moment)))
	release()
	o.gets(o.anna, o.anna.DM(), "Angelegt.")
	if v, shown := o.anna.Modal(); shown {
		t.Errorf("she sees %q", v.Shown())
	}
}

func TestASlowFormComesBackWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	var sent atomic.Int32
	answer, release := slowly(func(ev chat.Event) chat.Reply {
		if sent.Add(1) == 1 {
			return chat.Reply{Errors: map[string]string{"titel": "Gibt es schon.", "": "Und alles ist belegt."}}
		}
		return say(fmt.Sprint("Angelegt: ", ev.Values["titel"], " ", ev.Values["plaetze"], " ", ev.Values["ort"]))
	})
	defer release()
	o := newOffice(t, socketMode, answer, hurried)
	o.must(o.anna.Slash(o.anna.DM(), "/kigo neu"))
	_, err := o.anna.Submit(o.modal(o.anna, "Neu"), slacktest.Fill("Titel", "Forum", "Plätze", "30", "Ort", "Online"))
	o.must(err)
	o.modal(o.anna, moment)
	release()
	again := o.modal(o.anna, "Gibt es schon.", "Und alles ist belegt.")
	for _, words := range []string{"Titel: Forum", "Plätze: 30"} {
		if !strings.Contains(again.Shown(), words) {
			t.Errorf("what was typed is gone: %q", again.Shown())
		}
	}
	_, err = o.anna.Submit(again, slacktest.Fill("Titel", "Forum zwei"))
	o.must(err)
	o.gets(o.anna, o.anna.DM(), "Angelegt: Forum zwei 30 on")
}

func TestASlowFormMayLeadToAnother(t *testing.T) {
	t.Parallel()
	second := twoFields("Zweites")
	second.Line = "zweites"
	answer, release := slowly(func(ev chat.Event) chat.Reply {
		if ev.Line == "zweites" {
			return say("Fertig: " + ev.Values["titel"])
		}
		return chat.Reply{Form: second}
	})
	defer release()
	o := newOffice(t, socketMode, answer, hurried)
	o.must(o.anna.Slash(o.anna.DM(), "/kigo neu"))
	_, err := o.anna.Submit(o.modal(o.anna, "Neu"), slacktest.Fill("Titel", "Forum"))
	o.must(err)
	o.modal(o.anna, moment)
	release()
	_, err = o.anna.Submit(o.modal(o.anna, "Zweites"), slacktest.Fill("Titel", "Danach"))
	o.must(err)
	o.gets(o.anna, o.anna.DM(), "Fertig: Danach")
}

// Slack shows three forms on each other; the fourth takes the place of the third.
func TestFormsStackUpToThree(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			n := len(strings.TrimLeft(ev.Line, "neu "))
			if ev.Kind == chat.FormSubmit && n == 5 {
				return say("Geschafft.")
			}
			f := twoFields(fmt.Sprint("Schritt ", n+1))
			f.Line = "neu " + strings.Repeat("x", n+1)
			return chat.Reply{Form: f}
		}, setting{})
		o.must(o.anna.Slash(o.plaza, "/kigo neu"))
		for step := 1; step <= 5; step++ {
			v := o.modal(o.anna, fmt.Sprint("Schritt ", step))
			if n := len(o.anna.Modals()); n != min(step, 3) {
				t.Errorf("%d forms lie on each other in step %d", n, step)
			}
			_, err := o.anna.Submit(v, slacktest.Fill("Titel", "Forum"))
			o.must(err)
		}
		o.gets(o.anna, o.plaza, "Geschafft.")
		if left := o.anna.Modals(); len(left) > 0 {
			t.Errorf("%d forms are left", len(left))
		}
	})
}

// A trigger opens a form for three seconds. Later there is a button, which has its own.
func TestAFormThatComesTooLateIsOffered(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply { return chat.Reply{Form: twoFields("Neu")} }, setting{})
		o.server.Inject("views.open", slacktest.Fail("expired_trigger_id"))
		o.must(o.anna.Slash(o.plaza, "/kigo veranstaltung neu"))
		offer := o.gets(o.anna, o.plaza, "[Formular öffnen]")
		o.must(o.anna.Click(offer, "Formular öffnen"))
		o.modal(o.anna, "Neu")
		if all := o.script.heard(); len(all) != 2 || all[1].Line != "veranstaltung neu" {
			t.Errorf("heard %+v", all)
		}
	})
}

// If Slack has opened a form without saying so, the trigger is used up, and that is fine.
func TestAFormIsOpenedOnceIfTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	o := newOffice(t, socketMode, func(chat.Event) chat.Reply { return chat.Reply{Form: twoFields("Neu")} }, setting{})
	o.server.Inject("views.open", slacktest.LoseAnswer())
	o.must(o.anna.Slash(o.plaza, "/kigo neu"))
	o.modal(o.anna, "Neu")
	o.until("the second try", func() bool { return o.server.Count("views.open") == 2 })
	o.stop()
	if got := o.anna.Ephemerals(o.plaza); len(got) > 0 {
		t.Errorf("she was offered it, too: %q", got[0].Shown())
	}
}

// A form is sent when the response_url of the click that opened it has expired.
func TestWhatWasClickedIsReplacedLongAfterwards(t *testing.T) {
	t.Parallel()
	clock := slacktest.NewHand(time.Time{})
	o := newOffice(t, socketMode, func(ev chat.Event) chat.Reply {
		switch ev.Kind {
		case chat.FormSubmit:
			return chat.Reply{Message: chat.Say(chat.Words("Angelegt: " + ev.Values["titel"])), Replace: true, Public: ev.Values["ort"] == "on"}
		case chat.Click:
			return chat.Reply{Form: twoFields("Neu")}
		}
		r := say("Was?", chat.Button{Label: "Neu", Line: "neu"})
		r.Public = ev.Line == "für alle"
		return r
	}, setting{server: []slacktest.Option{slacktest.WithClock(clock)}})
	for n, where := range []struct{ channel, line, place string }{{o.anna.DM(), "hier", "Ratssaal"}, {o.plaza, "für alle", "Online"}, {o.plaza, "hier", "Ratssaal"}} {
		o.must(o.anna.Slash(where.channel, "/kigo "+where.line))
		question := o.gets(o.anna, where.channel, "Was?")
		o.must(o.anna.Click(question, "Neu"))
		form := o.modal(o.anna, "Neu")
		o.until("everything is acknowledged", func() bool { return o.server.Unacknowledged() == 0 })
		clock.Advance(slacktest.ResponseLives + time.Minute)
		_, err := o.anna.Submit(form, slacktest.Fill("Titel", fmt.Sprint(n), "Ort", where.place))
		o.must(err)
		answer := o.gets(o.anna, where.channel, fmt.Sprint("Angelegt: ", n))
		if question.Ephemeral != answer.Ephemeral || (answer.TS == question.TS) == question.Ephemeral {
			t.Errorf("%q: the question %s, ephemeral %v, the answer %s, %v", where.line, question.TS, question.Ephemeral, answer.TS, answer.Ephemeral)
		}
	}
}

// Within its time, a form's answer reaches what only one person sees.
func TestTheAnswerToAFormReplacesWhatOnlyOneSees(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			switch ev.Kind {
			case chat.FormSubmit:
				return chat.Reply{Message: chat.Say(chat.Words("Angelegt.")), Replace: true}
			case chat.Click:
				return chat.Reply{Form: twoFields("Neu")}
			}
			return say("Was?", chat.Button{Label: "Neu", Line: "neu"})
		}, setting{})
		o.must(o.anna.Slash(o.plaza, "/kigo"))
		question := o.gets(o.anna, o.plaza, "Was?")
		o.must(o.anna.Click(question, "Neu"))
		_, err := o.anna.Submit(o.modal(o.anna, "Neu"), slacktest.Fill("Titel", "Forum"))
		o.must(err)
		if answer := o.gets(o.anna, o.plaza, "Angelegt."); answer.TS != question.TS {
			t.Errorf("it stands beside the question")
		}
	})
}

// What kigo does not know is closed without a word.
func TestAForeignViewIsClosed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, httpMode, echo, setting{})
	for _, payload := range []object{
		{"type": "view_submission", "view": object{"id": "V1", "callback_id": "other", "private_metadata": "{}"}},
		{"type": "view_submission", "view": object{"id": "V1", "callback_id": "kigo_form", "private_metadata": "x"}},
		{"type": "view_submission", "view": 7},
		{"type": "view_closed", "view": object{"id": "V1"}},
	} {
		if status, body := o.interacts(payload); status != 200 || body != "" {
			t.Errorf("%v is answered %d %q", payload, status, body)
		}
	}
	o.stop()
	if got := o.script.heard(); len(got) > 0 {
		t.Errorf("heard %+v", got)
	}
}
