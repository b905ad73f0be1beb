package mattermosttest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// actionID is what an action's id may look like for a click to arrive.
var actionID = regexp.MustCompile(`^[A-Za-z0-9]+$`)

// click is a use of a button or select on its way to the integration.
type click struct {
	request model.PostActionIntegrationRequest
	url     string
	root    string         // of the thread that an answer goes to
	keep    map[string]any // props that an update can't change
	remove  []string
}

func integrationFailed() *failure {
	return fail(400, "api.post.do_action.action_integration.app_error")
}

// doAction answers POST /posts/{id}/actions/{action}.
func doAction(c *call) (any, *failure) {
	if !actionID.MatchString(c.vars["action"]) {
		return nil, fail(404, "api.context.404.app_error")
	}
	var in model.DoPostActionRequest
	_ = json.Unmarshal(c.body, &in) // a body that is none counts as empty
	s := c.s
	s.mu.Lock()
	k, client, f := c.prepare(in)
	s.mu.Unlock()
	if f != nil {
		return nil, f
	}
	answer, f := s.callAction(k)
	if f != nil {
		return nil, f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.takeAnswer(k, answer); f != nil {
		return nil, f
	}
	return model.PostActionAPIResponse{Status: "OK", TriggerId: client}, nil
}

// prepare finds out what a click is about: from the post, or from the cookie where the
// server does not keep the post. The cookie decides, not the action's id.
func (c *call) prepare(in model.DoPostActionRequest) (*click, string, *failure) {
	s, k := c.s, &click{keep: map[string]any{}}
	k.request = model.PostActionIntegrationRequest{UserId: c.user.Id, UserName: c.user.Username, PostId: c.vars["post"]}
	p := s.posts[k.request.PostId]
	if p != nil && p.DeleteAt != 0 {
		p = nil
	}
	cookie, f := c.cookie(in.Cookie)
	if f != nil {
		return nil, "", f
	}
	switch {
	case p != nil:
		f = k.fromPost(p, c.vars["action"])
	case cookie != nil:
		f = k.fromCookie(cookie)
	default:
		f = noPost()
	}
	if f != nil {
		return nil, "", f
	}
	ch := s.channels[k.request.ChannelId]
	k.request.ChannelName, k.request.TeamId = ch.Name, ch.TeamId
	if t := s.teams[ch.TeamId]; t != nil {
		k.request.TeamName = t.Name
	}
	k.choose(in.SelectedOption)
	var client string
	client, k.request.TriggerId = s.trigger(c.user.Id, s.now())
	return k, client, nil
}

// cookie opens what a client has kept of an ephemeral post, and checks that the caller may
// read what the click is about.
func (c *call) cookie(sealed string) (*model.PostActionCookie, *failure) {
	s := c.s
	if sealed == "" {
		readable := c.can(model.PermissionReadChannelContent)
		if p := s.posts[c.vars["post"]]; p != nil {
			readable = s.mayRead(c.user.Id, p.ChannelId)
		}
		if !readable {
			return nil, denied()
		}
		return nil, nil
	}
	cookie, err := s.unseal(sealed)
	switch {
	case err != nil:
		return nil, integrationFailed()
	case s.channels[cookie.ChannelId] == nil:
		return nil, noChannel()
	case !s.mayRead(c.user.Id, cookie.ChannelId):
		return nil, denied()
	}
	return cookie, nil
}

// choose adds what was chosen, whatever it is; nothing chosen is no choice.
func (k *click) choose(option string) {
	if k.request.Type != model.PostActionTypeSelect || option == "" {
		k.request.DataSource = ""
		return
	}
	k.request.Context = maps.Clone(k.request.Context)
	if k.request.Context == nil {
		k.request.Context = map[string]any{}
	}
	k.request.Context["selected_option"] = option
}

func (k *click) fromPost(p *model.Post, id string) *failure {
	a := p.GetAction(id)
	if a == nil || a.Integration == nil {
		return fail(404, "api.post.do_action.action_id.app_error")
	}
	k.request.ChannelId, k.request.Type, k.request.DataSource = p.ChannelId, a.Type, a.DataSource
	k.request.Context, k.url, k.root = a.Integration.Context, a.Integration.URL, p.RootId
	if k.root == "" {
		k.root = p.Id
	}
	for _, key := range kept {
		if v, ok := p.GetProps()[key]; ok {
			k.keep[key] = v
		} else {
			k.remove = append(k.remove, key)
		}
	}
	return nil
}

func (k *click) fromCookie(c *model.PostActionCookie) *failure {
	if c.Integration == nil || c.PostId != k.request.PostId {
		return integrationFailed()
	}
	k.request.ChannelId, k.request.Type, k.request.DataSource = c.ChannelId, c.Type, c.DataSource
	k.request.Context, k.url, k.root = c.Integration.Context, c.Integration.URL, c.RootPostId
	k.keep, k.remove = c.RetainProps, c.RemoveProps
	if k.keep == nil {
		k.keep = map[string]any{}
	}
	return nil
}

// post calls an integration's address for a button or a dialog. Nothing in the request
// says that it comes from this server.
func (s *Server) post(address string, body any) ([]byte, *failure) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	ctx, cancel := s.timeLimit()
	defer cancel()
	if strings.HasPrefix(strings.TrimPrefix(address, "/"), "plugins/") {
		return nil, nil // there are none, and the server makes no difference
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(b))
	if err != nil {
		return nil, integrationFailed()
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Mattermost-Bot/1.1")
	status, answer, err := s.out.action(r)
	switch {
	case err != nil:
		s.log.add("debug", "Action integration error. %v", err)
		return nil, integrationFailed()
	case status != http.StatusOK:
		s.log.add("debug", "Action integration error. status=%d", status)
		return nil, integrationFailed()
	}
	return answer, nil
}

func (s *Server) callAction(k *click) (*model.PostActionIntegrationResponse, *failure) {
	b, f := s.post(k.url, k.request)
	if f != nil {
		return nil, f
	}
	answer := &model.PostActionIntegrationResponse{}
	if len(b) > 0 {
		if err := json.Unmarshal(b, answer); err != nil {
			s.log.add("debug", "Action integration error. %v", err)
			return nil, integrationFailed()
		}
	}
	return answer, nil
}

// takeAnswer does what an integration has answered to a click.
func (s *Server) takeAnswer(k *click, answer *model.PostActionIntegrationResponse) *failure {
	if up := answer.Update; up != nil {
		up.Id = k.request.PostId
		p := s.posts[up.Id]
		switch {
		case up.GetProps() != nil:
			for key, v := range k.keep {
				up.AddProp(key, v)
			}
			for _, key := range k.remove {
				up.DelProp(key)
			}
		case p != nil:
			up.SetProps(plain(p.GetProps()))
		}
		if p != nil {
			up.IsPinned = p.IsPinned
		}
		if _, f := s.change(up); f != nil {
			return f
		}
	}
	if answer.EphemeralText == "" {
		return nil
	}
	p := &model.Post{Message: answer.EphemeralText, ChannelId: k.request.ChannelId, RootId: k.root, UserId: k.request.UserId}
	if !answer.SkipSlackParsing {
		s.objects.add(k.request.UserId, k.request.PostId, noSkip)
		p.Message = model.ParseSlackLinksToMarkdown(p.Message)
	}
	for key, v := range k.keep {
		p.AddProp(key, v)
	}
	s.whisper(k.request.UserId, p)
	return nil
}
