package slack_test

import (
	"encoding/json"
	"strings"

	"kigo/adapters/adaptertest"
	"kigo/adapters/slack/slacktest"
	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

type object = map[string]any

// blocks are those of a message or a view.
func blocks(raw string) []object {
	var body struct {
		Blocks []object `json:"blocks"`
	}
	if err := json.Unmarshal([]byte(raw), &body); err != nil {
		panic(err)
	}
	return body.Blocks
}

// controls are what can be clicked in a message.
func controls(m slacktest.Message) []blockkit.Control {
	var all []any
	for _, b := range blocks(m.JSON()) {
		all = append(all, b)
	}
	return blockkit.Controls(all, nil)
}

// options are the labels of what can be chosen.
func options(c blockkit.Control) []string {
	var all []string
	for _, o := range blockkit.Options(c.Element) {
		all = append(all, blockkit.Words(o["text"], nil))
	}
	return all
}

// words are all that can be read in a message but the labels of its controls.
func words(m slacktest.Message) string {
	all := blocks(m.JSON())
	if len(all) == 0 {
		return blockkit.Mrkdwn(m.Text, nil)
	}
	var texts []any
	for _, b := range all {
		if b["type"] != "actions" {
			texts = append(texts, b)
		}
	}
	return blockkit.Shown(texts, nil)
}

// Form is the modal on top.
func (p *person) Form() (adaptertest.Form, bool) {
	v, open := p.member.Modal()
	if !open {
		return adaptertest.Form{}, false
	}
	p.mu.Lock()
	wrong := p.wrong
	if p.about != v.ID+v.Hash {
		wrong = nil
	}
	p.mu.Unlock()
	form := adaptertest.Form{Title: v.Title, Submit: v.Submit}
	said := map[string]string{} // what blocks say is wrong, by the block below
	var intro []any
	for _, b := range blocks(v.JSON()) {
		id, _ := b["block_id"].(string)
		if at, ok := strings.CutPrefix(id, "wrong:"); ok {
			said[at] = blockkit.Shown([]any{b}, nil)
			continue
		}
		if b["type"] != "input" {
			intro = append(intro, b)
			continue
		}
		f := field(b, state(v, id))
		if f.Error = wrong[id]; f.Error == "" {
			f.Error = said[id]
		}
		form.Fields = append(form.Fields, f)
	}
	form.Intro, form.Error = blockkit.Shown(intro, nil), said[""]
	return form, true
}

// state is what is filled in in a block.
func state(v slacktest.View, block string) object {
	var body struct {
		State struct {
			Values map[string]map[string]object `json:"values"`
		} `json:"state"`
	}
	if err := json.Unmarshal([]byte(v.JSON()), &body); err != nil {
		panic(err)
	}
	for _, s := range body.State.Values[block] {
		return s
	}
	return nil
}

func field(b, state object) adaptertest.Field {
	element, _ := b["element"].(object)
	out := adaptertest.Field{Label: blockkit.Words(b["label"], nil), Hint: blockkit.Words(b["hint"], nil), Required: b["optional"] != true}
	out.Value, _ = state["value"].(string)
	switch element["type"] {
	case "static_select", "external_select":
		out.Type = chat.SelectField
		out.Options = options(blockkit.Control{Element: element})
		if chosen, ok := state["selected_option"].(object); ok {
			out.Value = blockkit.Words(chosen["text"], nil)
		}
	case "number_input":
		out.Type = chat.NumberField
	default:
		out.Type = chat.TextField
		if element["multiline"] == true {
			out.Type = chat.AreaField
		}
	}
	return out
}

func (p *person) Submit(values map[string]string) {
	v, open := p.member.Modal()
	if !open {
		p.room.Error("no form is open")
		return
	}
	fill := slacktest.Values{}
	for label, value := range values {
		fill[label] = []string{value}
	}
	wrong, err := p.member.Submit(v, fill)
	p.room.fine(err)
	now, _ := p.member.Modal()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong, p.about = wrong, now.ID+now.Hash
}
