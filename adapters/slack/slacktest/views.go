package slacktest

import (
	"encoding/json"
	"maps"
	"slices"

	"kigo/adapters/slack/slacktest/blockkit"
)

// view is a modal or a home tab. Its body is replaced and never changed.
type view struct {
	id     string
	owner  string
	kind   string
	body   object
	state  map[string]map[string]object // what the person filled in, by block and action
	closed bool
}

// submitted reads and checks the view of a call.
func (c *call) submitted(kind string, external string) (object, error) {
	v, given, err := c.json("view")
	if !given || err != nil {
		return nil, fail("invalid_arguments")
	}
	if raw, _ := json.Marshal(v); len(raw) > blockkit.ViewBytes {
		return nil, fail("view_too_large")
	}
	if asObject(v)["type"] != kind {
		return nil, invalid("invalid_arguments", "/view", blockkit.Problems{{
			Pointer: "/type", Code: blockkit.FailedConstraint, Message: "must be a valid enum value",
		}})
	}
	problems := blockkit.View(v)
	problems = append(problems, c.s.missingFiles(asObject(v)["blocks"], "/blocks")...)
	if len(problems) > 0 {
		return nil, invalid("invalid_arguments", "/view", problems)
	}
	o := maps.Clone(v.(object))
	if id, _ := o["external_id"].(string); id != "" && id != external && c.s.external(id) != nil {
		return nil, fail("duplicate_external_id")
	}
	o["blocks"] = c.s.withIDs(o["blocks"].([]any))
	return o, nil
}

// external is the open view with that external_id.
func (s *Server) external(id string) *view {
	for _, v := range s.views {
		if !v.closed && v.body["external_id"] == id {
			return v
		}
	}
	return nil
}

// newView makes a view of what the app sent.
func (s *Server) newView(owner, kind string, sent object) *view {
	v := &view{id: s.id("V"), owner: owner, kind: kind}
	s.views[v.id] = v
	s.fill(v, sent)
	return v
}

// fill gives a view new content; what was filled in stays where block and element stay.
func (s *Server) fill(v *view, sent object) {
	body := object{
		"id": v.id, "team_id": s.TeamID, "type": v.kind, "app_id": s.AppID, "bot_id": s.BotID,
		"app_installed_team_id": s.TeamID, "hash": s.ts() + "." + random(4), "private_metadata": "",
		"callback_id": "", "external_id": "", "title": nil, "close": nil, "submit": nil,
		"clear_on_close": false, "notify_on_close": false, "previous_view_id": nil, "root_view_id": v.id,
	}
	for _, name := range []string{"root_view_id", "previous_view_id"} {
		if v.body != nil {
			body[name] = v.body[name]
		}
	}
	maps.Copy(body, sent)
	before := v.state
	v.body, v.state = body, map[string]map[string]object{}
	for _, c := range blockkit.Controls(body["blocks"], s.names) {
		kept, ok := before[c.BlockID][c.ActionID]
		if !ok || kept["type"] != c.Type {
			kept = initial(c.Element)
		}
		if kept == nil {
			continue
		}
		if v.state[c.BlockID] == nil {
			v.state[c.BlockID] = map[string]object{}
		}
		v.state[c.BlockID][c.ActionID] = kept
	}
	s.touch()
}

// payload is the view as methods and interactions give it.
func (v *view) payload() object {
	body := maps.Clone(v.body)
	values := object{}
	for block, actions := range v.state {
		row := object{}
		for action, value := range actions {
			row[action] = value
		}
		values[block] = row
	}
	body["state"] = object{"values": values}
	return body
}

func (c *call) openView() (object, error) {
	sent, err := c.submitted("modal", "")
	if err != nil {
		return nil, err
	}
	t, err := c.exchange()
	if err != nil {
		return nil, err
	}
	c.s.dismiss(t.user)
	v := c.s.newView(t.user, "modal", sent)
	c.s.stacks[t.user] = []*view{v}
	return object{"view": v.payload()}, nil
}

func (c *call) pushView() (object, error) {
	sent, err := c.submitted("modal", "")
	if err != nil {
		return nil, err
	}
	t, err := c.exchange()
	if err != nil {
		return nil, err
	}
	if t.view == nil || t.view.closed {
		return nil, fail("not_found")
	}
	v, err := c.s.push(t.user, sent)
	if err != nil {
		return nil, err
	}
	return object{"view": v.payload()}, nil
}

// push puts a modal on those that a person has open.
func (s *Server) push(user string, sent object) (*view, error) {
	stack := s.stacks[user]
	switch {
	case len(stack) == 0:
		return nil, fail("not_found")
	case len(stack) >= blockkit.ModalsInAStack:
		return nil, fail("push_limit_reached")
	}
	v := s.newView(user, "modal", sent)
	v.body["root_view_id"], v.body["previous_view_id"] = stack[0].id, stack[len(stack)-1].id
	s.stacks[user] = append(stack, v)
	s.touch()
	return v, nil
}

func (c *call) updateView() (object, error) {
	s := c.s
	v := s.views[c.str("view_id")]
	if v == nil && c.str("external_id") != "" {
		v = s.external(c.str("external_id"))
	}
	if v == nil || v.closed {
		return nil, fail("not_found")
	}
	if hash := c.str("hash"); hash != "" && hash != v.body["hash"] {
		return nil, fail("hash_conflict")
	}
	external, _ := v.body["external_id"].(string)
	sent, err := c.submitted(v.kind, external)
	if err != nil {
		return nil, err
	}
	s.fill(v, sent)
	return object{"view": v.payload()}, nil
}

func (c *call) publishView() (object, error) {
	s, user := c.s, c.str("user_id")
	if !s.app.Features.AppHome.HomeTabEnabled {
		return nil, fail("not_enabled")
	}
	if p := s.people[user]; p == nil || p.Bot {
		return nil, fail("invalid_arguments")
	}
	v := s.homes[user]
	if hash := c.str("hash"); hash != "" && (v == nil || hash != v.body["hash"]) {
		return nil, fail("hash_conflict")
	}
	external := ""
	if v != nil {
		external, _ = v.body["external_id"].(string)
	}
	sent, err := c.submitted("home", external)
	if err != nil {
		return nil, err
	}
	if v == nil {
		v = s.newView(user, "home", sent)
		s.homes[user] = v
	} else {
		s.fill(v, sent)
	}
	return object{"view": v.payload()}, nil
}

// dismiss closes all modals of a person.
func (s *Server) dismiss(user string) {
	for _, v := range s.stacks[user] {
		v.closed = true
	}
	delete(s.stacks, user)
	s.touch()
}

// pop closes a modal and those on it.
func (s *Server) pop(v *view) {
	stack := s.stacks[v.owner]
	i := slices.Index(stack, v)
	if i < 0 {
		return
	}
	for _, above := range stack[i:] {
		above.closed = true
	}
	s.stacks[v.owner] = stack[:i]
	s.touch()
}
