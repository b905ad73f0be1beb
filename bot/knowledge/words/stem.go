package words

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/german"
)

// Stem is the stem of a folded word, by Snowball's rules for German.
func Stem(w string) string {
	if len(w) < 3 || w[0] >= '0' && w[0] <= '9' {
		return w
	}
	env := snowballstem.NewEnv(masculine(w))
	german.Stem(env)
	return env.Current()
}

// englishStem is the stem of an English word.
func englishStem(w string) string {
	env := snowballstem.NewEnv(w)
	english.Stem(env)
	return env.Current()
}

// feminine are the endings of words for people to which "in" is added.
var feminine = []string{"er", "or", "ist", "ant", "ent", "eur", "oach", "profi", "chef", "leg", "amt"}

// masculine takes the ending of women's words off: "Ansprechpartnerinnen" is "Ansprechpartner".
func masculine(w string) string {
	base, ok := strings.CutSuffix(w, "innen")
	if !ok {
		base, ok = strings.CutSuffix(w, "in")
	}
	if !ok || len(base) < 4 {
		return w
	}
	for _, e := range feminine {
		if strings.HasSuffix(base, e) && (len(base) > 4 || e == "chef") {
			return base
		}
	}
	return w
}

// participles are endings of words for people that name no gender: "Mitarbeitende".
var participles = []string{"enden", "ender", "endes", "endem", "ende"}

// prefixes part from their verb: "ich melde mich an", "angemeldet".
var prefixes = []string{
	"zusammen", "zuruck", "weiter", "statt", "durch", "fest", "teil", "nach", "auf", "aus", "bei", "ein", "hin", "her",
	"los", "mit", "um", "vor", "weg", "wahr", "ab", "an", "zu", "rein", "raus", "dabei", "bescheid", "stumm",
}

// lemmas are other stems that a word may belong to: of its verb ("angemeldet" → "anmeld",
// "läuft" → "lauf") or of the person it names ("Teilnehmende" → "Teilnehmer").
func lemmas(w string) []string {
	var all []string
	for _, e := range participles {
		if base, ok := strings.CutSuffix(w, e); ok && len(base) > 3 {
			all = append(all, Stem(base+"er"), Stem(base+"en"))
			break
		}
	}
	for _, e := range []string{"test", "tet", "ten", "te", "et", "st", "t"} {
		base, ok := strings.CutSuffix(w, e)
		if !ok || len(base) < 3 {
			continue
		}
		all = append(all, base, Stem(base+"en"))
		if verb, ok := withoutGe(base); ok {
			all = append(all, verb)
		}
	}
	for _, e := range []string{"ing", "ed"} { // English: "signing", "registered"
		if base, ok := strings.CutSuffix(w, e); ok && len(base) > 3 {
			all = append(all, Stem(base), Stem(base+"e"))
		}
	}
	if verb, ok := withoutGe(w); ok { // "angeboten", "abgesprochen"
		all = append(all, Stem(verb))
	}
	for _, p := range prefixes { // "anzumelden"
		if rest, ok := strings.CutPrefix(w, p+"zu"); ok && len(rest) > 3 {
			all = append(all, Stem(p+rest))
		}
	}
	return all
}

// withoutGe takes the "ge" of a participle out, at the beginning or behind a prefix.
func withoutGe(w string) (string, bool) {
	if rest, ok := strings.CutPrefix(w, "ge"); ok && len(rest) > 2 {
		return rest, true
	}
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(w, p+"ge"); ok && len(rest) > 2 {
			return p + rest, true
		}
	}
	return "", false
}

// forms are the stem of a word and its lemmas.
type forms struct {
	stem   string
	lemmas []string
}
