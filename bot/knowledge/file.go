package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/knowledge/words"
)

// Names of files in a folder of knowledge that hold no entry.
const (
	glossaryFile  = "glossary.txt"
	elsewhereFile = "elsewhere.txt"
)

// maxFile is the largest file of an entry that is read, in bytes.
const maxFile = 64 << 10

// Folder is what a folder of knowledge holds.
type Folder struct {
	Entries   []Entry
	Glossary  words.Glossary
	Elsewhere []string // words that belong to other matters
	// Lists are the texts of the lists of words that stand in the folder itself.
	Lists map[RecordID]string
}

// Mistake is one thing that is wrong in a folder of knowledge. It is a fault for people to read.
type Mistake struct {
	File  string
	Field string // "" if it is about the whole file
	Fault *fault.Fault
}

// Mistakes are all of a folder.
type Mistakes []Mistake

// Error is for logs and tests.
func (ms Mistakes) Error() string {
	var b strings.Builder
	for i, m := range ms {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s %s: %v", m.File, m.Field, m.Fault)
	}
	return b.String()
}

// ReadFolder reads entries from the files *.md in a folder, each with front matter, in the
// order of their names; README.md is none. A file glossary.txt or elsewhere.txt replaces
// the built-in one. If anything is wrong it returns all Mistakes at once, and no entry.
func ReadFolder(dir fs.FS) (Folder, error) {
	var f Folder
	names, err := fs.Glob(dir, "*.md")
	if err != nil {
		return f, fmt.Errorf("read knowledge: %w", err)
	}
	slices.Sort(names)
	var wrong Mistakes
	seen := map[ID]string{}
	for _, name := range names {
		if strings.EqualFold(name, "README.md") {
			continue
		}
		data, err := readStart(dir, name, maxFile+1) // ParseEntry says that it is too long
		if err != nil {
			return f, fmt.Errorf("read knowledge: %w", err)
		}
		e, err := ParseEntry(data)
		if err == nil && seen[e.ID] != "" {
			err = fault.New("knowledge.file.twice", fault.Args{"ID": string(e.ID), "Other": seen[e.ID]})
		}
		if err != nil {
			wrong = append(wrong, mistakes(name, err)...)
			continue
		}
		seen[e.ID] = name
		f.Entries = append(f.Entries, e)
	}
	if len(wrong) == 0 && len(f.Entries) == 0 {
		wrong = Mistakes{{File: ".", Fault: fault.New("knowledge.file.none")}}
	}
	if f.Glossary, err = glossaryOf(dir); err != nil {
		wrong = append(wrong, Mistake{File: glossaryFile, Fault: fault.New("knowledge.file.glossary", fault.Args{"Why": err.Error()})})
	}
	if f.Elsewhere, err = elsewhereOf(dir); err != nil {
		return f, fmt.Errorf("read knowledge: %w", err)
	}
	if len(wrong) > 0 {
		return Folder{}, wrong
	}
	f.Lists, err = listsOf(dir)
	return f, err
}

// listsOf are the folder's own lists, as they are written.
func listsOf(dir fs.FS) (map[RecordID]string, error) {
	lists := map[RecordID]string{}
	for id, name := range fileNames {
		data, err := readList(dir, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read knowledge: %w", err)
		}
		lists[id] = strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	}
	return lists, nil
}

// glossaryOf is the folder's own glossary, or the built-in one.
func glossaryOf(dir fs.FS) (words.Glossary, error) {
	data, err := orBuiltIn(dir, glossaryFile)
	if err != nil {
		return nil, err
	}
	return words.ParseGlossary(bytes.NewReader(data))
}

func elsewhereOf(dir fs.FS) ([]string, error) {
	data, err := orBuiltIn(dir, elsewhereFile)
	if err != nil {
		return nil, err
	}
	return words.ParseList(bytes.NewReader(data))
}

func orBuiltIn(dir fs.FS, name string) ([]byte, error) {
	data, err := readList(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return builtIn.ReadFile(path.Join(builtInFolder, name))
	}
	return data, err
}

// readStart reads as much of a file.
func readStart(dir fs.FS, name string, most int64) ([]byte, error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// readList reads a list of words.
func readList(dir fs.FS, name string) ([]byte, error) {
	data, err := readStart(dir, name, maxList+1)
	if err == nil && len(data) > maxList {
		err = fmt.Errorf("%s is longer than %d bytes", name, maxList)
	}
	return data, err
}

func mistakes(file string, err error) Mistakes {
	var f *fault.Fault
	if !errors.As(err, &f) {
		f = fault.New("knowledge.file.broken", fault.Args{"Why": err.Error()})
	}
	if len(f.Fields) == 0 {
		return Mistakes{{File: file, Fault: f}}
	}
	var all Mistakes
	for field, why := range f.Fields {
		all = append(all, Mistake{file, field, why})
	}
	slices.SortFunc(all, func(a, b Mistake) int { return strings.Compare(a.Field, b.Field) })
	return all
}

// frontMatter is how an entry's fields are written above its answer.
type frontMatter struct {
	ID           ID       `yaml:"id"`
	Question     string   `yaml:"question"`
	Alternatives []string `yaml:"alternatives"`
	Tags         []string `yaml:"tags"`
	Source       string   `yaml:"source"`
	Owner        string   `yaml:"owner"`
	Review       string   `yaml:"review"`
	Language     string   `yaml:"language"`
	Command      string   `yaml:"command"`
}

// ParseEntry reads a file: front matter between two lines "---", then the answer. The
// error is a fault that says what to put right.
func ParseEntry(data []byte) (Entry, error) {
	if len(data) > maxFile {
		return Entry{}, fault.New("knowledge.entry.long", fault.Args{"Max": maxFile})
	}
	s := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	head, ok := strings.CutPrefix(strings.TrimLeft(s, "\n "), "---\n")
	head, answer, closed := strings.Cut(head, "\n---\n")
	if !ok || !closed {
		return Entry{}, fault.New("knowledge.file.frame")
	}
	var m frontMatter
	dec := yaml.NewDecoder(strings.NewReader(head))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil && !errors.Is(err, io.EOF) { // an empty head lacks its fields, which Check says
		why := strings.NewReplacer("yaml: ", "", "unmarshal errors:\n", "", " in type knowledge.frontMatter", "").Replace(err.Error())
		return Entry{}, fault.New("knowledge.file.head", fault.Args{"Why": strings.TrimSpace(why)})
	}
	e := Entry{
		ID: m.ID, Question: strings.TrimSpace(m.Question), Alternatives: m.Alternatives, Tags: m.Tags, Answer: strings.TrimSpace(answer),
		Source: strings.TrimSpace(m.Source), Owner: strings.TrimSpace(m.Owner), Language: m.Language, Command: strings.TrimSpace(m.Command),
	}
	if e.Language == "" {
		e.Language = i18n.Languages[0]
	}
	if m.Review != "" {
		day, err := time.Parse(time.DateOnly, m.Review)
		if err != nil {
			return Entry{}, fault.Form(map[string]*fault.Fault{"review": fault.New("knowledge.entry.review", fault.Args{"Text": m.Review})})
		}
		e.Review = day
	}
	return e, e.Check()
}
