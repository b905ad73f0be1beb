package bot_test

import (
	"strings"
	"testing"

	"kigo/bot/chat"
	"kigo/bot/people"
)

// A page that is drawn anew by itself makes nobody known again who was deleted.
func TestADeletedPersonIsNotMetByAPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.people.Secret = []byte(strings.Repeat("s", 32))
	before := h.person(t)
	if err := h.people.Forget(t.Context(), before.ID, people.Self); err != nil {
		t.Fatal(err)
	}
	page := h.event(chat.Click, "")
	page.ID, page.Unasked = "", true
	if reply := h.Handle(t.Context(), page); !strings.Contains(reply.Message.Plain(), "nichts über dich gespeichert") {
		t.Errorf("the page says: %s", reply.Message.Plain())
	}
	if all, err := h.people.Store.All(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("known are %+v, %v", all, err)
	}
	h.handle(t, chat.Command, "hilfe")
	if again := h.person(t); again.ID == before.ID {
		t.Errorf("who writes again is %+v", again)
	}
	if reply := h.Handle(t.Context(), page); strings.Contains(reply.Message.Plain(), "nichts über dich gespeichert") {
		t.Errorf("the page of somebody new says: %s", reply.Message.Plain())
	}
}
