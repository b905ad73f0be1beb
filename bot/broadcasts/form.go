package broadcasts

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
	"kigo/bot/when"
)

// The limits of what admins fill in, in characters. A text may be as long as the chats'
// own forms let it be.
const (
	MaxTitle = 100
	MaxText  = 3000
	maxLine  = 200 // of a line such as whom it is for
)

// The names of the form's fields.
const (
	FieldTitle      = "titel"
	FieldText       = "text"
	FieldTextEN     = "text_en"
	FieldTarget     = "ziel"
	FieldAt         = "wann"
	FieldUrgent     = "dringend"
	FieldCompulsory = "pflicht"
	FieldReceipt    = "gelesen"
	FieldNumber     = "anzahl"
)

// Form asks for everything about an announcement, with what b has filled in; line receives it.
func Form(p i18n.Printer, title, line string, b Broadcast) *chat.Form {
	at := ""
	if !b.At.IsZero() {
		at = p.DateTime(b.At)
	}
	f := contentForm(p, title, line, b.Content)
	f.Fields = append(f.Fields,
		field(p, FieldTarget, chat.TextField, b.Target.typed(), maxLine),
		field(p, FieldAt, chat.TextField, at, maxLine),
		choice(p, FieldUrgent, b.Urgent), choice(p, FieldCompulsory, b.Compulsory), choice(p, FieldReceipt, b.Receipt))
	return f
}

// CorrectForm asks for another text.
func CorrectForm(p i18n.Printer, line string, b Broadcast) *chat.Form {
	f := contentForm(p, p.Plain("broadcast.form.correct"), line, b.proposed().Content)
	f.Intro = p.Text(b.either("broadcast.form.correct.intro", "broadcast.form.correct.intro.channel"), i18n.Args{"Count": b.Send.Done})
	return f
}

// NumberForm asks whoever approves alone to type for how many people it is.
func NumberForm(p i18n.Printer, line string, b Broadcast, number int) *chat.Form {
	intro := p.Text("broadcast.number.intro", i18n.Args{"Count": number})
	if b.Urgent {
		intro = chat.Lines(intro, p.Text("broadcast.number.urgent"))
	}
	f := field(p, FieldNumber, chat.NumberField, "", 7)
	f.Required = true
	return &chat.Form{
		Title: p.Plain("broadcast.number.title"), Intro: intro, Submit: p.Plain("broadcast.button.approve"), Line: line,
		Fields: []chat.FormField{f},
	}
}

func contentForm(p i18n.Printer, title, line string, c Content) *chat.Form {
	text := field(p, FieldText, chat.AreaField, c.Text, MaxText)
	text.Required = true
	return &chat.Form{
		Title: title, Line: line, Submit: p.Plain("broadcast.form.submit"),
		Fields: []chat.FormField{
			field(p, FieldTitle, chat.TextField, c.Title, MaxTitle), text,
			field(p, FieldTextEN, chat.AreaField, c.TextEN, MaxText),
		},
	}
}

func field(p i18n.Printer, name string, t chat.FieldType, value string, most int) chat.FormField {
	return chat.FormField{
		Name: name, Type: t, Value: value, Max: most,
		Label: p.Plain("broadcast.form." + name), Hint: p.Optional("broadcast.form." + name + ".hint"),
	}
}

const yes, no = "ja", "nein"

func choice(p i18n.Printer, name string, on bool) chat.FormField {
	f := field(p, name, chat.SelectField, no, 0)
	if on {
		f.Value = yes
	}
	f.Options = []chat.Option{{Label: p.Plain("broadcast.form.no"), Value: no}, {Label: p.Plain("broadcast.form.yes"), Value: yes}}
	return f
}

// Read turns the values of Form, as by has filled it in, into an order, or says field by field
// what is wrong. old is the order as it stands; a time that is left as it was is not judged again.
func (s *Service) Read(ctx context.Context, by people.Person, values map[string]string, old Order) (Order, error) {
	wrong := map[string]*fault.Fault{}
	o := Order{Content: readContent(wrong, values), File: old.File}
	var err error
	o.Target, err = s.readTarget(ctx, by, values[FieldTarget])
	if err = note(wrong, FieldTarget, err); err != nil {
		return o, err
	}
	o.At = s.readTime(wrong, values[FieldAt], old.At)
	o.Urgent = readChoice(wrong, FieldUrgent, values)
	o.Compulsory = readChoice(wrong, FieldCompulsory, values)
	o.Receipt = readChoice(wrong, FieldReceipt, values)
	if wrong[FieldTarget] == nil {
		a, err := s.Audience(ctx, o)
		if err = note(wrong, FieldTarget, err); err != nil {
			return o, err
		}
		if a.Reach() == 0 && wrong[FieldTarget] == nil {
			wrong[FieldTarget] = fault.New("broadcast.nobody")
		}
	}
	return o, fault.Form(wrong)
}

// ReadContent turns the values of CorrectForm into a text.
func ReadContent(values map[string]string) (Content, error) {
	wrong := map[string]*fault.Fault{}
	c := readContent(wrong, values)
	return c, fault.Form(wrong)
}

func readContent(wrong map[string]*fault.Fault, values map[string]string) Content {
	c := Content{
		Title:  strings.Join(strings.Fields(values[FieldTitle]), " "),
		Text:   strings.TrimSpace(values[FieldText]),
		TextEN: strings.TrimSpace(values[FieldTextEN]),
	}
	length(wrong, FieldTitle, c.Title, MaxTitle, "fault.too_long_by")
	length(wrong, FieldText, c.Text, MaxText, "fault.too_long_form")
	length(wrong, FieldTextEN, c.TextEN, MaxText, "fault.too_long_form")
	if c.Text == "" {
		wrong[FieldText] = fault.New("fault.required")
	}
	return c
}

func length(wrong map[string]*fault.Fault, name, v string, most int, key string) {
	if n := utf8.RuneCountInString(v); n > most {
		wrong[name] = fault.New(key, fault.Args{"Has": n, "Max": most})
	}
}

// note keeps a fault as what is wrong with a field, and returns every other error.
func note(wrong map[string]*fault.Fault, name string, err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		wrong[name] = f
		return nil
	}
	return err
}

// atOnce is what people type for it, folded.
var atOnce = []string{"", "sofort", "jetzt", "gleich", "at once", "now", "immediately"}

// readTime is the zero time for "at once".
func (s *Service) readTime(wrong map[string]*fault.Fault, v string, old time.Time) time.Time {
	if slices.Contains(atOnce, people.Fold(strings.TrimSpace(v))) {
		return time.Time{}
	}
	at, err := when.Parse(v, s.Now(), s.Zone)
	_ = note(wrong, FieldAt, err) // all of its errors are faults
	if err == nil && !at.After(s.Now()) && !at.Equal(old) {
		wrong[FieldAt] = fault.New("broadcast.past", fault.Args{"At": at})
	}
	return at
}

func readChoice(wrong map[string]*fault.Fault, name string, values map[string]string) bool {
	v := people.Fold(strings.TrimSpace(values[name]))
	switch v {
	case yes, "yes", "true":
		return true
	case "", no, "no", strconv.FormatBool(false):
		return false
	}
	wrong[name] = fault.New("broadcast.yes_or_no")
	return false
}

// short keeps what people typed from filling the answer.
func short(text string) string { return chat.Shorten(text, 60) }
