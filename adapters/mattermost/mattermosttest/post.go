package mattermosttest

import (
	"maps"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// pending remembers for a while which post a pending_post_id became; there is one such
// memory for all users.
type pending struct {
	post  string // "" while it is being made
	until time.Time
}

const pendingAge = 30 * time.Second

// saving says how a post comes about.
type saving struct {
	online bool // its author shows as online
}

// createPost answers POST /posts.
func createPost(c *call) (any, *failure) {
	var p model.Post
	if f := c.read(&p, "post"); f != nil {
		return nil, f
	}
	p.SanitizeInput()
	p.UserId = c.user.Id
	if !c.can(model.PermissionManageSystem) {
		p.CreateAt = 0
	}
	if !c.s.mayPost(c.user.Id, p.ChannelId) {
		return nil, denied()
	}
	ch := c.s.channels[p.ChannelId]
	if len(p.FileIds) > 0 && !c.canIn(ch.Id, model.PermissionUploadFile) {
		return nil, denied()
	}
	switch {
	case strings.HasPrefix(p.Type, model.PostSystemMessagePrefix):
		return nil, fail(400, "api.context.invalid_param.app_error")
	case ch.DeleteAt != 0:
		return nil, fail(400, "api.post.create_post.can_not_post_to_deleted.error")
	case c.s.restricted(ch):
		return nil, fail(400, "api.post.create_post.can_not_post_in_restricted_dm.error")
	}
	saved, f := c.s.create(&p, saving{online: c.query("set_online") != "false"})
	if f != nil {
		return nil, f
	}
	c.status = 201
	return shown(saved), nil
}

// mayPost reports whether an account may write in a channel.
func (s *Server) mayPost(user, channelID string) bool {
	ch := s.channels[channelID]
	if ch == nil {
		return false
	}
	return s.allowedIn(user, channelID, model.PermissionCreatePost) ||
		ch.Type == model.ChannelTypeOpen && s.allowedInTeam(user, ch.TeamId, model.PermissionCreatePostPublic)
}

// create makes a post, or finds that somebody has made it: a pending_post_id that was seen
// in the last 30 seconds returns the post it stands for, whoever wrote it.
func (s *Server) create(p *model.Post, how saving) (*model.Post, *failure) {
	key := p.PendingPostId
	if key == "" {
		return s.save(p, how)
	}
	if seen, ok := s.pending[key]; ok && s.now().Before(seen.until) {
		if seen.post == "" {
			return nil, fail(500, "api.post.deduplicate_create_post.pending")
		}
		first := s.posts[seen.post]
		if first == nil || first.DeleteAt != 0 {
			return nil, fail(500, "api.post.deduplicate_create_post.failed_to_get")
		}
		if s.mayRead(p.UserId, first.ChannelId) {
			return s.replies(s.served(first)), nil
		}
	}
	saved, f := s.save(p, how)
	if f != nil {
		delete(s.pending, key)
		return nil, f
	}
	s.pending[key] = pending{saved.Id, s.now().Add(pendingAge)}
	return saved, nil
}

// save checks and keeps a post, and tells everybody.
func (s *Server) save(p *model.Post, how saving) (*model.Post, *failure) {
	ch, author := s.channels[p.ChannelId], s.users[p.UserId]
	if ch == nil {
		return nil, noChannel()
	}
	if author == nil {
		return nil, noAccount()
	}
	p.SanitizeProps()
	p.SetProps(plain(p.GetProps()))
	if author.IsBot {
		p.AddProp(model.PostPropsFromBot, "true")
	}
	warning := s.muted(p, ch)
	root, f := s.root(p)
	if f != nil {
		return nil, f
	}
	p.Hashtags, _ = model.ParseHashtags(p.Message)
	s.nameChannels(p, ch)
	if p.Id != "" {
		return nil, fail(400, "app.post.save.existing.app_error")
	}
	if p.CreateAt == 0 {
		p.CreateAt = s.millis()
	}
	p.UpdateAt, p.EditAt, p.OriginalId, p.IsFollowing, p.Participants = 0, 0, "", nil, nil
	p.PreSave()
	if f := p.IsValid(s.settings.MaxPostSize); f != nil {
		return nil, f
	}
	p.SetProps(plain(p.GetProps()))
	s.objectTo(p)
	p.FileIds = s.attach(p)
	p.Metadata = nil
	s.posts[p.Id] = p
	ch.posts = append(ch.posts, p)
	ch.LastPostAt = max(ch.LastPostAt, p.CreateAt)
	ch.TotalMsgCount++
	if root != nil {
		root.UpdateAt = p.CreateAt
		ch.LastRootPostAt = max(ch.LastRootPostAt, root.CreateAt)
	} else {
		ch.LastRootPostAt = ch.LastPostAt
	}
	if how.online {
		author.posted = true
	}
	s.announce(p, ch, author, root, how)
	out := s.replies(s.served(p))
	p.PendingPostId = ""
	if warning != nil {
		s.whisper(p.UserId, warning)
	}
	return out, nil
}

// muted marks a post whose @all does nothing because its author lacks the permission, and
// returns what the author is told.
func (s *Server) muted(p *model.Post, ch *channel) *model.Post {
	if p.Type != "" || s.allowedIn(p.UserId, ch.Id, model.PermissionUseChannelMentions) {
		return nil
	}
	word := p.DisableMentionHighlights()
	if word == "" {
		return nil
	}
	return &model.Post{
		UserId: p.UserId, ChannelId: ch.Id, RootId: p.RootId, Message: "Channel notifications are disabled in " + ch.Name + ". The " + word + " did not trigger any notifications.",
		Props: model.StringInterface{model.PostPropsMentionHighlightDisabled: true},
	}
}

// root returns the thread's first post, which must be one of the same channel.
func (s *Server) root(p *model.Post) (*model.Post, *failure) {
	if p.RootId == "" {
		return nil, nil
	}
	root := s.posts[p.RootId]
	switch {
	case root == nil || root.DeleteAt != 0:
		return nil, fail(400, "api.post.create_post.root_id.app_error")
	case root.ChannelId != p.ChannelId:
		return nil, fail(400, "api.post.create_post.channel_root_id.app_error")
	case root.RootId != "":
		return nil, fail(400, "api.post.create_post.root_id.app_error")
	}
	return root, nil
}

// nameChannels keeps in a post which channels its ~names stand for.
func (s *Server) nameChannels(p *model.Post, ch *channel) {
	found := map[string]any{}
	for _, name := range p.ChannelMentionsAll() {
		if m := s.channelNamed(ch.TeamId, name); ch.TeamId != "" && m != nil && s.mayRead(p.UserId, m.Id) {
			found[name] = map[string]any{"display_name": m.DisplayName, "team_name": s.teams[m.TeamId].Name, "id": m.Id}
		}
	}
	props := maps.Clone(p.GetProps())
	delete(props, model.PostPropsChannelMentions)
	if len(found) > 0 {
		props[model.PostPropsChannelMentions] = found
	}
	p.SetProps(props)
}

// visible returns a post that is not deleted where an account may read it.
func (s *Server) visible(user, id string) (*model.Post, *failure) {
	p := s.posts[id]
	if p == nil || p.DeleteAt != 0 {
		return nil, noPost()
	}
	if !s.mayRead(user, p.ChannelId) {
		return nil, denied()
	}
	return p, nil
}

func readPost(c *call) (any, *failure) {
	p, f := c.s.visible(c.user.Id, c.vars["post"])
	if f != nil {
		return nil, f
	}
	return shown(c.s.replies(c.s.served(p))), nil
}
