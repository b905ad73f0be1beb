package slacktest

import (
	"encoding/json"
	"regexp"
	"unicode/utf8"

	"kigo/adapters/slack/slacktest/blockkit"
)

// draft is what a message is to say, checked. What was not given is nil.
type draft struct {
	text        *string
	blocks      []any
	attachments []any
	metadata    object
	linkNames   bool
	literal     bool // mrkdwn: false
	truncated   bool
	hasBlocks   bool // even an empty list
	hasAttach   bool
	hasMetadata bool
}

// draft reads and checks the parts of a message.
func (c *call) draft() (*draft, error) {
	d := &draft{linkNames: c.flag("link_names") || c.str("parse") == "full", literal: c.str("mrkdwn") == "false"}
	if v, ok := c.args["text"]; ok && v != nil {
		text := c.str("text")
		if runes := []rune(text); len(runes) > blockkit.TopLevelText {
			text, d.truncated = string(runes[:blockkit.TopLevelText]), true
		}
		text = sanitised(text)
		d.text = &text
	}
	if err := c.blocks(d); err != nil {
		return nil, err
	}
	if err := c.markdownText(d); err != nil {
		return nil, err
	}
	if err := c.attached(d); err != nil {
		return nil, err
	}
	n := blockkit.Budget(d.blocks)
	for _, a := range d.attachments {
		n += blockkit.Budget(asObject(a)["blocks"])
	}
	if n > blockkit.MessageText {
		return nil, fail("msg_blocks_too_long")
	}
	return d, c.metadata(d)
}

func (c *call) blocks(d *draft) error {
	v, given, err := c.json("blocks")
	if !given {
		return nil
	}
	items, ok := v.([]any)
	if err != nil || !ok {
		return fail("invalid_blocks_format")
	}
	problems := blockkit.Blocks(blockkit.Message, items)
	problems = append(problems, c.s.missingFiles(items, "")...)
	if len(problems) > 0 {
		return invalid("invalid_blocks", "/blocks", problems)
	}
	d.blocks, d.hasBlocks = c.s.withIDs(items), true
	return nil
}

func (c *call) markdownText(d *draft) error {
	text := c.str("markdown_text")
	if text == "" {
		return nil
	}
	if d.hasBlocks || d.text != nil {
		return fail("markdown_text_conflict")
	}
	if utf8.RuneCountInString(text) > blockkit.MarkdownText {
		return fail("msg_too_long")
	}
	plain := sanitised(text)
	d.text, d.hasBlocks = &plain, true
	d.blocks = c.s.withIDs([]any{object{"type": "markdown", "text": text}})
	return nil
}

func (c *call) attached(d *draft) error {
	v, given, err := c.json("attachments")
	if !given {
		return nil
	}
	items, ok := v.([]any)
	switch {
	case err != nil || !ok:
		return fail("invalid_attachments")
	case len(items) > blockkit.Attachments:
		return fail("too_many_attachments")
	}
	problems := blockkit.InAttachments(items)
	if len(problems) > 0 {
		return invalid("invalid_attachments", "/attachments", problems)
	}
	items = clone(items)
	for i, item := range items {
		if a, ok := item.(object); ok {
			a["id"] = float64(i + 1)
			if blocks, ok := a["blocks"].([]any); ok {
				a["blocks"] = c.s.withIDs(blocks)
			}
		}
	}
	d.attachments, d.hasAttach = items, true
	return nil
}

var eventType = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,255}$`)

func (c *call) metadata(d *draft) error {
	v, given, err := c.json("metadata")
	if !given {
		return nil
	}
	o, ok := v.(object)
	if err != nil || !ok {
		return fail("invalid_metadata_format")
	}
	d.hasMetadata = true
	if len(o) == 0 || o["event_type"] == "" && len(asObject(o["event_payload"])) == 0 {
		return nil // slack-go's way of saying none
	}
	kind, _ := o["event_type"].(string)
	payload, ok := o["event_payload"].(object)
	if !eventType.MatchString(kind) || !ok {
		return fail("invalid_metadata_schema")
	}
	if raw, _ := json.Marshal(o); len(raw) > blockkit.MetadataBytes {
		return fail("metadata_too_large")
	}
	d.metadata = object{"event_type": kind, "event_payload": payload}
	return nil
}

// complete says whether there is something to read, in words, too.
func (s *Server) complete(d *draft) error {
	hasText := d.text != nil && *d.text != ""
	switch {
	case !hasText && len(d.blocks) == 0 && len(d.attachments) == 0:
		return fail("no_text")
	case !hasText && len(d.blocks) > 0 && !s.config.lenient:
		return &failure{"no_text", object{"response_metadata": object{"messages": []string{
			"[ERROR] slacktest: a message with blocks needs a top-level text for notifications and screen readers, see WithoutText",
		}}}}
	}
	return nil
}

// withIDs is a copy of blocks in which every block and element has an id, as Slack keeps
// them.
func (s *Server) withIDs(blocks []any) []any {
	blocks = clone(blocks)
	for _, item := range blocks {
		b, ok := item.(object)
		if !ok {
			continue
		}
		if b["block_id"] == nil {
			b["block_id"] = random(3)
		}
		for _, e := range blockkit.Elements(b) {
			if e.Object["action_id"] == nil {
				e.Object["action_id"] = random(3)
			}
		}
	}
	return blocks
}

var (
	entity = regexp.MustCompile(`^&(?:amp|lt|gt);`)
	angled = regexp.MustCompile(`^<(?:[@#!][^<>\n]*|[a-z]+:[^<>\n]*)>`)
)

// sanitised is text as Slack keeps it: what is no entity, link or mention is escaped.
func sanitised(text string) string {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		switch text[i] {
		case '&':
			if m := entity.FindStringIndex(text[i:]); m != nil {
				out = append(out, text[i:i+m[1]]...)
				i += m[1]
				continue
			}
			out = append(out, "&amp;"...)
		case '<':
			if m := angled.FindStringIndex(text[i:]); m != nil {
				out = append(out, text[i:i+m[1]]...)
				i += m[1]
				continue
			}
			out = append(out, "&lt;"...)
		case '>':
			out = append(out, "&gt;"...)
		default:
			out = append(out, text[i])
		}
		i++
	}
	return string(out)
}

// asObject is v as an object; nil if it is none.
func asObject(v any) object {
	o, _ := v.(object)
	return o
}
