package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/audit"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

func TestImportAndExportPeople(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	svc := &people.Service{
		Store: mongodb.NewPeople(db), Now: time.Now, NewID: people.RandomID,
		Audit: &audit.Log{Store: mongodb.NewAudit(db), Now: time.Now, NewID: people.RandomID},
	}
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	imported := func(file, want string, fails bool) {
		t.Helper()
		var out bytes.Buffer
		err := importPeople(t.Context(), svc, strings.NewReader(file), &out, catalogue.Printer("de"))
		if out.String() != want || errors.Is(err, errImport) != fails {
			t.Errorf("error %v, output:\n%s\nwant:\n%s", err, out.String(), want)
		}
	}
	imported("Name;E-Mail;Dezernat\nAnna;anna@kiel.de;VI\nBert;nix;\n",
		"Zeile 2: Ein Dezernat „VI“ gibt es nicht. Möglich sind OB, II, III, IV, V.\n"+
			"Zeile 3: „nix“ ist keine E-Mail-Adresse.\n"+
			"Die Datei hat 2 Fehler. Es wurde nichts importiert. Berichtige sie, und importiere die Datei noch einmal.\n", true)
	imported("Name;E-Mail;Dezernat;Raum\nM\xfcller;anna@kiel.de;V;1\n",
		"Hinweis: Die Spalte „Raum“ kenne ich nicht und lasse sie weg.\n[1/1] Zeile 2: anna@kiel.de angelegt\nFertig: 1 angelegt, 0 geändert, 0 unverändert, 0 übersprungen.\n", false)
	imported("Name;E-Mail;Dezernat;Rollen;Benutzer;Sprache\nMüller;anna@kiel.de;IV;Admin;anna;de\n",
		"[1/1] Zeile 2: anna@kiel.de geändert: Dezernat, Sprache, Konto in Demo-Chat, Rolle Administration\nFertig: 0 angelegt, 1 geändert, 0 unverändert, 0 übersprungen.\n", false)
	imported("Name;E-Mail\nMüller;anna@kiel.de\n",
		"[1/1] Zeile 2: anna@kiel.de unverändert\nFertig: 0 angelegt, 0 geändert, 1 unverändert, 0 übersprungen.\n", false)

	var out bytes.Buffer
	if err := exportPerson(t.Context(), svc, "anna@kiel.de", &out); err != nil {
		t.Fatal(err)
	}
	var e people.Exported
	if err := json.Unmarshal(out.Bytes(), &e); err != nil || e.Person.Name != "Müller" || len(e.Audit) != 1 || len(e.Accounts) != 1 {
		t.Errorf("%+v, %v", e, err)
	}
	if err := exportPerson(t.Context(), svc, "niemand", &out); err == nil {
		t.Error("nobody is exported")
	}
}
