package pulses_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/pulses"
)

// traces are bytes that must not be found after the close, by what they are.
type traces map[string][]byte

// find lists what of them lies in a file below one of the folders.
func (s traces) find(t *testing.T, folders ...string) []string {
	t.Helper()
	var found []string
	for _, dir := range folders {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			for what, bytesOfIt := range s {
				if bytes.Contains(b, bytesOfIt) && !slices.Contains(found, what) {
					found = append(found, what)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(found)
	return found
}

func TestNothingIsLeftOnTheDiskAfterTheClose(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := mongotest.ServerIn(t, dir)
	mongotest.Connect(t, server.URI(), "kigo")
	w := newWorldOn(t, server.URI(), "kigo")
	p := w.process(t)
	p.Scrub = func(ctx context.Context) error { return server.Checkpoint(ctx, "kigo") }
	survey := mood
	survey.Questions = append(slices.Clone(mood.Questions), pulses.Question{Kind: pulses.FreeText, Text: words("Was noch?")})
	all := p.staff(t, 9, "OB")
	r := p.run(t, survey)
	secrets := traces{}
	remember := func(when string) {
		sealed, err := p.Store.Answers(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for name, b := range sealed {
			secrets["sealed answer "+when+" "+name[:8]] = []byte(base64.StdEncoding.EncodeToString(b)[:300])
			secrets["pseudonym "+name[:8]] = []byte(name)
		}
	}
	text := func(i int) string { return fmt.Sprintf("Mein Geheimnis Nummer %d lautet anders", i) }
	for i, who := range all[:8] {
		p.answer(t, r, who, pulses.Answer{{Choices: []int{i % 2}}, {Text: text(i)}})
	}
	remember("at first")
	p.answer(t, r, all[0], pulses.Answer{{Choices: []int{1}}, {Text: text(0)}})
	if _, err := p.Withdraw(t.Context(), r.ID, all[1].ID); err != nil {
		t.Fatal(err)
	}
	remember("at last")
	key, err := os.ReadFile(filepath.Join(w.folder.Dir, string(r.ID)+".key"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Fields(string(key)) {
		secrets[fmt.Sprint("key ", i)] = []byte(line)
	}
	if got := secrets.find(t, dir, w.folder.Dir); len(got) < len(secrets)/2 {
		t.Fatalf("the search finds only %v while the run is open", got)
	}
	p.finish(t, r.ID)
	if got := secrets.find(t, dir, w.folder.Dir); len(got) > 0 {
		t.Errorf("found after the close: %v", got)
	}

	texts := traces{}
	for i := range 8 {
		texts[text(i)] = []byte(text(i))
	}
	if got := texts.find(t, dir, w.folder.Dir); len(got) != 7 {
		t.Errorf("%d texts wait for a moderator, want 7", len(got))
	}
	unread, err := p.Unread(t.Context(), releaser, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range unread {
		if err := p.Moderate(t.Context(), releaser, r.ID, u.Key, false); err != nil {
			t.Fatal(err)
		}
	}
	if got := texts.find(t, dir, w.folder.Dir); len(got) > 0 {
		t.Errorf("found after having been read: %v", got)
	}
}
