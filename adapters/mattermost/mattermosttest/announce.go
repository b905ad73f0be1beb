package mattermosttest

import (
	"encoding/json"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"
)

// announce tells a post to the members of its channel, and notifies those it mentions.
func (s *Server) announce(p *model.Post, ch *channel, author *account, root *model.Post, how saving) {
	mentions, then := s.mentions(p, ch), copied(p)
	for id := range mentions {
		s.notified[id] = append(s.notified[id], then)
		if m := ch.members[id]; m != nil {
			m.MentionCount++
		}
	}
	post := s.replies(s.served(p))
	props := post.GetProps()
	delete(props, model.PostPropsChannelMentions)
	post.SetProps(props)
	data := map[string]any{
		"channel_type": string(ch.Type), "channel_name": ch.Name, "channel_display_name": s.displayName(ch, author),
		"sender_name": s.senderName(p, ch, author), "team_id": ch.TeamId, "set_online": how.online,
		"post": postText(post),
	}
	if len(p.FileIds) > 0 {
		data["otherFile"] = "true"
	}
	s.publish(event{name: "posted", data: data, channel: ch.Id, mentions: mentions})
	if root != nil {
		s.tellThread(p, ch, root, mentions)
	}
}

func (s *Server) displayName(ch *channel, author *account) string {
	if ch.direct() {
		return "@" + author.Username
	}
	return ch.DisplayName
}

func (s *Server) senderName(p *model.Post, ch *channel, author *account) string {
	if p.IsSystemMessage() {
		return "System"
	}
	name, ok := p.GetProp(model.PostPropsOverrideUsername).(string)
	if ok && s.settings.EnablePostUsernameOverride && !ch.direct() && p.GetProp(model.PostPropsFromWebhook) == "true" {
		return name
	}
	return "@" + author.Username
}

// tellThread tells those who follow a thread that it has grown.
func (s *Server) tellThread(p *model.Post, ch *channel, root *model.Post, mentions map[string]bool) {
	follows := s.follows[root.Id]
	if follows == nil {
		follows = map[string]bool{}
		s.follows[root.Id] = follows
	}
	follows[p.UserId] = true
	if root.GetProp(model.PostPropsFromWebhook) != "true" && ch.members[root.UserId] != nil {
		follows[root.UserId] = true
	}
	for id := range mentions {
		follows[id] = true
	}
	thread, err := json.Marshal(map[string]any{
		"id": root.Id, "reply_count": s.replies(s.served(root)).ReplyCount, "last_reply_at": p.CreateAt,
		"post": json.RawMessage(shown(s.served(root))), "participants": []any{},
	})
	if err != nil {
		panic(err)
	}
	for id := range follows {
		if ch.members[id] != nil {
			s.publish(event{
				name: "thread_updated", user: id, team: ch.TeamId,
				data: map[string]any{"thread": string(thread), "previous_unread_mentions": 0, "previous_unread_replies": 0},
			})
		}
	}
}

// Notified returns the posts that have notified an account, as they were then. They must
// not be changed.
func (s *Server) Notified(userID string) []*model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notified[userID])
}
