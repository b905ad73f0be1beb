package bot_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"kigo/bot"
	"kigo/bot/people"
)

func router(t testing.TB) *bot.Router {
	t.Helper()
	r, err := bot.NewRouter((&house{}).commands())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTwoCommandsCannotShareAWord(t *testing.T) {
	t.Parallel()
	for name, words := range map[string][2][]string{
		"same word":        {{"anmelden"}, {"anmelden"}},
		"alias":            {{"anmelden", "join"}, {"join"}},
		"other case":       {{"anmelden"}, {"Anmelden"}},
		"written out":      {{"ändern"}, {"aendern"}},
		"decomposed":       {{"ändern"}, {"a\u0308ndern"}},
		"two words":        {{"event new"}, {"event new"}},
		"the empty one":    {{""}, {"", "start"}},
		"fine: prefix":     {{"anmelden"}, {"anmeld"}},
		"fine: subcommand": {{"event"}, {"event new"}},
	} {
		_, err := bot.NewRouter([]bot.Command{{Name: "one", Words: words[0]}, {Name: "two", Words: words[1]}})
		if fine := strings.HasPrefix(name, "fine"); fine != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "one") || !strings.Contains(err.Error(), "two")) {
			t.Errorf("%s: %q does not name both", name, err)
		}
	}
	if _, err := bot.NewRouter([]bot.Command{{Name: "one", Words: []string{"ändern", "aendern"}}}); err != nil {
		t.Errorf("one command may spell its word in two ways: %v", err)
	}
}

func TestFindGuessesNothing(t *testing.T) {
	t.Parallel()
	r := router(t)
	for _, line := range []string{"anmeld", "anmeldenn", "an melden", "veranstaltungändern", "anmelden: forum", "start-up", "?", "/", "anmelden\u200b forum"} {
		if c, _, ok := r.Find(line); ok {
			t.Errorf("%q means %s", line, c.Name)
		}
	}
}

func TestSuggestionsAreOfWhatOneMayUse(t *testing.T) {
	t.Parallel()
	r := router(t)
	admin := people.Person{Roles: map[people.Role]bool{people.Admin: true}}
	for line, want := range map[string][]string{
		"veranst":             {"veranstaltung", "veranstaltung ändern"},
		"veranst ändern e1":   {"veranstaltung ändern e1"},
		"evnt edit e1 2":      {"event edit e1 2"},
		"veranstaltung ändrn": {"veranstaltung ändrn", "veranstaltung ändern"},
		"anmleden a\n b   c":  {"anmelden a\n b   c"}, // what stands behind stays as it was
		"recht anna":          nil,
		"":                    nil,
	} {
		if diff := cmp.Diff(want, r.Suggest(line, people.Person{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
	if diff := cmp.Diff([]string{"rechte anna"}, r.Suggest("recht anna", admin)); diff != "" {
		t.Errorf("for an admin (-want +got):\n%s", diff)
	}
	if got := r.Suggest("a"+strings.Repeat(" x", 1000), people.Person{}); len(got) > 3 {
		t.Errorf("%d suggestions", len(got))
	}
}

func TestHelpShowsTheWordOfTheLanguage(t *testing.T) {
	t.Parallel()
	c := bot.Command{Words: []string{"übermalen", "uebermalen", "paint"}}
	if de, en := c.Word("de"), c.Word("en"); de != "übermalen" || en != "paint" {
		t.Errorf("%q, %q", de, en)
	}
	var names []string
	for _, c := range router(t).For(people.Person{}) {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); strings.Contains(got, "start") || strings.Contains(got, "grants") || !strings.HasPrefix(got, "join help") {
		t.Errorf("staff are shown %s", got)
	}
}

func FuzzRouter(f *testing.F) {
	for _, s := range []string{"anmelden forum", "veranstaltung ändern e1", "ANMELDEN\u202f x", "\x85anmelden", "u\u0308bermalen", "", "\xff", "ß ẞ", "anm", "a\u2028b"} {
		f.Add(s)
	}
	r := router(f)
	f.Fuzz(func(t *testing.T, line string) {
		c, args, ok := r.Find(line)
		if ok {
			// The words and the arguments are all there is in the line.
			n := len(strings.Fields(line)) - len(strings.Fields(args))
			if n < 0 || n > 2 || !strings.HasSuffix(strings.TrimSpace(line), args) {
				t.Errorf("%q is %s with %q", line, c.Name, args)
			}
			if again, _, ok := r.Find(strings.Join(strings.Fields(line)[:n], " ")); !ok || again.Name != c.Name {
				t.Errorf("%q is %s, its words alone are not", line, c.Name)
			}
		}
		for _, s := range r.Suggest(line, people.Person{}) {
			if got, _, ok := r.Find(s); !ok || !got.Allowed(people.Person{}) || (utf8.ValidString(line) && !utf8.ValidString(s)) {
				t.Errorf("%q suggests %q, which is no command for them", line, s)
			}
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"a\nb\t", "\x00", "\u202e", "\xff", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if bot.Clean(s) && (!utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\x7f\u202a\u202e\u2066\u2069\ue000\ue001")) {
			t.Errorf("%q counts as clean", s)
		}
	})
}
