package mattermosttest

import (
	"slices"
	"strings"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"
)

// Objection is something that the server took without a word and that is wrong all the
// same: people see nothing, too little or too much of it.
type Objection struct {
	By     string // user id
	Where  string // post id, or callback id of a dialog
	Reason string
}

type objections struct {
	mu   sync.Mutex
	list []Objection
}

func (o *objections) add(by, where, reason string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = append(o.list, Objection{by, where, reason})
}

// Objections returns what was taken and is wrong: of posts and dialogs of bots and
// integrations, not of what people write themselves.
func (s *Server) Objections() []Objection {
	s.objects.mu.Lock()
	defer s.objects.mu.Unlock()
	return slices.Clone(s.objects.list)
}

// objectTo records what is wrong with a post of a bot or an integration that the server
// takes nevertheless.
func (s *Server) objectTo(p *model.Post) {
	if !s.integrations(p) {
		return
	}
	object := func(reason string) { s.objects.add(p.UserId, p.Id, reason) }
	attachments := p.Attachments()
	if strings.TrimSpace(p.Message) == "" && len(attachments) == 0 && len(p.FileIds) == 0 {
		object("the post is empty")
	}
	ch := s.channels[p.ChannelId]
	if p.Type != model.PostTypeEphemeral && ch != nil && !ch.direct() && len(s.namedIn(p, ch)) > 0 {
		object("the post notifies people by their names")
	}
	var actions []*model.PostAction
	for _, a := range attachments {
		actions = append(actions, a.Actions...)
	}
	seen := map[string]bool{}
	for _, action := range actions {
		for _, reason := range wrongWith(action, seen) {
			object("action " + action.Id + ": " + reason)
		}
	}
	if len(actions) > mostActions {
		object("the post has more than 25 actions")
	}
}

// integrations reports whether a post is what a bot or an integration says; what the
// server says itself is not.
func (s *Server) integrations(p *model.Post) bool {
	if p.IsSystemMessage() && p.Type != model.PostTypeEphemeral {
		return false
	}
	a := s.users[p.UserId]
	return a != nil && a.IsBot || p.GetProp(model.PostPropsFromWebhook) == "true"
}

// lines are the single complaints of an error that lists several.
func lines(err error) []string {
	var list []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if line = strings.TrimLeft(line, "\t* "); line != "" && !strings.HasSuffix(line, "occurred:") {
			list = append(list, line)
		}
	}
	return list
}

// What clients show at most, as far as is known.
const mostActions = 25

// wrongWith says why an action can't work, or not as meant.
func wrongWith(a *model.PostAction, seen map[string]bool) []string {
	var reasons []string
	if err := a.IsValid(); err != nil {
		reasons = lines(err)
	}
	if strings.TrimSpace(a.Name) == "" && a.Name != "" {
		reasons = append(reasons, "action must have a name")
	}
	if !actionID.MatchString(a.Id) {
		reasons = append(reasons, "the id has other characters than letters and digits")
	}
	if seen[a.Id] {
		reasons = append(reasons, "the id is there twice")
	}
	seen[a.Id] = true
	if a.Integration != nil && strings.HasPrefix(a.Integration.URL, "/") && !strings.HasPrefix(a.Integration.URL, "/plugins/") {
		reasons = append(reasons, "the URL is not absolute")
	}
	return reasons
}
