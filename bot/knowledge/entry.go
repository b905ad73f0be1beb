// Package knowledge answers questions from curated entries: it finds the entry that a
// question asks for, or says honestly that there is none. No text is ever made up.
package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// ID is an entry's permanent name, such as "kigo-was".
type ID string

// Entry is one answer and the questions that it answers.
type Entry struct {
	ID           ID        `bson:"id" json:"id"`
	Question     string    `bson:"question" json:"question"`
	Alternatives []string  `bson:"alternatives" json:"alternatives"` // the question in other words
	Tags         []string  `bson:"tags" json:"tags"`
	Answer       string    `bson:"answer" json:"answer"`     // Markdown
	Source       string    `bson:"source" json:"source"`     // where the answer comes from; shown with it
	Owner        string    `bson:"owner" json:"owner"`       // who looks after it, such as an e-mail address; may be empty
	Review       time.Time `bson:"review" json:"review"`     // the day on which somebody should look at it again; zero if none is set
	Language     string    `bson:"language" json:"language"` // of the answer
	Command      string    `bson:"command" json:"command"`   // what to type for the thing itself, such as "platz"; may be empty
}

// Limits of an entry, in characters and numbers.
const (
	MaxQuestion     = 300
	MaxAnswer       = 3000 // as much as a form takes
	MaxAlternatives = 60
	MaxTags         = 30
	maxName         = 60 // of ids, tags and commands
	maxSource       = 300
)

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Phrasings are the question and its alternatives.
func (e Entry) Phrasings() []string { return append([]string{e.Question}, e.Alternatives...) }

// Due reports whether the entry should be looked at again by now.
func (e Entry) Due(now time.Time) bool { return !e.Review.IsZero() && !e.Review.After(now) }

// Check returns a fault that says for each field what is wrong with it, or nil.
func (e Entry) Check() error {
	wrong := map[string]*fault.Fault{}
	if !idPattern.MatchString(string(e.ID)) || len(e.ID) > maxName {
		wrong["id"] = fault.New("knowledge.entry.id", fault.Args{"ID": string(e.ID), "Max": maxName})
	}
	text(wrong, "question", e.Question, MaxQuestion)
	text(wrong, "answer", e.Answer, MaxAnswer)
	text(wrong, "source", e.Source, maxSource)
	several(wrong, "alternatives", e.Alternatives, MaxAlternatives, MaxQuestion)
	several(wrong, "tags", e.Tags, MaxTags, maxName)
	if !slices.Contains(i18n.Languages, e.Language) {
		wrong["language"] = fault.New("knowledge.entry.language", fault.Args{"Language": e.Language, "Languages": strings.Join(i18n.Languages, ", ")})
	}
	if utf8.RuneCountInString(e.Owner) > maxSource {
		wrong["owner"] = fault.New("knowledge.entry.long", fault.Args{"Max": maxSource})
	}
	if utf8.RuneCountInString(e.Command) > maxName || strings.ContainsFunc(e.Command, unicode.IsControl) {
		wrong["command"] = fault.New("knowledge.entry.long", fault.Args{"Max": maxName})
	}
	return fault.Form(wrong)
}

// text demands a text of at most so many characters.
func text(wrong map[string]*fault.Fault, field, s string, most int) {
	switch {
	case !strings.ContainsFunc(s, unicode.IsLetter):
		wrong[field] = fault.New("knowledge.entry.empty")
	case !utf8.ValidString(s):
		wrong[field] = fault.New("knowledge.entry.broken")
	case utf8.RuneCountInString(s) > most:
		wrong[field] = fault.New("knowledge.entry.long", fault.Args{"Max": most})
	}
}

// several demands at most so many texts.
func several(wrong map[string]*fault.Fault, field string, all []string, most, length int) {
	if len(all) > most {
		wrong[field] = fault.New("knowledge.entry.many", fault.Args{"Max": most})
		return
	}
	for _, s := range all {
		if strings.TrimSpace(s) == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > length {
			wrong[field] = fault.New("knowledge.entry.one", fault.Args{"Text": s, "Max": length})
		}
	}
}
