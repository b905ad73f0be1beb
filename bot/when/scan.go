package when

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scan is a text as numbers, words and signs.
type scan struct {
	text   string
	tokens []token
}

type kind byte

const (
	nothing kind = iota // past the end
	number              // ASCII digits
	word                // letters
	sign                // any other single character
)

type token struct {
	kind       kind
	text       string // lower case, umlauts spelt out
	value      int    // of a number, at most tooMany
	apart      bool   // a blank stands before it
	start, end int    // bytes of the text
}

const (
	tooMany = 1_000_000_000 // every number from here on counts as this one
	maxText = 32            // bytes of a token that are compared; no word of the grammar is as long
)

func scanText(text string) scan {
	s := scan{text: text}
	apart := false
	for i, r := range text {
		k := kindOf(r)
		if k == nothing {
			apart = true
			continue
		}
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		last := len(s.tokens) - 1
		if last < 0 || apart || k == sign || s.tokens[last].kind != k {
			s.tokens = append(s.tokens, token{kind: k, apart: apart, start: i})
			last++
		}
		s.tokens[last].add(r)
		s.tokens[last].end = i + size
		apart = false
	}
	return s
}

func kindOf(r rune) kind {
	switch {
	case unicode.IsSpace(r):
		return nothing
	case r >= '0' && r <= '9':
		return number
	case unicode.IsLetter(r), unicode.IsMark(r):
		return word
	default:
		return sign
	}
}

var spelling = map[rune]string{
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss",
	'\u0308': "e", // the dots of a decomposed umlaut
	'–':      "-", '—': "-",
}

func (t *token) add(r rune) {
	r = unicode.ToLower(r)
	if len(t.text) < maxText {
		if s, ok := spelling[r]; ok {
			t.text += s
		} else {
			t.text += string(r)
		}
	}
	if t.kind == number {
		t.value = min(t.value*10+int(r-'0'), tooMany)
	}
}

func (s scan) at(i int) token {
	if i < 0 || i >= len(s.tokens) {
		return token{}
	}
	return s.tokens[i]
}

// number is the number at i if it has between low and high digits.
func (s scan) number(i, low, high int) (int, bool) {
	t := s.at(i)
	return t.value, t.kind == number && len(t.text) >= low && len(t.text) <= high
}

// is says whether one of these words or signs stands at i.
func (s scan) is(i int, texts ...string) bool {
	t := s.at(i)
	for _, text := range texts {
		if t.text == text && t.kind != nothing {
			return true
		}
	}
	return false
}

// joined is is without a blank before it.
func (s scan) joined(i int, texts ...string) bool { return !s.at(i).apart && s.is(i, texts...) }

// skip is the index after one of these words or signs, or i if none stands there.
func (s scan) skip(i int, texts ...string) int {
	if s.is(i, texts...) {
		return i + 1
	}
	return i
}

// finished says whether the text ends at i; a full stop doesn't matter.
func (s scan) finished(i int) bool {
	return s.at(s.skip(i, ".")).kind == nothing
}

// boundary says whether a word ends before i, with or without punctuation.
func (s scan) boundary(i int) bool {
	if next := s.at(i); next.kind == nothing || next.apart {
		return true
	}
	next := s.at(i + 1)
	return s.is(i, punctuation...) && (next.kind == nothing || next.apart)
}

var punctuation = []string{".", ",", ";", ":", "!", "-"}

// after is the text from token i on, without punctuation before its first word.
func (s scan) after(i int) string {
	if s.is(i, punctuation...) && s.boundary(i+1) {
		i++
	}
	if i >= len(s.tokens) {
		return ""
	}
	return strings.TrimSpace(s.text[s.tokens[i].start:])
}

// between is the text of the tokens from i up to next.
func (s scan) between(i, next int) string {
	if i >= next || next > len(s.tokens) {
		return ""
	}
	return s.text[s.tokens[i].start:s.tokens[next-1].end]
}
