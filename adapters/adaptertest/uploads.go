package adaptertest

import (
	"bytes"
	"errors"
	"testing"

	"kigo/bot/chat"
)

func fileSent(t *testing.T, c Chat) {
	s := c.open(t, echo)
	s.anna().Attach(Direct, "mitteilung anhang Ein Balken", "balken.png", png)
	ev := s.hears()
	if ev.Line != "mitteilung anhang Ein Balken" || ev.Kind != chat.DirectMessage || len(ev.Files) != 1 {
		t.Fatalf("the event is %+v", ev)
	}
	f, err := ev.Files[0].Fetch(t.Context(), len(png))
	if err != nil || f.Name != "balken.png" || !bytes.Equal(f.Data, png) {
		t.Errorf("the file is %+v, %v", f, err)
	}
	if _, err := ev.Files[0].Fetch(t.Context(), len(png)-1); !errors.Is(err, chat.ErrTooLarge) {
		t.Errorf("a file that is too large: %v", err)
	}
	s.anna().Write(Direct, "danach")
	if ev := s.hears(); len(ev.Files) != 0 {
		t.Errorf("the next message has a file: %+v", ev)
	}
}
