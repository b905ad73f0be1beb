package playground

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// source is every file below a folder with one of the endings, by name.
func source(t *testing.T, files fs.FS, endings ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(name, e) }) {
			return err
		}
		data, err := fs.ReadFile(files, name)
		out[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEverySentenceIsInBothCatalogues(t *testing.T) {
	used := map[string]bool{}
	for key := range pageTexts {
		used[key] = true
	}
	literal := regexp.MustCompile(`"(playground\.[a-z0-9_.]+)"`)
	for name, code := range source(t, os.DirFS("."), ".go") {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range literal.FindAllStringSubmatch(code, -1) {
			used[m[1]] = true
		}
	}
	for _, lang := range []string{"de", "en"} {
		data, err := os.ReadFile("../../bot/i18n/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var catalogue map[string]any
		if err := json.Unmarshal(data, &catalogue); err != nil {
			t.Fatal(err)
		}
		for key := range used {
			if catalogue[key] == nil {
				t.Errorf("%s has no %s", lang, key)
			}
		}
		for key := range catalogue {
			if strings.HasPrefix(key, "playground.") && !used[key] {
				t.Errorf("%s has %s, which nobody uses", lang, key)
			}
		}
	}
}

func TestThePageGetsTheSentencesItUses(t *testing.T) {
	used := map[string]bool{}
	patterns := []*regexp.Regexp{
		regexp.MustCompile(`\bt\('([a-z0-9.]+)'`),
		regexp.MustCompile("\\bt\\(`([a-z0-9.]+\\$\\{[^}]+\\}[a-z0-9.]*)`"),
		regexp.MustCompile(`data-t(?:-label)?="([a-z0-9.]+)"`),
		regexp.MustCompile(`'(help\.[a-z]+)'`),
	}
	hole := regexp.MustCompile(`\\\$\\\{.*?\\\}`)
	for _, code := range source(t, static, ".js", ".html") {
		for _, p := range patterns {
			for _, m := range p.FindAllStringSubmatch(code, -1) {
				key := regexp.MustCompile("^playground\\." + hole.ReplaceAllString(regexp.QuoteMeta(m[1]), "[a-z0-9]+") + "$")
				found := false
				for known := range pageTexts {
					if key.MatchString(known) {
						used[known], found = true, true
					}
				}
				if !found {
					t.Errorf("the page does not get %q", m[1])
				}
			}
		}
	}
	for key := range pageTexts {
		if !used[key] {
			t.Errorf("the page does not use %s", key)
		}
	}
}

// What the policy forbids in the browser must not be tried, and nothing comes from elsewhere.
func TestThePageIsClean(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|javascript:|style="|\son[a-z]+="|<style|@import`)
	script := regexp.MustCompile(`<script[^>]*>[^<]`)
	outside := regexp.MustCompile(`https?://[a-z]`)
	for name, code := range source(t, static, ".js", ".css", ".html", ".svg") {
		if m := forbidden.FindString(code); m != "" {
			t.Errorf("%s has %q", name, m)
		}
		if script.MatchString(code) {
			t.Errorf("%s has a script in it", name)
		}
		if rest := strings.ReplaceAll(code, "http://www.w3.org/2000/svg", ""); outside.MatchString(rest) {
			t.Errorf("%s has an address outside", name)
		}
		if lines := strings.Count(code, "\n"); lines >= 300 {
			t.Errorf("%s has %d lines", name, lines)
		}
	}
}
