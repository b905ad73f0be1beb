package knowledge

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"kigo/bot/fault"
	"kigo/bot/knowledge/words"
	"kigo/bot/people"
)

// actionWords is what the audit calls a change of a list of words.
const actionWords = "knowledge.words"

// maxList is the longest list of words, in bytes.
const maxList = 500_000

// Lines are the lines of a list that hold a word, whatever its case, without comments.
func (r Record) Lines(word string) []string {
	var lines []string
	for line := range strings.SplitSeq(r.Text, "\n") {
		if holdsWord(line, word) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func holdsWord(line, word string) bool {
	line, _, _ = strings.Cut(line, "#")
	return word != "" && strings.Contains(people.Fold(line), people.Fold(word))
}

// Extract is a list's lines that hold a word, as text for a form. Too many of them are a fault.
func (r Record) Extract(word string) (string, error) {
	lines := strings.Join(r.Lines(word), "\n")
	switch {
	case lines == "":
		return "", fault.New("knowledge.list.no_line", fault.Args{"Word": word})
	case utf8.RuneCountInString(lines) > maxField:
		return "", fault.New("knowledge.list.many", fault.Args{"Word": word})
	}
	return lines, nil
}

// ChangeLines puts text in the place of the lines that hold a word, or at the list's end if
// word is "". If somebody has changed these lines since the version that the editor saw, the
// error is a *Conflict.
func (l *Library) ChangeLines(ctx context.Context, by people.Person, id RecordID, seen int, word, text string) (Record, error) {
	now, err := l.Record(ctx, id)
	if err != nil {
		return now, err
	}
	if !now.IsList() || !by.Is(people.Admin) {
		return now, fault.New("knowledge.admins_only")
	}
	if err := checkLines(id, text); err != nil {
		return now, err
	}
	if word != "" && seen != now.Version {
		before, err := l.earlier(ctx, now, seen)
		if err != nil {
			return now, err
		}
		if !slices.Equal(before.Lines(word), now.Lines(word)) {
			return now, &Conflict{Newest: now}
		}
	}
	after := now
	after.Text = withLines(now.Text, word, text)
	if len(after.Text) > maxList {
		return now, fault.Form(map[string]*fault.Fault{"lines": fault.New("knowledge.list.full")})
	}
	return l.replace(ctx, by, actionWords, now, after, now.Version)
}

// withLines is list with text in the place of the lines that hold word, or at its end.
func withLines(list, word, text string) string {
	var lines []string
	placed := strings.TrimSpace(text) == ""
	for line := range strings.SplitSeq(strings.TrimRight(list, "\n"), "\n") {
		if !holdsWord(line, word) {
			lines = append(lines, line)
			continue
		}
		if !placed {
			lines, placed = append(lines, strings.TrimSpace(text)), true
		}
	}
	if !placed {
		lines = append(lines, strings.TrimSpace(text))
	}
	return strings.Join(lines, "\n") + "\n"
}

// checkLines is the fault of the first line that can't be read, for the form's field.
func checkLines(id RecordID, text string) error {
	if id != Glossary {
		return nil // any words will do
	}
	_, err := words.ParseGlossary(strings.NewReader(text))
	var wrong *words.LineError
	if errors.As(err, &wrong) {
		return fault.Form(map[string]*fault.Fault{"lines": fault.New("knowledge.list.line", fault.Args{"Line": wrong.Line, "Text": wrong.Text})})
	}
	return err
}
