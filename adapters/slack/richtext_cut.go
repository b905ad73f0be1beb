package slack

import (
	"slices"
	"strings"
	"unicode/utf16"

	"kigo/bot/chat"
)

// parts cuts rows so that each part counts for at most so many characters. It cuts between
// paragraphs, lines or words, whatever leaves the part at least half full, and within a
// word only if it is longer than a part. Nothing but blanks and line breaks is lost. most
// is more than maxAddress, so that every link has room.
func parts(rs []row, most int) [][]row {
	var out [][]row
	for rs = trimRows(rs); len(rs) > 0; rs = trimRows(rs) {
		fit, used, paragraph := 0, 0, 0
		for fit < len(rs) && used+rs[fit].width() <= most {
			if rs[fit].blank() && used >= most/2 {
				paragraph = fit
			}
			used += rs[fit].width()
			fit++
		}
		switch {
		case fit == len(rs):
			return append(out, rs)
		case paragraph > 0:
			fit = paragraph
		case used < most/2:
			first, rest, atWord := rs[fit].cut(most - used)
			if atWord || fit == 0 {
				if part := trimRows(append(slices.Clone(rs[:fit]), first)); len(part) > 0 {
					out = append(out, part)
				}
				rs = append([]row{rest}, rs[fit+1:]...)
				continue
			}
		}
		out = append(out, trimRows(rs[:fit]))
		rs = rs[fit:]
	}
	return out
}

// trimRows leaves out the empty rows at both ends.
func trimRows(rs []row) []row {
	for len(rs) > 0 && rs[0].blank() {
		rs = rs[1:]
	}
	for len(rs) > 0 && rs[len(rs)-1].blank() {
		rs = rs[:len(rs)-1]
	}
	return rs
}

// spot is a place in a row.
type spot struct{ span, at int }

// cut makes two rows of one, of which the first counts for at most room characters: at a
// blank between words if there is one, else at one in code or in a link, else between two
// signs. atWord reports whether it was a blank.
func (r row) cut(room int) (first, rest row, atWord bool) {
	var word, inner, sign, any spot
	used, before, begun := 1, ' ', false // begun is behind the blanks that the row begins with
	for i, s := range r.spans {
		if i > 0 && used <= room {
			sign, any = spot{i, 0}, spot{i, 0}
		}
		used += width(s.url)
		for at, c := range s.text {
			if used > room {
				break
			}
			here := spot{i, at}
			if at > 0 {
				any = here
				if seam(before, c) {
					sign = here
				}
			}
			switch {
			case c != ' ':
				begun = true
			case !begun:
			case s.kind == chat.Code || s.kind == chat.Link:
				inner = here
			default:
				word = here
			}
			used, before = used+utf16.RuneLen(c), c
		}
	}
	for _, at := range []spot{word, inner, sign, any} {
		if at != (spot{}) {
			first, rest = r.at(at)
			return first, rest, at == word || at == inner
		}
	}
	return r, row{}, false
}

// at makes two rows of one. The second goes on with the first one's point.
func (r row) at(p spot) (first, rest row) {
	first, rest = r, row{depth: r.depth, code: r.code}
	first.spans = slices.Clone(r.spans[:p.span])
	whole := r.spans[p.span]
	if start := whole; p.at > 0 {
		start.text = whole.text[:p.at]
		first.spans = append(first.spans, start)
	}
	whole.text = strings.TrimLeft(whole.text[p.at:], " ")
	if whole.text != "" {
		rest.spans = append(rest.spans, whole)
	}
	rest.spans = append(rest.spans, r.spans[p.span+1:]...)
	return first, rest
}
