package record_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kigo/adapters/record"
	"kigo/bot/i18n"
)

// folder is where the documents lie in the repository.
var folder = filepath.Join("..", "..", "docs", "record")

func TestEverythingThatIsStoredHasAName(t *testing.T) {
	t.Parallel()
	c, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages {
		p := c.Printer(lang)
		var out bytes.Buffer
		if err := record.Table(&out, p, record.All()); err != nil {
			t.Fatal(err)
		}
		for _, r := range record.All() {
			for _, key := range []string{"inventory." + r.Name, "inventory." + r.Name + ".purpose", "inventory.keep." + r.Keep.After} {
				if p.Optional(key) == "" {
					t.Errorf("%s: no text for %s", lang, key)
				}
			}
		}
		if _, after, found := strings.Cut(out.String(), "[inventory"); found {
			t.Errorf("%s: no text for inventory%s", lang, after[:40])
		}
	}
}

// TestDocumentsAreUpToDate compares what is in the repository with the declarations; KIGO_UPDATE=1
// writes it anew.
func TestDocumentsAreUpToDate(t *testing.T) {
	t.Parallel()
	c, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range record.Documents {
		want, err := record.Markdown(c.Printer("de"), name, record.All())
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, name+".md")
		if os.Getenv("KIGO_UPDATE") != "" {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is out of date (%v): KIGO_UPDATE=1 go test ./adapters/record writes it anew", file, err)
		}
		first, err := record.PDF(want)
		second, again := record.PDF(want)
		if err != nil || again != nil || !bytes.HasPrefix(first, []byte("%PDF")) || !bytes.Equal(first, second) {
			t.Errorf("%s as PDF: %d and %d bytes, %v, %v", name, len(first), len(second), err, again)
		}
	}
}
