package slack

import (
	"cmp"
	"fmt"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// The limits of what can be clicked.
const (
	maxInRow       = 5    // elements side by side; Slack takes 25, which nobody can read
	maxLabel       = 75   // characters of a button or an option
	maxValue       = 2000 // characters that a button carries
	maxID          = 255  // characters of an element's name
	maxPlaceholder = 150  // characters of a select's label
	maxOptions     = 100  // of a select; with more of them it is searched
	maxOptionValue = 150  // characters
	maxMenu        = 6000 // characters of a select, above which options are told shorter
)

// What an element's name begins with. After a select's stands the line that it continues.
const (
	buttonName = "do."
	selectName = "pick."
	searchName = "find."
)

// clicks are a section's buttons and selects in rows, and notes about what these do not
// show whole or cannot carry. What a select cannot carry becomes a button.
func (m *maker) clicks(s chat.Section) (made []piece, notes []chat.Text) {
	buttons := s.Buttons
	var menus []piece
	for _, sel := range s.Selects {
		carried, others := m.divide(sel)
		if len(carried.Options) > 0 {
			menus = append(menus, m.menu(carried))
		}
		if name := oneLine(sel.Label); width(name) > maxPlaceholder || len(carried.Options) == 0 {
			notes = append(notes, chat.Words(name))
		}
		buttons = append(buttons[:len(buttons):len(buttons)], others...)
	}
	r := rowOfButtons{}
	for _, b := range buttons {
		value := m.seal(b.Line)
		if name := oneLine(b.Label); width(name) > maxLabel || width(value) > maxValue {
			notes = append(notes, note(name, b.Line))
		}
		if width(value) <= maxValue {
			r.add(m.button(b, value), b)
		}
	}
	return append(r.pieces(), menus...), notes
}

// note says what to type instead of clicking.
func note(name, line string) chat.Text {
	return chat.Text{{Kind: chat.Plain, Text: cmp.Or(name, "…") + ": "}, {Kind: chat.Code, Text: chat.Prefix + line}}
}

// name is what an element is called, of those of one message.
func (m *maker) name(kind string) string {
	m.count++
	return fmt.Sprintf("%s%d", kind, m.count)
}

func (m *maker) button(b chat.Button, value string) *api.ButtonBlockElement {
	name := cmp.Or(oneLine(b.Label), oneLine(b.Line))
	made := api.NewButtonBlockElement(m.name(buttonName), value, label(name, maxLabel))
	if _, rest := short(name, maxLabel); rest != "" {
		made.AccessibilityLabel = head(name, maxLabel) // without the sign that something is missing
	}
	switch b.Style {
	case chat.Primary:
		made.Style = api.StylePrimary
	case chat.Danger:
		made.Style = api.StyleDanger
	}
	return made
}

// rowOfButtons fills one row of buttons after the other.
type rowOfButtons struct {
	elements [][]api.BlockElement
	buttons  [][]chat.Button
	widths   []int
}

func (r *rowOfButtons) add(e *api.ButtonBlockElement, b chat.Button) {
	last := len(r.elements) - 1
	if last < 0 || len(r.elements[last]) == maxInRow {
		r.elements, r.buttons, r.widths = append(r.elements, nil), append(r.buttons, nil), append(r.widths, 0)
		last++
	}
	r.elements[last] = append(r.elements[last], e)
	r.buttons[last] = append(r.buttons[last], b)
	r.widths[last] += width(e.Text.Text) + width(e.AccessibilityLabel)
}

func (r *rowOfButtons) pieces() []piece {
	var out []piece
	for i, elements := range r.elements {
		out = append(out, piece{
			block: api.NewActionBlock("", elements...), width: r.widths[i], clicked: true,
			words: inWords(chat.Section{Buttons: r.buttons[i]}),
		})
	}
	return out
}

func inWords(s chat.Section) string { return chat.Message{Sections: []chat.Section{s}}.Plain() }

// clickedLine is the command line of what was clicked or chosen: of a button as it was
// sealed, of a select its sealed line with the value behind it. ok is false for what kigo
// has not made.
func clickedLine(act api.BlockAction) (line string, ok bool) {
	switch kind, _, sealed := nameParts(act.ActionID); {
	case kind == buttonName:
		return act.Value, true
	case sealed == "" || act.SelectedOption.Value == "":
		return "", false
	default:
		return sealed + " " + uncarried(act.SelectedOption.Value), true
	}
}
