// Package words reads German (and some English) as staff write it: spellings, gender
// forms, inflections, compounds, typos and synonyms become terms that can be compared.
package words

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	maxBytes  = 8000 // of a text that are read, enough for 5,000 characters with umlauts
	maxTokens = 120  // words of a text that are read
)

// spellings are names that people write in many ways. Only texts with the hint in them are
// looked at: expressions are slow.
var spellings = []struct {
	hint    string
	pattern *regexp.Regexp
	word    string
}{
	{"go", regexp.MustCompile(`(?i)\bk[iy]e?[\s:.\-–_*·]{0,3}go\b`), "kigo"},
}

// Gender forms fall back to the shortest one: "Mitarbeiter*innen", "Mitarbeiter/-in",
// "MitarbeiterInnen", "ein*e", "jede:r".
var genders = []*regexp.Regexp{
	regexp.MustCompile(`(\pL{2})[:*_·•’']-?(?:innen|in|r|n|e|m|s)([^\pL]|$)`),
	regexp.MustCompile(`(\pL{3})(?:/-?|\(-?)(?:innen|in|r|n|e)\)?([^\pL]|$)`),
	regexp.MustCompile(`(\p{Ll}{3})Innen([^\pL]|$)`),
}

// tidy cuts a text to what is read, mends broken UTF-8, and unites spellings and gender
// forms. The case is kept: it marks one of the forms.
func tidy(s string) string {
	if len(s) > maxBytes {
		s = s[:maxBytes]
	}
	s = norm.NFKC.String(strings.ToValidUTF8(s, " "))
	for _, sp := range spellings {
		if strings.Contains(strings.ToLower(s), sp.hint) {
			s = sp.pattern.ReplaceAllString(s, " "+sp.word+" ")
		}
	}
	if strings.ContainsAny(s, ":*_·•’'/(") || strings.Contains(s, "Innen") {
		for _, g := range genders {
			s = g.ReplaceAllString(s, "$1$2")
		}
	}
	return s
}

// Fold is one word as it is compared: small letters without accents, umlauts as their base
// vowel however they are written ("für", "fuer", "fur"), ß as ss.
func Fold(s string) string {
	if plain(s) {
		return s
	}
	var last, beforeLast rune
	vowel := func(r rune) bool { return strings.ContainsRune("aeiouyq", r) }
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == 'ß':
			b.WriteString("ss")
			r = 's'
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'e' && (last == 'a' || last == 'o' || last == 'u') && !vowel(beforeLast):
			continue // the e of an umlaut written out; rarely another one, but then everywhere
		default:
			b.WriteRune(r)
		}
		beforeLast, last = last, r
	}
	return b.String()
}

// plain reports whether Fold would change nothing in s.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || (c >= 'A' && c <= 'Z') || (c == 'e' && i > 0 && (s[i-1] == 'a' || s[i-1] == 'o' || s[i-1] == 'u')) {
			return false
		}
	}
	return true
}

// piece is a word of a text and whether a clause ends behind it.
type piece struct {
	text string
	ends bool
}

// contractions are verbs with "es" hung on to them.
var contractions = map[string]string{
	"gehts": "geht", "gibts": "gibt", "ists": "ist", "wars": "war", "hats": "hat", "habs": "habe", "wirds": "wird", "laufts": "lauft",
	"klappts": "klappt", "machts": "macht", "kommts": "kommt", "stehts": "steht", "kanns": "kann", "solls": "soll", "passts": "passt",
}

// number keeps what names a paper of the council, "0888/2019", as one word.
var number = regexp.MustCompile(`^\d{3,4}/\d{4}`)

// pieces cuts a text into folded words.
func pieces(s string) []piece {
	s = tidy(s)
	var all []piece
	for i := 0; i < len(s) && len(all) < maxTokens; {
		if '0' <= s[i] && s[i] <= '9' { // expressions are slow
			if n := len(number.FindString(s[i:])); n > 0 {
				all = append(all, piece{text: s[i : i+n]})
				i += n
				continue
			}
		}
		start := i
		for j, r := range s[i:] {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			i = start + j + len(string(r))
		}
		if i > start {
			w := Fold(s[start:i])
			if full, short := contractions[w]; short {
				all = append(all, piece{text: full}, piece{text: "es"})
			} else if w != "" { // accents alone
				all = append(all, piece{text: w})
			}
			continue
		}
		r := []rune(s[i:min(len(s), i+4)])[0]
		if strings.ContainsRune("?!.,;:()\n", r) && len(all) > 0 {
			all[len(all)-1].ends = true
		}
		i += len(string(r))
	}
	if len(all) > 0 {
		all[len(all)-1].ends = true
	}
	return all
}
