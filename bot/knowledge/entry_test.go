package knowledge

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kigo/bot/fault"
)

const whole = `---
id: kaffee
question: "Wo gibt es Kaffee?"
alternatives:
  - "Wo steht die Kaffeemaschine?"
tags: ["küche", "pause"]
source: "Hausordnung"
owner: "anna@example.org"
review: 2027-01-31
language: de
command: termine
---
In der **Küche**.

Bitte spülen.
`

func TestEntryIsRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"as written": whole, "from Windows": strings.ReplaceAll(whole, "\n", "\r\n"), "with a byte order mark": "\ufeff" + whole,
	} {
		e, err := ParseEntry([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		day := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
		if e.ID != "kaffee" || e.Question != "Wo gibt es Kaffee?" || len(e.Alternatives) != 1 || len(e.Tags) != 2 || e.Answer != "In der **Küche**.\n\nBitte spülen." ||
			e.Source != "Hausordnung" || e.Owner != "anna@example.org" || !e.Review.Equal(day) || e.Language != "de" || e.Command != "termine" {
			t.Errorf("%s: %+v", name, e)
		}
		if e.Due(day.Add(-time.Hour)) || !e.Due(day) {
			t.Errorf("%s: due at the wrong time", name)
		}
	}
}

func TestMistakesInEntriesAreNamed(t *testing.T) {
	t.Parallel()
	swap := func(old, with string) string { return strings.Replace(whole, old, with, 1) }
	for name, tc := range map[string]struct {
		text string
		want []string // fields, or the key of a fault that has none
	}{
		"no head":              {"Nur Text", []string{"knowledge.file.frame"}},
		"head is not closed":   {"---\nid: a\n", []string{"knowledge.file.frame"}},
		"unknown field":        {swap("owner:", "besitzer:"), []string{"knowledge.file.head"}},
		"no YAML":              {swap("tags: [", "tags: [["), []string{"knowledge.file.head"}},
		"id with blanks":       {swap("id: kaffee", "id: Der Kaffee"), []string{"id"}},
		"no question":          {swap(`"Wo gibt es Kaffee?"`, `""`), []string{"question"}},
		"no source":            {swap(`"Hausordnung"`, `""`), []string{"source"}},
		"no answer":            {whole[:strings.Index(whole, "In der")], []string{"answer"}},
		"strange language":     {swap("language: de", "language: tlh"), []string{"language"}},
		"no day":               {swap("2027-01-31", "31.1.2027"), []string{"review"}},
		"no such day":          {swap("2027-01-31", "2027-02-31"), []string{"review"}},
		"empty alternative":    {swap(`"Wo steht die Kaffeemaschine?"`, `" "`), []string{"alternatives"}},
		"long question":        {swap("Wo gibt", strings.Repeat("Wo gibt", 60)), []string{"question"}},
		"several at once":      {strings.NewReplacer("id: kaffee\n", "id: der Kaffee\n", `"Hausordnung"`, `""`).Replace(whole), []string{"id", "source"}},
		"too many tags":        {swap(`"küche"`, strings.Repeat(`"x",`, MaxTags)+`"küche"`), []string{"tags"}},
		"broken UTF-8":         {swap("In der", "In \xff der"), []string{"answer"}},
		"longer than anything": {whole + strings.Repeat("lang ", 20000), []string{"knowledge.entry.long"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseEntry([]byte(tc.text))
			var f *fault.Fault
			if !errors.As(err, &f) {
				t.Fatalf("%v", err)
			}
			got := slices.Sorted(maps.Keys(f.Fields))
			if len(got) == 0 {
				got = []string{f.Key}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestFolderIsReadWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	f, err := ReadFolder(fstest.MapFS{"a.md": file(whole), "README.md": file("Nur Text"), "bild.png": file("x")})
	if err != nil || len(f.Entries) != 1 || len(f.Glossary) == 0 || len(f.Elsewhere) == 0 {
		t.Errorf("%d entries, %v", len(f.Entries), err)
	}
	f, err = ReadFolder(fstest.MapFS{"a.md": file(whole), glossaryFile: file("kaffee = espresso"), elsewhereFile: file("tee")})
	if err != nil || len(f.Glossary) != 1 || len(f.Elsewhere) != 1 {
		t.Errorf("the folder's own glossary is not used: %v", err)
	}
	for name, dir := range map[string]fstest.MapFS{
		"empty":           {},
		"one is broken":   {"a.md": file(whole), "b.md": file("Nur Text")},
		"the same twice":  {"a.md": file(whole), "b.md": file(whole)},
		"broken glossary": {"a.md": file(whole), glossaryFile: file("kaffee")},
	} {
		f, err := ReadFolder(dir)
		var mistakes Mistakes
		if !errors.As(err, &mistakes) || len(mistakes) != 1 || mistakes[0].Fault == nil || len(f.Entries) != 0 {
			t.Errorf("%s: %d entries, %v", name, len(f.Entries), err)
		}
	}
}

func TestBuiltInKnowledgeIsComplete(t *testing.T) {
	t.Parallel()
	f := builtInFor(t)
	if len(f.Entries) != 58 {
		t.Errorf("%d entries", len(f.Entries))
	}
	for _, e := range f.Entries {
		if err := e.Check(); err != nil {
			t.Errorf("%s: %v", e.ID, err)
		}
		if len(e.Alternatives) < 5 {
			t.Errorf("%s has only %d alternatives", e.ID, len(e.Alternatives))
		}
	}
}

func TestBrokenCasesNameTheirLine(t *testing.T) {
	t.Parallel()
	_, err := ReadCases(strings.NewReader("a\tWas?\tx\n\nb Wie?\n"))
	var f *fault.Fault
	if !errors.As(err, &f) || f.Args["Line"] != 3 {
		t.Errorf("%v", err)
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("---\n---\n"))
	f.Add([]byte("---\nid: &a [*a]\n---\nx"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := ParseEntry(data); err == nil && e.Check() != nil {
			t.Errorf("%+v", e)
		}
	})
}
