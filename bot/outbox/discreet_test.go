package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// discreet has the rows of "greet" sent blindly, to those whose row says so.
func (w *world) discreet(on func(string) bool) *outbox.Dispatcher {
	d := w.dispatcher()
	d.Discreet = map[string]outbox.Discretion{"greet": {Blind: true, On: on}}
	d.Kinds["greet"] = func(ctx context.Context, r outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
		switch r.Data["text"] {
		case "held":
			return chat.Message{}, false, nil
		case "panic":
			panic("secret")
		case "error":
			return chat.Message{}, false, errors.New("secret")
		}
		return w.greet(ctx, r, to, p)
	}
	return d
}

func TestABlindRowLeavesTheSameWhateverBecomesOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.discreet(nil)
	for i, text := range []string{"sent", "held", "panic", "error", "fails"} {
		p := w.meet(t, "slack", fmt.Sprint("u", i))
		if text == "fails" {
			w.slack.failing = func(string) (error, bool) { return errors.New("secret"), false }
		}
		id := w.enqueue(t, text, p)
		w.drain(t, d)
		w.wantDone(t, id)
		got, err := w.rows.Export(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		sent := got.(mongodb.Messages).Sent[0]
		if want := (outbox.Sent{ID: id, Person: p.ID, At: sent.At}); sent != want {
			t.Errorf("%s: %+v remains", text, sent)
		}
	}
	if text := w.log.String(); text != "" {
		t.Errorf("the log says %s", text)
	}
}

func TestTheAttemptIsStoredBeforeABlindRowIsLookedAt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.discreet(nil)
	w.enqueue(t, "sent", w.meet(t, "slack", "anna"))
	looked := false
	w.rendered = func(outbox.Row) {
		looked = true
		if row := w.left(t, outbox.Open); len(row.Attempts) != 1 {
			t.Errorf("looked at before the attempt was stored: %+v", row)
		}
	}
	w.drain(t, d)
	if !looked {
		t.Error("never looked at")
	}
}

func TestWhatFailsBeforeABlindRowIsLookedAtIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.meet(t, "slack", "anna")
	id := w.enqueue(t, "sent", p)
	w.drain(t, w.discreet(func(platform string) bool { return platform != "slack" }))
	w.left(t, outbox.Open)
	w.pass(2 * time.Hour)
	w.drain(t, w.discreet(nil))
	w.wantDone(t, id)
}

// The audit is kept for a year, longer than anybody may know for whom a discreet row was.
func TestTheAuditDoesNotSayForWhomADiscreetRowWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.meet(t, "slack", "anna")
	letters := outbox.Letters{Store: w.rows, Audit: w.people.Audit, Now: w.Now, Discreet: map[string]outbox.Discretion{"greet": {}}}
	for i, act := range []func(context.Context, people.ID, string) (bool, error){letters.Retry, letters.Discard} {
		id := fmt.Sprint("greet/", i)
		if _, err := w.rows.Insert(t.Context(), outbox.Row{ID: id, Kind: "greet", Person: p.ID, State: outbox.Dead, Data: map[string]string{}}); err != nil {
			t.Fatal(err)
		}
		if ok, err := act(t.Context(), "admin000", id); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	about, err := w.people.Audit.About(t.Context(), string(p.ID))
	if err != nil || len(about) > 0 {
		t.Errorf("%+v (%v)", about, err)
	}
	did, err := w.people.Audit.About(t.Context(), "admin000")
	if err != nil || len(did) != 2 || did[0].Detail["row"] != "greet" {
		t.Errorf("%+v (%v)", did, err)
	}
}
