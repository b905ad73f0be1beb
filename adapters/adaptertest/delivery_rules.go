package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot/chat"
)

// longAgo is before anything that the tests send.
func longAgo() time.Time { return time.Now().Add(-time.Hour) }

func (h Harness) channel(t *testing.T, user string) string {
	t.Helper()
	c, err := h.Adapter.Direct(t.Context(), user)
	if err != nil || c == "" {
		t.Fatalf("Direct(%s) = %q, %v", user, c, err)
	}
	return c
}

// send posts m to the first user, who must be shown it, and returns its reference.
func (h Harness) send(t *testing.T, m chat.Message, key string) string {
	t.Helper()
	ref, err := h.Adapter.Send(t.Context(), h.channel(t, h.Users[0]), m, key)
	if err != nil || ref == "" {
		t.Fatalf("Send = %q, %v", ref, err)
	}
	return ref
}

func (h Harness) find(t *testing.T, user, key string) string {
	t.Helper()
	ref, err := h.Adapter.Find(t.Context(), h.channel(t, user), key, longAgo())
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	return ref
}

func (h Harness) shown(t *testing.T) string {
	t.Helper()
	return strings.Join(h.Shown(t, h.Users[0]), "\n---\n")
}

func name(t *testing.T, h Harness) {
	if n := h.Adapter.Platform(); !regexp.MustCompile(`^[a-z]+$`).MatchString(n) {
		t.Errorf("the platform is called %q", n)
	}
}

func direct(t *testing.T, h Harness) {
	first := h.channel(t, h.Users[0])
	if again := h.channel(t, h.Users[0]); again != first {
		t.Errorf("the channel was %q and is %q", first, again)
	}
	if other := h.channel(t, h.Users[1]); other == first {
		t.Errorf("two people share the channel %q", other)
	}
}

func sendAndFind(t *testing.T, h Harness) {
	one := h.send(t, chat.Say(chat.Words("Erste Nachricht")), "key-1")
	two := h.send(t, chat.Say(chat.Words("Zweite Nachricht")), "key-2")
	if one == two {
		t.Errorf("two messages have the reference %q", one)
	}
	for key, want := range map[string]string{"key-1": one, "key-2": two} {
		if got := h.find(t, h.Users[0], key); got != want {
			t.Errorf("Find(%s) = %q, want %q", key, got, want)
		}
	}
	got := h.Shown(t, h.Users[0])
	if len(got) != 2 || !strings.Contains(got[0], "Erste Nachricht") || !strings.Contains(got[1], "Zweite Nachricht") {
		t.Errorf("shown: %q", got)
	}
	if strings.Contains(h.shown(t), "key-") {
		t.Errorf("the key is to be seen: %q", got)
	}
	if other := h.Shown(t, h.Users[1]); len(other) > 0 {
		t.Errorf("somebody else was shown %q", other)
	}
}

func findNothing(t *testing.T, h Harness) {
	for range 2 {
		if got := h.find(t, h.Users[0], "key-2"); got != "" {
			t.Errorf("found %q", got)
		}
		h.send(t, chat.Say(chat.Words("key-2")), "key-1") // a text is no key
	}
}

func askFirst(t *testing.T, h Harness) {
	ref := h.send(t, chat.Say(chat.Words("Einmal")), "key")
	if got := h.find(t, h.Users[0], "key"); got != ref { // who finds it does not send it
		t.Errorf("Find = %q, want %q", got, ref)
	}
	if got := h.Shown(t, h.Users[0]); len(got) != 1 {
		t.Errorf("shown %d times", len(got))
	}
}

func sameKey(t *testing.T, h Harness) {
	if !h.Once {
		t.Skip("the platform takes a key as often as it comes; the outbox asks first")
	}
	first, again := h.send(t, chat.Say(chat.Words("Einmal")), "key"), h.send(t, chat.Say(chat.Words("Zweimal")), "key")
	if got := h.Shown(t, h.Users[0]); first != again || len(got) != 1 || !strings.Contains(got[0], "Einmal") {
		t.Errorf("references %q and %q, shown %q", first, again, got)
	}
}

// everything is a message with one of each element.
func everything() chat.Message {
	return chat.Message{
		Sections: []chat.Section{
			{Text: chat.Lines(
				chat.Text{{Kind: chat.Strong, Text: "Fett"}, {Kind: chat.Plain, Text: " und "}, {Kind: chat.Code, Text: "/kigo hilfe"}},
				chat.Text{{Kind: chat.Link, Text: "Rathaus", URL: "https://kiel.example/?a=1&b=2"}},
				chat.Bullets(chat.Words("Punkt eins"), chat.Words("Punkt zwei")),
			)},
			{
				Fields:  []chat.Field{{Label: "Wo", Value: chat.Words("Ratssaal")}},
				Buttons: []chat.Button{{Label: "Anmelden", Line: "anmelden forum", Style: chat.Primary}, {Label: "Absagen", Line: "absagen", Style: chat.Danger}},
				Selects: []chat.Select{{Label: "Wann?", Line: "erinnern", Options: []chat.Option{{Label: "Morgen", Value: "1d"}, {Label: "Heute", Value: "0d"}}}},
			},
			{}, // nothing is no failure
		},
		Images: []chat.Image{{Name: "bild.png", Alt: "Ein Balken", Type: "image/png", Data: png}},
		Files:  []chat.File{{Name: "forum.ics", Type: "text/calendar", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")}},
	}
}

func everyPart(t *testing.T, h Harness) {
	h.send(t, everything(), "key")
	for _, want := range []string{
		"Fett", "/kigo hilfe", "Rathaus", "Punkt eins", "Punkt zwei", "Wo", "Ratssaal",
		"Anmelden", "Absagen", "Wann?", "Morgen", "Heute", "Ein Balken", "forum.ics",
	} {
		if got := h.shown(t); !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

// png is the smallest picture there is.
var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82")

func tooLong(t *testing.T, h Harness) {
	const length = 60_000
	text := strings.Repeat("Größe ", length/6)
	ref := h.send(t, chat.Say(chat.Words(text), chat.Button{Label: "Abmelden", Line: "abmelden forum"}), "key")
	got := h.shown(t)
	most := length
	if h.Long > 0 {
		most = h.Long
	}
	if words := []rune(text)[:most]; !strings.Contains(got, strings.TrimSpace(string(words))) || !strings.Contains(got, "Abmelden") {
		t.Errorf("of %d characters, %d are shown; the button must be there", length, len([]rune(got)))
	}
	if len(h.Shown(t, h.Users[0])) != 1 || h.find(t, h.Users[0], "key") != ref {
		t.Error("a long text must be one message to find again")
	}
}

func hostileWords(t *testing.T, h Harness) {
	for n, words := range hostile {
		h.send(t, saysHostile(words), fmt.Sprint("key-", n))
		got := h.Shown(t, h.Users[0])
		for _, want := range []string{words, "S" + words, "I" + words, "F" + words} {
			if last := got[len(got)-1]; !strings.Contains(last, want) {
				t.Errorf("%q is shown as %q", want, last)
			}
		}
	}
}

func manyAtOnce(t *testing.T, h Harness) {
	const many = 12
	channel := h.channel(t, h.Users[0])
	var group sync.WaitGroup
	for n := range many {
		group.Go(func() {
			if _, err := h.Adapter.Send(t.Context(), channel, chat.Say(chat.Words(fmt.Sprintf("Nachricht <%d>", n))), fmt.Sprint("key-", n)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	got := h.shown(t)
	for n := range many {
		if c := strings.Count(got, fmt.Sprintf("Nachricht <%d>", n)); c != 1 || h.find(t, h.Users[0], fmt.Sprint("key-", n)) == "" {
			t.Errorf("message %d is shown %d times", n, c)
		}
	}
}

func endedContext(t *testing.T, h Harness) {
	channel := h.channel(t, h.Users[0])
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Adapter.Send(ctx, channel, chat.Say(chat.Words("Hallo")), "key"); err == nil || errors.Is(err, chat.ErrGone) {
		t.Errorf("Send: %v", err)
	}
	if ref, err := h.Adapter.Find(ctx, channel, "key", longAgo()); err == nil || ref != "" {
		t.Errorf("Find = %q, %v", ref, err)
	}
}

func gone(t *testing.T, h Harness) {
	if h.Gone == "" {
		t.Skip("nobody is ever gone there")
	}
	channel, err := h.Adapter.Direct(t.Context(), h.Gone)
	if err == nil {
		_, err = h.Adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
	}
	if !errors.Is(err, chat.ErrGone) {
		t.Errorf("the error is %v", err)
	}
}

func refused(t *testing.T, h Harness) {
	if h.Refuse == nil {
		t.Skip("the platform never refuses")
	}
	channel := h.channel(t, h.Users[0])
	h.Refuse(7 * time.Second)
	_, err := h.Adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
	var retry *chat.RetryError
	if !errors.As(err, &retry) || retry.After < 7*time.Second || retry.After > time.Minute {
		t.Errorf("the error is %v, want one to come back after 7 s", err)
	}
	if got := h.Shown(t, h.Users[0]); len(got) > 0 || h.find(t, h.Users[0], "key") != "" {
		t.Errorf("refused, and shown %q", got)
	}
	h.send(t, chat.Say(chat.Words("Hallo")), "key")
}

func broken(t *testing.T, h Harness) {
	if h.Break == nil {
		t.Skip("the platform never fails")
	}
	channel := h.channel(t, h.Users[0])
	h.Break()
	_, err := h.Adapter.Send(t.Context(), channel, chat.Say(chat.Words("Hallo")), "key")
	var retry *chat.RetryError
	if err == nil || errors.Is(err, chat.ErrGone) || errors.As(err, &retry) {
		t.Errorf("the error is %v, want one that says nothing about whether it was posted", err)
	}
}
