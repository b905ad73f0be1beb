package knowledge_test

import (
	"testing"
	"testing/fstest"

	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// fates is what a merge did, by record.
func fates(t *testing.T, l *knowledge.Library, f knowledge.Folder, overwrite, dry bool) map[knowledge.RecordID]knowledge.Fate {
	t.Helper()
	report, err := l.Merge(t.Context(), f, overwrite, dry)
	if err != nil {
		t.Fatal(err)
	}
	all := map[knowledge.RecordID]knowledge.Fate{}
	for _, m := range report {
		all[m.ID] = m.Fate
	}
	return all
}

func TestAnImportOverwritesNothingUnseen(t *testing.T) {
	t.Parallel()
	first, second := folder(coffee()), folder(answering(coffee(), "Im Foyer."))
	edit := func(text string) func(*testing.T, *world, people.Person) {
		return func(t *testing.T, w *world, by people.Person) {
			if _, err := w.Change(t.Context(), by, answering(coffee(), text), 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tc := range map[string]struct {
		before         func(*testing.T, *world, people.Person) // what is done in chat after the first import
		folder         knowledge.Folder
		overwrite, dry bool
		want           knowledge.Fate
		answer         string
	}{
		"the same again changes nothing":             {nil, first, false, false, knowledge.Unchanged, "In der Küche."},
		"a newer file comes in":                      {nil, second, false, false, knowledge.Updated, "Im Foyer."},
		"a dry run writes nothing":                   {nil, second, false, true, knowledge.Updated, "In der Küche."},
		"what only the chat has changed stays":       {edit("Im Keller."), first, false, false, knowledge.Unchanged, "Im Keller."},
		"what both have changed stays and is listed": {edit("Im Keller."), second, false, false, knowledge.Kept, "Im Keller."},
		"unless it is to be overwritten":             {edit("Im Keller."), second, true, false, knowledge.Overwritten, "Im Foyer."},
		"both have made the same change":             {edit("Im Foyer."), second, false, false, knowledge.Unchanged, "Im Foyer."},
		"what was taken out in chat stays out": {func(t *testing.T, w *world, by people.Person) {
			if _, err := w.Retire(t.Context(), by, "kaffee"); err != nil {
				t.Fatal(err)
			}
		}, second, false, false, knowledge.Kept, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if got := fates(t, w.Library, first, false, false); got["kaffee"] != knowledge.Added {
				t.Fatalf("first import: %v", got)
			}
			if tc.before != nil {
				tc.before(t, w, w.person(t, "erika", people.Editor))
			}
			if got := fates(t, w.Library, tc.folder, tc.overwrite, tc.dry); got["kaffee"] != tc.want {
				t.Errorf("its fate is %q, want %q", got["kaffee"], tc.want)
			}
			if got := answer(t, w.Library, "Wo gibt es Kaffee?"); got != tc.answer {
				t.Errorf("answered %q, want %q", got, tc.answer)
			}
		})
	}
}

func TestAnImportIsUndoneLikeAnEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	erika := w.person(t, "erika", people.Editor)
	fates(t, w.Library, folder(coffee()), false, false)
	fates(t, w.Library, folder(answering(coffee(), "Im Foyer.")), false, false)
	if _, err := w.Undo(t.Context(), erika, "kaffee"); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, w.Library, "Wo gibt es Kaffee?"); got != "In der Küche." {
		t.Errorf("answered %q", got)
	}
	if got := fates(t, w.Library, folder(answering(coffee(), "Im Foyer.")), false, false); got["kaffee"] != knowledge.Unchanged {
		t.Errorf("the same folder again: %v", got)
	}
}

func TestAFolderBringsItsOwnListsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	entry := &fstest.MapFile{Data: []byte("---\nid: kaffee\nquestion: Wo gibt es Kaffee?\nsource: Hausordnung\n---\nIn der Küche.\n")}
	read := func(fsys fstest.MapFS) knowledge.Folder {
		f, err := knowledge.ReadFolder(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	if got := fates(t, w.Library, read(fstest.MapFS{"a.md": entry}), false, false); len(got) != 1 {
		t.Errorf("without lists: %v", got)
	}
	glossary := &fstest.MapFile{Data: []byte("\ufeffkaffee = muckefuck\r\n")}
	if got := fates(t, w.Library, read(fstest.MapFS{"a.md": entry, "glossary.txt": glossary}), false, false); got[knowledge.Glossary] != knowledge.Added {
		t.Errorf("with a glossary: %v", got)
	}
	if got := answer(t, w.Library, "Wo gibt es Muckefuck?"); got != "In der Küche." {
		t.Errorf("answered %q", got)
	}
}
