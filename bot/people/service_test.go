package people_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kigo/bot/chat"
	"kigo/bot/people"
)

func TestFind(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	id := map[string]people.ID{}
	for i, name := range []string{"Anna Müller", "Jörg Groß", "Zoë Muller", "José da Silva", "Hanna Meyer"} {
		p := meet(t, s, "slack", chat.User{ID: fmt.Sprint("U", i), Name: name, Email: fmt.Sprintf("p%d@kiel.de", i)})
		id[name] = p.ID
	}
	for text, want := range map[string][]string{
		"anna":             {"Anna Müller", "Hanna Meyer"},
		"ANNA mueller":     {"Anna Müller"},
		"Mu\u0308ller":     {"Anna Müller"},
		"müll":             {"Anna Müller"},
		"muller":           {"Zoë Muller"},
		"gross joerg":      {"Jörg Groß"},
		"GROẞ":             {"Jörg Groß"},
		"jose silva":       {"José da Silva"},
		" P1@Kiel.de ":     {"Jörg Groß"},
		"slack:U3":         {"José da Silva"},
		"@zoe":             {"Zoë Muller"},
		"nobody":           nil,
		"nobody@kiel.de":   nil,
		"slack:U99":        nil,
		"":                 nil,
		"  ":               nil,
		"p1@kiel":          nil,
		"$ne . * ( anna":   nil,
		string("\x00anna"): nil,
	} {
		found, err := s.Find(t.Context(), text)
		must(t, err)
		var names []string
		for _, p := range found {
			names = append(names, p.Name)
		}
		if strings.Join(names, "|") != strings.Join(want, "|") {
			t.Errorf("%q finds %v, want %v", text, names, want)
		}
	}
	found, err := s.Find(t.Context(), strings.ToUpper(string(id["Jörg Groß"])))
	if err != nil || len(found) != 1 || found[0].Name != "Jörg Groß" {
		t.Errorf("by id: %v, %v", found, err)
	}
	_, err = s.FindOne(t.Context(), "anna")
	wantFault(t, err, "person.several")
	_, err = s.FindOne(t.Context(), "nobody")
	wantFault(t, err, "person.unknown")
}

func TestFindStopsAtTwenty(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	for i := range 25 {
		meet(t, s, "playground", chat.User{ID: fmt.Sprint(i), Name: fmt.Sprintf("Anna %02d", i)})
	}
	found, err := s.Find(t.Context(), "anna")
	if err != nil || len(found) != people.MaxFound || found[0].Name != "Anna 00" {
		t.Errorf("%d found, %v", len(found), err)
	}
}

func TestGetMany(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	var ids []people.ID
	for i := range 510 {
		id := people.ID(fmt.Sprintf("p%07d", i))
		_, err := s.Store.AddPerson(t.Context(), people.Person{ID: id})
		must(t, err)
		ids = append(ids, id)
	}
	for _, n := range []int{0, 1, 50, 51, 501} { // one by one, by a filter, and all
		byID, err := s.GetMany(t.Context(), append([]people.ID{"unknown2"}, ids[:n]...))
		if err != nil || len(byID) != n {
			t.Errorf("%d of %d, %v", len(byID), n, err)
		}
		for _, id := range ids[:n] {
			if byID[id].ID != id {
				t.Errorf("%s is missing", id)
			}
		}
	}
	_, err := s.Get(t.Context(), "unknown2")
	wantFault(t, err, "people.unknown_id")
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	ctx := t.Context()
	p := meet(t, s, "slack", chat.User{ID: "U1"})
	must(t, s.SetLanguage(ctx, p.ID, "en"))
	must(t, s.SetDezernat(ctx, p.ID, "III"))
	must(t, s.SetPrefers(ctx, p.ID, "slack"))
	must(t, s.Informed(ctx, p.ID))
	wantFault(t, s.SetLanguage(ctx, p.ID, "fr"), "people.language_unknown")
	wantFault(t, s.SetDezernat(ctx, p.ID, "IX"), "people.dezernat_unknown")
	wantFault(t, s.SetPrefers(ctx, p.ID, "mattermost"), "people.no_account")
	p, err := s.Get(ctx, p.ID)
	if err != nil || p.Language != "en" || p.Dezernat != "III" || p.Prefers != "slack" || !p.Informed {
		t.Errorf("%+v, %v", p, err)
	}
	must(t, s.SetDezernat(ctx, p.ID, ""))
	must(t, s.SetPrefers(ctx, p.ID, ""))
	if p, err = s.Get(ctx, p.ID); err != nil || p.Dezernat != "" || p.Prefers != "" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestParseDezernat(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"III": "III", "iii": "III", "3": "III", "Dezernat III": "III", "dezernat  3": "III", "Dez. iv": "IV",
		"OB": "OB", "dezernat ob": "OB", "Oberbürgermeister": "OB", "keins": "", "ohne Angabe": "",
		"VI": "?", "": "?", "IIII": "?", "Dezernat": "?",
	} {
		got, ok := people.ParseDezernat(typed)
		if !ok {
			got = "?"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

func TestExport(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	ctx := t.Context()
	p := meet(t, s, "slack", chat.User{ID: "U1", Name: "Anna", Email: "anna@kiel.de"})
	meet(t, s, "slack", chat.User{ID: "U2", Name: "Bert", Email: "bert@kiel.de"})
	must(t, s.Audit.Record(ctx, string(p.ID), "event.enter", "someone2", map[string]string{"event": "forum"}))
	must(t, s.Audit.Record(ctx, "someone2", "event.enter", "someone3", nil))
	_, _, err := s.NewCode(ctx, p.ID)
	must(t, err)
	s.Exporters = []people.Exporter{{Name: "events", Export: func(_ context.Context, id people.ID) (any, error) {
		return []string{"forum of " + string(id)}, nil
	}}}
	e, err := s.Export(ctx, p.ID)
	must(t, err)
	data, err := e.JSON()
	must(t, err)
	var back map[string]any
	must(t, json.Unmarshal(data, &back))
	for _, want := range []string{`"Anna"`, `"anna@kiel.de"`, `"U1"`, `"event.enter"`, "forum of " + string(p.ID), `"until"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the export lacks %s", want)
		}
	}
	for _, other := range []string{"Bert", "someone3"} {
		if strings.Contains(string(data), other) {
			t.Errorf("the export holds %s, who is somebody else", other)
		}
	}
	_, err = s.Export(ctx, "unknown2")
	wantFault(t, err, "people.unknown_id")
}
