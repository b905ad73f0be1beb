package slack

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// menu is what a select offers that is searched. Slack asks for its options while
// somebody types, and names no more than the id: whoever answers has kept them. The id is
// made of the options alone, so that every replica has the same one for them.
type menu struct {
	ID      string
	Options []chat.Option
}

// menus are those that posts and home make of a message, to be kept.
func menus(m chat.Message) []menu {
	var out []menu
	for _, s := range m.Sections {
		for _, sel := range s.Selects {
			if carried, _ := (&maker{seal: unsealed}).divide(sel); len(carried.Options) > maxOptions {
				out = append(out, menu{menuID(carried.Options), carried.Options})
			}
		}
	}
	return out
}

func unsealed(line string) string { return line }

func menuID(options []chat.Option) string {
	h := sha256.New()
	_ = json.NewEncoder(h).Encode(options) // strings, which can be written, into a hash, which takes them
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// menuAsked is the id of the menu in which somebody searches, by the element's action_id.
func menuAsked(actionID string) (id string, ok bool) {
	kind, id, _ := nameParts(actionID)
	return id, kind == searchName && id != ""
}

// nameParts takes an element's name apart: its kind, the menu that is searched, and the line
// that a select continues.
func nameParts(actionID string) (kind, id, sealed string) {
	name, sealed, _ := strings.Cut(actionID, ":")
	kind, number, _ := strings.Cut(name, ".")
	_, id, _ = strings.Cut(number, ".")
	switch kind += "."; kind {
	case buttonName, selectName, searchName:
		return kind, id, sealed
	}
	return "", "", ""
}

// divide takes out of a select what it cannot carry, as buttons.
func (m *maker) divide(sel chat.Select) (carried chat.Select, others []chat.Button) {
	carried = chat.Select{Label: sel.Label, Line: sel.Line}
	const around = len(searchName) + 40 // a number, a menu's id and the signs between them
	fits := width(m.seal(sel.Line)) <= maxID-around && m.seal(sel.Line) != ""
	for _, o := range sel.Options {
		if _, ok := carry(o.Value); ok && fits {
			carried.Options = append(carried.Options, o)
			continue
		}
		others = append(others, chat.Button{Label: cmp.Or(o.Label, o.Value), Line: sel.Line + " " + o.Value})
	}
	return carried, others
}

// menu is a select that can carry all of its options.
func (m *maker) menu(sel chat.Select) piece {
	kind, id := selectName, ""
	if len(sel.Options) > maxOptions {
		kind, id = searchName, "."+menuID(sel.Options)
	}
	element := choice(kind, m.name(kind)+id+":"+m.seal(sel.Line), sel.Options)
	element.Placeholder = label(sel.Label, maxPlaceholder)
	p := piece{clicked: true, words: inWords(chat.Section{Selects: []chat.Select{sel}}), width: width(element.Placeholder.Text)}
	for _, o := range element.Options {
		p.width += optionWidth(o)
	}
	if p.width > maxMenu {
		for _, o := range element.Options {
			if o.Description != nil {
				p.width -= width(o.Description.Text)
				o.Description = nil
			}
		}
	}
	p.block = api.NewActionBlock("", element)
	return p
}

// choice is a select of some options, or one that is searched.
func choice(kind, actionID string, options []chat.Option) *api.SelectBlockElement {
	element := &api.SelectBlockElement{ActionID: actionID, Type: api.OptTypeStatic}
	if kind == searchName {
		least := 0
		element.Type, element.MinQueryLength = api.OptTypeExternal, &least
		return element
	}
	for _, o := range options {
		element.Options = append(element.Options, option(o))
	}
	return element
}

// option is one that can be carried. What does not fit in its label stands below it.
func option(o chat.Option) *api.OptionBlockObject {
	value, _ := carry(o.Value)
	start, rest := short(cmp.Or(oneLine(o.Label), oneLine(o.Value), "…"), maxLabel)
	made := api.NewOptionBlockObject(value, literal(start), nil)
	if rest != "" {
		made.Description = label("…"+rest, maxLabel)
	}
	return made
}

func optionWidth(o *api.OptionBlockObject) int {
	n := width(o.Text.Text)
	if o.Description != nil {
		n += width(o.Description.Text)
	}
	return n
}

// coded is what a value begins with that does not travel as it is.
const coded = "="

// carry is a value as an option has it; ok is false if it is too long.
func carry(value string) (s string, ok bool) {
	s = value
	if s == "" || strings.HasPrefix(s, coded) || !utf8.ValidString(s) {
		s = coded + base64.RawURLEncoding.EncodeToString([]byte(s))
	}
	return s, width(s) <= maxOptionValue
}

// uncarried is the value that carry was given.
func uncarried(s string) string {
	if code, ok := strings.CutPrefix(s, coded); ok {
		if value, err := base64.RawURLEncoding.DecodeString(code); err == nil {
			return string(value)
		}
	}
	return s
}

// offers is what Slack is told about a search. Unlike slack-go's type, it says so if
// there is nothing.
type offers struct {
	Options []*api.OptionBlockObject `json:"options"`
}

// suggestions are the options in whose labels all words of the query are found, as many as
// Slack shows. The more somebody types, the fewer they are.
func suggestions(options []chat.Option, query string) offers {
	all := offers{Options: []*api.OptionBlockObject{}}
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(clean(query), "…", " "))) // of a label that was cut, as well
	for _, o := range options {
		if _, ok := carry(o.Value); !ok || !containsAll(strings.ToLower(oneLine(cmp.Or(o.Label, o.Value))), words) {
			continue
		}
		if all.Options = append(all.Options, option(o)); len(all.Options) == maxOptions {
			break
		}
	}
	return all
}

func containsAll(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}
