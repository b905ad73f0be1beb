package words

import "slices"

// Kind says what a word is worth.
type Kind uint8

// The kinds of words.
const (
	Known     Kind = iota // the knowledge base or its glossary knows it
	Filler                // it says little: "der", "ich", "bitte"
	Unknown               // nobody knows it
	Elsewhere             // it belongs to other matters: "Urlaub", "Drucker"
)

// Term is what words are compared by: a stem, or several that belong together. Weight is
// how surely it is meant, up to 1.
type Term struct {
	Text   string
	Weight float64
}

// Token is one word of a text as it was read.
type Token struct {
	Text  string // folded
	Kind  Kind
	Terms []Term // itself first
	As    string // the known word that was read instead of a misspelt one
}

// phrase is words of the glossary that mean something together.
type phrase struct {
	stems []string
	term  Term
	kind  Kind
}

// phrase remembers words that stand for a term.
func (l *Lexicon) phrase(words []string, t Term, k Kind) {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = l.stem(w)
	}
	l.phrases[stems[0]] = append(l.phrases[stems[0]], phrase{stems, t, k})
}

// Read reads a text. Unknown words are taken apart, or taken for the known word that they
// may be a misspelling of.
func (l *Lexicon) Read(text string) []Token {
	ps := l.rejoin(pieces(text))
	fs := make([]forms, len(ps))
	for i, p := range ps {
		fs[i] = l.formsOf(p.text)
	}
	all := make([]Token, 0, len(ps))
	for i := 0; i < len(ps); {
		if n, t := l.longest(fs[i:], ps[i:]); n > 0 {
			all = append(all, t)
			i += n
			continue
		}
		all = append(all, l.word(ps[i].text, fs[i])...)
		i++
	}
	return all
}

// longest is the longest phrase of the glossary that the words begin with.
func (l *Lexicon) longest(fs []forms, ps []piece) (int, Token) {
	best := 0
	var t Token
	for _, p := range l.phrasesFrom(fs[0]) {
		if len(p.stems) < best || !begins(fs, p.stems) {
			continue
		}
		if len(p.stems) > best {
			best, t = len(p.stems), Token{Kind: p.kind}
			for i := range best {
				if i > 0 {
					t.Text += " "
				}
				t.Text += ps[i].text
			}
		}
		t.Terms = add(t.Terms, p.term)
	}
	for i := range best {
		if t.Kind == Known && l.surfaces[ps[i].text]&inFiller == 0 {
			for _, inner := range l.terms(fs[i].stem) {
				t.Terms = add(t.Terms, Term{inner.Text, inner.Weight * weightInside})
			}
		}
	}
	return best, t
}

// phrasesFrom are the phrases that a word may begin, whatever its form.
func (l *Lexicon) phrasesFrom(f forms) []phrase {
	all := l.phrases[f.stem]
	for _, s := range f.lemmas {
		if s != f.stem && len(l.phrases[s]) > 0 {
			all = append(slices.Clip(all), l.phrases[s]...)
		}
	}
	return all
}

// begins reports whether a text begins with words, the first of which fits already.
func begins(fs []forms, with []string) bool {
	if len(fs) < len(with) {
		return false
	}
	for i := 1; i < len(with); i++ {
		if fs[i].stem != with[i] && !slices.Contains(fs[i].lemmas, with[i]) {
			return false
		}
	}
	return true
}

// terms are the terms of a known stem: itself, what the glossary says it means, and its parts.
func (l *Lexicon) terms(stem string) []Term {
	all := []Term{{stem, 1}}
	for _, m := range l.meanings[stem] {
		all = add(all, m)
	}
	for _, p := range l.parts[stem] {
		all = add(all, p)
	}
	return all
}

// word reads one word, which may become several.
func (l *Lexicon) word(w string, f forms) []Token {
	stem := f.stem
	if l.surfaces[w]&inFiller != 0 {
		return []Token{{Text: w, Kind: Filler, Terms: l.terms(stem)}}
	}
	t := Token{Text: w, Terms: l.terms(stem)}
	r := l.stems[stem]
	if exact := l.surfaces[w]; exact != 0 {
		r = exact // "Test" belongs elsewhere, even where "testen" does not
	}
	if r&inElsewhere != 0 && !r.about() {
		t.Kind = Elsewhere
		return []Token{t}
	}
	for _, s := range f.lemmas {
		if !l.stems[s].about() || s == stem {
			continue
		}
		r |= l.stems[s]
		for _, m := range l.terms(s) {
			t.Terms = add(t.Terms, Term{m.Text, m.Weight * weightLemma})
		}
	}
	switch {
	case r.about():
		return []Token{t}
	case w[0] >= '0' && w[0] <= '9':
		t.Kind = Unknown
		return []Token{t}
	}
	return l.guess(t, w)
}

// guess reads a word that nobody knows as it stands.
func (l *Lexicon) guess(t Token, w string) []Token {
	if s, ok := l.english[englishStem(w)]; ok {
		return []Token{{Text: w, Terms: l.terms(s)}}
	}
	ps := l.split(w, false)
	near, misspelt := l.misspelt(w)
	if misspelt && (ps == nil || (len(w) >= 7 && distance(w, near, 1) == 1)) {
		return l.instead(w, near)
	}
	if ps == nil {
		ps = l.split(w, true)
	}
	var all []Token
	for _, p := range ps {
		all = append(all, l.word(p, l.formsOf(p))...)
	}
	if all != nil {
		return all
	}
	if rest, known, ok := l.partly(w); ok {
		part := l.word(known, l.formsOf(known))[0]
		for i := range part.Terms {
			part.Terms[i].Weight *= weightRest
		}
		return []Token{{Text: rest, Kind: Unknown, Terms: []Term{{rest, 1}}}, part}
	}
	t.Kind = Unknown
	return []Token{t}
}

// instead reads the known word that w is a misspelling of.
func (l *Lexicon) instead(w, known string) []Token {
	all := l.word(known, l.formsOf(known))
	sure := 1 - 0.1*float64(distance(w, known, allowed(len(w))))
	for i := range all {
		all[i].Text, all[i].As = w, known
		for j := range all[i].Terms {
			all[i].Terms[j].Weight *= sure
		}
	}
	return all
}
