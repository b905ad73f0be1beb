package knowledge

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"

	"kigo/bot/fault"
)

// Case is a question whose right answer is known.
type Case struct {
	ID       ID // NoAnswer if no entry answers it
	Question string
	Kind     string // a group to count it in
}

// NoAnswer stands where no entry answers a question.
const NoAnswer ID = "-"

// questionFiles are those that the model learns from. held.tsv beside them is none: it
// says what the model makes of questions that it has never seen.
//
//go:embed questions/faq-dev.tsv questions/train.tsv
var questionFiles embed.FS

// fingerprint changes with the built-in knowledge base and the lessons.
func fingerprint() (string, error) {
	h := sha256.New()
	for _, dir := range []embed.FS{builtIn, questionFiles} {
		err := fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := dir.ReadFile(path)
			h.Write(data)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("read built-in knowledge: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// Lessons are the questions that the built-in model was trained on.
var Lessons = sync.OnceValues(func() ([]Case, error) {
	var all []Case
	for _, name := range []string{"questions/faq-dev.tsv", "questions/train.tsv"} {
		data, err := questionFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read questions: %w", err)
		}
		cases, err := ReadCases(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		all = append(all, cases...)
	}
	return all, nil
})

// ReadCases reads lines of id (or "-"), question and kind, separated by tabs. What is wrong
// with a line is a fault.
func ReadCases(r io.Reader) ([]Case, error) {
	var all []Case
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) < 2 || fields[0] == "" {
			return nil, fault.New("knowledge.cases.line", fault.Args{"Line": n})
		}
		c := Case{ID: ID(fields[0]), Question: fields[1]}
		if len(fields) > 2 {
			c.Kind = fields[2]
		}
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return all, nil
}
