package main

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/bot/chat"
)

// player is somebody in a story. Whatever goes wrong with what they do fails the test.
type player struct {
	human
	*stage
	id     string
	client *model.Client4
	chat   string   // direct channel with kigo
	texts  sync.Map // wording of each post that was looked at
}

// cast brings somebody to the plaza.
func (s *stage) cast(name, locale string) *player {
	s.t.Helper()
	return s.admit(s.person(name, locale))
}

func (s *stage) admit(h human) *player {
	s.t.Helper()
	p := &player{human: h, stage: s}
	switch h := h.(type) {
	case *mattermosttest.Human:
		p.id, p.client = h.ID, h.Client
	case *resident:
		p.id, p.client = h.ID, h.Client
	}
	s.enter(p.id)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.players = append(s.players, p)
	return p
}

// direct is the channel in which the person and kigo are alone.
func (p *player) direct() string {
	p.t.Helper()
	if p.chat == "" {
		c, _, err := p.client.CreateDirectChannel(p.t.Context(), p.id, p.botID)
		p.fine(err)
		p.chat = c.Id
	}
	return p.chat
}

// types runs a slash command in the plaza.
func (p *player) types(line string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	p.fine(p.Slash(ctx, p.plaza, strings.TrimSpace("/kigo "+line)))
}

// tells writes to kigo alone.
func (p *player) tells(text string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	_, err := p.Message(ctx, p.botID, text)
	p.fine(err)
}

// asks writes into the plaza, where "@kigo" is whatever the bot is called.
func (p *player) asks(text string) *model.Post {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	post, err := p.Post(ctx, p.plaza, strings.ReplaceAll(text, "@kigo", "@"+p.bot))
	p.fine(err)
	return post
}

// sight is something of kigo's that somebody is shown.
type sight struct {
	*model.Post
	text    string
	private bool
	data    map[string]any
}

// sees waits for a post of kigo's, new or changed, that says all of this: regular
// expressions on its text, without mark-up.
func (p *player) sees(where func(sight) bool, patterns ...string) sight {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	var says []*regexp.Regexp
	for _, pattern := range patterns {
		says = append(says, regexp.MustCompile(pattern))
	}
	var found sight
	_, err := p.Wait(ctx, func(e mattermosttest.Event) bool {
		s, ok := p.sight(e)
		if !ok || !where(s) {
			return false
		}
		for _, pattern := range says {
			if !pattern.MatchString(s.text) {
				return false
			}
		}
		found = s
		return true
	})
	if err != nil {
		p.t.Fatalf("nothing says %q: %v\n%s", patterns, err, p.kigo.errOut)
	}
	return found
}

func (p *player) sight(e mattermosttest.Event) (sight, bool) {
	if e.Post == nil {
		return sight{}, false
	}
	s := sight{Post: e.Post, data: e.Data, private: e.Type == "ephemeral_message" || e.Post.ChannelId != p.plaza}
	switch e.Type {
	case "ephemeral_message":
	case "posted", "post_edited":
		if e.Post.UserId != p.botID || e.Post.IsSystemMessage() {
			return s, false
		}
	default:
		return s, false
	}
	text, known := p.texts.Load(e.Post)
	if !known {
		text = wording(e.Post)
		p.texts.Store(e.Post, text)
	}
	s.text = text.(string)
	return s, true
}

// reads waits for what only this person sees.
func (p *player) reads(patterns ...string) sight {
	p.t.Helper()
	s := p.sees(func(s sight) bool { return s.private }, patterns...)
	if s.Type != model.PostTypeEphemeral && s.ChannelId != p.direct() {
		p.t.Errorf("it stands where others read it: %s", s.text)
	}
	return s
}

// isAnswered waits for the answer to a slash command in the plaza, which stands there where
// it may have kigo's name, and in the direct chat elsewhere.
func (p *player) isAnswered(patterns ...string) sight {
	p.t.Helper()
	s := p.reads(patterns...)
	if here := s.ChannelId == p.plaza; here != p.names {
		p.t.Errorf("answered in the plaza: %v, want %v: %s", here, p.names, s.text)
	}
	return s
}

// hears waits for what everybody reads in a thread of the plaza.
func (p *player) hears(thread *model.Post, patterns ...string) sight {
	p.t.Helper()
	s := p.sees(func(s sight) bool { return !s.private && s.RootId == thread.Id }, patterns...)
	if s.data["mentions"] != nil {
		p.t.Errorf("somebody is notified: %v: %s", s.data["mentions"], s.text)
	}
	return s
}

// press uses a button.
func (p *player) press(s sight, label string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	if err := p.Click(ctx, s.Post, label); err != nil {
		p.t.Fatalf("%v\n%s", err, p.kigo.errOut)
	}
}

// fills sends the dialog that opens, whose elements have their defaults but for these
// changes. It returns what is wrong with them, element by element.
func (p *player) fills(d *mattermosttest.Dialog, changes map[string]any) map[string]string {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	values := map[string]any{}
	for _, e := range d.Elements {
		v, changed := changes[e.Name]
		if !changed && e.Default != "" {
			v = e.Default
		}
		if v != nil {
			values[e.Name] = v
		}
	}
	answer, err := p.SubmitDialog(ctx, d, values)
	p.fine(err)
	if answer == nil {
		return nil
	}
	if answer.Error != "" {
		p.t.Errorf("the form says %q", answer.Error)
	}
	return answer.Errors
}

// form waits for a dialog.
func (p *player) form(title string) *mattermosttest.Dialog {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	e, err := p.Wait(ctx, func(e mattermosttest.Event) bool { return e.Dialog != nil && e.Dialog.Title == title })
	if err != nil {
		p.t.Fatalf("no form %q: %v\n%s", title, err, p.kigo.errOut)
	}
	return e.Dialog
}

// done fails unless a form was taken.
func (p *player) done(wrong map[string]string) {
	p.t.Helper()
	if len(wrong) > 0 {
		p.t.Fatalf("the form says %v", wrong)
	}
}

// objects fails unless exactly these elements of a form are wrong, as the patterns say.
func (p *player) objects(wrong, want map[string]string) {
	p.t.Helper()
	for name, pattern := range want {
		if !regexp.MustCompile(pattern).MatchString(wrong[name]) {
			p.t.Errorf("%s: the form says %q, want %q", name, wrong[name], pattern)
		}
	}
	if len(wrong) != len(want) {
		p.t.Errorf("the form says %v", wrong)
	}
}

// wording is all text of a post as it is read, controls in brackets.
func wording(p *model.Post) string {
	var all []string
	for part := range strings.SplitSeq(mattermosttest.Text(p), "\n\n") {
		all = append(all, chat.Markdown(part).String())
	}
	return strings.NewReplacer("\u200b", "", "\u2060", "", "\u00a0", " ").Replace(strings.Join(all, "\n\n"))
}

// standing is how kigo says where somebody stands in an event.
func standing(title string, rank, of int) string {
	if rank == 0 {
		return "Platz sicher: " + title
	}
	return fmt.Sprintf("Warteliste, Platz %d von %d: %s", rank, of, title)
}
