package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// layers are the folders from the top down; a package imports only what stands in a
// lower layer, or in its own layer where that is said.
var layers = []struct {
	name    string
	folders []string
	peers   bool // may import others of the same layer
}{
	{"main", []string{"cmd/kigo"}, false},
	{"adapters", []string{"adapters"}, true},
	{"commands", []string{"commands"}, false},
	{"scheduler", []string{"scheduler"}, false},
	{"bot", []string{"bot"}, false},
	{"domains", []string{"bot/events", "bot/pulses", "bot/knowledge", "bot/broadcasts", "bot/reminders", "bot/ideas"}, false},
	{"base", []string{"bot/chat", "bot/fault", "bot/i18n", "bot/people", "bot/audit", "bot/outbox", "bot/when", "bot/hours", "bot/knowledge/words"}, true},
}

// platforms know no command, no router and no other platform.
var platforms = []string{"mattermost", "slack", "playground", "console", "web"}

func TestImportsRunDownwardsOnly(t *testing.T) {
	t.Parallel()
	for pkg, imports := range importsOfRepo(t) {
		from := layer(pkg)
		if from < 0 {
			t.Errorf("%s belongs to no layer: give it a place in layers", pkg)
			continue
		}
		for _, imp := range imports {
			to := layer(imp)
			if to < from || (to == from && imp != pkg && !layers[from].peers) {
				t.Errorf("%s must not import %s", pkg, imp)
			}
		}
	}
}

func TestDomainsAndBaseKnowNoPlatform(t *testing.T) {
	t.Parallel()
	for pkg, imports := range importsOfRepo(t) {
		for _, imp := range imports {
			for _, p := range platforms {
				if !strings.HasPrefix(imp, "adapters/"+p) || strings.HasPrefix(pkg, "adapters/"+p) || strings.HasPrefix(pkg, "cmd/") {
					continue
				}
				t.Errorf("%s must not know the platform %s", pkg, imp)
			}
		}
	}
}

// layer is the index of the most specific folder that holds pkg; -1 if there is none.
func layer(pkg string) int {
	best, length := -1, -1
	for i, l := range layers {
		for _, f := range l.folders {
			if (pkg == f || strings.HasPrefix(pkg, f+"/")) && len(f) > length {
				best, length = i, len(f)
			}
		}
	}
	return best
}

// importsOfRepo is what each package of the repository imports of the others, tests left out.
func importsOfRepo(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	all := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(rel)
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if inside, ok := strings.CutPrefix(name, "kigo/"); ok {
				all[pkg] = append(all[pkg], inside)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d packages found: is the repository complete?", len(all))
	}
	return all
}
