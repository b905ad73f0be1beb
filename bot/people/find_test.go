package people_test

import (
	"fmt"
	"slices"
	"testing"

	"kigo/bot/chat"
	"kigo/bot/people"
)

func namesOf(list []people.Person) []string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return names
}

// leave switches an account of the playground off.
func leave(t *testing.T, s *people.Service, user string) {
	t.Helper()
	_, err := s.Meet(t.Context(), "playground", chat.User{ID: user, Deactivated: true})
	wantFault(t, err, "people.deactivated")
}

func TestWholeNamesWin(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	for i, name := range []string{"Jan Groß", "Jana Groß", "Jan Groß-Petersen", "Anna Meier", "anna  MEIER", "Hanna Meier"} {
		meet(t, s, "playground", chat.User{ID: fmt.Sprint(i), Name: name})
	}
	for text, want := range map[string][]string{
		"jan gross":          {"Jan Groß"},
		" @Jan  GROSS ":      {"Jan Groß"},
		"Jan Groß-Petersen":  {"Jan Groß-Petersen"},
		"jan":                {"Jan Groß", "Jan Groß-Petersen", "Jana Groß"},
		"gross jan":          {"Jan Groß", "Jan Groß-Petersen", "Jana Groß"}, // not as it is written
		"Anna Meier":         {"Anna Meier", "anna MEIER"},                   // two of that name
		"Jan Groß Petersen":  {"Jan Groß-Petersen"},
		"Jan Groß Petersen2": nil,
	} {
		found, err := s.Find(t.Context(), text)
		must(t, err)
		if got := namesOf(found); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

func TestAmong(t *testing.T) {
	t.Parallel()
	bert := people.Person{ID: "bert2222", Name: "Bert Brodersen", Email: "bert@kiel.de"}
	bertold := people.Person{ID: "bertold2", Name: "Bertold Brodersen", Gone: true, Accounts: map[string]string{"slack": "U7"}}
	forgotten := people.Person{ID: "forgott2"}
	list := []people.Person{bertold, forgotten, bert}
	for text, tc := range map[string]struct {
		found []people.Person
		want  []string
	}{
		"bert":           {[]people.Person{bert}, []string{"bert2222", "bertold2"}},
		"Bert Brodersen": {[]people.Person{bert}, []string{"bert2222"}},
		"bertold":        {nil, []string{"bertold2"}},
		"BERTOLD2":       {nil, []string{"bertold2"}},
		"slack:U7":       {nil, []string{"bertold2"}},
		"slack:":         {nil, nil},
		"forgott2":       {nil, []string{"forgott2"}},
		"old@kiel.de":    {[]people.Person{bert}, []string{"bert2222"}}, // a second address, which only the store knows
		"Bert@Kiel.de":   {[]people.Person{bert}, []string{"bert2222"}},
		"":               {nil, nil},
	} {
		var got []string
		for _, p := range people.Among(text, tc.found, list) {
			got = append(got, string(p.ID))
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%q means %v, want %v", text, got, tc.want)
		}
	}
}

// What is stored about somebody who has left is theirs to see, too.
func TestWhoHasLeftIsFoundByOperatorsOnly(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	bert := meet(t, s, "playground", chat.User{ID: "bert", Name: "Bert Brodersen"})
	leave(t, s, "bert")
	for _, text := range []string{"Bert", string(bert.ID), "playground:bert"} {
		found, err := s.Find(t.Context(), text)
		if err != nil || len(found) > 0 {
			t.Errorf("%q finds %v, %v", text, found, err)
		}
		p, err := s.FindOne(t.Context(), text)
		if err != nil || p.ID != bert.ID {
			t.Errorf("%q does not mean Bert for operators: %v", text, err)
		}
	}
	e, err := s.Export(t.Context(), bert.ID)
	if err != nil || !e.Person.Gone || len(e.Accounts) != 1 {
		t.Errorf("%+v, %v", e, err)
	}
}
