package i18n

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// read is a catalogue: the forms of each key, "other" for those without plurals.
func read(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	b, err := files.ReadFile(lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for key, v := range raw {
		all[key] = map[string]string{}
		switch v := v.(type) {
		case string:
			all[key]["other"] = v
		case map[string]any:
			for form, s := range v {
				all[key][form] = fmt.Sprint(s)
			}
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func placeholders(forms map[string]string) string {
	seen := map[string]bool{}
	for _, s := range forms {
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			if m[1] != "Count" {
				seen[m[1]] = true
			}
		}
	}
	var names []string
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	return strings.Join(names, " ")
}

func TestCataloguesHaveTheSameKeysFormsAndPlaceholders(t *testing.T) {
	t.Parallel()
	reference := read(t, Languages[0])
	for _, lang := range Languages[1:] {
		other := read(t, lang)
		for key, forms := range reference {
			if other[key] == nil {
				t.Errorf("%s lacks %q", lang, key)
				continue
			}
			if got, want := placeholders(other[key]), placeholders(forms); got != want {
				t.Errorf("%s %q has the placeholders %q, the reference %q", lang, key, got, want)
			}
			if (len(forms) > 1) != (len(other[key]) > 1) {
				t.Errorf("%s %q: plural forms in one language only", lang, key)
			}
		}
		for key := range other {
			if reference[key] == nil {
				t.Errorf("%s has %q, which the reference lacks", lang, key)
			}
		}
	}
}

func TestPluralFormsAreTheLanguagesOwn(t *testing.T) {
	t.Parallel()
	names := map[plural.Form]string{plural.One: "one", plural.Other: "other", plural.Zero: "zero", plural.Two: "two", plural.Few: "few", plural.Many: "many"}
	for _, lang := range Languages {
		wanted := map[string]bool{}
		for n := range 200 {
			wanted[names[plural.Cardinal.MatchPlural(language.Make(lang), n, 0, 0, 0, 0)]] = true
		}
		for key, forms := range read(t, lang) {
			for form := range forms {
				if len(forms) > 1 && !wanted[form] {
					t.Errorf("%s %q has the form %q, which the language never uses", lang, key, form)
				}
			}
			for form := range wanted {
				if len(forms) > 1 && forms[form] == "" {
					t.Errorf("%s %q lacks the form %q", lang, key, form)
				}
			}
		}
	}
}

// keyLike is what a catalogue key in code looks like.
var keyLike = regexp.MustCompile(`^[a-z][a-z_0-9]*(\.[a-z][a-z_0-9]*)+$`)

func TestKeysInCodeAndCataloguesAreTheSame(t *testing.T) {
	t.Parallel()
	catalogue := read(t, Languages[0])
	areas := map[string]bool{} // first words of keys
	for key := range catalogue {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = true
	}
	used, prefixes := literals(t)
	for s, where := range used {
		area, _, _ := strings.Cut(s, ".")
		if keyLike.MatchString(s) && areas[area] && catalogue[s] == nil && !notKeys[s] && !composed(s, prefixes, catalogue) {
			t.Errorf("%s uses %q, which is in no catalogue", where, s)
		}
	}
	for key := range catalogue {
		if used[key] == "" && !startsWithOne(key, prefixes) {
			t.Errorf("%q is in the catalogues and nowhere in code", key)
		}
	}
}

// notKeys look like keys and are none: names of actions, kinds of messages, hosts and files.
var notKeys = map[string]bool{"event.cancel": true, "event.enter": true, "event.remove": true, "slack.com": true,
	"outbox.retry": true, "outbox.discard": true, "outbox.resume": true, "outbox.drop": true,
	"broadcast.approve": true, "broadcast.stop": true, "broadcast.resume": true, "broadcast.recall": true, "broadcast.eyes": true, "topic.new": true,
	"knowledge.create": true, "knowledge.change": true, "knowledge.restore": true, "knowledge.retire": true, "knowledge.import": true, "knowledge.words": true,
	"pulse.create": true, "pulse.release": true, "pulse.start": true, "pulse.close": true, "pulse.discard": true, "pulse.ask": true,
	"pulse.invite": true, "pulse.remind": true, "pulse.result": true, "pulse.missed": true, "pulse.pause": true, "pulse.resume": true, "pulse.stop": true,
}

// composed reports whether s is the beginning of keys that code puts together.
func composed(s string, prefixes map[string]bool, catalogue map[string]map[string]string) bool {
	if !prefixes[s] {
		return false
	}
	for key := range catalogue {
		if strings.HasPrefix(key, s) {
			return true
		}
	}
	return false
}

func startsWithOne(key string, prefixes map[string]bool) bool {
	for p := range prefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}

// literals are the string constants of the repository outside tests, and those among them
// to which code adds something with "+".
func literals(t *testing.T) (used map[string]string, prefixes map[string]bool) {
	t.Helper()
	used, prefixes = map[string]string{}, map[string]bool{}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, ok := text(n); ok {
					used[s] = path
				}
			case *ast.BinaryExpr:
				if s, ok := text(n.X); ok && n.Op == token.ADD && strings.Contains(s, ".") && keyLike.MatchString(strings.TrimRight(s, ".")+".x") {
					prefixes[s] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return used, prefixes
}

func text(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
