package outbox_test

import (
	"testing"

	"kigo/bot/outbox"
)

// A channel's message is sent once, too, whenever its sender dies, and bundles with nothing.
func TestAChannelIsToldOnce(t *testing.T) {
	t.Parallel()
	for name, posted := range map[string]bool{"the message got through": true, "the message is not there": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			to := outbox.Address{Platform: "slack", Channel: "D-anna"} // where die has it posted
			for _, id := range []string{"greet/1", "greet/1"} {
				if err := w.Enqueue(t.Context(), outbox.Row{ID: id, Kind: "greet", To: to, Waits: true}); err != nil {
					t.Fatal(err)
				}
			}
			w.die(t, posted)
			w.pass(limits.Lease)
			w.drain(t, w.dispatcher())
			if got := w.slack.sent(); len(got) != 1 || (got[0].text == "posted") != posted || got[0].key != w.dispatcher().Key("greet/1") {
				t.Errorf("%+v", got)
			}
			w.wantDone(t, "greet/1")
			sent, _, err := w.rows.Sent(t.Context(), "greet/1")
			if err != nil || sent.Channel != to.Channel || sent.Platform != to.Platform || sent.Ref == "" || sent.Person != "" {
				t.Errorf("what remains is %+v, %v", sent, err)
			}
		})
	}
}

func TestAChannelOfAnotherChatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Enqueue(t.Context(), outbox.Row{ID: "greet/1", Kind: "greet", To: outbox.Address{Platform: "teams", Channel: "c"}}); err != nil {
		t.Fatal(err)
	}
	w.drain(t, w.dispatcher())
	if row := w.left(t, outbox.Open); row.Tries != 1 {
		t.Errorf("it is %+v", row)
	}
}
