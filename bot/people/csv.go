package people

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kigo/bot/fault"
)

// Mistake is something in an import file, on a line of it (from 1; 0 is the whole file).
type Mistake struct {
	Line  int
	Fault *fault.Fault
}

// record is one line of a table, blanks around its cells taken off.
type record struct {
	line  int
	cells []string
}

var (
	utf8BOM    = []byte("\xef\xbb\xbf")
	utf16LEBOM = []byte("\xff\xfe")
	utf16BEBOM = []byte("\xfe\xff")
)

// decode makes UTF-8 of what Excel writes: UTF-8 with or without byte order mark,
// Windows-1252, or UTF-16 ("Unicode-Text").
func decode(data []byte) (string, []Mistake) {
	switch {
	case bytes.HasPrefix(data, utf16LEBOM), bytes.HasPrefix(data, utf16BEBOM):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", []Mistake{{Fault: fault.New("people.import.encoding")}}
		}
		return string(out), nil
	case utf8.Valid(data):
		return string(bytes.TrimPrefix(data, utf8BOM)), nil
	}
	if lines := mixed(data); len(lines) > 0 {
		return "", lines
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", []Mistake{{Fault: fault.New("people.import.encoding")}}
	}
	return string(out), nil
}

// mixed are the lines that are no UTF-8 in a file that is meant to be: because it says so
// by a byte order mark, or because other lines could hardly be anything else; or that
// hold bytes that Windows-1252 lacks.
func mixed(data []byte) []Mistake {
	var broken, undefined []Mistake
	meant := bytes.HasPrefix(data, utf8BOM)
	for i, line := range bytes.Split(data, []byte("\n")) {
		if utf8.Valid(line) {
			meant = meant || bytes.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0
			continue
		}
		m := Mistake{Line: i + 1, Fault: fault.New("people.import.encoding_line")}
		broken = append(broken, m)
		if hasAny(line, 0x81, 0x8d, 0x8f, 0x90, 0x9d) {
			undefined = append(undefined, m)
		}
	}
	if meant {
		return broken
	}
	return undefined
}

func hasAny(line []byte, wanted ...byte) bool {
	for _, w := range wanted {
		if bytes.IndexByte(line, w) >= 0 {
			return true
		}
	}
	return false
}

// records reads a table whose cells are separated by comma. skipped lines precede text.
// Lines without any content are left out.
func records(text string, comma rune, skipped int) ([]record, []Mistake) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	var out []record
	var wrong []Mistake
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, wrong
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			wrong = append(wrong, Mistake{Line: bad.StartLine + skipped, Fault: fault.New("people.import.quotes")})
			continue
		}
		if err != nil {
			return out, append(wrong, Mistake{Fault: fault.New("people.import.unreadable")})
		}
		line, _ := r.FieldPos(0)
		if rec := (record{line: line + skipped, cells: trimmed(cells)}); strings.Join(rec.cells, "") != "" {
			out = append(out, rec)
		}
	}
}

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.TrimSpace(c)
	}
	return out
}

// separator is what separates the cells: what Excel's "sep=" says, or else what makes
// most known columns of the first line. It returns how many lines precede the header.
func separator(text string) (comma rune, rest string, skipped int) {
	first, after, _ := strings.Cut(text, "\n")
	if mark := strings.TrimRight(first, "\r"); len(mark) == 5 && strings.EqualFold(mark[:4], "sep=") && strings.ContainsAny(mark[4:], ";,\t|") {
		return rune(mark[4]), after, 1
	}
	best := -1
	for _, c := range []rune{';', ',', '\t'} {
		known := 0
		for _, name := range strings.Split(first, string(c)) {
			if _, ok := columnOf(name); ok {
				known++
			}
		}
		if known > best {
			comma, best = c, known
		}
	}
	return comma, text, 0
}
