package mattermost_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/adaptertest"
	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/mattermosttest"
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

func newRoom(t *testing.T, answer answerer, allow func(*mattermosttest.Settings), prepare ...func(*world)) *room {
	r := &room{world: newWorld(t, answer, allow, prepare...)}
	members := []string{r.bot.ID}
	for i, name := range []string{"anna", "bert", "carla", "deniz", "emil", "farah", "gitte", "hauke"}[:adaptertest.People] {
		human := r.server.Human(name, mattermosttest.Profile(func(u *model.User) {
			if i == 1 {
				u.Locale = "en"
			}
		}))
		r.people = append(r.people, &person{room: r, human: human, direct: r.server.Direct(r.bot.ID, human.ID).Id})
		members = append(members, human.ID)
	}
	r.plaza = r.server.Channel("plaza", members...).Id
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
	other := r.server.Bot("wetter")
	client := model.NewAPIv4Client(r.server.URL)
	client.SetToken(other.Token)
	channel := r.plaza
	if at == adaptertest.Direct {
		channel = r.server.Direct(r.bot.ID, other.ID).Id
	} else {
		r.server.Channel("plaza", other.ID)
	}
	_, _, err := client.CreatePost(r.Context(), &model.Post{ChannelId: channel, Message: text})
	r.fine(err)
}

// Redeliver lets another replica start, which fetches everything since the stored cursor.
func (r *room) Redeliver() { r.T.Cleanup(r.run(mattermost.New(r.config))) }

// person is one of the people in a room.
type person struct {
	room   *room
	human  *mattermosttest.Human
	direct string

	mu     sync.Mutex
	heard  int // events of which the dialogs are known
	dialog *mattermosttest.Dialog
	values map[string]string // what stands in the open dialog, by element
	answer *model.SubmitDialogResponse
}

func (p *person) User() chat.User {
	u := p.room.server.User(p.human.ID)
	return chat.User{ID: u.Id, Name: u.FirstName + " " + u.LastName, Locale: u.Locale}
}

func (p *person) channel(at adaptertest.Place) string {
	if at == adaptertest.Direct {
		return p.direct
	}
	return p.room.plaza
}

func (p *person) Sees() []adaptertest.Post {
	var all []adaptertest.Post
	for _, at := range []adaptertest.Place{adaptertest.Direct, adaptertest.Channel} {
		posts, err := p.human.Posts(p.room.Context(), p.channel(at))
		p.room.fine(err)
		for _, post := range posts {
			all = append(all, p.sees(post, at, false))
		}
	}
	for _, post := range p.human.Ephemerals() {
		at := adaptertest.Channel
		if post.ChannelId == p.direct {
			at = adaptertest.Direct
		}
		all = append(all, p.sees(post, at, true))
	}
	return all
}

func (p *person) sees(post *model.Post, at adaptertest.Place, private bool) adaptertest.Post {
	out := adaptertest.Post{ID: post.Id, Place: at, Thread: post.RootId, From: post.UserId, Private: private && at == adaptertest.Channel}
	kigo := post.UserId == p.room.bot.ID || private // a slash command's answer is the caller's, with kigo's name
	if out.Text = post.Message; kigo {
		out.From = ""
		out.Text = looks(words(post))
	}
	for _, b := range buttons(post, model.PostActionTypeButton) {
		out.Buttons = append(out.Buttons, b.Name)
	}
	for _, s := range buttons(post, model.PostActionTypeSelect) {
		sel := adaptertest.Select{Label: s.Name}
		for _, o := range s.Options {
			sel.Options = append(sel.Options, o.Text)
		}
		out.Selects = append(out.Selects, sel)
	}
	if post.Metadata == nil {
		return out
	}
	for _, f := range post.Metadata.Files {
		data, _, err := p.human.Client.GetFile(p.room.Context(), f.Id)
		p.room.fine(err)
		out.Files = append(out.Files, adaptertest.File{Name: f.Name, Data: data})
	}
	return out
}

// words is all text of a post, without its controls.
func words(p *model.Post) string {
	parts := []string{p.Message}
	for _, at := range p.Attachments() {
		parts = append(parts, at.Text)
		for _, f := range at.Fields {
			parts = append(parts, fmt.Sprintf("%s: %v", f.Title, f.Value))
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n\n")
}

func (p *person) Command(at adaptertest.Place, line string) {
	p.room.fine(p.human.Slash(p.room.Context(), p.channel(at), "/kigo "+line))
}

func (p *person) Write(at adaptertest.Place, text string) string {
	post, err := p.human.Post(p.room.Context(), p.channel(at), text)
	if p.room.fine(err); err != nil {
		return ""
	}
	return post.Id
}

func (p *person) Attach(at adaptertest.Place, text, name string, data []byte) {
	up, _, err := p.human.Client.UploadFileAsRequestBody(p.room.Context(), data, p.channel(at), name)
	if p.room.fine(err); err != nil {
		return
	}
	_, _, err = p.human.Client.CreatePost(p.room.Context(), &model.Post{ChannelId: p.channel(at), Message: text, FileIds: []string{up.FileInfos[0].Id}})
	p.room.fine(err)
}

func (p *person) Answer(id, text string) string {
	root, _, err := p.human.Client.GetPost(p.room.Context(), id, "")
	if p.room.fine(err); err != nil {
		return ""
	}
	post, err := p.human.Reply(p.room.Context(), root, text)
	if p.room.fine(err); err != nil {
		return ""
	}
	return post.Id
}

func (p *person) Edit(id, text string) {
	_, err := p.human.Edit(p.room.Context(), &model.Post{Id: id}, text)
	p.room.fine(err)
}

func (p *person) Mention() string { return "@" + p.human.Name }

func (p *person) Alerts() int {
	n := 0
	for _, post := range p.room.server.Notified(p.human.ID) {
		if post.ChannelId == p.room.plaza {
			n++
		}
	}
	return n
}

// post is what the person's app knows of a message.
func (p *person) post(id string) *model.Post {
	for _, e := range p.human.Ephemerals() {
		if e.Id == id {
			return e
		}
	}
	post, _, err := p.human.Client.GetPost(p.room.Context(), id, "")
	p.room.fine(err)
	return post
}

func (p *person) Click(shown adaptertest.Post, button string) {
	post := p.post(shown.ID)
	for _, b := range buttons(post, model.PostActionTypeButton) {
		if adaptertest.Shows(b.Name, button) {
			p.room.fine(p.human.Click(p.room.Context(), post, b.Name))
			return
		}
	}
	p.room.Errorf("no button %q in %s", button, mattermosttest.Text(post))
}

func (p *person) Choose(shown adaptertest.Post, selection, option string) {
	post := p.post(shown.ID)
	for _, s := range buttons(post, model.PostActionTypeSelect) {
		for _, o := range s.Options {
			if adaptertest.Shows(o.Text, option) && adaptertest.Shows(s.Name, selection) {
				p.room.fine(p.human.Act(p.room.Context(), post, s.Id, o.Value, s.Cookie))
				return
			}
		}
	}
	p.room.Errorf("no option %q in %s", option, mattermosttest.Text(post))
}
