package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kigo/adapters/deletions"
	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/bot/audit"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

// newBusyCity is a city in which Gitte has left traces wherever there can be any.
func newBusyCity(t *testing.T) *city {
	t.Helper()
	c := newCityLogging(t, "debug")
	c.event("dach-x", "Gittes Runde", 15*24*time.Hour, "gitte")
	c.past("vorbei-x", "Vorbei", "bert", "gitte", "carla", "deniz")
	for _, said := range []struct{ who, line string }{
		{"anna", "rechte geben Gitte Wissensredaktion"}, {"anna", "rechte geben Gitte Organisation"},
		{"gitte", "anmelden workshop-kigo"}, {"gitte", "anmelden nord-x"}, {"bert", "anmelden nord-x"}, {"gitte", "anmelden ab-x"},
		{"gitte", "erinnern morgen 9 Uhr Flipchart mitnehmen"}, {"gitte", "erinnern standard aus"}, {"gitte", "erinnern nord-x 1 Woche"},
		{"gitte", "themen"}, {"gitte", "profil dezernat IV"}, {"gitte", "sprache de"}, {"gitte", "profil verbinden"}, {"gitte", "profil verbinden abcd2345"},
		{"gitte", "frage trotzdem Wo steht das Fahrrad von Frau Gosch"}, {"gitte", "wissen wochenbericht an"},
		{"gitte", "puls 4"}, {"gitte", "datenschutz daten"}, {"gitte", "veranstaltung eintragen dach-x Bert Brodersen"},
		{"gitte", "veranstaltung eintragen dach-x"},
	} {
		c.say(said.who, chat.Command, said.line, nil)
	}
	c.say("gitte", chat.FormSubmit, "veranstaltung nachricht dach-x "+people.RandomID(), map[string]string{"text": "Bis bald"})
	c.say("gitte", chat.FormSubmit, "wissen neu", map[string]string{
		"question": "Wer hat den Schlüssel zum Dachgarten?", "answer": "Die Pforte.", "source": "Hausordnung", "alternatives": "", "tags": "", "language": "de",
	})
	c.broadcast()
	return c
}

// past adds an event that is over, with people in it, of whom all were there.
func (c *city) past(id events.ID, title string, in ...string) {
	c.t.Helper()
	c.event(id, title, 24*time.Hour, "anna")
	for _, who := range in {
		c.say(who, chat.Command, "anmelden "+string(id), nil)
	}
	c.pass(26 * time.Hour)
	for _, who := range in {
		e, err := c.events.Store.Get(c.t.Context(), id)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := c.events.Attend(c.t.Context(), e, c.person(who), true); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *city) pass(d time.Duration) {
	c.t.Helper()
	if err := c.advance(c.t.Context(), d); err != nil {
		c.t.Fatal(err)
	}
}

// broadcast sends an announcement to everybody, which Gitte has read.
func (c *city) broadcast() {
	c.t.Helper()
	ctx, anna := c.t.Context(), c.person("anna")
	b, err := c.broadcasts.New(ctx, anna, people.RandomID(), broadcasts.Order{
		Content: broadcasts.Content{Title: "Kantine", Text: "Ab Montag gibt es Suppe."}, Target: broadcasts.Target{Kind: broadcasts.ToAll}, Receipt: true,
	})
	if err == nil {
		_, err = c.broadcasts.Approve(ctx, b.ID, anna, b.Version, strconv.Itoa(len(personas)))
	}
	c.pass(time.Hour)
	if err == nil {
		err = c.broadcasts.Acknowledge(ctx, b.ID, c.person("gitte").ID)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// tracesOf are where anything of a person is left: in the database, the files, and the log.
func (c *city) tracesOf(p people.Person) []string {
	c.t.Helper()
	words := []string{string(p.ID), p.Name, p.Accounts[mailbox.Platform]}
	var all []string
	left, err := c.store.Traces(c.t.Context(), words)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, l := range left {
		all = append(all, l.String())
	}
	words = words[:2] // "gitte" is a word, too
	holds := func(where string, text []byte) {
		for _, w := range words {
			if bytes.Contains(text, []byte(w)) {
				all = append(all, where+" holds "+w)
			}
		}
	}
	err = filepath.WalkDir(c.cfg.DataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Base(path) == deletions.FileName {
			return err
		}
		b, err := os.ReadFile(path)
		holds(path, b)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	holds("the log", []byte(c.log.String()))
	return all
}

func TestOfADeletedPersonNothingIsLeft(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t)
	ctx := t.Context()
	gitte, bert := c.person("gitte"), c.person("bert")
	if n := len(c.tracesOf(gitte)); n < 25 {
		t.Errorf("there are only %d traces to begin with", n)
	}
	before, err := c.events.Store.Get(ctx, "vorbei-x")
	if err != nil {
		t.Fatal(err)
	}
	if r := c.say("gitte", chat.Command, "datenschutz löschen ja", nil); !strings.Contains(r.Message.Plain(), "Gittes Runde") {
		t.Errorf("who organises alone: %s", r.Message.Plain())
	}
	var out bytes.Buffer
	if err := c.deletePerson(ctx, string(gitte.ID), "bert", &lines{out: &out}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "stehen nirgends mehr") {
		t.Errorf("it says: %s", out.String())
	}
	for _, trace := range c.tracesOf(gitte) {
		t.Errorf("still there: %s", trace)
	}
	after, err := c.events.Store.Get(ctx, "vorbei-x")
	if err != nil {
		t.Fatal(err)
	}
	place := slices.Index(before.Queue, gitte.ID)
	if !after.Queue[place].IsNobody() || after.CountPresent() != before.CountPresent() || len(after.Queue) != len(before.Queue) {
		t.Errorf("the event was %+v, is %+v", before, after)
	}
	after.Queue[place] = gitte.ID
	if !slices.Equal(before.Queue, after.Queue) {
		t.Errorf("the order was %v, is %v", before.Queue, after.Queue)
	}
	if e, err := c.events.Store.Get(ctx, "dach-x"); err != nil || !slices.Equal(e.Organisers, []people.ID{bert.ID}) {
		t.Errorf("organised by %v, %v", e.Organisers, err)
	}
	list, err := deletions.In(c.cfg.DataDir).Read()
	if err != nil || len(list) != 1 || list[0].Person != gitte.ID {
		t.Errorf("listed: %v, %v", list, err)
	}
	if _, err := c.people.Store.AddPerson(ctx, gitte); err != nil { // a backup is restored
		t.Fatal(err)
	}
	if err := c.start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.people.Get(ctx, gitte.ID); err == nil {
		t.Error("a backup brings the person back")
	}
	if again := c.person("gitte"); again.ID == gitte.ID || len(again.Roles) > 0 {
		t.Errorf("who comes again is %+v", again)
	}
	c.clean()
}

// clean says that the database keeps to what is declared.
func (c *city) clean() {
	c.t.Helper()
	found, err := c.store.Check(c.t.Context(), c.now(), time.Now())
	if err != nil || len(found) > 0 {
		c.t.Errorf("the inventory finds %+v, %v", found, err)
	}
}

// TestADeletionThatBrokeOffIsFinished breaks it off at each of its steps.
func TestADeletionThatBrokeOffIsFinished(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t)
	ctx := t.Context()
	gitte := c.person("gitte")
	if err := c.events.HandOver(ctx, gitte.ID, c.person("bert")); err != nil {
		t.Fatal(err)
	}
	whole := c.people.Forgetters
	for i := range whole {
		c.people.Forgetters = append(slices.Clone(whole[:i]), people.Forgetter{Name: "broken", Forget: func(context.Context, people.Person) error { return fs.ErrClosed }})
		if err := c.people.Forget(ctx, gitte.ID, audit.Terminal); err == nil {
			t.Fatal("it is not broken")
		}
	}
	c.people.Forgetters = whole
	if err := c.prune(ctx, c.now()); err != nil { // the next morning
		t.Fatal(err)
	}
	for _, trace := range c.tracesOf(gitte) {
		t.Errorf("still there: %s", trace)
	}
	if err := c.people.Forget(ctx, gitte.ID, audit.Terminal); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

// TestWhatIsHeldIsExportedAndDeleted compares the declarations with who exports and deletes.
func TestWhatIsHeldIsExportedAndDeleted(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	exports, forgets := []string{"person", "audit"}, []string{"person", "audit"}
	for _, e := range c.people.Exporters {
		exports = append(exports, e.Name)
	}
	for _, f := range c.people.Forgetters {
		forgets = append(forgets, f.Name)
	}
	held := map[string]bool{}
	for _, r := range mongodb.Records() {
		held[r.Held] = true
		switch {
		case r.Held == "" && r.Personal():
			t.Errorf("%s is personal: say under which name it is exported and deleted", r.Name)
		case r.Held == "":
		case !slices.Contains(forgets, r.Held):
			t.Errorf("nobody deletes what %s holds of a person (%s)", r.Name, r.Held)
		case !slices.Contains(exports, r.Held) && r.Held != "menus": // lists of others to choose from
			t.Errorf("nobody exports what %s holds of a person (%s)", r.Name, r.Held)
		}
	}
	for _, name := range slices.Concat(exports, forgets) {
		if !held[name] {
			t.Errorf("nothing is declared that is held under %q", name)
		}
	}
}
