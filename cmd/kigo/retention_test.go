package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/outbox"
)

// TestAYearLaterNothingIsOlderThanItMayBe lets time pass in a city full of traces.
func TestAYearLaterNothingIsOlderThanItMayBe(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t)
	ctx := t.Context()
	deniz := c.person("deniz")
	c.bot.Handle(ctx, chat.Event{ID: "gone", Kind: chat.Command, Platform: mailbox.Platform, Line: "hilfe", User: chat.User{ID: "deniz", Deactivated: true}})
	if _, err := c.pulses.Close(ctx, c.person("anna"), "puls-stimmung"); err != nil {
		t.Fatal(err)
	}
	c.clean()
	steps := []int{35, 365}
	if os.Getenv("KIGO_LONG") != "" {
		steps = []int{35, 65, 100, 200}
	}
	for _, days := range steps {
		if err := c.clock.Set(c.now().AddDate(0, 0, days)); err != nil {
			t.Fatal(err)
		}
		for range 2 { // what a job has made due is done, too
			if err := c.settle(ctx); err != nil {
				t.Fatal(err)
			}
		}
		c.clean()
	}
	e, err := c.events.Store.Get(ctx, "vorbei-x")
	if err != nil || e.Seated != 4 || len(e.Queue)+len(e.Organisers)+len(e.Present) != 0 {
		t.Errorf("what is kept of an event: %+v, %v", e, err)
	}
	if _, err := c.people.Get(ctx, deniz.ID); err == nil {
		t.Error("who has left is still there")
	}
	for name, want := range map[string]int64{"audiences": 0, "receipts": 0, "reminders": 0, "pulse_electorate": 0, "pulse_answers": 0, "people": 6} {
		n, err := c.store.Collection(name).EstimatedDocumentCount(ctx)
		if err != nil || n != want {
			t.Errorf("%s: %d documents, %v", name, n, err)
		}
	}
	entries, err := c.people.Audit.About(ctx, audit.Daily)
	if err != nil || len(entries) == 0 {
		t.Errorf("the audit says %+v, %v", entries, err)
	}
}

// TestTheLogNamesNobody lets a city full of people log all that it can.
func TestTheLogNamesNobody(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t)
	c.say("gitte", chat.DirectMessage, "Wo finde ich den Dachgarten von Herrn Brodersen?", nil)
	c.say("bert", chat.FormSubmit, "puls neu", map[string]string{"title": "Geheim"})
	gitte := c.person("gitte")
	if _, err := c.outbox.Insert(t.Context(), outbox.Row{ // one that fails, which is logged
		ID: "fails/" + string(gitte.ID), Kind: "fails", Person: gitte.ID, Data: map[string]string{"text": "Flipchart", "from": gitte.Name}, State: outbox.Open, Due: c.now(),
	}); err != nil {
		t.Fatal(err)
	}
	c.pass(26 * time.Hour)
	said := []string{"@", "Flipchart", "Bis bald", "Fahrrad", "Dachgarten", "Suppe", "Kantine", "Pforte", "Geheim", "abcd2345"}
	var ids []string
	for _, p := range personas {
		said = append(said, p.Name, strings.Fields(p.Name)[1])
		ids = append(ids, string(c.person(p.User).ID))
	}
	if c.log.String() == "" {
		t.Error("nothing was logged")
	}
	for line := range strings.Lines(c.log.String()) {
		for _, word := range said {
			if strings.Contains(line, word) {
				t.Errorf("%q is in the log: %s", word, line)
			}
		}
		for _, id := range ids {
			if strings.Contains(line, id) && strings.Contains(line, "puls") {
				t.Errorf("a person beside a survey: %s", line)
			}
		}
	}
}
