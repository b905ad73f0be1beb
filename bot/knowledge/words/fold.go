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

// spellings are names that people write in many ways.
var spellings = []struct {
	pattern *regexp.Regexp
	word    string
}{
	{regexp.MustCompile(`(?i)\bk[iy]e?[\s:.\-–_*·]{0,3}go\b`), "kigo"},
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
		s = sp.pattern.ReplaceAllString(s, " "+sp.word+" ")
	}
	for _, g := range genders {
		s = g.ReplaceAllString(s, "$1$2")
	}
	return s
}

// Fold is one word as it is compared: small letters without accents, umlauts as their base
// vowel however they are written ("für", "fuer", "fur"), ß as ss.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last, beforeLast rune
	vowel := func(r rune) bool { return strings.ContainsRune("aeiouyq", r) }
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

// piece is a word of a text and whether a clause ends behind it.
type piece struct {
	text string
	ends bool
}

// number keeps what names a paper of the council, "0888/2019", as one word.
var number = regexp.MustCompile(`^\d{3,4}/\d{4}`)

// pieces cuts a text into folded words.
func pieces(s string) []piece {
	s = tidy(s)
	var all []piece
	for i := 0; i < len(s) && len(all) < maxTokens; {
		if n := len(number.FindString(s[i:])); n > 0 {
			all = append(all, piece{text: s[i : i+n]})
			i += n
			continue
		}
		start := i
		for j, r := range s[i:] {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			i = start + j + len(string(r))
		}
		if i > start {
			all = append(all, piece{text: Fold(s[start:i])})
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
