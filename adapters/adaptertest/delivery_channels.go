package adaptertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kigo/bot/chat"
)

func channels(t *testing.T, h Harness) {
	all, err := h.Adapter.Channels(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range all {
		if c.ID == "" || c.Name == "" || c.Title == "" || slices.Contains(h.Elsewhere, c.ID) || c.Private != (c.ID == h.Private) {
			t.Errorf("a channel is %+v", c)
		}
		if c.ID == h.Channel {
			found++
		}
		for _, user := range h.Users {
			if c.ID == h.channel(t, user) {
				t.Errorf("the direct channel %s is among them", c.ID)
			}
		}
	}
	if h.Private != "" && !slices.ContainsFunc(all, func(c chat.Channel) bool { return c.ID == h.Private }) {
		t.Errorf("the private channel is missing: %+v", all)
	}
	if found != 1 {
		t.Errorf("the channel is there %d times: %+v", found, all)
	}
}

func members(t *testing.T, h Harness) {
	got, err := h.Adapter.MembersOf(t.Context(), h.Channel)
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range h.Users {
		if !slices.Contains(got, user) {
			t.Errorf("%s is not among %q", user, got)
		}
	}
	if slices.Sort(got); len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("some are there twice: %q", got)
	}
	for _, there := range h.Elsewhere[:min(1, len(h.Elsewhere))] {
		if got, err := h.Adapter.MembersOf(t.Context(), there); !errors.Is(err, chat.ErrGone) {
			t.Errorf("members of %s: %q, %v; want %v", there, got, err, chat.ErrGone)
		}
	}
}

// sendTo posts into the channel.
func (h Harness) sendTo(t *testing.T, m chat.Message, key string) string {
	t.Helper()
	ref, err := h.Adapter.Send(t.Context(), h.Channel, m, key)
	if err != nil || ref == "" {
		t.Fatalf("Send = %q, %v", ref, err)
	}
	return ref
}

func (h Harness) wantThere(t *testing.T, key, ref string) {
	t.Helper()
	if got, err := h.Adapter.Find(t.Context(), h.Channel, key, longAgo()); err != nil || got != ref {
		t.Errorf("Find(%s) = %q, %v, want %q", key, got, err, ref)
	}
}

func sendThere(t *testing.T, h Harness) {
	h.wantThere(t, "key-1", "")
	one := h.sendTo(t, everything(), "key-1")
	two := h.sendTo(t, chat.Say(chat.Words(strings.Repeat("Größe ", 4000)+"Ende")), "key-2")
	h.wantThere(t, "key-1", one)
	h.wantThere(t, "key-2", two)
	got := h.ShownThere(t)
	if len(got) != 2 || !strings.Contains(got[0], "Punkt zwei") || !strings.Contains(got[0], "Anmelden") || !strings.Contains(got[0], "Ein Balken") || !strings.Contains(got[1], "Ende") {
		t.Errorf("shown: %s", brief(got))
	}
	for _, user := range h.Users {
		if got := h.Shown(t, user); len(got) > 0 {
			t.Errorf("%s was written to directly: %q", user, got)
		}
	}
}

func editedThere(t *testing.T, h Harness) {
	one, two := h.sendTo(t, chat.Say(chat.Words("Erste")), "key-1"), h.sendTo(t, chat.Say(chat.Words("Zweite")), "key-2")
	for range 2 {
		if err := h.Adapter.Edit(t.Context(), h.Channel, one, chat.Say(chat.Words("Berichtigt")), "key-1"); err != nil {
			t.Fatal(err)
		}
	}
	h.wantThere(t, "key-1", one)
	if got := h.ShownThere(t); len(got) != 2 || !strings.Contains(got[0], "Berichtigt") || !strings.Contains(got[1], "Zweite") {
		t.Errorf("shown: %q", got)
	}
	if err := h.Adapter.Delete(t.Context(), h.Channel, two); err != nil {
		t.Fatal(err)
	}
	if err := h.Adapter.Edit(t.Context(), h.Channel, two, chat.Say(chat.Words("Zu spät")), "key-2"); !errors.Is(err, chat.ErrGone) {
		t.Errorf("an edit of what is gone: %v", err)
	}
	if got := h.ShownThere(t); len(got) != 1 {
		t.Errorf("shown: %q", got)
	}
}

func sendElsewhere(t *testing.T, h Harness) {
	if len(h.Elsewhere) == 0 {
		t.Skip("kigo is everywhere there")
	}
	for n, there := range h.Elsewhere {
		if ref, err := h.Adapter.Send(t.Context(), there, chat.Say(chat.Words("Hallo")), fmt.Sprint("key-", n)); !errors.Is(err, chat.ErrGone) {
			t.Errorf("Send into %s = %q, %v, want %v", there, ref, err, chat.ErrGone)
		}
	}
}

// clickAnnounced is a rule of the way in: the channel is the one in which people are.
func clickAnnounced(t *testing.T, c Chat) {
	s := c.open(t, func(ev chat.Event) chat.Reply {
		if ev.Kind == chat.Click {
			return private("Gezählt: " + ev.User.ID)
		}
		return private("Da")
	})
	s.anna().Command(Channel, "wo")
	channel := s.hears().Channel
	if _, err := s.Adapter().Send(t.Context(), channel, chat.Say(chat.Words("An alle"), chat.Button{Label: "Gelesen", Line: "mitteilung gelesen x"}), "key"); err != nil {
		t.Fatal(err)
	}
	for _, p := range []Person{s.anna(), s.bert()} {
		post := s.gets(p, "An alle")
		if post.Place != Channel || post.Private {
			t.Errorf("it is shown as %+v", post)
		}
		p.Click(post, "Gelesen")
		s.wants(chat.Event{Kind: chat.Click, Channel: channel, Line: "mitteilung gelesen x"}, p)
		s.gets(p, "Gezählt: "+p.User().ID)
	}
}
