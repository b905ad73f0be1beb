package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
)

const patience = 5 * time.Second

// ends waits for a console to return.
func ends(t *testing.T, result <-chan error) error {
	t.Helper()
	select {
	case err := <-result:
		return err
	case <-time.After(patience):
		t.Fatal("the console does not end")
		return nil
	}
}

func TestEndOfInputEndsIt(t *testing.T) {
	for name, in := range map[string]string{"empty": "", "one line": "a\n", "no line end": "a"} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, nil)
			result := make(chan error, 1)
			go func() { result <- Run(t.Context(), strings.NewReader(in), io.Discard, s.config()) }()
			if err := ends(t, result); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCancellingEndsItWhileItReads(t *testing.T) {
	in, feed := io.Pipe()
	defer func() { _ = feed.Close() }()
	out := make(chan string, 10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	result := make(chan error, 1)
	go func() { result <- Run(ctx, in, sink(out), newScript(t, nil).config()) }()
	if _, err := feed.Write([]byte("a\n")); err != nil {
		t.Fatal(err)
	}
	if got := <-out; got != "{\"kind\":\"done\"}\n" { // flushed while the next line is awaited
		t.Errorf("after a line: %q", got)
	}
	cancel()
	if err := ends(t, result); err != nil {
		t.Errorf("cancelled: %v", err)
	}
}

func TestCancellingEndsItWhileItSettles(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newScript(t, nil)
	c := s.config()
	c.Settle = func(ctx context.Context) error {
		cancel()
		return ctx.Err()
	}
	var out bytes.Buffer
	if err := Run(ctx, strings.NewReader("a\nb\nc\n"), &out, c); err != nil {
		t.Errorf("cancelled: %v", err)
	}
	if len(s.events) != 1 || out.Len() != 0 {
		t.Errorf("went on: %d events, %q", len(s.events), out.String())
	}
}

type sink chan<- string

func (s sink) Write(p []byte) (int, error) {
	s <- string(p)
	return len(p), nil
}

func TestABrokenEndIsAnError(t *testing.T) {
	lost := errors.New("pipe is gone")
	s := newScript(t, nil)
	s.mail.mails = []mailbox.Mail{{Key: "k", To: "anna", Message: say("Post")}}
	c := s.config()
	if err := Run(t.Context(), strings.NewReader(":inbox\n"), failing{lost}, c); !errors.Is(err, lost) {
		t.Errorf("output: %v", err)
	}
	if s.mail.mails[0].Fetched {
		t.Error("mail that nobody saw counts as fetched")
	}
	c.JSON = false
	if err := Run(t.Context(), strings.NewReader(":help\n"), failing{lost}, c); !errors.Is(err, lost) {
		t.Errorf("text output: %v", err)
	}
	if err := Run(t.Context(), failing{lost}, io.Discard, c); !errors.Is(err, lost) {
		t.Errorf("input: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }

func TestWhoToBe(t *testing.T) {
	s := newScript(t, nil)
	c := s.config()
	c.As = "zoe"
	if err := Run(t.Context(), strings.NewReader(""), io.Discard, c); err == nil || !strings.Contains(err.Error(), "anna, bert") {
		t.Errorf("unknown persona: %v", err)
	}
	c.As = ""
	s.run(c, "a")
	if s.events[0].User.ID != "anna" {
		t.Errorf("nobody named: %s", s.events[0].User.ID)
	}
	c.Personas = nil
	if err := Run(t.Context(), strings.NewReader(""), io.Discard, c); err == nil {
		t.Error("no personas: no error")
	}
}

func TestLongLines(t *testing.T) {
	longest := strings.Repeat("ä", maxLine/2)
	s := newScript(t, map[string]chat.Reply{})
	got := s.play(longest, longest+"x", strings.Repeat("y", 3*maxLine), "kurz", longest+"x")
	if len(s.events) != 2 || s.events[0].Line != longest || s.events[1].Line != "kurz" {
		t.Errorf("%d events", len(s.events))
	}
	for i, want := range []int{0, 1, 1, 0, 1} {
		if len(got[i]) != want {
			t.Errorf("line %d: %v", i, texts(got[i]))
		}
	}
	expect(t, "said", []string{"reply: Diese Zeile ist zu lang und wurde nicht gelesen. Bitte schreib höchstens 1048576 Bytes in eine Zeile."}, texts(got[1]))
}
