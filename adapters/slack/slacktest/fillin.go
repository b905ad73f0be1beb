package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kigo/adapters/slack/slacktest/blockkit"
)

// filled is the state of an element after somebody filled it in with those words.
func (m *Member) filled(on Surface, c blockkit.Control, words []string) (object, error) {
	name, ok := stateField[c.Type]
	if !ok {
		return nil, ErrNotThere
	}
	var values []any
	for _, w := range words {
		v, err := m.value(on, c, w)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	switch {
	case many[name]:
		if most, ok := c.Element["max_selected_items"].(float64); ok && len(values) > int(most) {
			return nil, fmt.Errorf("%w: at most %d can be chosen", ErrNotThere, int(most))
		}
		if values == nil {
			values = []any{}
		}
		return object{"type": c.Type, name: values}, nil
	case len(values) > 1:
		return nil, fmt.Errorf("%w: only one can be chosen", ErrNotThere)
	case len(values) == 0:
		return object{"type": c.Type, name: nil}, nil
	}
	return object{"type": c.Type, name: values[0]}, nil
}

// value is one thing that words stand for in an element.
func (m *Member) value(on Surface, c blockkit.Control, words string) (any, error) {
	name := stateField[c.Type]
	switch {
	case c.Type == "external_select" || c.Type == "multi_external_select":
		return m.external(on, c, words)
	case name == "selected_option" || name == "selected_options":
		for _, o := range blockkit.Options(c.Element) {
			if blockkit.Words(o["text"], m.s.frozen()) == words {
				return o, nil
			}
		}
		return nil, fmt.Errorf("%w: no option %q", ErrNotThere, words)
	case name == "rich_text_value":
		_, blocks := composed(words)
		return blocks[0], nil
	case name == "value" && words == "":
		return nil, nil // an empty field is null
	}
	return m.picked(name, words)
}

// picked is what is not typed but picked: people, channels, dates, times.
func (m *Member) picked(name, words string) (any, error) {
	var err error
	switch name {
	case "selected_date":
		_, err = time.Parse(time.DateOnly, words)
	case "selected_time":
		_, err = time.Parse("15:04", words)
	case "selected_date_time":
		var n int
		if n, err = strconv.Atoi(words); err == nil {
			return n, nil
		}
	case "files":
		err = errors.New("uploads of people are not emulated")
	case "value":
	default:
		m.s.mu.Lock()
		defer m.s.mu.Unlock()
		if m.s.people[words] == nil && m.s.channels[words] == nil {
			err = fmt.Errorf("nobody and nothing is %q", words)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotThere, err)
	}
	return words, nil
}

// external is an option that the app offers when its words are typed.
func (m *Member) external(on Surface, c blockkit.Control, words string) (any, error) {
	options, err := m.suggest(on, c, words)
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		if blockkit.Words(o["text"], m.s.frozen()) == words {
			return o, nil
		}
	}
	return nil, fmt.Errorf("%w: no option %q", ErrNotThere, words)
}

// Offer is an entry that the app offers in an external select.
type Offer struct{ Text, Value string }

// Suggest types into an external select and returns what the app offers. With fewer
// characters than min_query_length (3 without it) the app is not asked.
func (m *Member) Suggest(on Surface, label, query string) ([]Offer, error) {
	for _, c := range on.controls() {
		external := c.Type == "external_select" || c.Type == "multi_external_select"
		if !external || !slices.Contains(c.Labels, label) {
			continue
		}
		options, err := m.suggest(on, c, query)
		var out []Offer
		for _, o := range options {
			value, _ := o["value"].(string)
			out = append(out, Offer{blockkit.Words(o["text"], m.s.frozen()), value})
		}
		return out, err
	}
	return nil, ErrNotThere
}

func (m *Member) suggest(on Surface, c blockkit.Control, query string) ([]object, error) {
	least := 3
	if n, ok := c.Element["min_query_length"].(float64); ok {
		least = int(n)
	}
	if len([]rune(query)) < least {
		return nil, nil
	}
	s := m.s
	s.mu.Lock()
	payload, err := m.context(on, "block_suggestion")
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	payload["action_id"], payload["block_id"], payload["value"] = c.ActionID, c.BlockID, query
	payload = clone(payload)
	s.mu.Unlock()
	o := s.ask(&delivery{kind: "interactive", payload: payload, url: s.app.OptionsURL()})
	if o.err != nil {
		return nil, o.err
	}
	var answer object
	problems := blockkit.Problems{{Message: "no JSON object"}}
	if json.Unmarshal(o.body, &answer) == nil {
		problems = blockkit.Suggestions(answer)
	}
	if len(problems) > 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.complain("the options for an external select are refused: %v", problems)
		return nil, ErrTrouble
	}
	return blockkit.Options(answer), nil
}
