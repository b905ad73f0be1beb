package mongodb_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
)

var _ mailbox.Store = (*mongodb.Mailbox)(nil)

var noon = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

// everything is a message with one of each element, and text that JSON and BSON might mangle.
func everything() chat.Message {
	return chat.Message{
		Sections: []chat.Section{{
			Text: chat.Text{
				{Kind: chat.Strong, Text: "<b> & \"„Grüße“\" \x00 $set a.b 🙂"},
				{Kind: chat.Break},
				{Kind: chat.Link, Text: "Rathaus", URL: "https://kiel.example/?a=1&b=2"},
				{Kind: chat.List, Items: []chat.Text{chat.Words("eins"), chat.Words("zwei\ndrei")}},
			},
			Fields:  []chat.Field{{Label: "Ort", Value: chat.Words("Ratssaal")}},
			Buttons: []chat.Button{{Label: "Anmelden", Line: "anmelden forum", Style: chat.Primary}},
			Selects: []chat.Select{{Label: "Wann?", Line: "erinnern", Options: []chat.Option{{Label: "Morgen", Value: "1d"}}}},
		}},
		Images: []chat.Image{{Name: "bild.png", Alt: "Ein Balken", Type: "image/png", Data: []byte{0, 255, 10}}},
		Files:  []chat.File{{Name: "termin.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR\r\n")}},
	}
}

func put(t *testing.T, s *mongodb.Mailbox, mails ...mailbox.Mail) {
	t.Helper()
	for _, m := range mails {
		if err := s.Put(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}

func list(t *testing.T, s *mongodb.Mailbox, to string) []mailbox.Mail {
	t.Helper()
	mails, err := s.List(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	return mails
}

func keys(mails []mailbox.Mail) []string {
	var out []string
	for _, m := range mails {
		out = append(out, m.Key)
	}
	return out
}

func TestMailboxKeepsEveryPartOfAMessage(t *testing.T) {
	s := mongodb.NewMailbox(mongotest.Open(t))
	for key, m := range map[string]chat.Message{"full": everything(), "empty": {}} {
		put(t, s, mailbox.Mail{Key: key, To: key, Message: m, At: noon})
		want := []mailbox.Mail{{Key: key, To: key, Message: m, At: noon}}
		if diff := cmp.Diff(want, list(t, s, key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
}

func TestMailboxListsOnePersonsMailOldestFirst(t *testing.T) {
	s := mongodb.NewMailbox(mongotest.Open(t))
	put(t, s,
		mailbox.Mail{Key: "late", To: "anna", At: noon.Add(time.Minute)},
		mailbox.Mail{Key: "b", To: "anna", At: noon},
		mailbox.Mail{Key: "other", To: "bert", At: noon},
		mailbox.Mail{Key: "a", To: "anna", At: noon},
	)
	if diff := cmp.Diff([]string{"a", "b", "late"}, keys(list(t, s, "anna"))); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if got := list(t, s, "nobody"); len(got) != 0 {
		t.Errorf("mail of nobody: %v", got)
	}
}

func TestMailboxPutsAKeyOnce(t *testing.T) {
	s := mongodb.NewMailbox(mongotest.Open(t))
	if ok, err := s.Has(t.Context(), "k"); ok || err != nil {
		t.Errorf("Has before Put = %v, %v", ok, err)
	}
	put(t, s, mailbox.Mail{Key: "k", To: "anna", Message: chat.Say(chat.Words("eins")), At: noon})
	if err := s.Fetched(t.Context(), mailbox.Mail{Key: "k", To: "anna"}, "anna"); err != nil {
		t.Fatal(err)
	}
	put(t, s, mailbox.Mail{Key: "k", To: "anna", Message: chat.Say(chat.Words("zwei")), At: noon.Add(time.Hour)})
	want := []mailbox.Mail{{Key: "k", To: "anna", Message: chat.Say(chat.Words("eins")), At: noon, Fetched: true}}
	if diff := cmp.Diff(want, list(t, s, "anna")); diff != "" {
		t.Errorf("after a second Put (-want +got):\n%s", diff)
	}
	if ok, err := s.Has(t.Context(), "k"); !ok || err != nil {
		t.Errorf("Has after Put = %v, %v", ok, err)
	}
}

func TestMailOfTheChannelIsFetchedByEach(t *testing.T) {
	s := mongodb.NewMailbox(mongotest.Open(t))
	put(t, s, mailbox.Mail{Key: "k", To: mailbox.Channel, Message: chat.Say(chat.Words("eins")), At: noon})
	for _, account := range []string{"anna", "anna", "bert"} {
		if err := s.Fetched(t.Context(), list(t, s, mailbox.Channel)[0], account); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Replace(t.Context(), "k", chat.Say(chat.Words("zwei"))); err != nil {
		t.Fatal(err)
	}
	m := list(t, s, mailbox.Channel)[0]
	if err := s.Fetched(t.Context(), m, "bert"); err != nil {
		t.Fatal(err)
	}
	m = list(t, s, mailbox.Channel)[0]
	for account, want := range map[string]int{"anna": 0, "bert": 1} {
		if seen, ok := m.Read(account); !ok || seen != want {
			t.Errorf("%s has read version %d, %v, want %d", account, seen, ok, want)
		}
	}
	if _, ok := m.Read("carla"); ok {
		t.Error("carla has read it")
	}
}

func TestMailboxReplacesAMessageInItsPlace(t *testing.T) {
	s := mongodb.NewMailbox(mongotest.Open(t))
	put(t, s,
		mailbox.Mail{Key: "first", To: "anna", Message: chat.Say(chat.Words("eins")), At: noon},
		mailbox.Mail{Key: "second", To: "anna", Message: chat.Say(chat.Words("zwei")), At: noon.Add(time.Minute)},
	)
	if err := s.Fetched(t.Context(), mailbox.Mail{Key: "first", To: "anna"}, "anna"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the same message again is no edit
		if ok, err := s.Replace(t.Context(), "first", everything()); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	want := []mailbox.Mail{
		{Key: "first", To: "anna", Message: everything(), At: noon, Edits: 1, Fetched: true},
		{Key: "second", To: "anna", Message: chat.Say(chat.Words("zwei")), At: noon.Add(time.Minute)},
	}
	if diff := cmp.Diff(want, list(t, s, "anna")); diff != "" {
		t.Errorf("after Replace (-want +got):\n%s", diff)
	}
	if err := s.Fetched(t.Context(), mailbox.Mail{Key: "first", To: "anna", Edits: 1}, "anna"); err != nil {
		t.Fatal(err)
	}
	if got := list(t, s, "anna")[0]; got.Seen != 1 || got.Edits != 1 {
		t.Errorf("after Fetched: %+v", got)
	}
	if ok, err := s.Replace(t.Context(), "never put", everything()); ok || err != nil {
		t.Errorf("Replace of nothing = %v, %v", ok, err)
	}
}

func TestMailboxRemovesAMessageForGood(t *testing.T) {
	s := mongodb.NewMailbox(mongotest.Open(t))
	put(t, s, mailbox.Mail{Key: "k", To: "anna", Message: chat.Say(chat.Words("eins")), At: noon})
	for _, want := range []bool{true, false} {
		if ok, err := s.Remove(t.Context(), "k"); ok != want || err != nil {
			t.Fatalf("Remove = %v, %v, want %v", ok, err, want)
		}
	}
	put(t, s, mailbox.Mail{Key: "k", To: "anna", Message: chat.Say(chat.Words("eins")), At: noon}) // a late sender
	if ok, err := s.Replace(t.Context(), "k", everything()); ok || err != nil {
		t.Errorf("Replace = %v, %v", ok, err)
	}
	if ok, err := s.Has(t.Context(), "k"); ok || err != nil {
		t.Errorf("Has = %v, %v", ok, err)
	}
	if diff := cmp.Diff([]mailbox.Mail{{Key: "k", To: "anna", At: noon, Gone: true}}, list(t, s, "anna")); diff != "" {
		t.Errorf("after Remove (-want +got):\n%s", diff)
	}
}

func TestMailboxSaysWhatFailed(t *testing.T) {
	s := mongodb.NewMailbox(mongotest.Open(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, hasErr := s.Has(ctx, "k")
	_, listErr := s.List(ctx, "anna")
	_, replaceErr := s.Replace(ctx, "k", chat.Message{})
	_, removeErr := s.Remove(ctx, "k")
	for name, err := range map[string]error{
		"Put": s.Put(ctx, mailbox.Mail{Key: "k"}), "Has": hasErr, "List": listErr,
		"Replace": replaceErr, "Remove": removeErr, "Fetched": s.Fetched(ctx, mailbox.Mail{Key: "k"}, "anna"),
	} {
		if err == nil {
			t.Errorf("%s with an ended context: no error", name)
		}
	}
}
