package knowledge

import (
	"strings"
	"sync"
	"testing"
)

// shared is the built-in index, made once: tests only ask it.
var shared = sync.OnceValues(func() (*Index, error) {
	f, err := BuiltIn()
	if err != nil {
		return nil, err
	}
	m, err := BuiltInModel()
	return NewIndex(f, m), err
})

func indexFor(tb testing.TB) *Index {
	tb.Helper()
	x, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

func TestQuestionsAreUnderstood(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	for question, want := range map[string]ID{
		"Was ist Ki:GO?":                       "kigo-was",
		"was ist KIGO":                         "kigo-was",
		"was ist denn ki-go":                   "kigo-was",
		"was macht ein Digitalkordinator":      "rolle-digitalkoordinator", // typo
		"Digitalkoordinator:innen Aufgaben":    "rolle-digitalkoordinator", // gender form
		"Boardmitglieder":                      "board-mitglieder",         // compound
		"0567/2019":                            "personalstrategie",
		"wann ist mein workshop":               "bot-meine",
		"bin ich angemeldet?":                  "bot-meine",
		"How do I sign up for a workshop?":     "bot-anmelden",
		"Ich melde mich lieber wieder ab":      "bot-abmelden", // separated verb
		"wann war das forum":                   "forum-termin",
		"Wie viele Marktstaende gab es?":       "forum-marktstaende", // ae for ä
		"Wie werde ich Digital-Coach?":         "rollen-bewerben",
		"Was macht ein Digital-Coach?":         "rolle-digital-coach",
		"wie schalte ich die erinnerungen aus": "bot-erinnerung-aus",
	} {
		r := x.Ask(question)
		if r.Outcome != Answered || r.Entry.ID != want {
			t.Errorf("%q: %s %q (%.2f) %v, want %s", question, r.Outcome, r.Entry.ID, r.Score, ids(r), want)
		}
	}
}

func ids(r Result) []ID {
	var all []ID
	for _, s := range r.Suggestions {
		all = append(all, s.Entry.ID)
	}
	return all
}

func TestOtherMattersAreNotAnswered(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	for _, question := range []string{
		"Anmeldung zum Betriebssport", "Was verdient ein Digital-Coach?", "Warteliste Kita", "Wann tagt der Aufsichtsrat?",
		"Drucker kaputt", "Wie wird das Wetter?", "hallo", "asdf", "what's for lunch", "Wer leitet das Jugendamt?",
	} {
		if r := x.Ask(question); r.Outcome == Answered {
			t.Errorf("%q is answered with %s (%.2f)", question, r.Entry.ID, r.Score)
		}
	}
}

func TestQuestionsAboutMyThingsLeadToACommand(t *testing.T) {
	t.Parallel()
	if r := indexFor(t).Ask("Habe ich einen Platz?"); r.Entry.Command != "platz" {
		t.Errorf("%s leads to the command %q", r.Entry.ID, r.Entry.Command)
	}
}

func TestDoubtLeadsToSuggestions(t *testing.T) {
	t.Parallel()
	r := indexFor(t).Ask("forum")
	if len(r.Suggestions) > MaxSuggestions {
		t.Errorf("%d suggestions", len(r.Suggestions))
	}
	r = indexFor(t).Ask("Dezernat")
	if r.Outcome != Suggested || len(r.Suggestions) < 2 {
		t.Errorf("%s, %v", r.Outcome, ids(r))
	}
	for i := 1; i < len(r.Suggestions); i++ {
		if r.Suggestions[i].Score > r.Suggestions[i-1].Score {
			t.Error("the best does not come first")
		}
	}
}

func TestCuratedWordsWin(t *testing.T) {
	t.Parallel()
	f := builtInFor(t)
	f.Entries = append(f.Entries[:len(f.Entries):len(f.Entries)], Entry{
		ID: "neu", Question: "Wo bleibt der Kuchen?", Answer: "In der Küche.", Source: "Test", Language: "de", Alternatives: []string{"Drucker kaputt"},
	})
	x := NewIndex(f, modelFor(t))
	if r := x.Ask("drucker kaputt!"); r.Outcome != Answered || r.Entry.ID != "neu" {
		t.Errorf("%s %s", r.Outcome, r.Entry.ID)
	}
}

func TestSamePhrasingInTwoEntriesIsDoubt(t *testing.T) {
	t.Parallel()
	f := Folder{Entries: []Entry{
		{ID: "a", Question: "Wo steht der Drucker?", Answer: "Links."}, {ID: "b", Question: "Wo steht der Drucker?", Answer: "Rechts."},
	}}
	if r := NewIndex(f, modelFor(t)).Ask("Wo steht der Drucker?"); r.Outcome != Suggested || len(r.Suggestions) != 2 {
		t.Errorf("%s %v", r.Outcome, ids(r))
	}
}

// hostile is what people and machines may type.
func hostile() map[string]string {
	return map[string]string{
		"empty": "", "spaces": " \t\n ", "emoji": "😀🎉👍🏽👩‍👩‍👧", "signs": "?!…()[]{}*_~`<>", "long": strings.Repeat("Was ist Ki:GO? ", 340),
		"one long word": strings.Repeat("veranstaltung", 400), "broken UTF-8": "Was ist \xff\xfe Ki:GO\xc3", "zero": "\x00\x00", "marks": strings.Repeat("a\u0301\u0302", 2000),
		"right to left": "מה זה \u202eKi:GO", "Chinese": "什么是 Ki:GO？", "numbers": strings.Repeat("9", 5000), "unknown words": strings.Repeat("qwxyzk jvkqz ", 400),
		"mark-up": "<script>alert(1)</script> **@all** [x](javascript:1)", "every typo": strings.Repeat("Veransatltnug Digtialkoordinatro ", 150),
	}
}

func TestHostileInputIsExplained(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	for name, question := range hostile() {
		if got := x.Explain(question).Result; got.Outcome != x.Ask(question).Outcome {
			t.Errorf("%s: explained as %s", name, got.Outcome)
		}
	}
}

func TestNothingIsSaidToNothing(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	for _, name := range []string{"empty", "spaces", "emoji", "signs", "zero"} {
		if r := x.Ask(hostile()[name]); r.Outcome != Unsure {
			t.Errorf("%s: %s %v", name, r.Outcome, ids(r))
		}
	}
}

func FuzzAsk(f *testing.F) {
	x := indexFor(f)
	for _, s := range hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, question string) {
		r := x.Ask(question)
		if r.Score < 0 || r.Score > 1 || len(r.Suggestions) > MaxSuggestions || (r.Outcome == Answered) != (r.Entry.ID != "") {
			t.Errorf("%+v", r)
		}
	})
}

func TestEveryPhrasingLeadsToItsEntry(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	for _, e := range x.Entries() {
		for _, p := range e.Phrasings() {
			if r := x.Ask(p); r.Entry.ID != e.ID {
				t.Errorf("%s: %q: %s %s %v (%.2f)", e.ID, p, r.Outcome, r.Entry.ID, ids(r), r.Score)
			}
		}
	}
}

func TestExplanationAddsUp(t *testing.T) {
	t.Parallel()
	e := indexFor(t).Explain("Wann war das Forum und wie war der Kaffee?")
	if len(e.Entries) == 0 || len(e.Words) == 0 || e.Asks != "date" {
		t.Fatalf("%+v", e)
	}
	for i, w := range e.Entries {
		if len(w.Reasons) == 0 {
			t.Errorf("%s: no reason", w.ID)
		}
		if i > 0 && w.Likely > e.Entries[i-1].Likely {
			t.Error("the likeliest does not come first")
		}
	}
	for _, r := range e.None.Reasons {
		if r.Name == "" || r.Points() == 0 {
			t.Errorf("%+v", r)
		}
	}
}

func TestNewKnowledgeIsUsedAtOnce(t *testing.T) {
	t.Parallel()
	b := NewBase(indexFor(t))
	const question = "Wo steht die Kaffeemaschine?"
	if r := b.Ask(question); r.Outcome == Answered {
		t.Fatal(r.Entry.ID)
	}
	f := builtInFor(t)
	f.Entries = append(f.Entries[:len(f.Entries):len(f.Entries)], Entry{ID: "kaffee", Question: question, Answer: "In der Küche.", Source: "Test", Language: "de"})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 50 {
			b.Ask(question)
		}
	}()
	b.Swap(NewIndex(f, modelFor(t)))
	if r := b.Ask(question); r.Entry.ID != "kaffee" {
		t.Errorf("%s %s", r.Outcome, r.Entry.ID)
	}
	<-done
}
