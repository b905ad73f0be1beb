package mattermost_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/shared/markdown"

	"kigo/bot/chat"
)

// hostile are titles of events and the like that want to call people, to pretend, to have
// something fetched, or to break the layout.
var hostile = []string{
	"@all", "@channel", "@here", "@bert", "@BERT", "@bert.", "(@bert)", "-@bert", ".@bert", ":@bert:", "_@bert_", "**@all**", "~~@bert~~",
	`\@all`, `\\@all`, "<@all>", "<!channel>", "<@bert>", "> @all", "[@bert](https://evil.example)", "[x](mailto:@bert)", "x@bert @bert",
	"`@all` @bert", "```\n@all", "``` \n@bert\n``` @bert", "@\u00adall", "&#64;all", "&commat;bert", "https://evil.example/@bert",
	"~town-square", `\~town-square`, "(~town-square)", "#haus", `\#haus`, "##haus", "**#haus**", "# Überschrift", "Titel\n=====", "Titel\n---",
	"[x](javascript:alert(1))", "[x]( java\tscript:alert(1))", "<javascript:alert(1)>", "[x][1]\n\n[1]: javascript:alert(1)",
	"![x](https://evil.example/x.png)", "![x][1]\n\n[1]: https://evil.example/x.png", "<img src=https://evil.example/x onerror=alert(1)>",
	"<script>alert(1)</script>", "| a | b |\n|---|---|\n| @all | #haus |", "- a\n- @all", "1. @all", "* * *", "---", "    @all", "\t@bert",
	"https://evil.example www.evil.example evil.example/x", "tel:110 mailto:a@bert", "<https://evil.example>", ":smile: :) $x^2$ ~~x~~ __x__",
	"\u202e@all", "@all\x00", "\ufeff@all", "Ende\r\n@all", "[ ] @bert", `\`, "`", "```", "[", "](", "**", "|",
}

// wanted is the only address that kigo itself puts into a text.
const wanted = "https://kigo.example/kalender"

// everywhere is a message with the text in each place that text from people can have.
func everywhere(text string) chat.Message {
	nodes := chat.Text{
		{Kind: chat.Plain, Text: "Titel: " + text + " und "}, {Kind: chat.Plain, Text: text}, {Kind: chat.Break},
		{Kind: chat.Strong, Text: text}, {Kind: chat.Plain, Text: text},
		{Kind: chat.Break}, {Kind: chat.Link, Text: text, URL: wanted}, {Kind: chat.Link, Text: text, URL: text}, {Kind: chat.Link, Text: "x", URL: "javascript:" + text},
		{Kind: chat.List, Items: []chat.Text{chat.Words(text), {{Kind: chat.Strong, Text: text}}}},
	}
	return chat.Message{
		Sections: []chat.Section{{
			Text: nodes, Fields: []chat.Field{{Label: text, Value: nodes}, {Label: "Ort", Value: chat.Words(text)}},
			Buttons: []chat.Button{{Label: text, Line: "anmelden " + text}},
			Selects: []chat.Select{{Label: text, Line: "anmelden", Options: []chat.Option{{Label: text, Value: text}}}},
		}, {Text: chat.Words(text)}},
	}
}

// TestHostileTextCallsNobody, wherever it stands, and however kigo says it.
func TestHostileTextCallsNobody(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	for _, text := range hostile {
		everywhere := everywhere(text)
		f.harmless(text, f.told(chat.Reply{Message: everywhere, Public: true}))
		f.harmless(text, f.told(chat.Reply{Message: everywhere}))
		f.fine(f.anna.Slash(f.Context(), f.plaza, "/kigo sag"))
		f.harmless(text, f.must(f.anna.WaitEphemeral(f.Context(), nil)))
	}
	f.wantNobodyCalled()
}

// What is to be typed stands in code, where the server looks for tags all the same; no app
// shows them. It must not end before its end.
func TestHostileTextInCodeCallsNobody(t *testing.T) {
	t.Parallel()
	f := newFort(t)
	for _, text := range hostile {
		code := chat.Text{{Kind: chat.Plain, Text: "Tippe "}, {Kind: chat.Code, Text: text}, {Kind: chat.Plain, Text: text}, {Kind: chat.Code, Text: "/kigo " + text}}
		f.told(chat.Reply{Message: chat.Message{Sections: []chat.Section{{Text: code, Fields: []chat.Field{{Label: text, Value: code}}}}}, Public: true})
	}
	f.wantNobodyCalled()
}

// told has kigo say something to Anna, in the plaza or directly, and returns the post as the
// server has it.
func (f *fort) told(r chat.Reply) *model.Post {
	f.Helper()
	f.mu.Lock()
	f.says = r
	f.mu.Unlock()
	if !r.Public {
		f.must(f.anna.Message(f.Context(), f.bot.ID, "sag"))
	} else {
		f.must(f.anna.Post(f.Context(), f.plaza, "@kigo sag"))
	}
	p := f.must(f.anna.WaitPost(f.Context(), func(p *model.Post) bool { return f.kigos(p) && (p.ChannelId == f.plaza) == r.Public }))
	return f.server.Post(p.Id)
}

// wantNobodyCalled fails if kigo has notified those who only were there, or has sent what
// the server should object to.
func (f *fort) wantNobodyCalled() {
	f.Helper()
	f.stop()
	for _, h := range []string{f.bert.ID, f.mallory.ID} {
		for _, p := range f.server.Notified(h) {
			f.Errorf("somebody is called by %q", words(p))
		}
	}
	for _, o := range f.server.Objections() {
		f.Errorf("the server objects: %+v", o)
	}
}

// harmless fails if a post holds anything that the server or an app would make more of than text.
func (f *fort) harmless(text string, p *model.Post) {
	f.Helper()
	if p.Hashtags != "" || p.GetProp(model.PostPropsChannelMentions) != nil || p.GetProp(model.PostPropsPreviewedPost) != nil {
		f.Errorf("%q: hashtags %q, channels %v", text, p.Hashtags, p.GetProp(model.PostPropsChannelMentions))
	}
	parts := []string{p.Message}
	for _, a := range p.Attachments() {
		parts = append(parts, a.Text, a.Pretext)
		for _, field := range a.Fields {
			parts = append(parts, field.Value.(string))
		}
	}
	for _, part := range parts {
		if strings.ContainsRune(part, 0) {
			f.Errorf("%q: the database would take offence", text)
		}
		for _, address := range addresses(part) {
			// An address that was typed is a link, which says where it leads.
			if typed := strings.TrimPrefix(address, "http://"); address != wanted && !strings.Contains(text, typed) {
				f.Errorf("%q: leads to %q in %.500q", text, address, part)
			}
		}
	}
}

// addresses are where the links and pictures of a text lead.
func addresses(text string) (all []string) {
	markdown.Inspect(text, func(node any) bool {
		switch n := node.(type) {
		case *markdown.InlineLink:
			all = append(all, n.Destination())
		case *markdown.ReferenceLink:
			all = append(all, n.Destination())
		case *markdown.Autolink:
			all = append(all, n.Destination())
		case *markdown.InlineImage:
			all = append(all, "picture "+n.Destination())
		case *markdown.ReferenceImage:
			all = append(all, "picture "+n.Destination())
		}
		return true
	})
	return slices.Compact(all)
}
