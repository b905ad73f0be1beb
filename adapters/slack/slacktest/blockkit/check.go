package blockkit

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Blocks checks the blocks of a surface; pointers start behind them, as in /0/text. It does
// not know the limits of a whole message: see Budget.
func Blocks(surface Surface, v any) Problems {
	c := &checker{surface: surface}
	list{0, most[surface], typed(allowed[surface])}.check(c, "", v)
	if len(array(v)) <= most[surface] {
		c.together(v)
	}
	return c.problems
}

// View checks a modal or a home tab; pointers start behind it, as in /title/text.
func View(v any) Problems {
	c := &checker{}
	o, ok := v.(Object)
	if !ok {
		return Problems{wrongType("", "an object", v)}
	}
	kind, _ := o["type"].(string)
	surface := Surface(kind)
	shape, ok := views[surface]
	if !ok {
		return Problems{unsupported("", kind, []string{"modal", "home"})}
	}
	c.surface = surface
	shape.check(c, "", o)
	if b, given := o["blocks"]; given {
		c.problems = append(c.problems, Blocks(surface, b).Under("/blocks")...)
	}
	return c.problems
}

// InAttachments checks the attachments of a message: their number and the blocks in them.
func InAttachments(v any) Problems {
	c := &checker{surface: Message}
	list{0, Attachments, anything{}}.check(c, "", v)
	for i, a := range objects(v) {
		if b := a["blocks"]; b != nil { // slack-go writes null for none
			c.problems = append(c.problems, Blocks(Message, b).Under("/"+strconv.Itoa(i)+"/blocks")...)
		}
	}
	return c.problems
}

// Decode reads JSON for a check. It refuses what follows behind the value.
func Decode(raw []byte) (any, error) {
	var v any
	err := json.Unmarshal(raw, &v)
	return v, err
}

// together are the rules about all blocks of a payload.
func (c *checker) together(v any) {
	seen, kinds, focus, markdown := map[string]bool{}, map[string]int{}, "", 0
	for i, item := range array(v) {
		b, ok := item.(Object)
		if !ok {
			continue
		}
		at := "/" + strconv.Itoa(i)
		if id, ok := b["block_id"].(string); ok {
			if seen[id] {
				c.add(duplicate(at+"/block_id", "block_id", id))
			}
			seen[id] = true
		}
		kind, _ := b["type"].(string)
		kinds[kind]++
		if s, ok := b["text"].(string); ok && kind == "markdown" {
			if markdown += utf8.RuneCountInString(s); markdown > MarkdownText {
				c.add(tooLong(at+"/text", MarkdownText, markdown))
			}
		}
		if kind == "data_visualization" && kinds[kind] > Charts {
			c.add(tooMany(at, Charts, kinds[kind]))
		}
		if kind == "table" && kinds[kind] > Tables {
			c.add(tooMany(at, Tables, kinds[kind]))
		}
		focus = c.elements(at, b, focus)
	}
}

// elements are the rules about the elements of a block that depend on what is around it.
// focus is where the cursor starts, if that was said before.
func (c *checker) elements(at string, b Object, focus string) string {
	for _, e := range Elements(b) {
		at := at + e.Pointer
		if e.Object["focus_on_load"] == true {
			if focus != "" {
				c.add(broken(at+"/focus_on_load", "only one element may have focus_on_load"))
			}
			if c.surface == Message {
				c.add(broken(at+"/focus_on_load", "focus_on_load is for views only"))
			}
			focus = at
		}
		if e.Object["type"] == "file_input" && c.surface != Modal {
			c.add(broken(at, "file_input is for modals only"))
		}
		if e.Object["response_url_enabled"] == true && (c.surface != Modal || b["type"] != "input") {
			c.add(broken(at+"/response_url_enabled", "response_url_enabled is for input blocks of modals only"))
		}
	}
	return focus
}

// Element is something in a block that can be clicked, chosen or filled in.
type Element struct {
	Pointer string // from the block
	Object  Object
}

// Elements are all elements of a block in the order in which they are shown.
func Elements(b Object) []Element {
	var out []Element
	add := func(at string, v any) {
		if o, ok := v.(Object); ok {
			if kind, _ := o["type"].(string); elements[kind].fields != nil {
				out = append(out, Element{at, o})
			}
		}
	}
	add("/accessory", b["accessory"])
	add("/element", b["element"])
	for _, name := range []string{"elements", "actions"} {
		for i, e := range array(b[name]) {
			add("/"+name+"/"+strconv.Itoa(i), e)
		}
	}
	return out
}

// Budget is how many characters the blocks show together: every text in them, labels of
// buttons and options included. A message with more than MessageText is refused.
func Budget(v any) int {
	switch v := v.(type) {
	case []any:
		n := 0
		for _, item := range v {
			n += Budget(item)
		}
		return n
	case Object:
		n := 0
		for name, value := range v {
			if s, ok := value.(string); ok && (name == "text" || name == "alt_text") {
				n += utf8.RuneCountInString(s)
				continue
			}
			n += Budget(value)
		}
		return n
	}
	return 0
}

// Suggestions checks what an app offers in an external select.
func Suggestions(answer Object) Problems {
	c := &checker{}
	object{fields: static, relations: []relation{exactlyOne("options", "option_groups")}}.check(c, "", suggested(answer))
	return c.problems
}

// suggested is an answer in which no option at all is allowed, unlike in a message.
func suggested(answer Object) Object {
	if len(array(answer["options"])) == 0 && len(array(answer["option_groups"])) == 0 && len(answer) == 1 {
		return Object{"options": []any{Object{"text": Object{"type": "plain_text", "text": "-"}, "value": "-"}}}
	}
	return answer
}

// Fits says whether what somebody typed has the form that the element asks for.
func Fits(element Object, value string) bool {
	form := map[any]format{"email_text_input": mailAddress, "url_text_input": webAddress, "number_input": decimal}[element["type"]]
	if form == nil {
		return true
	}
	if _, ok := form(value); !ok {
		return false
	}
	if element["type"] != "number_input" {
		return true
	}
	n, _ := amount(value)
	low, hasLow := amount(element["min_value"])
	high, hasHigh := amount(element["max_value"])
	whole := element["is_decimal_allowed"] == true || n == float64(int64(n))
	return whole && (!hasLow || n >= low) && (!hasHigh || n <= high)
}
