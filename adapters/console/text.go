package console

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// textOutput writes for people. A line that starts at the margin says who speaks; all
// that is said stands indented below it, so no text from people can pass for such a line.
type textOutput struct {
	w           *bufio.Writer
	p           i18n.Printer
	interactive bool
}

func newTextOutput(out io.Writer, p i18n.Printer, interactive bool) *textOutput {
	return &textOutput{w: bufio.NewWriter(out), p: p, interactive: interactive}
}

func (o *textOutput) welcome(who mailbox.Persona) error {
	if !o.interactive {
		return nil
	}
	name := who.User
	if who.Name != "" {
		name = who.Name
	}
	return o.write(visible(o.p.Plain("console.welcome", i18n.Args{"Name": name})) + "\n\n")
}

func (o *textOutput) prompt(who mailbox.Persona) error {
	if !o.interactive {
		return nil
	}
	return o.write(oneLine(who.User) + "> ")
}

func (o *textOutput) done() error { return nil }

// bye leaves the prompt's line.
func (o *textOutput) bye() error {
	if !o.interactive {
		return nil
	}
	return o.write("\n")
}

func (o *textOutput) show(i item) error {
	var blocks []string
	switch i.Kind {
	case kindForm:
		blocks = o.form(i)
	case kindFile:
		return o.write(oneLine(i.head) + "\n\n")
	default:
		blocks = messageBlocks(i)
	}
	text := oneLine(i.head) + "\n"
	for n, b := range blocks {
		if n > 0 {
			text += "\n"
		}
		text += indent(b)
	}
	return o.write(text + "\n")
}

// messageBlocks are the sections of a message. A button stands with its number and with
// what to type instead, an option with what to type.
func messageBlocks(i item) []string {
	var blocks []string
	buttons, selects := i.Buttons, i.Selects
	for _, s := range i.body.Sections {
		var lines []string
		if t := s.Text.String(); t != "" {
			lines = append(lines, visible(t))
		}
		for _, f := range s.Fields {
			lines = append(lines, oneLine(f.Label)+": "+visible(f.Value.String()))
		}
		for _, b := range s.Buttons {
			lines = append(lines, fmt.Sprintf("[%d] %s · %s", buttons[0].N, oneLine(b.Label), oneLine(chat.Prefix+b.Line)))
			buttons = buttons[1:]
		}
		for _, sel := range s.Selects {
			lines = append(lines, oneLine(sel.Label))
			for _, opt := range sel.Options {
				lines = append(lines, fmt.Sprintf("  - %s · %s %d %s", oneLine(opt.Label), choose, selects[0].N, oneLine(opt.Value)))
			}
			selects = selects[1:]
		}
		if len(lines) > 0 {
			blocks = append(blocks, strings.Join(lines, "\n"))
		}
	}
	for _, img := range i.body.Images {
		blocks = append(blocks, visible(img.Alt))
	}
	return blocks
}

// form is what there is to fill in, or what is wrong with it, and how to send it.
func (o *textOutput) form(i item) []string {
	var names []string
	for _, f := range i.form.Fields {
		names = append(names, oneLine(f.Name)+"=…")
	}
	send := fmt.Sprintf("[%s] %s %s", oneLine(i.form.Submit), submit, strings.Join(names, ";"))
	if i.bad {
		return []string{visible(i.Text), send}
	}
	top := []string{oneLine(i.form.Title)}
	if intro := i.form.Intro.String(); intro != "" {
		top = append(top, visible(intro))
	}
	blocks := []string{strings.Join(top, "\n")}
	for _, f := range i.form.Fields {
		blocks = append(blocks, o.field(f))
	}
	return append(blocks, send)
}

func (o *textOutput) field(f chat.FormField) string {
	var notes []string
	if f.Required {
		notes = append(notes, o.p.Plain("console.field.required"))
	}
	if f.Value != "" {
		notes = append(notes, o.p.Plain("console.field.default", i18n.Args{"Value": labelOf(f.Options, f.Value)}))
	}
	first := f.Name + " – " + f.Label
	if len(notes) > 0 {
		first += " (" + strings.Join(notes, ", ") + ")"
	}
	lines := []string{oneLine(first)}
	if f.Hint != "" {
		lines = append(lines, strings.TrimSuffix(indent(visible(f.Hint)), "\n"))
	}
	for _, opt := range f.Options {
		lines = append(lines, "  - "+oneLine(opt.Label)+" · "+oneLine(opt.Value))
	}
	return strings.Join(lines, "\n")
}

// labelOf is how people know a value: its option's label, if it is one.
func labelOf(options []chat.Option, value string) string {
	for _, opt := range options {
		if opt.Value == value {
			return opt.Label
		}
	}
	return value
}

func (o *textOutput) write(s string) error {
	_, err := o.w.WriteString(s)
	if err == nil {
		err = o.w.Flush()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

// indent moves every line off the margin and ends the last one.
func indent(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		if line != "" {
			line = "  " + line
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// visible makes text safe for a terminal: what would steer it, or turn the writing
// direction around, is shown as "�". Line breaks stay, tabs become blanks.
func visible(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r == '\u2028', r == '\u2029',
			r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
			return '\uFFFD'
		default:
			return r
		}
	}, s)
}

// oneLine is visible for what must not start a new line.
func oneLine(s string) string { return strings.ReplaceAll(visible(s), "\n", " ") }
