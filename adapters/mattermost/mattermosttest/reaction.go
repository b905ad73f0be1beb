package mattermosttest

import (
	"encoding/json"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"
)

func addReaction(c *call) (any, *failure) {
	var in model.Reaction
	if f := c.read(&in, "reaction"); f != nil {
		return nil, f
	}
	if !model.IsValidId(in.PostId) || in.EmojiName == "" || len(in.EmojiName) > model.EmojiNameMaxLength {
		return nil, invalidParam("reaction")
	}
	if in.UserId != c.user.Id {
		return nil, fail(403, "api.reaction.save_reaction.user_id.app_error")
	}
	p := c.s.posts[in.PostId]
	if p == nil || !c.canIn(p.ChannelId, model.PermissionAddReaction) {
		return nil, denied()
	}
	for _, r := range c.s.reactions[p.Id] {
		if r.UserId == in.UserId && r.EmojiName == in.EmojiName {
			return r, nil
		}
	}
	r := &model.Reaction{
		UserId: in.UserId, PostId: p.Id, EmojiName: in.EmojiName, ChannelId: p.ChannelId,
		CreateAt: c.s.millis(), UpdateAt: c.s.millis(), RemoteId: new(""),
	}
	c.s.reactions[p.Id] = append(c.s.reactions[p.Id], r)
	p.UpdateAt = c.s.millis()
	c.s.tellReaction("reaction_added", r)
	return r, nil
}

func (s *Server) tellReaction(name string, r *model.Reaction) {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	s.publish(event{name: name, data: map[string]any{"reaction": string(b)}, channel: r.ChannelId})
}

func removeReaction(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	if a.Id != c.user.Id && !c.can(model.PermissionRemoveOthersReactions) {
		return nil, denied()
	}
	p := c.s.posts[c.vars["post"]]
	if p == nil || !c.canIn(p.ChannelId, model.PermissionRemoveReaction) {
		return nil, denied()
	}
	list := c.s.reactions[p.Id]
	i := slices.IndexFunc(list, func(r *model.Reaction) bool { return r.UserId == a.Id && r.EmojiName == c.vars["emoji"] })
	if i >= 0 {
		c.s.tellReaction("reaction_removed", list[i])
		c.s.reactions[p.Id] = slices.Delete(list, i, i+1)
		p.UpdateAt = c.s.millis()
	}
	return okay, nil
}

func listReactions(c *call) (any, *failure) {
	p, f := c.s.visible(c.user.Id, c.vars["post"])
	if f != nil {
		return nil, f
	}
	list := c.s.reactions[p.Id]
	if list == nil {
		list = []*model.Reaction{}
	}
	return list, nil
}
