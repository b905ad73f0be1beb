package words

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Glossary says which words mean what the knowledge base calls otherwise. It is written
// as text, one word a line:
//
//	anmelden = registrieren, einschreiben, sign up
//	chef ~ vorgesetzter
//
// What stands behind "=" means the same; behind "~" it is akin and counts half. Words may
// be several ("sign up"). "#" begins a comment.
type Glossary []Meaning

// Meaning is one line of a glossary.
type Meaning struct {
	Word  string
	Akin  bool // not the same, only akin
	Other []string
}

// LineError is a line that is none of a glossary's.
type LineError struct {
	Line int // from 1
	Text string
}

func (e *LineError) Error() string {
	return fmt.Sprintf("line %d: %q is no line like \"word = other, another\"", e.Line, e.Text)
}

// ParseGlossary reads a glossary. Its error for a line is a *LineError.
func ParseGlossary(r io.Reader) (Glossary, error) {
	var g Glossary
	err := eachLine(r, func(n int, line string) error {
		word, others, ok := strings.Cut(line, "=")
		akin := false
		if w, o, tilde := strings.Cut(line, "~"); tilde && (!ok || len(w) < len(word)) {
			word, others, ok, akin = w, o, true, true
		}
		if word = strings.TrimSpace(word); !ok || word == "" || strings.TrimSpace(others) == "" {
			return &LineError{Line: n, Text: line}
		}
		m := Meaning{Word: word, Akin: akin}
		for o := range strings.SplitSeq(others, ",") {
			if o = strings.TrimSpace(o); o != "" {
				m.Other = append(m.Other, o)
			}
		}
		g = append(g, m)
		return nil
	})
	return g, err
}

// ParseList reads words that stand in lines, separated by spaces; "_" joins several that
// belong together, "#" begins a comment.
func ParseList(r io.Reader) ([]string, error) {
	var all []string
	err := eachLine(r, func(_ int, line string) error {
		for _, w := range strings.Fields(line) {
			all = append(all, strings.ReplaceAll(w, "_", " "))
		}
		return nil
	})
	return all, err
}

// eachLine calls f for every line that holds more than a comment.
func eachLine(r io.Reader, f func(n int, line string) error) error {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "\ufeff"), "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := f(n, line); err != nil {
			return err
		}
	}
	return lines.Err()
}
