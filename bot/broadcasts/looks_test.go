package broadcasts_test

import (
	"strings"
	"testing"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/people"
)

// telling is a chat that says how a message will look.
type telling struct {
	chat.Adapter
	looks func(chat.Message) []string
}

func (c *telling) Looks(m chat.Message) []string { return c.looks(m) }

func TestThePreviewIsOneForEachChatWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, err := w.people.Meet(t.Context(), "slack", chat.User{ID: "U1", Name: "Uwe"})
	w.fine(err)
	plain := func(m chat.Message) []string { return []string{m.Plain()} }
	w.Chats[mailbox.Platform] = &telling{w.box, plain}
	for name, tc := range map[string]struct {
		looks     func(chat.Message) []string
		want, not string
	}{
		"the same":      {func(m chat.Message) []string { return []string{strings.ReplaceAll(m.Plain(), "- ", "• ")} }, "Das liest sich gleich in: Demo-Chat, Slack.", "So liest es sich"},
		"not the same":  {func(chat.Message) []string { return []string{"Anders"} }, "So liest es sich in Slack:\n\nAnders", "gleich"},
		"in two pieces": {func(m chat.Message) []string { return []string{m.Plain(), "Rest"} }, "So liest es sich in Slack, in 2 Nachrichten:", "gleich"},
	} {
		t.Run(name, func(t *testing.T) {
			w.Chats["slack"] = &telling{w.box, tc.looks}
			b := w.draft(everybody("Hallo\n\n- eins\n- zwei"))
			m, err := w.Show(t.Context(), w.catalogue.Printer("de"), b, w.anna.ID)
			w.fine(err)
			if got := m.Plain(); !strings.Contains(got, tc.want) || strings.Contains(got, tc.not) || !strings.Contains(got, "Slack: 1") {
				t.Errorf("the preview says %s", got)
			}
		})
	}
	delete(w.Chats, "slack")
	w.fine(w.people.Store.Set(t.Context(), p.ID, people.Change{people.FieldGone: true}, false))
	b := w.draft(everybody("Hallo"))
	if m, err := w.Show(t.Context(), w.catalogue.Printer("de"), b, w.anna.ID); err != nil || strings.Contains(m.Plain(), "liest") {
		t.Errorf("one chat alone: %s, %v", m.Plain(), err)
	}
}
