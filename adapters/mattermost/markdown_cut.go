package mattermost

import (
	"unicode"
	"unicode/utf8"

	"kigo/bot/chat"
)

// parts cuts a tidy text so that each part, written, has at most so many characters. It cuts
// between paragraphs, lines or words, whatever leaves the part at least half full, and
// within a word only if there is no other way. Nothing but blanks and line breaks is lost.
func parts(t chat.Text, most int) []chat.Text {
	var out []chat.Text
	for worded(t) {
		if length(t) <= most && utf8.RuneCountInString(printed(t)) <= most {
			return append(out, t)
		}
		end := cut(t, most)
		out = append(out, slice(t, 0, end))
		t = trimLeft(slice(t, end, length(t)))
	}
	return out
}

// cut is how much of t makes the first part.
func cut(t chat.Text, most int) int {
	size := func(end int) int { return utf8.RuneCountInString(printed(slice(t, 0, end))) }
	low, high := 0, min(length(t), most)+1 // what fits, and what does not
	for guess := high - 1; high-low > 1; {
		n := size(guess)
		if n > most {
			high = guess
		} else if low = guess; n > most-most/20 {
			break // nearly full
		}
		guess = min(max(guess*(most-most/40)/max(n, 1), low+(high-low)/4), high-1-(high-low)/4)
		guess = max(guess, low+1)
	}
	low = max(low, 1)
	s := seams{end: low}
	s.text(t, false)
	for _, from := range []int{low / 2, 0} {
		for kind := paragraphSeam; kind >= signSeam; kind-- {
			if at := s.last[kind]; at > from && size(at) <= most {
				return at
			}
		}
	}
	return low
}

// The places to cut, the best last.
const (
	signSeam = iota // between two signs that are not one to the eye
	nodeSeam        // beside a mark, or at a blank in code or in a link
	wordSeam
	lineSeam
	paragraphSeam
)

// joiner makes one emoji of two.
const joiner = '\u200d'

// seams finds the last place of each kind up to end.
type seams struct {
	end, at int
	last    [paragraphSeam + 1]int
}

func (s *seams) found(kind int) {
	if s.at <= s.end {
		s.last[kind] = s.at
	}
}

func (s *seams) text(t chat.Text, inItem bool) {
	for i, n := range t {
		if s.at > s.end {
			return
		}
		switch n.Kind {
		case chat.Break:
			if i+1 < len(t) && t[i+1].Kind == chat.Break && !inItem {
				s.found(paragraphSeam)
			} else {
				s.found(lineSeam)
			}
			s.at++
		case chat.List:
			for _, item := range n.Items {
				s.found(lineSeam)
				s.text(item, true)
				s.at++
			}
			s.found(lineSeam)
		default:
			s.found(nodeSeam)
			s.words(n)
		}
	}
}

func (s *seams) words(n chat.Node) {
	kind, joined := wordSeam, false
	if n.Kind == chat.Code || n.Kind == chat.Link {
		kind = nodeSeam
	}
	for _, r := range n.Text {
		extends := joined || r == joiner || unicode.Is(unicode.M, r) || r >= 0x1F3FB && r <= 0x1F3FF // skin tones
		switch {
		case r == ' ':
			s.found(kind)
		case !extends:
			s.found(signSeam)
		}
		joined = r == joiner
		s.at++
	}
}

// length counts what slice counts by: characters, and one for each line break and point.
func length(t chat.Text) int {
	n := 0
	for _, node := range t {
		n += utf8.RuneCountInString(node.Text)
		if node.Kind == chat.Break {
			n++
		}
		for _, item := range node.Items {
			n += length(item) + 1
		}
	}
	return n
}

// slice is t from one place to another. The marks around what is cut stand on both sides.
func slice(t chat.Text, from, to int) chat.Text {
	w := window{from: from, to: to}
	return w.text(t)
}

type window struct{ from, to, at int }

func (w *window) text(t chat.Text) chat.Text {
	var out chat.Text
	for _, n := range t {
		if w.at >= w.to {
			break
		}
		switch n.Kind {
		case chat.Break:
			if w.at >= w.from {
				out = append(out, n)
			}
			w.at++
		case chat.List:
			var items []chat.Text
			for _, item := range n.Items {
				if part := w.text(item); len(part) > 0 {
					items = append(items, part)
				}
				w.at++
			}
			if len(items) > 0 {
				out = append(out, chat.Node{Kind: chat.List, Items: items})
			}
		default:
			if n.Text = w.words(n.Text); n.Text != "" {
				out = append(out, n)
			}
		}
	}
	return out
}

func (w *window) words(s string) string {
	start, end := len(s), len(s)
	for i := range s {
		if w.at >= w.to {
			end = i
			break
		}
		if w.at == w.from || i == 0 && w.at > w.from {
			start = i
		}
		w.at++
	}
	if start >= end {
		return ""
	}
	return s[start:end]
}

// trimLeft leaves out the line breaks and blanks that t begins with.
func trimLeft(t chat.Text) chat.Text {
	for len(t) > 0 && (t[0].Kind == chat.Break || t[0].Kind != chat.List && !worded(t[:1])) {
		t = t[1:]
	}
	if len(t) > 0 && t[0].Kind == chat.Plain {
		first := t[0]
		for first.Text != "" && unicode.IsSpace(rune(first.Text[0])) {
			first.Text = first.Text[1:]
		}
		t = append(chat.Text{first}, t[1:]...)
	}
	return t
}
