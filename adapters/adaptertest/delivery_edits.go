package adaptertest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kigo/bot/chat"
)

func (h Harness) edit(t *testing.T, ref string, m chat.Message, key string) {
	t.Helper()
	if err := h.Adapter.Edit(t.Context(), h.channel(t, h.Users[0]), ref, m, key); err != nil {
		t.Fatalf("Edit: %v", err)
	}
}

func (h Harness) remove(t *testing.T, ref string) {
	t.Helper()
	if err := h.Adapter.Delete(t.Context(), h.channel(t, h.Users[0]), ref); err != nil {
		t.Fatalf("Delete: %v", err)
	}
}

func edited(t *testing.T, h Harness) {
	refs := map[string]string{}
	for _, key := range []string{"eins", "zwei", "drei"} {
		refs[key] = h.send(t, chat.Say(chat.Words("Alt "+key), chat.Button{Label: "Knopf " + key, Line: "alt"}), key)
	}
	h.edit(t, refs["zwei"], chat.Say(chat.Words("Berichtigung"), chat.Button{Label: "Neuer Knopf", Line: "neu"}), "zwei")
	got := h.Shown(t, h.Users[0])
	if len(got) != 3 || !strings.Contains(got[0], "Alt eins") || !strings.Contains(got[2], "Alt drei") {
		t.Fatalf("shown: %q", got)
	}
	if !strings.Contains(got[1], "Berichtigung") || !strings.Contains(got[1], "Neuer Knopf") || strings.Contains(got[1], "zwei") {
		t.Errorf("edited, and shown as %q", got[1])
	}
	h.edit(t, refs["zwei"], chat.Say(chat.Words("Ohne Knopf")), "zwei")
	if got := h.Shown(t, h.Users[0]); !strings.Contains(got[1], "Ohne Knopf") || strings.Contains(got[1], "Neuer Knopf") {
		t.Errorf("edited again, and shown as %q", got[1])
	}
	if other := h.Shown(t, h.Users[1]); len(other) > 0 {
		t.Errorf("somebody else was shown %q", other)
	}
}

func editedFound(t *testing.T, h Harness) {
	one, two := h.send(t, chat.Say(chat.Words("Erste")), "key-1"), h.send(t, chat.Say(chat.Words("Zweite")), "key-2")
	for _, text := range []string{"Berichtigt", "Berichtigt", "Noch einmal berichtigt"} { // the same again is no failure
		h.edit(t, one, chat.Say(chat.Words(text)), "key-1")
		for key, want := range map[string]string{"key-1": one, "key-2": two} {
			if got := h.find(t, h.Users[0], key); got != want {
				t.Errorf("Find(%s) = %q, want %q", key, got, want)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	channel := h.channel(t, h.Users[0])
	for name, err := range map[string]error{
		"Edit": h.Adapter.Edit(ctx, channel, one, chat.Say(chat.Words("Zu spät")), "key-1"), "Delete": h.Adapter.Delete(ctx, channel, two),
	} {
		if err == nil || errors.Is(err, chat.ErrGone) {
			t.Errorf("%s after the context's end: %v", name, err)
		}
	}
}

func editedLength(t *testing.T, h Harness) {
	long := chat.Say(chat.Words(strings.Repeat("Größe ", 8000)), chat.Button{Label: "Weiter", Line: "weiter"})
	ref := h.send(t, chat.Say(chat.Words("Kurz")), "key")
	h.send(t, chat.Say(chat.Words("Danach")), "key-2")
	for _, m := range []chat.Message{long, chat.Say(chat.Words("Wieder kurz")), long, chat.Say(chat.Words("Am Ende kurz"))} {
		h.edit(t, ref, m, "key")
		if got := h.find(t, h.Users[0], "key"); got != ref {
			t.Errorf("Find = %q, want %q", got, ref)
		}
		if got, want := len(h.shown(t)) > 10_000, m.Sections[0].Buttons != nil; got != want {
			t.Errorf("%d bytes are shown", len(h.shown(t)))
		}
	}
	got := h.Shown(t, h.Users[0])
	if all := strings.Join(got, "\n"); !strings.Contains(all, "Am Ende kurz") || strings.Contains(all, "Größe") || strings.Contains(all, "Weiter") || len(got) != 2 {
		t.Errorf("shown at last: %s", brief(got))
	}
}

func deleted(t *testing.T, h Harness) {
	h.send(t, chat.Say(chat.Words("Erste")), "key-1")
	ref := h.send(t, everything(), "key-2")
	h.send(t, chat.Say(chat.Words("Dritte")), "key-3")
	h.remove(t, ref)
	got := h.Shown(t, h.Users[0])
	if len(got) != 2 || !strings.Contains(got[0], "Erste") || !strings.Contains(got[1], "Dritte") {
		t.Errorf("shown: %q", got)
	}
	for _, key := range []string{"key-1", "key-3"} {
		if h.find(t, h.Users[0], key) == "" {
			t.Errorf("%s is not found any more", key)
		}
	}
}

func deletedLong(t *testing.T, h Harness) {
	h.remove(t, h.send(t, chat.Say(chat.Words(strings.Repeat("Größe ", 8000))), "key"))
	if got := h.Shown(t, h.Users[0]); len(got) > 0 {
		t.Errorf("%d messages are left", len(got))
	}
}

func goneMessage(t *testing.T, h Harness) {
	ref := h.send(t, chat.Say(chat.Words("Einmal")), "key")
	h.remove(t, ref)
	channel := h.channel(t, h.Users[0])
	for range 2 {
		if err := h.Adapter.Edit(t.Context(), channel, ref, chat.Say(chat.Words("Berichtigt")), "key"); !errors.Is(err, chat.ErrGone) {
			t.Errorf("Edit: %v, want %v", err, chat.ErrGone)
		}
		if err := h.Adapter.Delete(t.Context(), channel, ref); !errors.Is(err, chat.ErrGone) {
			t.Errorf("Delete: %v, want %v", err, chat.ErrGone)
		}
	}
	if got := h.Shown(t, h.Users[0]); len(got) > 0 {
		t.Errorf("shown: %q", got)
	}
}

func editedApart(t *testing.T, h Harness) {
	say := func(words string) chat.Message {
		m := everything()
		m.Sections, m.Apart = []chat.Section{{Text: chat.Words(words)}}, true
		return m
	}
	ref := h.send(t, say("Erste"), "key")
	if got := h.Shown(t, h.Users[0]); len(got) != 1 || !strings.Contains(got[0], "Ein Balken") || !strings.Contains(got[0], "Erste") {
		t.Fatalf("shown: %q", got)
	}
	for range 2 {
		h.edit(t, ref, say("Zweite"), "key")
		got := h.shown(t)
		if strings.Count(got, "Ein Balken") != 1 || strings.Count(got, "forum.ics") != 1 || !strings.Contains(got, "Zweite") || strings.Contains(got, "Erste") {
			t.Errorf("edited, and shown as %q", got)
		}
	}
	h.edit(t, ref, chat.Say(chat.Words("Zurückgerufen")), "key")
	if got := h.Shown(t, h.Users[0]); len(got) != 1 || !strings.Contains(got[0], "Zurückgerufen") || strings.Contains(got[0], "Ein Balken") || strings.Contains(got[0], "forum.ics") {
		t.Errorf("recalled, and shown as %q", got)
	}
	if h.find(t, h.Users[0], "key") != ref {
		t.Error("it is not found any more")
	}
}
