package slacktest

import (
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"

	"kigo/adapters/slack/slacktest/blockkit"
)

// Values are what somebody fills in, by the label of the field or its block_id: text, or
// what Choose takes. Several options are several values.
type Values map[string][]string

// Fill makes Values of pairs: a label and what goes there.
func Fill(pairs ...string) Values {
	v := Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v[pairs[i]] = append(v[pairs[i]], pairs[i+1])
	}
	return v
}

// Submit fills a modal in and hands it in. It returns what is to be put right, by block_id:
// what Slack's client says itself, such as for an empty field, or else what the app says.
func (m *Member) Submit(v View, values Values) (map[string]string, error) {
	s := m.s
	for label, words := range values {
		if err := m.fill(v, label, words); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	stack := s.stacks[m.ID]
	if len(stack) == 0 || stack[len(stack)-1] != v.of || v.of.body["submit"] == nil {
		s.mu.Unlock()
		return nil, ErrNotThere
	}
	if wrong := v.of.wrong(s.names); len(wrong) > 0 {
		s.mu.Unlock()
		return wrong, nil
	}
	payload := m.interaction("view_submission")
	payload["view"], payload["trigger_id"], payload["response_urls"] = v.of.payload(), s.trigger(m.ID, v.of), []any{}
	payload = clone(payload)
	s.mu.Unlock()
	o := s.ask(&delivery{kind: "interactive", payload: payload, url: s.app.InteractionsURL()})
	if o.err != nil {
		return nil, o.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.submitted(v.of, o.body)
}

// fill puts words into the field of that label.
func (m *Member) fill(v View, label string, words []string) error {
	for _, c := range v.controls() {
		if c.BlockID != label && !slices.Contains(c.Labels, label) || buttons[c.Type] {
			continue
		}
		state, err := m.filled(v, c, words)
		if err != nil {
			return err
		}
		m.s.mu.Lock()
		v.of.set(c, state)
		m.s.mu.Unlock()
		return nil
	}
	return ErrNotThere
}

// wrong is what Slack's client says before it sends anything, by block.
func (v *view) wrong(names blockkit.Names) map[string]string {
	out := map[string]string{}
	for _, c := range blockkit.Controls(v.body["blocks"], names) {
		if c.Block["type"] != "input" {
			continue
		}
		state := v.state[c.BlockID][c.ActionID]
		value, _ := state["value"].(string)
		if empty(state) {
			if c.Block["optional"] != true {
				out[c.BlockID] = "Please complete this required field."
			}
		} else if words := unfit(c, value); words != "" {
			out[c.BlockID] = words
		}
	}
	return out
}

// unfit says what is wrong with a text; "" is nothing.
func unfit(c blockkit.Control, value string) string {
	n := utf8.RuneCountInString(value)
	least, _ := c.Element["min_length"].(float64)
	most, limited := c.Element["max_length"].(float64)
	if !limited {
		most = 3000
	}
	switch {
	case n < int(least):
		return "Must be longer."
	case n > int(most):
		return "Must be shorter."
	case !blockkit.Fits(c.Element, value):
		return "Must be valid."
	}
	return ""
}

// submitted does what the app's answer to a form says.
func (s *Server) submitted(v *view, body []byte) (map[string]string, error) {
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   any               `json:"view"`
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &answer); err != nil {
			return nil, s.trouble("is no JSON: %.100q", body)
		}
	}
	switch answer.Action {
	case "":
		if string(body) != "" && string(body) != "{}" {
			return nil, s.trouble("has no response_action: %.100q", body)
		}
		s.pop(v)
		return nil, nil
	case "clear":
		s.dismiss(v.owner)
		return nil, nil
	case "errors":
		return s.objections(v, answer.Errors)
	case "update", "push":
		return nil, s.successor(v, answer.Action, answer.View)
	}
	return nil, s.trouble("has the response_action %q", answer.Action)
}

// trouble is what a person sees when the app's answer to a form makes no sense.
func (s *Server) trouble(format string, args ...any) error {
	s.complain("the answer to a form "+format, args...)
	return ErrTrouble
}

// objections are shown below the fields; each must name one.
func (s *Server) objections(v *view, errs map[string]string) (map[string]string, error) {
	if len(errs) == 0 {
		return nil, s.trouble("has no errors")
	}
	for _, block := range slices.Sorted(maps.Keys(errs)) {
		known := slices.ContainsFunc(asList(v.body["blocks"]), func(b any) bool {
			return asObject(b)["block_id"] == block && asObject(b)["type"] == "input"
		})
		if !known || errs[block] == "" {
			return nil, s.trouble("has an error for %q, which is no input", block)
		}
	}
	return errs, nil
}

// successor shows the view that the app answered with.
func (s *Server) successor(v *view, action string, sent any) error {
	c := &call{s: s, args: object{"view": sent}}
	external, _ := v.body["external_id"].(string)
	if action == "push" {
		external = ""
	}
	body, err := c.submitted("modal", external)
	if err == nil && action == "push" {
		_, err = s.push(v.owner, body)
	} else if err == nil {
		s.fill(v, body)
	}
	if err != nil {
		f := asFailure(err)
		return s.trouble("has a view that is refused: %s %v", f.code, f.more)
	}
	return nil
}

// Close closes the modal on top, as the button or Escape does; with clear_on_close all are
// closed. The app hears of it if it asked to (notify_on_close).
func (m *Member) Close(v View) error {
	s := m.s
	s.mu.Lock()
	stack := s.stacks[m.ID]
	if len(stack) == 0 || stack[len(stack)-1] != v.of {
		s.mu.Unlock()
		return ErrNotThere
	}
	cleared := v.of.body["clear_on_close"] == true
	payload := m.interaction("view_closed")
	payload["view"], payload["is_cleared"] = v.of.payload(), cleared
	payload = clone(payload)
	if cleared {
		s.dismiss(m.ID)
	} else {
		s.pop(v.of)
	}
	told := v.of.body["notify_on_close"] == true
	s.mu.Unlock()
	if !told {
		return nil
	}
	return s.ask(&delivery{kind: "interactive", payload: payload, url: s.app.InteractionsURL()}).err
}
