package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mailbox"
	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

const forumSeats = 220

// BenchmarkSignUp presses "Anmelden" through bot.Handle and, in turn, sends what that sends
// to the store through the bare driver, which leaves the replies unread. For so many people
// in the queue it reports both medians in milliseconds and their ratio; see
// docs/performance.md.
func BenchmarkSignUp(b *testing.B) {
	const fewest = 101 // pairs
	for _, queue := range []int{20, forumSeats, 2000} {
		b.Run("queue="+strconv.Itoa(queue), func(b *testing.B) {
			w := newCrowd(b, forumSeats)
			w.known(b, queue+1)
			w.warm(b, queue)
			sides := [2]func(delivery string) error{
				func(delivery string) error { return w.signUp(b.Context(), queue, delivery) },
				func(delivery string) error {
					return w.bareSignUp(b.Context(), queue, delivery, people.RandomID())
				},
			}
			var took [2][]time.Duration
			pair := func() {
				n := len(took[0])
				for turn := range sides { // who comes first changes from pair to pair
					side := (n + turn) % len(sides)
					delivery := fmt.Sprintf("%d-%d", n, side)
					start := time.Now()
					err := sides[side](delivery)
					took[side] = append(took[side], time.Since(start))
					if err != nil {
						b.Fatal(err)
					}
					w.without(b, person(queue))
				}
			}
			for b.Loop() {
				pair()
			}
			for len(took[0]) < fewest {
				pair()
			}
			b.ReportMetric(0, "ns/op") // would count the signing off, too
			b.ReportMetric(milliseconds(took[0]), "ms_bot")
			b.ReportMetric(milliseconds(took[1]), "ms_bare")
			b.ReportMetric(milliseconds(took[0])/milliseconds(took[1]), "ratio")
		})
	}
}

func median[T cmp.Ordered](all []T) T {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

func milliseconds(all []time.Duration) float64 { return median(all).Seconds() * 1000 }

// warm lets kigo see the event once, as it has after anybody's sign-up.
func (w *crowd) warm(t testing.TB, n int) {
	t.Helper()
	if err := w.signUp(t.Context(), n, "warm"); err != nil {
		t.Fatal(err)
	}
	w.without(t, person(n))
}

// signUp is a click on "Anmelden" by the n-th person.
func (w *crowd) signUp(ctx context.Context, n int, delivery string) error {
	reply := w.bot.Handle(ctx, says(n, delivery, chat.Click, "anmelden "+string(w.event)))
	if len(reply.Message.Sections) == 0 || len(reply.Message.Sections[0].Buttons) != 2 {
		return fmt.Errorf("answered %q", reply.Message.Plain())
	}
	return nil
}

// bareSignUp is the same without kigo, given all that kigo has to find out.
func (w *crowd) bareSignUp(ctx context.Context, n int, delivery, nonce string) error {
	ctx, cancel := context.WithTimeout(ctx, bot.HandlerTimeout)
	defer cancel()
	c, p, now := w.store.Collection, person(n), time.Now()
	d := mailbox.Platform + "/" + delivery
	_, err := c("inbox").InsertOne(ctx, bson.D{
		{Key: "_id", Value: d}, {Key: "at", Value: now}, {Key: "lease", Value: now.Add(bot.DefaultLease)}, {Key: "done", Value: false},
	})
	if err != nil {
		return err
	}
	if _, err := c("identities").FindOne(ctx, bson.D{{Key: "_id", Value: mailbox.Platform + "/" + account(n)}}).Raw(); err != nil {
		return err
	}
	if _, err := c("people").FindOne(ctx, bson.D{{Key: "_id", Value: p}}).Raw(); err != nil {
		return err
	}
	waits := n >= w.seats
	filter := bson.D{
		{Key: "_id", Value: w.event}, {Key: "state", Value: events.Open}, {Key: "seats", Value: w.seats},
		{Key: "queue", Value: bson.D{{Key: "$ne", Value: p}}}, {Key: "deadline", Value: bson.D{{Key: "$gt", Value: now}}},
		{Key: "queue." + strconv.Itoa(w.seats-1), Value: bson.D{{Key: "$exists", Value: waits}}},
	}
	change := bson.D{{Key: "$push", Value: bson.D{{Key: "queue", Value: p}}}}
	if waits {
		change = append(change, bson.E{Key: "$set", Value: bson.D{{Key: "waiting." + string(p), Value: nonce}}})
	}
	after := options.FindOneAndUpdate().SetReturnDocument(options.After)
	if _, err := c("events").FindOneAndUpdate(ctx, filter, change, after).Raw(); err != nil {
		return err
	}
	_, err = c("inbox").UpdateOne(ctx, bson.D{{Key: "_id", Value: d}}, bson.D{{Key: "$set", Value: bson.D{{Key: "done", Value: true}}}})
	return err
}

// What the benchmark compares is the same on both sides: the same commands with the same
// contents, but for times, time-outs and sessions.
func TestBenchmarkComparesLikeWithLike(t *testing.T) {
	t.Parallel()
	for name, queue := range map[string]int{"onto a seat": 20, "onto the waiting list": forumSeats} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const nonce = "n1234567"
			w := newCrowd(t, forumSeats)
			w.known(t, queue+1)
			w.warm(t, queue)
			w.events.NewID = func() string { return nonce }
			kigo := w.commands(t, func() error { return w.signUp(t.Context(), queue, "1") })
			w.without(t, person(queue))
			if _, err := w.store.Collection("inbox").DeleteMany(t.Context(), bson.D{}); err != nil {
				t.Fatal(err)
			}
			bare := w.commands(t, func() error { return w.bareSignUp(t.Context(), queue, "1", nonce) })
			if diff := gocmp.Diff(bare, kigo); diff != "" {
				t.Errorf("kigo (+) sends something else than the bare driver (-):\n%s", diff)
			}
			if len(kigo) != 5 {
				t.Errorf("%d commands:\n%s", len(kigo), strings.Join(kigo, "\n"))
			}
		})
	}
}

// The store is asked this and no more; see docs/performance.md.
func TestWhatASignUpAsksOfTheStore(t *testing.T) {
	t.Parallel()
	w := newCrowd(t, 1)
	w.known(t, 2)
	const button = "insert inbox, find identities, find people, findAndModify events, update inbox"
	for _, tc := range []struct {
		name string
		ev   chat.Event
		want string
	}{
		{"the first that this process sees", says(1, "0", chat.Click, "anmelden forum-kigo"),
			"insert inbox, find identities, find people, find events, findAndModify events, update inbox"},
		{"leaving", says(1, "1", chat.Click, "abmelden forum-kigo ja"),
			"insert inbox, find identities, find people, find events, findAndModify events, update inbox"},
		{"by button", says(1, "2", chat.Click, "anmelden forum-kigo"), button},
		{"a second time", says(1, "3", chat.Command, "anmelden Forum"),
			"insert inbox, find identities, find people, find events, update inbox"},
		{"the same click once more", says(1, "2", chat.Click, "anmelden forum-kigo"), "insert inbox, find inbox"},
		{"at first contact", says(7, "4", chat.Click, "anmelden forum-kigo"),
			"insert inbox, find identities, find forgotten, find people, insert identities, insert people, " +
				"findAndModify events, update people, update inbox"},
		{"leaving a seat, with somebody who moves up", says(0, "5", chat.Click, "abmelden forum-kigo ja"),
			"insert inbox, find identities, find people, find events, findAndModify events, " +
				"insert outbox, find sent, findAndModify events, update inbox"},
	} {
		var got []string
		for _, c := range w.commands(t, func() error { w.bot.Handle(t.Context(), tc.ev); return nil }) {
			words := strings.Fields(c)
			got = append(got, words[0]+" "+words[1])
		}
		if list := strings.Join(got, ", "); list != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, list, tc.want)
		}
	}
}

// commands are what do sends to the store: name, collection, and everything else.
func (w *crowd) commands(t *testing.T, do func() error) []string {
	t.Helper()
	var sent []string
	w.watch(func(_ context.Context, c *event.CommandStartedEvent) {
		collection, _ := c.Command.Lookup(c.CommandName).StringValueOK()
		sent = append(sent, c.CommandName+" "+collection+" "+shape(bson.RawValue{Type: bson.TypeEmbeddedDocument, Value: c.Command}))
	})
	defer w.watch(nil)
	if err := do(); err != nil {
		t.Fatal(err)
	}
	return sent
}

// shape is a value with types in place of what is different each time.
func shape(v bson.RawValue) string {
	var inside []string
	switch v.Type {
	case bson.TypeEmbeddedDocument, bson.TypeArray:
		elements, err := bson.Raw(v.Value).Elements()
		if err != nil {
			return err.Error()
		}
		for _, e := range elements {
			inside = append(inside, e.Key()+": "+shape(e.Value()))
		}
		return "{" + strings.Join(inside, ", ") + "}"
	case bson.TypeString, bson.TypeBoolean, bson.TypeInt32:
		return v.String()
	default:
		return v.Type.String()
	}
}
