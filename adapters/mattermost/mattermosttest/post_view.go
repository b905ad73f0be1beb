package mattermosttest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// shown is a post as it leaves the server: without the URLs and contexts of its actions.
func shown(p *model.Post) raw {
	var b bytes.Buffer
	if err := p.Clone().EncodeJSON(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// postText is a post as it stands in an event.
func postText(p *model.Post) string { return strings.TrimSpace(string(shown(p))) }

// copied is a post whose props share nothing with the original.
func copied(p *model.Post) *model.Post {
	c := p.Clone()
	c.SetProps(plain(p.GetProps()))
	return c
}

// plain makes props what they are after going through JSON.
func plain(props model.StringInterface) model.StringInterface {
	out := model.StringInterface{}
	if len(props) == 0 {
		return out
	}
	b, err := json.Marshal(props)
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(b, &out); err != nil {
		panic(err)
	}
	return out
}

// served is a post with its metadata, as clients get it: a deleted one, and a former
// version, without its words and files, but with its props.
func (s *Server) served(p *model.Post) *model.Post {
	c := s.whole(p)
	if c.DeleteAt != 0 {
		c.Message, c.FileIds = "", model.StringArray{}
		c.Metadata.Files, c.Metadata.Reactions = nil, nil
	}
	return c
}

// whole is a post with its metadata, whatever has become of it.
func (s *Server) whole(p *model.Post) *model.Post {
	c := copied(p)
	c.Metadata = &model.PostMetadata{Reactions: slices.Clone(s.reactions[p.Id])}
	if c.GetProp(model.PostPropsAttachments) != nil {
		c.Metadata.Embeds = []*model.PostEmbed{{Type: model.PostEmbedMessageAttachment}}
	}
	for _, id := range c.FileIds {
		if f := s.files[id]; f != nil {
			c.Metadata.Files = append(c.Metadata.Files, f.info)
		}
	}
	c.HasReactions = len(s.reactions[p.Id]) > 0
	return c
}

// replies counts the replies of the thread that a post is in, which only some answers do.
func (s *Server) replies(p *model.Post) *model.Post {
	root := p.RootId
	if root == "" {
		root = p.Id
	}
	p.ReplyCount = 0
	ch := s.channels[p.ChannelId]
	if ch == nil || len(s.follows[root]) == 0 {
		return p
	}
	for _, other := range ch.posts {
		if other.RootId == root && other.DeleteAt == 0 {
			p.ReplyCount++
		}
	}
	return p
}
