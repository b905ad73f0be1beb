package pulses

import (
	"strings"

	"kigo/bot/fault"
	"kigo/bot/i18n"
)

// kindWords are what stands before a question where questions are written as text, a line
// each, folded. The first of a kind is the one that kigo writes.
var kindWords = []struct {
	kind  Kind
	words []string
}{
	{Scale, []string{"skala", "scale"}},
	{ENPS, []string{"enps", "weiterempfehlung"}},
	{Single, []string{"auswahl", "eine", "single", "choice"}},
	{Multiple, []string{"mehrfach", "mehrere", "multiple"}},
	{FreeText, []string{"text", "freitext"}},
}

const (
	optionMark  = "|"
	englishMark = "//"
)

// ParseQuestions reads questions, one a line:
//
//	skala: Wie ist die Stimmung?                      five steps with the usual words
//	skala: Wie war es? | mies | … | … | … | super     with words of one's own, worst first
//	enps: Würdest du kigo weiterempfehlen?            0 to 10
//	auswahl: Was passt? | dies | das                  one of them
//	mehrfach: Was hilft dir? | dies | das             any of them
//	text: Was sollen wir wissen?                      free text
//
// Whatever stands behind "//" is English. The fault names the first line that is no question.
func ParseQuestions(p i18n.Printer, text string) ([]Question, error) {
	var all []Question
	for _, l := range strings.Split(text, "\n") {
		if strings.TrimSpace(l) == "" {
			continue
		}
		word, rest, ok := strings.Cut(l, ":")
		kind, known := kindNamed(word)
		if !ok || !known {
			return nil, fault.New("pulse.unknown_kind", fault.Args{"Number": len(all) + 1})
		}
		parts := strings.Split(rest, optionMark)
		q := Question{Kind: kind, Text: parseWords(parts[0]), Options: []Words{}}
		for _, o := range parts[1:] {
			q.Options = append(q.Options, parseWords(o))
		}
		if kind == Scale && len(q.Options) == 0 {
			q.Options = usualSteps(p)
		}
		all = append(all, q)
	}
	return all, nil
}

func kindNamed(word string) (Kind, bool) {
	for _, k := range kindWords {
		for _, w := range k.words {
			if fold(word) == w {
				return k.kind, true
			}
		}
	}
	return "", false
}

func parseWords(s string) Words {
	de, en, _ := strings.Cut(s, englishMark)
	tidy := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return Words{DE: tidy(de), EN: tidy(en)}
}

// usualSteps are the words of a scale that has none of its own, in both languages.
func usualSteps(p i18n.Printer) []Words {
	de := strings.Split(p.In(i18n.Languages[0]).Plain("pulse.scale.steps"), optionMark)
	en := strings.Split(p.In(i18n.Languages[1]).Plain("pulse.scale.steps"), optionMark)
	steps := make([]Words, 0, len(de))
	for i := range de {
		steps = append(steps, Words{DE: strings.TrimSpace(de[i]), EN: strings.TrimSpace(en[i])})
	}
	return steps
}

// typed is what ParseQuestions reads as these questions.
func typed(questions []Question) string {
	var lines []string
	for _, q := range questions {
		parts := []string{q.Text.typed()}
		for _, o := range q.Options {
			parts = append(parts, o.typed())
		}
		lines = append(lines, kindWord(q.Kind)+": "+strings.Join(parts, " "+optionMark+" "))
	}
	return strings.Join(lines, "\n")
}

func kindWord(kind Kind) string {
	for _, k := range kindWords {
		if k.kind == kind {
			return k.words[0]
		}
	}
	return ""
}

func (w Words) typed() string {
	if w.EN == "" {
		return w.DE
	}
	return w.DE + " " + englishMark + " " + w.EN
}

// Templates name the surveys that are ready to use, as forms and commands carry them.
var Templates = []string{"stimmung", "veranstaltung", "fortschritt"}

// Template is one of Templates in both languages.
func Template(p i18n.Printer, name string) (Survey, error) {
	in := func(lang string) (title, purpose string, questions []Question, err error) {
		p := p.In(lang)
		questions, err = ParseQuestions(p, p.Plain("pulse.template."+name+".questions"))
		return p.Plain("pulse.template." + name + ".title"), p.Plain("pulse.template." + name + ".purpose"), questions, err
	}
	title, purpose, questions, err := in(i18n.Languages[0])
	if err != nil {
		return Survey{}, err
	}
	titleEN, purposeEN, translated, err := in(i18n.Languages[1])
	if err != nil {
		return Survey{}, err
	}
	for i := range questions {
		questions[i].Text.EN = translated[i].Text.DE
		for o := range questions[i].Options {
			if questions[i].Options[o].EN == "" {
				questions[i].Options[o].EN = translated[i].Options[o].DE
			}
		}
	}
	return Survey{Title: Words{DE: title, EN: titleEN}, Purpose: Words{DE: purpose, EN: purposeEN}, Questions: questions}, nil
}
