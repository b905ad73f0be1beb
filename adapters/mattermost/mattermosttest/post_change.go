package mattermosttest

import (
	"slices"

	"github.com/mattermost/mattermost/server/public/model"
)

// updatePost answers PUT /posts/{id}: what is not in it is gone, props too.
func updatePost(c *call) (any, *failure) {
	var in model.Post
	if f := c.read(&in, "post"); f != nil {
		return nil, f
	}
	in.SanitizeInput()
	if in.Id != c.vars["post"] {
		return nil, invalidParam("id")
	}
	old := c.s.posts[in.Id]
	if old == nil || old.DeleteAt != 0 || !c.canIn(old.ChannelId, model.PermissionEditPost) || !c.s.mayPost(c.user.Id, old.ChannelId) {
		return nil, denied()
	}
	if in.FileIds == nil {
		in.FileIds = old.FileIds
	}
	if old.UserId != c.user.Id && !c.canIn(old.ChannelId, model.PermissionEditOthersPosts) {
		return nil, denied()
	}
	p, f := c.s.change(&in)
	if f != nil {
		return nil, f
	}
	return shown(p), nil
}

// patchPost answers PUT /posts/{id}/patch, which changes what is in it.
func patchPost(c *call) (any, *failure) {
	var in model.PostPatch
	if f := c.read(&in, "post"); f != nil {
		return nil, f
	}
	old := c.s.posts[c.vars["post"]]
	if old == nil || old.DeleteAt != 0 {
		return nil, denied()
	}
	need := model.PermissionEditPost
	if old.UserId != c.user.Id {
		need = model.PermissionEditOthersPosts
	}
	if !c.canIn(old.ChannelId, need) || !c.s.mayPost(c.user.Id, old.ChannelId) {
		return nil, denied()
	}
	if c.s.restricted(c.s.channels[old.ChannelId]) {
		return nil, fail(400, "api.post.patch_post.can_not_update_post_in_restricted_dm.error")
	}
	patched := copied(old)
	patched.Patch(&in)
	p, f := c.s.change(patched)
	if f != nil {
		return nil, f
	}
	return shown(p), nil
}

// change makes a post what another with the same id says. The former version stays as a
// deleted post with an id of its own.
func (s *Server) change(in *model.Post) (*model.Post, *failure) {
	in.SanitizeProps()
	old := s.posts[in.Id]
	if old == nil || old.DeleteAt != 0 {
		return nil, noPost()
	}
	if old.IsSystemMessage() {
		return nil, fail(400, "api.post.update_post.system_message.app_error")
	}
	ch := s.channels[old.ChannelId]
	if ch.DeleteAt != 0 {
		return nil, fail(400, "api.post.update_post.can_not_update_post_in_deleted.error")
	}
	if s.restricted(ch) {
		return nil, fail(400, "api.post.update_post.can_not_update_post_in_restricted_dm.error")
	}
	next, now := copied(old), s.millis()
	if next.Message != in.Message {
		next.Message, next.EditAt = in.Message, now
		next.Hashtags, _ = model.ParseHashtags(in.Message)
	}
	next.IsPinned = in.IsPinned
	next.SetProps(plain(in.GetProps()))
	next.FileIds = slices.Clone(in.FileIds)
	if next.EditAt == old.EditAt && (!old.FileIds.Equals(next.FileIds) || !old.AttachmentsEqual(next)) {
		next.EditAt = now
	}
	s.nameChannels(next, ch)
	next.UpdateAt = now
	next.PreCommit()
	if f := next.IsValid(s.settings.MaxPostSize); f != nil {
		return nil, f
	}
	next.SetProps(plain(next.GetProps()))
	next.FileIds = s.attach(next)
	s.objectTo(next)
	s.replace(old, next, ch)
	out := s.served(next)
	s.publish(event{name: "post_edited", data: map[string]any{"post": postText(out)}, channel: ch.Id})
	return out, nil
}

// replace keeps next in the place of old, and old as a former version.
func (s *Server) replace(old, next *model.Post, ch *channel) {
	i := slices.Index(ch.posts, old)
	ch.posts[i] = next
	s.posts[next.Id] = next
	old.OriginalId, old.Id, old.DeleteAt, old.UpdateAt = next.Id, model.NewId(), next.UpdateAt, next.UpdateAt
	ch.posts = slices.Insert(ch.posts, i, old)
	s.posts[old.Id] = old
	ch.LastPostAt = max(ch.LastPostAt, next.UpdateAt)
	if root := s.posts[next.RootId]; root != nil {
		root.UpdateAt = max(root.UpdateAt, next.UpdateAt)
	}
}

func deletePost(c *call) (any, *failure) {
	if c.query("permanent") == "true" {
		return nil, fail(501, "api.post.delete_post.not_enabled.app_error")
	}
	p := c.s.posts[c.vars["post"]]
	if p == nil || p.DeleteAt != 0 {
		return nil, noPost()
	}
	need := model.PermissionDeletePost
	if p.UserId != c.user.Id {
		need = model.PermissionDeleteOthersPosts
	}
	if !c.canIn(p.ChannelId, need) {
		return nil, denied()
	}
	ch := c.s.channels[p.ChannelId]
	if c.s.restricted(ch) {
		return nil, fail(400, "api.post.delete_post.can_not_delete_from_restricted_dm.error")
	}
	old := postText(c.s.served(p))
	now := c.s.millis()
	p.DeleteAt, p.UpdateAt = now, now
	p.AddProp(model.PostPropsDeleteBy, c.user.Id)
	if root := c.s.posts[p.RootId]; root != nil {
		root.UpdateAt = now
	}
	for _, reply := range ch.posts {
		if reply.RootId == p.Id && reply.DeleteAt == 0 {
			reply.DeleteAt, reply.UpdateAt = now, now
		}
	}
	c.s.publish(event{name: "post_deleted", data: map[string]any{"post": old}, channel: ch.Id})
	return okay, nil
}
