package words

import "strings"

const (
	minPart   = 3  // letters of the shorter part of a compound, if the other is long
	minBoth   = 4  // letters of the longer one, at least
	minTypo   = 8  // letters of a part that may be misspelt
	minRest   = 4  // letters of an unknown part: "ver" is none
	minFiller = 6  // letters of a part that says little, such as "-verfahren"
	maxWord   = 60 // letters; longer ones are not taken apart
)

// links stand between the parts of a compound.
var links = []string{"", "s", "es", "n", "en", "er", "e"}

// split takes a compound apart into known words; nil if that does not work out. With
// typos, one part may be misspelt.
func (l *Lexicon) split(w string, typos bool) []string {
	if len(w) < minPart+minBoth || len(w) > maxWord || !ascii(w) {
		return nil
	}
	best := l.splitInto(w, typos, 3)
	if len(best) < 2 {
		return nil
	}
	return best
}

// splitInto finds the split with the fewest parts, at most n; among those the longest first part.
func (l *Lexicon) splitInto(w string, typos bool, n int) []string {
	var best []string
	for i := len(w) - minPart; i >= minPart; i-- {
		head, ok := l.part(w[:i], true)
		if !ok && typos && i >= minTypo {
			head, ok = l.misspelt(w[:i])
		}
		if !ok {
			continue
		}
		rest := w[i:]
		if len(head) < minBoth && len(rest) < minBoth+1 {
			continue
		}
		tail, ok := l.part(rest, false)
		if !ok && typos && len(rest) >= minTypo {
			tail, ok = l.misspelt(rest)
		}
		if ok {
			return []string{head, tail}
		}
		if n > 2 && len(rest) > minPart+minBoth {
			if more := l.splitInto(rest, false, n-1); more != nil && (best == nil || len(more)+1 < len(best)) {
				best = append([]string{head}, more...)
			}
		}
	}
	return best
}

// part is the known word that stands as part of a compound, with its link if it is not the last.
func (l *Lexicon) part(p string, linked bool) (string, bool) {
	if l.isPart(p) {
		return p, true
	}
	if !linked {
		return "", false
	}
	for _, link := range links[1:] {
		if base, ok := strings.CutSuffix(p, link); ok && len(base) >= minPart && l.isPart(base) {
			return base, true
		}
	}
	return "", false
}

func (l *Lexicon) isPart(p string) bool {
	if len(p) < minPart || (l.surfaces[p]&inFiller != 0 && len(p) < minFiller) {
		return false
	}
	return l.surfaces[p] != 0 || (len(p) >= minBoth && l.stems[l.stem(p)] != 0)
}

// partly finds the longest known word at the end or at the beginning of an unknown one,
// and what is left of it.
func (l *Lexicon) partly(w string) (rest, known string, ok bool) {
	if len(w) < 2*minBoth || len(w) > maxWord || !ascii(w) {
		return "", "", false
	}
	for i := minRest; i <= len(w)-minBoth; i++ {
		if t := w[i:]; l.counts(t) && l.surfaces[t]&inFiller == 0 {
			return w[:i], t, true
		}
	}
	for i := len(w) - minRest; i >= minBoth+1; i-- {
		if h, found := l.part(w[:i], true); found && len(h) > minBoth && l.counts(h) {
			return w[i:], h, true
		}
	}
	return "", "", false
}

// counts reports whether a known word says something about one that holds it. Short words
// of other matters do not: "Transport" is no kind of "Sport".
func (l *Lexicon) counts(w string) bool {
	r := l.stems[Stem(w)]
	return r.about() || (r != 0 && len(w) > minBoth+1)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
