package knowledge

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"kigo/bot/knowledge/words"
)

//go:embed insults.txt
var insultList string

// insults are the folded words that insult, by their first one, each as its words; a last
// word ending in "*" may go on.
var insults = sync.OnceValue(func() [][]string {
	list, _ := words.ParseList(strings.NewReader(insultList)) // a list has no syntax to break
	var all [][]string
	for _, phrase := range list {
		open := strings.HasSuffix(phrase, "*")
		ws := foldedWords(phrase)
		if open {
			ws[len(ws)-1] += "*"
		}
		all = append(all, ws)
	}
	return all
})

// foldedWords are the words of a text as they are compared.
func foldedWords(text string) []string {
	ws := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
	for i, w := range ws {
		ws[i] = words.Fold(w)
	}
	return ws
}

// Insults reports whether a question insults somebody.
func Insults(question string) bool {
	said := foldedWords(question)
	for i := range said {
		for _, phrase := range insults() {
			if len(said)-i >= len(phrase) && slices.EqualFunc(phrase, said[i:i+len(phrase)], fits) {
				return true
			}
		}
	}
	return false
}

// fits reports whether a word is the one of a pattern, or goes on after its "*".
func fits(pattern, word string) bool {
	begin, open := strings.CutSuffix(pattern, "*")
	return word == begin || open && strings.HasPrefix(word, begin)
}

// Wordless reports whether a text asks nothing: emoji, numbers or signs alone.
func Wordless(text string) bool { return !strings.ContainsFunc(text, unicode.IsLetter) }

// Trait is a kind of personal data in a question.
type Trait string

// The traits.
const (
	TraitEmail  Trait = "email"
	TraitIBAN   Trait = "iban"
	TraitPhone  Trait = "phone"
	TraitNumber Trait = "number" // a personnel number, or another long one
	TraitName   Trait = "name"
)

// Sighting is personal data that was seen in a question.
type Sighting struct {
	Trait Trait
	Text  string // as it stands there
}

// traits say how each kind of personal data looks, in the order in which it is looked for:
// what one has found is not looked at by the next.
var traits = []struct {
	trait Trait
	look  *regexp.Regexp
	is    func(match []string) bool // nil is always
}{
	{TraitEmail, regexp.MustCompile(`[\pL\d._%+\-]+@[\pL\d\-]+(?:\.[\pL\d\-]+)+`), nil},
	{TraitIBAN, regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ ]?[A-Z\d]{4}){3,7}(?:[ ]?[A-Z\d]{1,3})?\b`), nil},
	{TraitNumber, regexp.MustCompile(`(?i)\b(?:personal|pers|mitarbeiter|dienst|stamm)[ .\-]*(?:nummer|nr)\b[ .:]*(?:ist|lautet|is)?[ :]*\d[\d ./\-]*`), nil},
	{TraitPhone, regexp.MustCompile(`(?:\+|\b00?|\()\d[\d /()\-]{4,}\d\b`), func(m []string) bool { return digits(m[0]) >= 6 && !paper.MatchString(m[0]) }},
	{TraitNumber, regexp.MustCompile(`\b\d{6,}\b`), nil},
	{TraitName, regexp.MustCompile(`\b(?i:frau|herrn?|fr\.|hr\.|mrs?\.?|ms\.?)\s+((?:(?i:dr|prof|dipl)\.?(?:-\pL+\.?)?\s+|(?i:von|van|de|zu)\s+)*)(\pL[\pL'’\-]+)`), func(m []string) bool { return isName(m[2]) }},
	{TraitName, regexp.MustCompile(`\b(?i:kolleg(?:e|en|in)|chef(?:in)?)\s+(\p{Lu}\p{Ll}[\pL'’\-]+)`), func(m []string) bool { return isName(m[1]) }},
}

// paper is the number of a paper of the council, such as "0888/2019".
var paper = regexp.MustCompile(`^\d{3,4}/\d{4}$`)

func digits(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// offices are folded words that stand behind "Frau" or "Herr" and name nobody alone.
var offices = []string{"oberburgermeister", "burgermeister", "stadtrat", "stadtprasident", "dezernent", "minister", "amtsleiter", "kolleg", "chef"}

// isName reports whether the word behind "Frau" or "Herr" may be a name.
func isName(w string) bool {
	w = words.Fold(w)
	return len(w) >= 3 && !words.Little(w) && !slices.ContainsFunc(offices, func(o string) bool { return strings.HasPrefix(w, o) })
}

// Personal is the personal data that shows in a question, each once.
func Personal(question string) []Sighting {
	var all []Sighting
	for _, t := range traits {
		for _, m := range t.look.FindAllStringSubmatch(question, -1) {
			if t.is != nil && !t.is(m) {
				continue
			}
			s := Sighting{t.trait, strings.TrimSpace(m[0])}
			question = strings.Replace(question, m[0], " ", 1)
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}
