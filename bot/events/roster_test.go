package events_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"kigo/bot/events"
	"kigo/bot/people"
)

func TestRosterListsTheQueueInItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b, a := w.person(t, "Bert"), w.person(t, "Anna")
	e := w.event(t, "Forum", 1)
	w.join(t, e.ID, b, a)
	if _, _, err := w.Join(t.Context(), w.read(t, e.ID), "forgottn"); err != nil { // forgotten since
		t.Fatal(err)
	}
	e = w.read(t, e.ID)
	list, err := w.Roster(t.Context(), e)
	if err != nil || len(list) != 3 || list[0].Name != "Bert" || list[1].Name != "Anna" || list[2].ID != "forgottn" {
		t.Fatalf("%+v, %v", list, err)
	}
	got := events.RosterView(printer(t, "de"), e, list, w.Now()).Plain()
	const want = "Forum: 1 angemeldet (Plätze: 1), 2 auf der Warteliste\n" +
		"1. Bert: Platz sicher\n2. Anna: Warteliste, Platz 1\n3. forgottn: Warteliste, Platz 2\n\n"
	if got != want+string(e.ID)+".csv" {
		t.Errorf("%q, want %q", got, want)
	}
	if got := events.RosterView(printer(t, "de"), w.event(t, "Leer", 0), nil, w.Now()); len(got.Files) > 0 || !strings.Contains(got.Plain(), "Noch hat sich niemand angemeldet") {
		t.Errorf("nobody: %q", got.Plain())
	}
}

func TestALongRosterIsShortenedInChatOnly(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{40: "40. p40: Platz sicher", 41: "… und 1 weitere Person", 55: "… und 15 weitere"} {
		e := events.Event{ID: "e", Queue: queue(n)}
		var list []people.Person
		for _, id := range e.Queue {
			list = append(list, people.Person{ID: id})
		}
		m := events.RosterView(printer(t, "de"), e, list, day(11, 25, 10))
		if got := m.Plain(); !strings.Contains(got, want) || strings.Contains(got, "41. ") {
			t.Errorf("%d people: %q lacks %q", n, got, want)
		}
		if lines := strings.Count(string(m.Files[0].Data), "\r\n"); lines != n+1 {
			t.Errorf("the file of %d people has %d lines", n, lines)
		}
	}
}

// The table is opened in Excel by a double click, and people choose their own names.
func TestRosterTableIsSafeInExcel(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ shown, cell string }{
		"harmless":           {"Anna Ahrens", "Anna Ahrens"},
		"formula":            {"=1+1", "'=1+1"},
		"plus":               {"+49 431", "'+49 431"},
		"minus":              {"-2+3", "'-2+3"},
		"at":                 {"@SUM(A1)", "'@SUM(A1)"},
		"tab":                {"\t=1", "'\t=1"},
		"carriage return":    {"\r=1", "'=1"}, // which the writer takes out
		"blank before":       {"  =1", "'=1"},
		"hard blank before":  {"\u00a0=1", "'=1"},
		"mark before":        {"\ufeff=1", "'=1"},
		"full-width":         {"＝1+1", "'＝1+1"},
		"program":            {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		"semicolon":          {"Ahrens; Anna", "Ahrens; Anna"},
		"quotation mark":     {`"Anni" Ahrens`, `"Anni" Ahrens`},
		"escape the cell":    {`";=1+1;"`, `";=1+1;"`},
		"line break":         {"Anna\nAhrens", "Anna\nAhrens"},
		"minus in the name":  {"Anna-Lena", "Anna-Lena"},
		"umlauts":            {"Jörg Größe", "Jörg Größe"},
		"quotation, formula": {`="a;b"`, `'="a;b"`},
	} {
		e := events.Event{ID: "e", Details: events.Details{Seats: 1}, Queue: []people.ID{"p1", "p2"}}
		who := people.Person{ID: "p1", Name: tc.shown, Email: tc.shown, Dezernat: tc.shown}
		file := events.RosterView(printer(t, "de"), e, []people.Person{who, {ID: "p2"}}, e.Start.Add(-time.Hour-1)).Files[0]
		text, ok := strings.CutPrefix(string(file.Data), "\ufeff")
		if !ok {
			t.Fatalf("%s: without a byte order mark Excel shows umlauts wrongly: %q", name, file.Data)
		}
		if file.Name != "e.csv" || !strings.HasSuffix(text, "\r\n") {
			t.Errorf("%s: file %s: %q", name, file.Name, text)
		}
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = ';'
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%s: %v in %q", name, err, text)
		}
		want := [][]string{
			{"Nr.", "Name", "E-Mail", "Dezernat", "Stand"},
			{"1", tc.cell, tc.cell, tc.cell, "Platz sicher"},
			{"2", "p2", "", "", "Warteliste, Platz 1"},
		}
		if fmt.Sprintf("%q", rows) != fmt.Sprintf("%q", want) {
			t.Errorf("%s: %q, want %q", name, rows, want)
		}
	}
}
