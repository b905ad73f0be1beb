package bot_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

var errAway = errors.New("the store is away")

// shaky is an inbox and people in a store that comes and goes; what took says it took,
// whether or not the store could say so.
type shaky struct {
	away   func() bool
	lost   bool // the next Take gets through, but its answer does not
	lease  time.Time
	done   atomic.Bool
	claims int
}

func (s *shaky) Take(_ context.Context, _, _ string, now time.Time, lease time.Duration) (bot.Taken, error) {
	switch {
	case s.away():
		return bot.Mine, errAway
	case s.done.Load():
		return bot.Done, nil
	case s.lease.After(now):
		return bot.Theirs, nil
	}
	s.lease = now.Add(lease)
	if s.claims++; s.lost {
		s.lost = false
		return bot.Mine, errAway
	}
	return bot.Mine, nil
}

func (s *shaky) Done(context.Context, string, string) error {
	s.done.Store(!s.away())
	return nil
}

func (s *shaky) Meet(context.Context, string, chat.User) (people.Person, error) {
	if s.away() {
		return people.Person{}, errAway
	}
	return people.Person{ID: "p1", Informed: true}, nil
}

func (s *shaky) Unwanted(context.Context, string, chat.User) (bool, error) { return false, nil }

func (s *shaky) Recognise(ctx context.Context, platform string, u chat.User) (people.Person, error) {
	return s.Meet(ctx, platform, u)
}

func (s *shaky) Informed(context.Context, people.ID) error { return nil }

// shakyBot counts how often its only command ran.
func shakyBot(t *testing.T, s *shaky, ran *int) *bot.Bot {
	t.Helper()
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New(bot.Config{
		Commands: []bot.Command{{Name: "help", Words: []string{"hilfe"}, Run: func(context.Context, bot.Request) (chat.Reply, error) {
			if s.away() {
				return chat.Reply{}, errAway
			}
			*ran++
			return bot.Private(chat.Say(chat.Words("hier"))), nil
		}}},
		People: s, Inbox: s, Catalogue: catalogue, Locale: "de", Now: time.Now, RealNow: time.Now,
		NewRef: func() string { return "REF" }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Away: func(err error) bool { return errors.Is(err, errAway) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnAnswerWaitsForTheStore(t *testing.T) {
	t.Parallel()
	const lease = bot.DefaultLease
	for name, tc := range map[string]struct {
		from, back time.Duration // when the store is away, after the event came
		lost       bool          // the claim got through unheard
		foreign    time.Duration // somebody else answers it then, 0 is nobody
		hurry      time.Duration // kigo stops then, 0 is not
		want       string
		settled    bool
		ran        int
		after      time.Duration // at least
	}{
		"half a minute":                     {back: 30 * time.Second, want: "hier", settled: true, ran: 1, after: 30 * time.Second},
		"from the claim on, for longer":     {from: time.Nanosecond, back: lease + 10*time.Second, want: "hier", settled: true, ran: 1, after: lease},
		"for ever":                          {back: time.Hour, want: "Da ist bei mir etwas schiefgegangen", settled: true, after: bot.Patience},
		"a claim that nobody heard of":      {lost: true, want: "hier", settled: true, ran: 1, after: lease},
		"meanwhile somebody else has it":    {from: time.Nanosecond, back: lease + time.Second, foreign: lease, want: "", settled: true},
		"kigo stops, and nobody is left so": {back: time.Hour, hurry: 10 * time.Second, want: "Da ist bei mir etwas schiefgegangen", settled: true, after: 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began, ran := time.Now(), 0
				s := &shaky{lost: tc.lost}
				s.away = func() bool {
					since := time.Since(began)
					return since >= tc.from && since < tc.back
				}
				b := shakyBot(t, s, &ran)
				if tc.from > 0 { // the claim comes first
					b.People = claimed{s, func() { time.Sleep(tc.from) }}
				}
				if tc.foreign > 0 {
					time.AfterFunc(tc.foreign, func() { s.done.Store(true) })
				}
				if tc.hurry > 0 {
					time.AfterFunc(tc.hurry, b.Hurry)
				}
				var said []string
				settled := b.Answer(t.Context(), chat.Event{ID: "1", Kind: chat.Command, Platform: "slack", Line: "hilfe"}, func(_ context.Context, r chat.Reply) error {
					said = append(said, r.Message.Plain())
					return nil
				})
				took := time.Since(began)
				if text := strings.Join(said, "|"); !strings.HasPrefix(text, tc.want) || (tc.want == "" && text != "") || len(said) > 1 {
					t.Errorf("said %q, want %q", said, tc.want)
				}
				if settled != tc.settled || ran != tc.ran || took < tc.after {
					t.Errorf("settled: %v, ran %d times, after %s", settled, ran, took)
				}
			})
		})
	}
}

// claimed lets something happen after the claim.
type claimed struct {
	*shaky
	then func()
}

func (c claimed) Meet(ctx context.Context, platform string, u chat.User) (people.Person, error) {
	c.then()
	return c.shaky.Meet(ctx, platform, u)
}
