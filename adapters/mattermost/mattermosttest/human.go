package mattermosttest

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"
)

// Human is a person with a client: whatever they do goes through the public API with
// their own token, and what they see comes over a WebSocket of their own, which comes back
// by itself when it breaks.
type Human struct {
	ID, Name string
	Token    string
	// Client is what their app is made of, for whatever has no method here.
	Client *model.Client4

	url string

	mu      sync.Mutex
	events  []Event
	seen    []bool
	changed chan struct{} // closed and made anew when an event comes
	stop    context.CancelFunc
	done    chan struct{}
	here    string // the channel that is open in the app
	team    string // the team that is open in the app
}

// humans are those who were asked for.
type humans struct {
	mu   sync.Mutex
	list []*Human
}

func (h *humans) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, one := range h.list {
		one.leave()
	}
	h.list = nil
}

// Quality makes a Human other than most.
type Quality func(*quality)

type quality struct {
	guest, stranger, offline bool
	change                   func(*model.User)
}

// Guest is somebody from outside, in the team but in no channel.
func Guest(q *quality) { q.guest = true }

// Stranger is somebody who is not in the team "stadt".
func Stranger(q *quality) { q.stranger = true }

// Offline is somebody whose app is not open: they have no WebSocket and see nothing.
func Offline(q *quality) { q.offline = true }

// Profile changes the profile that somebody starts with.
func Profile(change func(*model.User)) Quality { return func(q *quality) { q.change = change } }

// Admin is the administrator of the server.
func (s *Server) Admin() *Human { return s.Human(adminName) }

// Human returns the person of this user name, who is made if there is none: a member of
// the team "stadt" and its channels town-square and off-topic, who speaks German. When it
// returns, their WebSocket is open.
func (s *Server) Human(name string, qualities ...Quality) *Human {
	s.t.Helper()
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	if i := slices.IndexFunc(s.people.list, func(h *Human) bool { return h.Name == name }); i >= 0 {
		return s.people.list[i]
	}
	var q quality
	for _, set := range qualities {
		set(&q)
	}
	h := s.born(name, q)
	s.people.list = append(s.people.list, h)
	if !q.offline {
		if err := h.connect(); err != nil {
			s.t.Errorf("mattermosttest: %s can't connect: %v", name, err)
		}
	}
	return h
}

func (s *Server) born(name string, q quality) *Human {
	s.mu.Lock()
	defer s.mu.Unlock()
	team := s.teamNamed(teamName).Id
	a := s.named(name)
	if a == nil {
		a = s.make(name)
		if q.guest {
			a.Roles = model.SystemGuestRoleId
		}
		if q.change != nil {
			q.change(&a.User)
		}
		if !q.stranger {
			s.joinTeam(a.Id, team)
		}
	}
	return newHuman(s.URL, a.Id, a.Username, s.newSession(a.Id).token, team)
}

func newHuman(url, id, name, token, team string) *Human {
	h := &Human{
		ID: id, Name: name, Token: token, url: url, team: team,
		changed: make(chan struct{}), Client: model.NewAPIv4Client(url),
	}
	h.Client.SetToken(token)
	// A connection of its own for each request, so that a restart costs nobody an answer.
	h.Client.HTTPClient = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	h.Client.HTTPHeader = map[string]string{testHeader: name}
	return h
}

// Open is what a person does who goes to a channel: dialogs are submitted from there.
func (h *Human) Open(channelID string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.here = channelID
}

// Post writes into a channel.
func (h *Human) Post(ctx context.Context, channelID, text string) (*model.Post, error) {
	return h.Send(ctx, &model.Post{ChannelId: channelID, Message: text})
}

// Send posts whatever it is, as a program with the person's token can.
func (h *Human) Send(ctx context.Context, p *model.Post) (*model.Post, error) {
	h.Open(p.ChannelId)
	out, _, err := h.Client.CreatePost(ctx, p)
	return out, err
}

// Reply writes into the thread of a post.
func (h *Human) Reply(ctx context.Context, to *model.Post, text string) (*model.Post, error) {
	root := to.RootId
	if root == "" {
		root = to.Id
	}
	return h.Send(ctx, &model.Post{ChannelId: to.ChannelId, RootId: root, Message: text})
}

// Message writes to somebody directly.
func (h *Human) Message(ctx context.Context, userID, text string) (*model.Post, error) {
	ch, _, err := h.Client.CreateDirectChannel(ctx, h.ID, userID)
	if err != nil {
		return nil, fmt.Errorf("open direct channel: %w", err)
	}
	return h.Post(ctx, ch.Id, text)
}

// Edit writes a post of their own anew.
func (h *Human) Edit(ctx context.Context, p *model.Post, text string) (*model.Post, error) {
	out, _, err := h.Client.PatchPost(ctx, p.Id, &model.PostPatch{Message: &text})
	return out, err
}

// Delete takes a post away.
func (h *Human) Delete(ctx context.Context, p *model.Post) error {
	_, err := h.Client.DeletePost(ctx, p.Id)
	return err
}

// React puts an emoji under a post.
func (h *Human) React(ctx context.Context, p *model.Post, emoji string) error {
	_, _, err := h.Client.SaveReaction(ctx, &model.Reaction{UserId: h.ID, PostId: p.Id, EmojiName: emoji})
	return err
}

// Slash runs a slash command in a channel. The error is what the person is shown.
func (h *Human) Slash(ctx context.Context, channelID, line string) error {
	return h.slash(ctx, model.CommandArgs{ChannelId: channelID, Command: line})
}

// SlashIn runs a slash command in the thread of a post.
func (h *Human) SlashIn(ctx context.Context, p *model.Post, line string) error {
	root := p.RootId
	if root == "" {
		root = p.Id
	}
	return h.slash(ctx, model.CommandArgs{ChannelId: p.ChannelId, RootId: root, Command: line})
}

func (h *Human) slash(ctx context.Context, args model.CommandArgs) error {
	h.Open(args.ChannelId)
	args.TeamId = h.team
	resp, err := h.Client.DoAPIPostJSON(ctx, "/commands/execute", args)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Posts are the posts of a channel, oldest first, as the person would see them after
// opening the app anew: ephemeral ones are gone.
func (h *Human) Posts(ctx context.Context, channelID string) ([]*model.Post, error) {
	list, _, err := h.Client.GetPostsForChannel(ctx, channelID, 0, perPageMost, "", false, false)
	if err != nil {
		return nil, err
	}
	var out []*model.Post
	for _, id := range slices.Backward(list.Order) {
		if p := list.Posts[id]; !p.IsSystemMessage() {
			out = append(out, p)
		}
	}
	return out, nil
}
