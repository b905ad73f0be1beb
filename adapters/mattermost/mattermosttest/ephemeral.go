package mattermosttest

import (
	"encoding/json"

	"github.com/mattermost/mattermost/server/public/model"
)

// whisper shows a post to one person; it is kept nowhere.
func (s *Server) whisper(user string, p *model.Post) *model.Post {
	p.Type = model.PostTypeEphemeral
	if p.Id == "" {
		p.Id = model.NewId()
	}
	if p.CreateAt == 0 {
		p.CreateAt = s.millis()
	}
	p.SetProps(plain(p.GetProps()))
	p.GenerateActionIds()
	p.SetProps(plain(p.GetProps()))
	s.objectTo(p)
	p = s.withCookies(p)
	s.publish(event{name: "ephemeral_message", data: map[string]any{"post": postText(p)}, user: user, about: p.ChannelId})
	return p
}

// withCookies is a post whose actions carry what a click needs, sealed.
func (s *Server) withCookies(p *model.Post) *model.Post {
	p = copied(p)
	attachments := p.Attachments()
	for _, a := range attachments {
		for _, action := range a.Actions {
			action.Cookie = s.seal(cookieOf(p, action))
		}
	}
	if len(attachments) > 0 {
		b, err := json.Marshal(attachments)
		if err != nil {
			panic(err)
		}
		var list []any
		if err := json.Unmarshal(b, &list); err != nil {
			panic(err)
		}
		p.AddProp(model.PostPropsAttachments, list)
	}
	return p
}

// createEphemeral answers POST /posts/ephemeral, for which hardly anybody has the
// permission. An id in it is kept.
func createEphemeral(c *call) (any, *failure) {
	var in model.PostEphemeral
	if f := c.read(&in, "body"); f != nil {
		return nil, f
	}
	switch {
	case in.UserID == "":
		return nil, invalidParam("user_id")
	case in.Post == nil:
		return nil, invalidParam("post")
	case !c.can(model.PermissionCreatePostEphemeral):
		return nil, denied()
	}
	in.Post.UserId, in.Post.CreateAt = c.user.Id, c.s.millis()
	c.status = 201
	return shown(c.s.whisper(in.UserID, in.Post)), nil
}
