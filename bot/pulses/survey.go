// Package pulses asks staff and counts what they answer, so that nobody can find out who
// answered what: not with the database, not with the log, not with every report. What is
// stored and when it is destroyed is the protocol of anonymity.md.
package pulses

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kigo/bot/fault"
)

// Limits of a survey.
const (
	MaxQuestions = 10
	MaxTexts     = 2    // free texts a survey
	MaxText      = 1000 // characters of a free text
	MinOptions   = 2
	MaxOptions   = 12
	MaxTitle     = 150 // characters of a title, a question or an option
	MaxIntro     = 600 // characters of what it is for
)

// Kind says how a question is answered.
type Kind string

// The kinds of questions. Every one but FreeText is required, and offers "keine Angabe".
const (
	Scale    Kind = "scale"    // one of five, each with its word, worst first
	ENPS     Kind = "enps"     // 0 to 10: would you recommend …
	Single   Kind = "single"   // one of the options
	Multiple Kind = "multiple" // any of the options
	FreeText Kind = "text"
)

const (
	scaleSteps = 5
	enpsSteps  = 11
)

// Words is a text in German and, if somebody wrote it, in English.
type Words struct {
	DE string `bson:"de" json:"de"`
	EN string `bson:"en" json:"en,omitempty"`
}

// In is the text in a language; German where there is no other.
func (w Words) In(lang string) string {
	if lang == "en" && w.EN != "" {
		return w.EN
	}
	return w.DE
}

// Question is one question of a survey.
type Question struct {
	Kind Kind  `bson:"kind"`
	Text Words `bson:"text"`
	// Options are the words of the five steps of a Scale, or what can be chosen in Single
	// and Multiple. "Keine Angabe" is not among them.
	Options []Words `bson:"options"`
}

// Choices is how many answers there are to choose from, "keine Angabe" not counted; 0 is
// a free text.
func (q Question) Choices() int {
	switch q.Kind {
	case ENPS:
		return enpsSteps
	case FreeText:
		return 0
	default:
		return len(q.Options)
	}
}

// Survey is what is asked.
type Survey struct {
	Title     Words      `bson:"title"`
	Purpose   Words      `bson:"purpose"` // what it is for, in the words of whoever asks
	Questions []Question `bson:"questions"`
}

// Validate returns the fault pulse.* that stands against asking this, or nil.
func (s Survey) Validate() error {
	if err := s.Title.validate(MaxTitle); err != nil {
		return err
	}
	if err := s.Purpose.validate(MaxIntro); err != nil {
		return err
	}
	switch n := len(s.Questions); {
	case n == 0:
		return fault.New("pulse.no_question")
	case n > MaxQuestions:
		return fault.New("pulse.too_many_questions", fault.Args{"Max": MaxQuestions})
	}
	texts := 0
	for i, q := range s.Questions {
		if err := q.validate(i + 1); err != nil {
			return err
		}
		if q.Kind == FreeText {
			texts++
		}
	}
	if texts > MaxTexts {
		return fault.New("pulse.too_many_texts", fault.Args{"Max": MaxTexts})
	}
	if texts == len(s.Questions) {
		return fault.New("pulse.only_texts")
	}
	return nil
}

// validate checks the question that stands at that number, from 1.
func (q Question) validate(number int) error {
	if err := q.Text.validate(MaxTitle); err != nil {
		return err
	}
	n, lowest, most := len(q.Options), 0, 0
	switch q.Kind {
	case Scale:
		lowest, most = scaleSteps, scaleSteps
	case Single, Multiple:
		lowest, most = MinOptions, MaxOptions
	case ENPS, FreeText:
	default:
		return fault.New("pulse.unknown_kind", fault.Args{"Number": number})
	}
	if n < lowest || n > most {
		return fault.New("pulse.options", fault.Args{"Number": number, "Min": lowest, "Max": most})
	}
	for i, o := range q.Options {
		if err := o.validate(MaxTitle); err != nil {
			return err
		}
		same := func(other Words) bool { return strings.EqualFold(other.DE, o.DE) }
		if slices.IndexFunc(q.Options, same) != i {
			return fault.New("pulse.option_twice", fault.Args{"Number": number, "Text": o.DE})
		}
	}
	return nil
}

func (w Words) validate(most int) error {
	switch {
	case strings.TrimSpace(w.DE) == "":
		return fault.New("pulse.empty")
	case utf8.RuneCountInString(w.DE) > most, utf8.RuneCountInString(w.EN) > most:
		return fault.New("pulse.text_long", fault.Args{"Max": most})
	}
	return nil
}
