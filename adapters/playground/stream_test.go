package playground_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
)

func TestNewsArriveLive(t *testing.T) {
	w := newWorld(t, echo)
	bert := w.listen("bert", "")
	if first := bert.next(); !first.Full || len(first.Messages) != 0 {
		t.Fatalf("first batch %+v", first)
	}
	w.say("anna", "channel", "/kigo platz") // not for bert
	w.say("anna", "channel", "Moin")
	if m := bert.until("Moin"); m.Kind != "channel" || m.From != "anna" {
		t.Errorf("%+v", m)
	}
}

func TestReconnectLosesAndDoublesNothing(t *testing.T) {
	w := newWorld(t, offers)
	page := w.listen("anna", "")
	page.next()
	w.say("anna", "direct", "/kigo eins")
	page.until("Angebot")
	page.end()

	w.say("anna", "direct", "/kigo zwei")
	old := w.sees("anna", "direct")[1]
	w.post(200, "anna", "click", map[string]any{"message": old.ID, "button": 0})

	missed := w.listen("anna", page.id).next()
	if missed.Full {
		t.Error("everything came again")
	}
	if got := kinds(missed.Messages); !slices.Equal(got, []string{"reply Erledigt: anmelden forum", "mine /kigo zwei", "reply Angebot"}) {
		t.Errorf("after the break: %q", got)
	}
	if missed.Messages[0].ID != old.ID {
		t.Error("the replaced message has another id")
	}
}

func TestAfterARestartThePageStartsAnew(t *testing.T) {
	w := newWorld(t, echo)
	w.say("anna", "direct", "hallo")
	for _, id := range []string{"AAAA:1", "AAAA:99", "nonsense", ":"} {
		if first := w.listen("anna", id).next(); !first.Full || len(first.Messages) != 2 {
			t.Errorf("Last-Event-ID %q: %+v", id, first)
		}
	}
	now := w.sync("anna", "")
	if again := w.sync("anna", "&epoch="+now.Epoch+"&since=1"); again.Full || len(again.Messages) != 1 {
		t.Errorf("sync since 1: %+v", again)
	}
}

func TestMailReachesItsPersonaOnly(t *testing.T) {
	w := newWorld(t, echo)
	carla, bert := w.listen("carla", ""), w.listen("bert", "")
	carla.next()
	bert.next()
	if _, err := w.mail.Send(t.Context(), "carla", chat.Say(chat.Words("Du bist nachgerückt.")), "key/1"); err != nil {
		t.Fatal(err)
	}
	if m := carla.until("nachgerückt"); m.Kind != "direct" || m.Conversation != "direct" {
		t.Errorf("%+v", m)
	}
	// Everybody learns that there is something, nobody else what.
	for {
		news := bert.next()
		if len(news.Messages) != 0 {
			t.Fatalf("bert got %q", kinds(news.Messages))
		}
		if news.Unread["carla"]["direct"] == 1 {
			break
		}
	}
}

func TestMailFromAnotherProcess(t *testing.T) {
	w := newWorld(t, echo)
	page := w.listen("anna", "")
	page.next()
	w.say("anna", "direct", "/kigo x")
	page.until("Echo")
	// Straight into the store, without the adapter, twice, and older than the reply.
	for range 2 {
		if err := w.box.Put(t.Context(), mailbox.Mail{Key: "k", To: "anna", At: w.clock().Add(-time.Second), Message: chat.Say(chat.Words("Erinnerung"))}); err != nil {
			t.Fatal(err)
		}
	}
	page.until("Erinnerung")
	if got := kinds(w.sees("anna", "direct")); !slices.Equal(got, []string{"mine /kigo x", "direct Erinnerung", "reply Echo: x"}) {
		t.Errorf("sees %q", got)
	}
}

func TestMailCanBeClicked(t *testing.T) {
	w := newWorld(t, offers)
	if _, err := w.mail.Send(t.Context(), "anna", chat.Say(chat.Words("Platz frei"), chat.Button{Label: "Nehmen", Line: "platz nehmen"}), "k"); err != nil {
		t.Fatal(err)
	}
	m := lastOf(w.sees("anna", "direct"))
	w.post(404, "bert", "click", map[string]any{"message": m.ID, "button": 0})
	w.post(200, "anna", "click", map[string]any{"message": m.ID, "button": 0})
	if got := kinds(w.sees("anna", "direct")); !slices.Equal(got, []string{"direct Erledigt: platz nehmen"}) {
		t.Errorf("sees %q", got)
	}
}

func TestStoreInTroubleDoesNotStopThePage(t *testing.T) {
	w := newWorld(t, echo)
	w.box.broken = errors.New("on fire")
	page := w.listen("anna", "")
	page.next()
	w.say("anna", "direct", "hallo")
	page.until("Echo: hallo")
}

func TestUnreadCounts(t *testing.T) {
	w := newWorld(t, echo)
	w.say("anna", "channel", "@kigo hilfe")
	w.say("anna", "channel", "Moin")
	now := w.sync("bert", "")
	if n := now.Unread["bert"]["channel"]; n != 3 {
		t.Errorf("bert has %d unread, want 3", n)
	}
	if n := now.Unread["anna"]["channel"]; n != 1 { // the bot's answer
		t.Errorf("anna has %d unread, want 1", n)
	}
	second := now.Messages[1].Seq
	w.post(200, "bert", "read", map[string]any{"conversation": "channel", "seq": second})
	if n := w.sync("bert", "").Unread["bert"]["channel"]; n != 1 {
		t.Errorf("bert has %d unread after reading two, want 1", n)
	}
	w.post(200, "bert", "read", map[string]any{"conversation": "channel", "seq": 1 << 40})
	w.post(200, "bert", "read", map[string]any{"conversation": "channel", "seq": second})
	w.say("anna", "channel", "Noch da?")
	if n := w.sync("bert", "").Unread["bert"]["channel"]; n != 1 {
		t.Errorf("bert has %d unread, want 1", n)
	}
}

func TestMailFromBeforeTheStartIsNoNews(t *testing.T) {
	w := newWorld(t, echo)
	for key, at := range map[string]time.Time{"old": w.clock().Add(-time.Hour), "new": w.clock()} {
		if err := w.box.Put(context.Background(), mailbox.Mail{Key: key, To: "anna", At: at, Message: chat.Say(chat.Words(key))}); err != nil {
			t.Fatal(err)
		}
	}
	now := w.sync("anna", "")
	if n := now.Unread["anna"]["direct"]; n != 1 || len(now.Messages) != 2 {
		t.Errorf("%d unread of %d", n, len(now.Messages))
	}
}

func TestCloseEndsStreams(t *testing.T) {
	w := newWorld(t, echo)
	page := w.listen("anna", "")
	page.next()
	w.play.Close()
	w.play.Close()
	for page.lines.Scan() {
	}
	if err := page.lines.Err(); err != nil {
		t.Errorf("not ended but broken: %v", err)
	}
	if resp, _ := w.do(w.request("GET", "stream?as=anna", nil)); resp.StatusCode != 503 {
		t.Errorf("after Close: %d", resp.StatusCode)
	}
}

func TestEditedMailChangesInItsPlaceAndDeletedMailGoes(t *testing.T) {
	w := newWorld(t, echo)
	page := w.listen("anna", "")
	page.next()
	send := func(key string) {
		if _, err := w.mail.Send(t.Context(), "anna", chat.Say(chat.Words("Mitteilung "+key)), key); err != nil {
			t.Fatal(err)
		}
	}
	send("eins")
	old := page.until("Mitteilung eins")
	w.say("anna", "direct", "hallo") // the clock goes on
	send("zwei")
	page.until("Mitteilung zwei")
	if err := w.mail.Edit(t.Context(), "anna", "eins", chat.Say(chat.Words("Berichtigung"), chat.Button{Label: "Ja", Line: "ja"}), "eins"); err != nil {
		t.Fatal(err)
	}
	if m := page.until("Berichtigung"); m.ID != old.ID || m.Seq != old.Seq || m.At != old.At {
		t.Errorf("not in its place: %+v, was %+v", m, old)
	}
	if got := kinds(w.sees("anna", "direct")); !slices.Equal(got, []string{"direct Berichtigung", "mine hallo", "reply Echo: hallo", "direct Mitteilung zwei"}) {
		t.Errorf("sees %q", got)
	}

	if err := w.mail.Delete(t.Context(), "anna", "eins"); err != nil {
		t.Fatal(err)
	}
	for gone := false; !gone; {
		for _, m := range page.next().Messages {
			gone = gone || (m.Gone && m.ID == old.ID && m.words() == "")
		}
	}
	now := w.sync("anna", "")
	if got := kinds(now.Messages); !slices.Equal(got, []string{"mine hallo", "reply Echo: hallo", "direct Mitteilung zwei"}) {
		t.Errorf("sees %q", got)
	}
	if n := now.Unread["anna"]["direct"]; n != 2 {
		t.Errorf("%d unread, want 2", n)
	}
	w.post(404, "anna", "click", map[string]any{"message": old.ID, "button": 0})
}
