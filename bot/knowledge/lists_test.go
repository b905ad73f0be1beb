package knowledge_test

import (
	"errors"
	"testing"

	"kigo/bot/knowledge"
	"kigo/bot/people"
)

const glossary = "# Getränke\nkaffee = mokka\ntee = aufguss # auch Kaffee\nkaffee ~ espresso\n"

// withGlossary is a world with coffee and a glossary of three lines.
func withGlossary(t *testing.T) (w *world, ida people.Person) {
	t.Helper()
	w = newWorld(t)
	f := folder(coffee())
	f.Lists = map[knowledge.RecordID]string{knowledge.Glossary: glossary}
	if err := w.Seed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	return w, w.person(t, "ida", people.Admin)
}

func TestTheLinesOfAWordAreChangedAndTheOthersStay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ word, text, want string }{
		"changed in their place": {"KAFFEE", "kaffee = mokka, muckefuck", "# Getränke\nkaffee = mokka, muckefuck\ntee = aufguss # auch Kaffee\n"},
		"parted":                 {"espresso", "espresso = ristretto\nkaffee ~ espresso", "# Getränke\nkaffee = mokka\ntee = aufguss # auch Kaffee\nespresso = ristretto\nkaffee ~ espresso\n"},
		"taken out":              {"tee", "", "# Getränke\nkaffee = mokka\nkaffee ~ espresso\n"},
		"added":                  {"", "wasser = sprudel", glossary + "wasser = sprudel\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, ida := withGlossary(t)
			r, err := w.ChangeLines(t.Context(), ida, knowledge.Glossary, 1, tc.word, tc.text)
			if err != nil || r.Text != tc.want {
				t.Errorf("it is %q, want %q (%v)", r.Text, tc.want, err)
			}
		})
	}
}

func TestANewWordCountsAtOnceAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	w, ida := withGlossary(t)
	found := func() bool {
		r := w.Ask(t.Context(), "Wo steht der Muckefuck?")
		return r.Outcome == knowledge.Answered || len(r.Suggestions) > 0
	}
	if found() {
		t.Fatal("it knows the word already")
	}
	if _, err := w.ChangeLines(t.Context(), ida, knowledge.Glossary, 1, "mokka", "kaffee = mokka, muckefuck"); err != nil {
		t.Fatal(err)
	}
	if !found() {
		t.Error("it does not know the word")
	}
	if _, err := w.Undo(t.Context(), ida, knowledge.Glossary); err != nil {
		t.Fatal(err)
	}
	if found() {
		t.Error("it still knows the word")
	}
	if r, err := w.Record(t.Context(), knowledge.Glossary); err != nil || r.Text != glossary {
		t.Errorf("after the undo it is %q (%v)", r.Text, err)
	}
}

func TestAnUnreadableLineIsNamed(t *testing.T) {
	t.Parallel()
	w, ida := withGlossary(t)
	_, err := w.ChangeLines(t.Context(), ida, knowledge.Glossary, 1, "mokka", "kaffee = mokka\nquatsch")
	if got := field(err, "lines"); got != "knowledge.list.line" {
		t.Errorf("%v", err)
	}
	if r, err := w.Record(t.Context(), knowledge.Glossary); err != nil || r.Version != 1 {
		t.Errorf("it has version %d (%v)", r.Version, err)
	}
}

func TestTwoAdminsOnTheSameLines(t *testing.T) {
	t.Parallel()
	w, ida := withGlossary(t)
	change := func(word, text string) error {
		_, err := w.ChangeLines(t.Context(), ida, knowledge.Glossary, 1, word, text)
		return err
	}
	if err := change("tee", "tee = brühe"); err != nil {
		t.Fatal(err)
	}
	if err := change("mokka", "kaffee = mocca"); err != nil {
		t.Errorf("other lines: %v", err)
	}
	var c *knowledge.Conflict
	if err := change("tee", "tee = sud"); !errors.As(err, &c) || c.Newest.Lines("tee")[0] != "tee = brühe" {
		t.Errorf("the same lines: %v", err)
	}
}

func TestListsAreForAdmins(t *testing.T) {
	t.Parallel()
	w, _ := withGlossary(t)
	erika := w.person(t, "erika", people.Editor)
	if _, err := w.ChangeLines(t.Context(), erika, knowledge.Glossary, 1, "", "a = b"); faultKey(err) != "knowledge.admins_only" {
		t.Errorf("%v", err)
	}
	if _, err := w.Restore(t.Context(), erika, knowledge.Glossary, 1, 1); faultKey(err) != "knowledge.editors_only" {
		t.Errorf("%v", err)
	}
	if _, err := w.Retire(t.Context(), erika, knowledge.ID(knowledge.Glossary)); faultKey(err) == "" {
		t.Errorf("retired: %v", err)
	}
}

func TestTooManyLinesForAForm(t *testing.T) {
	t.Parallel()
	builtIn, err := knowledge.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	r := knowledge.Record{ID: knowledge.Glossary, Text: builtIn.Lists[knowledge.Glossary]}
	for word, want := range map[string]string{"a": "knowledge.list.many", "quastenflosser": "knowledge.list.no_line", "anmelden": ""} {
		if _, err := r.Extract(word); faultKey(err) != want {
			t.Errorf("%q: %v, want %q", word, err, want)
		}
	}
}
