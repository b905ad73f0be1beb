package knowledge

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// maxField is how much a field of a form takes on every platform, in characters.
const maxField = 3000

// Form asks for an entry, with those of e filled in; line receives it.
func Form(p i18n.Printer, title, line string, e Entry) *chat.Form {
	review := ""
	if !e.Review.IsZero() {
		review = e.Review.Format("02.01.2006")
	}
	field := func(name string, t chat.FieldType, value string, required bool, most int) chat.FormField {
		return chat.FormField{
			Name: name, Type: t, Value: value, Required: required, Max: most,
			Label: p.Plain("knowledge.form." + name), Hint: p.Plain("knowledge.form." + name + ".hint"),
		}
	}
	fields := []chat.FormField{
		field("question", chat.TextField, e.Question, true, MaxQuestion),
		field("answer", chat.AreaField, e.Answer, true, MaxAnswer),
		field("source", chat.TextField, e.Source, true, maxSource),
		field("alternatives", chat.AreaField, strings.Join(e.Alternatives, "\n"), false, maxField),
		field("tags", chat.TextField, strings.Join(e.Tags, ", "), false, maxField),
		field("owner", chat.TextField, e.Owner, false, maxSource),
		field("review", chat.TextField, review, false, 20),
		field("command", chat.TextField, e.Command, false, maxName),
	}
	fields = slices.DeleteFunc(fields, func(f chat.FormField) bool {
		return utf8.RuneCountInString(f.Value) > f.Max // so many come from a file, and stay as they are
	})
	return &chat.Form{Title: title, Line: line, Submit: p.Plain("knowledge.form.submit"), Fields: fields}
}

// ReadForm turns the values of Form into an entry, or says field by field what is wrong.
// old is the entry as it stands, or has only an id.
func ReadForm(values map[string]string, old Entry, now time.Time) (Entry, error) {
	get := func(name string) string { return strings.TrimSpace(values[name]) }
	e := old
	e.Question, e.Source, e.Owner = oneLine(get("question")), oneLine(get("source")), oneLine(get("owner"))
	e.Answer = strings.ReplaceAll(get("answer"), "\r\n", "\n")
	e.Command = strings.TrimPrefix(oneLine(get("command")), chat.Prefix)
	if _, shown := values["tags"]; shown {
		e.Tags = parts(get("tags"), ",")
	}
	if _, shown := values["alternatives"]; shown {
		e.Alternatives = parts(get("alternatives"), "\n")
	}
	if e.Language == "" {
		e.Language = i18n.Languages[0]
	}
	wrong := map[string]*fault.Fault{}
	var f *fault.Fault
	if errors.As(e.Check(), &f) {
		wrong = f.Fields
	}
	if e.Source == "" {
		wrong["source"] = fault.New("knowledge.entry.source")
	}
	if e.Review, f = readDay(get("review"), now); f != nil {
		wrong["review"] = f
	}
	return e, fault.Form(wrong)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// parts are the texts between separators, without empty ones.
func parts(s, separator string) []string {
	var all []string
	for part := range strings.SplitSeq(s, separator) {
		if part = oneLine(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// maxReview is how far ahead a review date may lie, in years.
const maxReview = 5

// readDay reads the day of the next review; nothing is a year from now.
func readDay(s string, now time.Time) (time.Time, *fault.Fault) {
	if s == "" {
		return NextReview(now), nil
	}
	for _, layout := range []string{"2.1.2006", time.DateOnly, "2 Jan 2006", "2 January 2006"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if t.After(day(now).AddDate(maxReview, 0, 0)) {
			return t, fault.New("knowledge.entry.review_far", fault.Args{"Years": maxReview})
		}
		return t, nil
	}
	return time.Time{}, fault.New("knowledge.entry.review", fault.Args{"Text": s})
}
