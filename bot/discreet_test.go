package bot_test

import (
	"testing"

	"kigo/bot/chat"
	"kigo/bot/people"
)

// A discreet command answers everybody, and stores nothing about somebody who is known: not
// that they were there, on which chat, or under which new name.
func TestADiscreetCommandLeavesNoTrace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.person(t)
	err := h.people.Store.Set(t.Context(), before.ID, people.Change{people.FieldLastUsed: "mattermost"}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"leise", "leise 4", "quiet"} {
		for _, kind := range []chat.Kind{chat.Command, chat.Click, chat.FormSubmit, chat.DirectMessage} {
			ev := h.event(kind, line)
			ev.User.Name, ev.User.Locale = "Anna Neu", "en"
			if reply := h.Handle(t.Context(), ev); reply.Message.Plain() != "done in de" {
				t.Errorf("%s %q: %s", kind, line, reply.Message.Plain())
			}
		}
	}
	after, _, err := h.people.Store.Person(t.Context(), before.ID)
	if err != nil || after.LastUsed != "mattermost" || after.Name != before.Name || after.Locale != "de" || after.Informed {
		t.Errorf("it is known of the person: %+v (%v)", after, err)
	}
	h.handle(t, chat.Command, "hilfe")
	if after = h.person(t); after.LastUsed != "slack" || !after.Informed {
		t.Errorf("any other command notes it: %+v", after)
	}
}
