package blockkit

import (
	"fmt"
	"strings"
)

// Shown is what a person sees of blocks, one line for each thing: [Button], and
// "Menu: [Option] [Option]" for what can be chosen.
func Shown(v any, names Names) string {
	r := reader{names: names}
	for _, b := range objects(v) {
		r.block(b)
	}
	return strings.Join(r.lines, "\n")
}

// reader reads blocks line by line.
type reader struct {
	names Names
	lines []string
}

func (r *reader) line(s string) {
	if s != "" {
		r.lines = append(r.lines, s)
	}
}

func (r *reader) block(b Object) {
	switch b["type"] {
	case "section":
		r.line(r.text(b["text"]))
		for _, f := range objects(b["fields"]) {
			r.line(r.text(f))
		}
		r.element(b["accessory"], "")
	case "header", "alert":
		r.line(r.text(b["text"]))
	case "markdown":
		r.line(fmt.Sprint(b["text"]))
	case "image":
		r.line(r.text(b["title"]))
		r.line(str(b["alt_text"]))
	case "context":
		var parts []string
		for _, e := range objects(b["elements"]) {
			if e["type"] == "image" {
				parts = append(parts, str(e["alt_text"]))
			} else {
				parts = append(parts, r.text(e))
			}
		}
		r.line(strings.Join(parts, " "))
	case "actions", "context_actions":
		for _, e := range array(b["elements"]) {
			r.element(e, "")
		}
	case "input":
		r.element(b["element"], r.text(b["label"]))
		r.line(r.text(b["hint"]))
	default:
		r.rest(b)
	}
}

// rest are the blocks that are seldom sent.
func (r *reader) rest(b Object) {
	switch b["type"] {
	case "rich_text":
		r.line(r.rich(b))
	case "table":
		for _, row := range array(b["rows"]) {
			var cells []string
			for _, cell := range objects(row) {
				if cell["type"] == "rich_text" {
					cells = append(cells, r.rich(cell))
				} else {
					cells = append(cells, str(cell["text"]))
				}
			}
			r.line(strings.Join(cells, " | "))
		}
	case "card":
		for _, name := range []string{"title", "subtitle", "body"} {
			r.line(r.text(b[name]))
		}
		for _, e := range array(b["actions"]) {
			r.element(e, "")
		}
	case "video":
		r.line(r.text(b["title"]))
		r.line(str(b["alt_text"]))
	case "data_visualization":
		r.line(str(b["title"]))
	}
}

// text is a text object as it looks.
func (r *reader) text(v any) string {
	o, ok := v.(Object)
	if !ok {
		return ""
	}
	s := str(o["text"])
	switch {
	case o["type"] == "mrkdwn":
		return Mrkdwn(s, r.names)
	case o["emoji"] != false:
		return emojis(s)
	}
	return s
}

// element is something to click or fill in; label is what stands before it.
func (r *reader) element(v any, label string) {
	e, ok := v.(Object)
	if !ok {
		return
	}
	kind := str(e["type"])
	switch kind {
	case "image":
		r.line(str(e["alt_text"]))
		return
	case "button", "icon_button":
		r.line("[" + r.text(e["text"]) + "]")
		return
	case "feedback_buttons":
		for _, name := range []string{"positive_button", "negative_button"} {
			button, _ := e[name].(Object)
			r.line("[" + r.text(button["text"]) + "]")
		}
		return
	}
	if label == "" {
		label = r.text(e["placeholder"])
	}
	parts := []string{label + ":"}
	if label == "" {
		parts = []string{"…:"}
	}
	for _, o := range Options(e) {
		words := r.text(o["text"])
		if d := r.text(o["description"]); d != "" {
			words += " – " + d
		}
		parts = append(parts, "["+words+"]")
	}
	if s, ok := e["initial_value"].(string); ok {
		parts = append(parts, s)
	}
	r.line(strings.Join(parts, " "))
}

// rich is a rich_text block as it looks.
func (r *reader) rich(b Object) string {
	var lines []string
	for _, e := range objects(b["elements"]) {
		switch e["type"] {
		case "rich_text_list":
			indent := 0
			if f, ok := e["indent"].(float64); ok {
				indent = int(f)
			}
			for i, item := range objects(e["elements"]) {
				sign := "•"
				if e["style"] == "ordered" {
					sign = fmt.Sprintf("%d.", i+1)
				}
				lines = append(lines, strings.Repeat("  ", indent)+sign+" "+r.inlines(item))
			}
		default:
			lines = append(lines, strings.TrimSuffix(r.inlines(e), "\n"))
		}
	}
	return strings.Join(lines, "\n")
}

func (r *reader) inlines(section Object) string {
	var b strings.Builder
	for _, e := range objects(section["elements"]) {
		b.WriteString(r.inline(e))
	}
	return b.String()
}

func (r *reader) inline(e Object) string {
	switch e["type"] {
	case "link":
		if s := str(e["text"]); s != "" {
			return s
		}
		return str(e["url"])
	case "user":
		return "@" + r.names.or("user", str(e["user_id"]), "")
	case "usergroup":
		return "@" + r.names.or("group", str(e["usergroup_id"]), "")
	case "channel":
		return "#" + r.names.or("channel", str(e["channel_id"]), "")
	case "broadcast":
		return "@" + str(e["range"])
	case "emoji":
		return emojis(":" + str(e["name"]) + ":")
	case "date":
		if s := str(e["fallback"]); s != "" {
			return s
		}
		return str(e["format"])
	case "color":
		return str(e["value"])
	}
	return str(e["text"])
}

// str is v as a string; "" if it is none.
func str(v any) string {
	s, _ := v.(string)
	return s
}
