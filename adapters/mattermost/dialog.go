package mattermost

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// maxIntro is how many bytes of Markdown may stand above the fields.
const maxIntro = 3000

// dialog is a form as Mattermost opens it, but for where it goes. Whatever does not
// fit in its place is shortened; a title or label that was cut stands whole above the fields
// or the hint.
func dialog(f chat.Form) model.Dialog {
	title := oneLine(f.Title)
	d := model.Dialog{
		Title: shortBytes(title, model.DialogTitleMaxLength), SubmitLabel: chat.Shorten(oneLine(f.Submit), maxName),
		Elements: []model.DialogElement{},
	}
	intro := f.Intro
	if d.Title != title {
		intro = chat.Lines(chat.Text{{Kind: chat.Strong, Text: title}}, intro)
	}
	if d.Title == "" {
		d.Title = "…"
	}
	d.IntroductionText = shortMarkdown(tidy(intro), maxIntro)
	for _, field := range f.Fields {
		d.Elements = append(d.Elements, element(field))
	}
	return d
}

// element is a field of a dialog.
func element(f chat.FormField) model.DialogElement {
	label, hint := oneLine(f.Label), strings.TrimSpace(f.Hint)
	e := model.DialogElement{
		DisplayName: shortBytes(label, model.DialogElementDisplayNameMaxLength),
		Name:        fieldName(f.Name), Optional: !f.Required, Default: clean(f.Value),
	}
	if e.DisplayName == "" {
		e.DisplayName = "…"
	} else if e.DisplayName != label {
		hint = strings.TrimSuffix(label+" – "+hint, " – ")
	}
	e.HelpText = shortHelp(hint)
	switch {
	case f.Type == chat.SelectField:
		choice(&e, f)
	case f.Type == chat.AreaField || f.Max > model.DialogElementTextMaxLength ||
		len(e.Default) > model.DialogElementTextMaxLength || strings.Contains(e.Default, "\n"):
		area(&e, f.Max)
	default:
		e.Type, e.MaxLength = "text", model.DialogElementTextMaxLength
		if f.Max > 0 {
			e.MaxLength = f.Max
		}
		// Mattermost's field for numbers knows whole ones, and shows nothing else.
		if f.Type == chat.NumberField && (e.Default == "" || integer.MatchString(e.Default)) {
			e.SubType = "number"
		}
	}
	return e
}

// choice makes an element one with options.
func choice(e *model.DialogElement, f chat.FormField) {
	e.Type, e.Default = "select", ""
	for _, o := range f.Options {
		e.Options = append(e.Options, option(o))
		if o.Value == f.Value && len(o.Value) <= model.DialogElementSelectMaxLength {
			e.Default = o.Value
		}
	}
}

var integer = regexp.MustCompile(`^-?\d{1,15}$`)

// area makes an element one of several lines.
func area(e *model.DialogElement, most int) {
	e.Type, e.MaxLength = "textarea", model.DialogElementTextareaMaxLength
	if most > 0 {
		e.MaxLength = min(most, e.MaxLength)
	}
	e.Default = shortBytes(e.Default, model.DialogElementTextareaMaxLength)
}

// shortBytes leaves at most so many bytes of s, the last character an ellipsis.
func shortBytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := max(0, most-len("…"))
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.TrimRight(s[:end], " ") + "…"
}

// shortHelp is a hint as the Markdown that it is shown as, in the bytes that there are for it.
func shortHelp(s string) string {
	for most := model.DialogElementHelpTextMaxLength; ; {
		help := markdown(chat.Words(shortBytes(s, most)))
		over := len(help) - model.DialogElementHelpTextMaxLength
		if over <= 0 {
			return help
		}
		most = max(0, most-over)
	}
}

// shortMarkdown writes as much of a tidy text as has so many bytes.
func shortMarkdown(t chat.Text, most int) string {
	s := printed(t)
	for n := most; len(s) > most; n -= max(1, (len(s)-most)/4) {
		s = printed(slice(t, 0, cut(t, n))) + " …"
	}
	return s
}

// encoded names begin with what no plain one can begin with.
const encoded = "b64-"

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// fieldName is a field's name as it travels: as it is, if nobody can take offence at it. Names
// may have up to 222 bytes.
func fieldName(name string) string {
	if plainName.MatchString(name) && name != "constructor" { // what every object of a browser has
		return name
	}
	return encoded + base64.RawURLEncoding.EncodeToString([]byte(name))
}

// formValues are the values of a dialog, by the names of the form's fields. What was left
// empty may be missing.
func formValues(submission map[string]any) map[string]string {
	values := map[string]string{}
	for name, v := range submission {
		if code, ok := strings.CutPrefix(name, encoded); ok {
			if plain, err := base64.RawURLEncoding.DecodeString(code); err == nil {
				name = string(plain)
			}
		}
		values[name] = unguarded(formValue(v))
	}
	return values
}

// formValue is a value as text: numbers without an exponent, several in a row with commas,
// of what was chosen the value.
func formValue(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, formValue(one))
		}
		return strings.Join(all, ", ")
	case map[string]any:
		return formValue(v["value"])
	default:
		return fmt.Sprint(v)
	}
}
