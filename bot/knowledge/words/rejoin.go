package words

import "slices"

// rejoin puts words together that belong together: a verb and its prefix ("melde … an"),
// and the halves of a known compound ("Projekt Profi").
func (l *Lexicon) rejoin(ps []piece) []piece {
	for i := 1; i < len(ps); i++ {
		if !ps[i].ends || !slices.Contains(prefixes, ps[i].text) {
			continue
		}
		for j := i - 1; j >= 0 && !ps[j].ends; j-- {
			verb, ok := l.withPrefix(ps[i].text, ps[j].text)
			if !ok {
				continue
			}
			ps[j].text = verb
			ps[i-1].ends = true
			ps = slices.Delete(ps, i, i+1)
			i--
			break
		}
	}
	for i := 0; i+1 < len(ps); i++ {
		both := ps[i].text + ps[i+1].text
		if ps[i].ends || len(ps[i].text) < minPart || len(ps[i+1].text) < minPart || !l.stems[Stem(both)].about() {
			continue
		}
		ps[i] = piece{both, ps[i+1].ends}
		ps = slices.Delete(ps, i+1, i+2)
	}
	return ps
}

// withPrefix is the known verb that a prefix and the rest make.
func (l *Lexicon) withPrefix(prefix, rest string) (string, bool) {
	if len(rest) < 3 {
		return "", false
	}
	verb := prefix + rest
	if l.stems[Stem(verb)].about() {
		return verb, true
	}
	for _, s := range lemmas(verb) {
		if l.stems[s].about() {
			return verb, true
		}
	}
	return "", false
}
