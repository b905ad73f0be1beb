package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// anchor is what a heading is called in links.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.TrimSpace(title))
}

// Links between the pages of this repository lead somewhere.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	read := func(path string) string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md", "../../SECURITY.md", "../../deploy/README.md") {
		for _, m := range link.FindAllStringSubmatch(read(page), -1) {
			path, at, _ := strings.Cut(m[1], "#")
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere", page, m[1])
				continue
			}
			if at == "" || filepath.Ext(target) != ".md" {
				continue
			}
			found := false
			for _, h := range heading.FindAllStringSubmatch(read(target), -1) {
				found = found || anchor(h[1]) == at
			}
			if !found {
				t.Errorf("%s: %s leads to no heading", page, m[1])
			}
		}
	}
}

// The table of settings in the README is all of them, as they are.
func TestTheReadmeHasEverySetting(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := strings.ReplaceAll(string(text), "`", "")
	for _, s := range settings() {
		name := s.name
		if s.secret {
			name += " (secret)"
		}
		if row := "| " + name + " | " + s.def + " | " + s.help + " |"; !strings.Contains(readme, "\n"+row+"\n") {
			t.Errorf("README.md lacks %s", row)
		}
	}
}
