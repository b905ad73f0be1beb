package mattermost

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"
	"pgregory.net/rapid"

	"kigo/bot/chat"
)

// signed stands in for the adapter's link.
func signed(line string) *model.PostActionIntegration {
	return &model.PostActionIntegration{URL: "https://kigo.example/mattermost/action", Context: map[string]any{"line": line, "proof": strings.Repeat("x", 300)}}
}

func lineOf(a *model.PostAction) string { return a.Integration.Context["line"].(string) }

// withinLimits checks what the server does not.
func withinLimits(t rapid.TB, pages []page) {
	t.Helper()
	id := regexp.MustCompile(`^[a-z0-9]{1,40}$`)
	for i, p := range pages {
		post := model.Post{Message: p.Message}
		if len(p.Attachments) > 0 {
			post.AddProp(model.PostPropsAttachments, p.Attachments)
		}
		data, err := json.Marshal(&post)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 250_000 || utf8.RuneCountInString(p.Message) > 16_000 || len(p.Attachments) > 20 || len(p.Images)+len(p.Files) > 10 {
			t.Fatalf("page %d: %d bytes, %d characters, %d attachments, %d files", i, len(data), utf8.RuneCountInString(p.Message), len(p.Attachments), len(p.Images)+len(p.Files))
		}
		ids := map[string]bool{}
		for _, a := range p.Attachments {
			if utf8.RuneCountInString(a.Text) > 16_000 || len(a.Actions) > 20 || a.Fallback == "" {
				t.Fatalf("page %d: attachment with %d characters, %d actions, fallback %q", i, utf8.RuneCountInString(a.Text), len(a.Actions), a.Fallback)
			}
			if err := a.IsValid(); err != nil {
				t.Fatalf("page %d: %v", i, err)
			}
			for _, act := range a.Actions {
				if !id.MatchString(act.Id) || ids[act.Id] || utf8.RuneCountInString(act.Name) > 64 || len(act.Options) > 250 {
					t.Fatalf("page %d: id %q, name %q, %d options", i, act.Id, act.Name, len(act.Options))
				}
				ids[act.Id] = true
			}
		}
	}
}

// whole is what is to be read, done and chosen, in its order.
type whole struct {
	text    string
	buttons []string // label and line
	options []string // line and value
}

func wholeOf(m chat.Message) (w whole) {
	for _, s := range m.Sections {
		w.text += said(tidy(s.Text)) + "\n"
		for _, f := range s.Fields {
			w.text += plainLabel(f.Label, 1000) + "\n" + said(tidy(f.Value)) + "\n"
		}
		for _, b := range s.Buttons {
			w.buttons = append(w.buttons, plainLabel(b.Label, 64)+" "+b.Line)
		}
		for _, sel := range s.Selects {
			for _, o := range sel.Options {
				w.options = append(w.options, sel.Line+" "+o.Value)
			}
		}
	}
	return w
}

func wholePages(t rapid.TB, pages []page) (w whole) {
	for _, p := range pages {
		w.text += read(t, p.Message)
		for _, a := range p.Attachments {
			w.text += read(t, a.Text)
			title := ""
			for _, f := range a.Fields {
				if f.Title != title { // a long value stands in several fields
					w.text += f.Title
				}
				title = f.Title
				w.text += read(t, f.Value.(string))
			}
			for _, act := range a.Actions {
				if act.Type == model.PostActionTypeButton {
					w.buttons = append(w.buttons, act.Name+" "+lineOf(act))
				}
				for _, o := range act.Options {
					w.options = append(w.options, lineOf(act)+" "+o.Value)
				}
			}
		}
	}
	return w
}

// some draws mostly a few, sometimes many.
func some(t *rapid.T, name string, many int) int {
	if rapid.IntRange(0, 9).Draw(t, name+" many") == 0 {
		return rapid.IntRange(0, many).Draw(t, name)
	}
	return rapid.IntRange(0, 3).Draw(t, name)
}

var sections = rapid.Custom(func(t *rapid.T) chat.Section {
	s := chat.Section{Text: texts(1).Draw(t, "text")}
	for range some(t, "more", 30) {
		s.Text = append(s.Text, chat.Words(strings.Repeat(words.Draw(t, "words")+" ", rapid.IntRange(1, 200).Draw(t, "times")))...)
	}
	for i := range some(t, "fields", 40) {
		s.Fields = append(s.Fields, chat.Field{Label: fmt.Sprint("Feld ", i), Value: texts(1).Draw(t, "value")})
	}
	for range some(t, "buttons", 60) {
		s.Buttons = append(s.Buttons, chat.Button{Label: words.Draw(t, "label"), Line: words.Draw(t, "line")})
	}
	for range some(t, "selects", 3) {
		sel := chat.Select{Label: words.Draw(t, "label"), Line: words.Draw(t, "line")}
		for i := range some(t, "options", 700) {
			sel.Options = append(sel.Options, chat.Option{Label: fmt.Sprint("Option ", i), Value: fmt.Sprint(i)})
		}
		s.Selects = append(s.Selects, sel)
	}
	return s
})

func TestPagesKeepEverythingOnceAndHoldTheLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := chat.Message{Sections: rapid.SliceOfN(sections, 0, 4).Draw(t, "sections")}
		calls := 0
		got := pages(m, func(line string) *model.PostActionIntegration { calls++; return signed(line) })
		withinLimits(t, got)
		if !m.Empty() && len(got) == 0 {
			t.Fatal("no page")
		}
		want, have := wholeOf(m), wholePages(t, got)
		if packed(want.text) != packed(have.text) {
			t.Fatalf("words:\n%q\non the pages:\n%q", packed(want.text), packed(have.text))
		}
		if fmt.Sprint(want.buttons) != fmt.Sprint(have.buttons) {
			t.Fatalf("buttons:\n%q\non the pages:\n%q", want.buttons, have.buttons)
		}
		if fmt.Sprint(want.options) != fmt.Sprint(have.options) {
			t.Fatalf("options:\n%q\non the pages:\n%q", want.options, have.options)
		}
		for _, p := range got {
			for _, s := range append([]string{p.Message}, attachmentTexts(p)...) {
				if found := notified(s); len(found) > 0 {
					t.Fatalf("notifies %q: %q", found, s)
				}
			}
		}
	})
}

func attachmentTexts(p page) (all []string) {
	for _, a := range p.Attachments {
		all = append(all, a.Text, a.Pretext)
		for _, f := range a.Fields {
			all = append(all, f.Value.(string))
		}
	}
	return all
}
