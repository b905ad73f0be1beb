package slack_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"kigo/adapters/adaptertest"
	"kigo/adapters/slack/slacktest"
	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

// room is the emulator as the contract sees it.
type room struct {
	*world
	plaza  string
	people []*person

	mu      sync.Mutex
	stopped bool
}

func newRoom(t *testing.T, m mode, answer answerer) *room {
	r := &room{}
	r.world = newWorld(t, m, answer, setting{before: func(w *world) {
		var members []*slacktest.Member
		for i, name := range []string{"anna", "bert", "carla", "deniz", "emil", "farah", "gitte", "hauke"}[:adaptertest.People] {
			who := slacktest.Person{Name: name, RealName: strings.ToUpper(name[:1]) + name[1:] + " Muster", Locale: "de-DE"}
			if i == 1 {
				who.Locale = "en-GB"
			}
			member := w.server.AddMember(who)
			r.people = append(r.people, &person{room: r, member: member, who: who, direct: member.DM()})
			members = append(members, member)
		}
		r.plaza = w.server.AddChannel("plaza", members...)
		w.server.Join(r.plaza, w.server.BotUserID)
	}})
	return r
}

func (r *room) Person(n int) adaptertest.Person { return r.people[n] }
func (r *room) Adapter() chat.Adapter           { return r.adapter }

func (r *room) Stop() {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
	r.stop()
}

// fine reports what went wrong, unless kigo was stopped before.
func (r *room) fine(err error) {
	r.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil && !r.stopped {
		r.Error(err)
	}
}

func (r *room) BotWrites(at adaptertest.Place, text string) {
	other := r.server.AddMember(slacktest.Person{Name: "wetter", RealName: "Wetter", Bot: true})
	channel := r.plaza
	if at == adaptertest.Direct {
		channel = other.DM()
	} else {
		r.server.Join(r.plaza, other.ID)
	}
	_, err := other.Say(channel, r.client(text))
	r.fine(err)
}

func (r *room) Redeliver() { r.fine(r.relay.again()) }

var (
	inCode    = regexp.MustCompile("(?s)```.*?(?:```|$)|`[^`\n]*`")
	kigoNamed = regexp.MustCompile(`(?i)(^|[^\pL\pN_@.:/-])@kigo($|[^\pL\pN_-])`)
	everybody = regexp.MustCompile(`(^|\s)@(channel|here|everyone)\b`)
	webAddess = regexp.MustCompile(`https?://[^\s<>]*[\pL\pN/#]`)
)

// client is what Slack's client makes of what somebody types: names that are picked from its
// menu, and addresses.
func (r *room) client(text string) string {
	var b strings.Builder
	end := 0
	words := func(s string) {
		s = webAddess.ReplaceAllString(s, "<$0>")
		s = kigoNamed.ReplaceAllString(s, "$1<@"+r.server.BotUserID+">$2")
		b.WriteString(everybody.ReplaceAllString(s, "$1<!$2>"))
	}
	for _, at := range inCode.FindAllStringIndex(text, -1) {
		words(text[end:at[0]])
		b.WriteString(text[at[0]:at[1]])
		end = at[1]
	}
	words(text[end:])
	return b.String()
}

// person is one of the people in a room.
type person struct {
	room   *room
	member *slacktest.Member
	who    slacktest.Person
	direct string

	mu    sync.Mutex
	wrong map[string]string // what Slack shows below the fields of a form, by block
	about string            // the form that this is about
}

func (p *person) User() chat.User {
	return chat.User{ID: p.member.ID, Name: p.who.RealName, Locale: p.who.Locale}
}

func (p *person) channel(at adaptertest.Place) string {
	if at == adaptertest.Direct {
		return p.direct
	}
	return p.room.plaza
}

// messages are all that the person has before them in a place, oldest first.
func (p *person) messages(at adaptertest.Place) []slacktest.Message {
	all := append(p.member.Messages(p.channel(at)), p.member.Ephemerals(p.channel(at))...)
	slices.SortStableFunc(all, func(a, b slacktest.Message) int { return strings.Compare(a.TS, b.TS) })
	return all
}

func (p *person) Sees() []adaptertest.Post {
	var all []adaptertest.Post
	for _, at := range []adaptertest.Place{adaptertest.Direct, adaptertest.Channel} {
		for _, m := range p.messages(at) {
			all = append(all, p.sees(m, at))
		}
	}
	return all
}

func (p *person) sees(m slacktest.Message, at adaptertest.Place) adaptertest.Post {
	out := adaptertest.Post{
		ID: m.TS, Place: at, Thread: m.ThreadTS, From: m.User, Private: m.Ephemeral && at == adaptertest.Channel, Text: words(m),
	}
	if out.From == p.room.server.BotUserID {
		out.From = ""
	}
	for _, c := range controls(m) {
		switch {
		case c.Type == "button":
			out.Buttons = append(out.Buttons, c.Labels[0])
		default:
			out.Selects = append(out.Selects, adaptertest.Select{Label: c.Labels[0], Options: options(c)})
		}
	}
	for _, f := range m.Files {
		out.Files = append(out.Files, adaptertest.File{Name: f.Name, Alt: f.Alt, Data: f.Data})
	}
	return out
}

func (p *person) Command(at adaptertest.Place, line string) {
	// The emulator hands the text on as it is; Slack escapes three signs in it.
	line = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(line)
	p.room.fine(p.member.Slash(p.channel(at), "/kigo "+line))
}

func (p *person) Write(at adaptertest.Place, text string) string {
	id, err := p.member.Say(p.channel(at), p.room.client(text))
	p.room.fine(err)
	return id
}

func (p *person) Attach(at adaptertest.Place, text, name string, data []byte) {
	_, err := p.member.Upload(p.channel(at), p.room.client(text), name, data)
	p.room.fine(err)
}

func (p *person) Answer(id, text string) string {
	own, err := p.member.Reply(p.room.plaza, id, p.room.client(text))
	p.room.fine(err)
	return own
}

func (p *person) Edit(id, text string) {
	for _, at := range []adaptertest.Place{adaptertest.Direct, adaptertest.Channel} {
		if slices.ContainsFunc(p.messages(at), func(m slacktest.Message) bool { return m.TS == id }) {
			p.room.fine(p.member.Edit(p.channel(at), id, p.room.client(text)))
			return
		}
	}
	p.room.Errorf("there is no message %s", id)
}

func (p *person) Mention() string { return "<@" + p.member.ID + ">" }

func (p *person) Alerts() int {
	n := 0
	for _, call := range p.room.server.Notified(p.member) {
		if call.Message.Channel == p.room.plaza {
			n++
		}
	}
	return n
}

// message is what the person's app has of it.
func (p *person) message(shown adaptertest.Post) (slacktest.Message, error) {
	for _, m := range p.messages(shown.Place) {
		if m.TS == shown.ID {
			return m, nil
		}
	}
	return slacktest.Message{}, fmt.Errorf("there is no message %q any more", shown.Text)
}

func (p *person) Click(shown adaptertest.Post, button string) {
	m, err := p.message(shown)
	if err == nil {
		err = fmt.Errorf("no button %q in %q", button, m.Shown())
		for _, c := range controls(m) {
			if c.Type == "button" && adaptertest.Shows(c.Labels[0], button) {
				err = p.member.Click(m, c.Labels[0])
				break
			}
		}
	}
	p.room.fine(err)
}

func (p *person) Choose(shown adaptertest.Post, selection, option string) {
	m, err := p.message(shown)
	if err == nil {
		err = fmt.Errorf("no option %q in %q", option, m.Shown())
		for _, c := range controls(m) {
			if c.Type != "button" && adaptertest.Shows(c.Labels[0], selection) {
				err = p.member.Choose(m, c.Labels[0], shownOption(c, option))
				break
			}
		}
	}
	p.room.fine(err)
}

// shownOption is an option's label as it stands in a select; one that is searched for is
// typed.
func shownOption(c blockkit.Control, option string) string {
	for _, o := range options(c) {
		if adaptertest.Shows(o, option) {
			return o
		}
	}
	return option
}
