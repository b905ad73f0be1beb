package slack_test

import (
	"fmt"
	"strings"
	"testing"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
)

// Slack drops acknowledgements of 20 KB without a word. What is larger takes another way.
func TestLargeAnswersToFormsArrive(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		large := twoFields("Groß")
		large.Line = "groß"
		for i := range 10 {
			large.Fields = append(large.Fields, chat.FormField{Name: fmt.Sprint("text", i), Label: fmt.Sprint("Text ", i), Type: chat.AreaField, Value: strings.Repeat("ä", 2500)})
		}
		tries := 0
		var o *office
		o = newOffice(t, m, func(ev chat.Event) chat.Reply {
			switch {
			case ev.Kind != chat.FormSubmit:
				return chat.Reply{Form: twoFields("Neu")}
			case ev.Line != "groß":
				return chat.Reply{Form: large}
			}
			if tries++; tries > 2 {
				return say("Gespeichert: " + ev.Values["titel"])
			}
			errs := map[string]string{}
			for _, f := range large.Fields {
				errs[f.Name] = fmt.Sprint("Versuch ", tries, ": ", strings.Repeat("ö", 900))
			}
			if tries == 2 {
				errs[""] = "Versuch 2: Und alles zusammen."
			}
			return chat.Reply{Errors: errs}
		}, setting{tune: func(a *slack.Adapter) {
			a.Settle(func() { _, _ = o.anna.WaitModal(o.patience(), moment) })
		}})
		o.must(o.anna.Slash(o.plaza, "/kigo neu"))
		_, err := o.anna.Submit(o.modal(o.anna, "Neu"), slacktest.Fill("Titel", "Forum"))
		o.must(err)
		form := o.modal(o.anna, "Groß", "Text 9")
		for try := 1; try <= 2; try++ {
			_, err = o.anna.Submit(form, slacktest.Fill("Titel", "Forum", "Text 3", fmt.Sprint("Nummer ", try)))
			o.must(err)
			form = o.modal(o.anna, fmt.Sprint("Versuch ", try), fmt.Sprint("Text 3: Nummer ", try))
		}
		if !strings.Contains(form.Shown(), "Und alles zusammen.") {
			t.Errorf("she sees %.500q", form.Shown())
		}
		_, err = o.anna.Submit(form, nil)
		o.must(err)
		o.gets(o.anna, o.plaza, "Gespeichert: Forum")
	})
}

func TestManyLongOptionsAreOffered(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		sel := chat.Select{Label: "Welche?", Line: "anmelden"}
		for i := range 200 {
			sel.Options = append(sel.Options, chat.Option{Label: fmt.Sprintf("%03d %s", i, strings.Repeat("Größe <&> ", 14)), Value: fmt.Sprintf("%03d%s", i, strings.Repeat("ü", 140))})
		}
		o := newOffice(t, m, func(ev chat.Event) chat.Reply {
			if ev.Kind == chat.Click {
				return echo(ev)
			}
			return chat.Reply{Message: chat.Message{Sections: []chat.Section{{Text: chat.Words("Wähl"), Selects: []chat.Select{sel}}}}}
		}, setting{})
		o.must(o.anna.Slash(o.plaza, "/kigo"))
		question := o.gets(o.anna, o.plaza, "Wähl")
		offered, err := o.anna.Suggest(question, "Welche?", "")
		o.must(err)
		if len(offered) < 10 {
			t.Errorf("%d are offered", len(offered))
		}
		if offered, err = o.anna.Suggest(question, "Welche?", "137 größe"); err != nil || len(offered) != 1 {
			t.Errorf("%d are found: %v", len(offered), err)
		}
		o.must(o.anna.Choose(question, "Welche?", offered[0].Text))
		o.gets(o.anna, o.plaza, "Echo: anmelden 137ü")
	})
}
