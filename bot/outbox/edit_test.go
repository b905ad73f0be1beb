package outbox_test

import (
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
)

// editing enqueues an edit of the message of an earlier row.
func (w *world) editing(t *testing.T, id, edits string) {
	t.Helper()
	p := w.meet(t, "slack", "anna")
	err := w.Enqueue(t.Context(), outbox.Row{ID: id, Kind: "greet", Person: p.ID, Edits: edits, Data: map[string]string{"text": "changed"}})
	if err != nil {
		t.Fatal(err)
	}
}

func TestARowTakesThePlaceOfAnEarlierMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.drain(t, w.dispatcher())
	w.editing(t, "edit/1", "greet/1")
	w.drain(t, w.dispatcher())
	if got := w.slack.sent(); len(got) != 1 || !strings.HasSuffix(got[0].text, "changed") || got[0].key != w.dispatcher().Key("greet/1") {
		t.Errorf("the chat holds %+v", got)
	}
	w.wantDone(t, "edit/1")
}

func TestAnEditOfAMessageThatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.drain(t, w.dispatcher())
	if err := w.slack.Delete(t.Context(), "D-anna", "slack-1"); err != nil {
		t.Fatal(err)
	}
	w.editing(t, "edit/1", "greet/1")
	w.drain(t, w.dispatcher())
	w.wantDone(t, "edit/1")
	if sent, ok, err := w.rows.Sent(t.Context(), "edit/1"); err != nil || !ok || sent.Ref != "" {
		t.Errorf("it counts as an edit: %+v, %v, %v", sent, ok, err)
	}
}

func TestAnEditWaitsForItsMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.slack.fail(&chat.RetryError{After: time.Second})
	w.enqueue(t, "1", w.meet(t, "slack", "anna"))
	w.editing(t, "edit/1", "greet/1")
	w.drain(t, w.dispatcher())
	if n := len(w.list(t, outbox.Open)); n != 2 {
		t.Fatalf("%d rows are open", n)
	}
	w.slack.fail(nil)
	for range 3 {
		w.pass(time.Minute)
		w.drain(t, w.dispatcher())
	}
	if got := w.slack.sent(); len(got) != 1 || !strings.HasSuffix(got[0].text, "changed") {
		t.Errorf("the chat holds %+v", got)
	}
	w.wantDone(t, "greet/1", "edit/1")
}
