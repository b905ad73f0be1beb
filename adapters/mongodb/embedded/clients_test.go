package embedded_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
)

// workers is how many commands one client process keeps going at once.
const workers = 8

// value reads the number that the increments raise.
func value(t *testing.T, db *mongodb.DB) int {
	t.Helper()
	var doc struct{ N int }
	if err := db.Collection("events").FindOne(t.Context(), bson.D{{Key: "_id", Value: "x"}}).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc.N
}

// impatient gives up after a random moment, often amid the command, if it is to.
func impatient(ctx context.Context, yes bool) (context.Context, context.CancelFunc) {
	if !yes {
		return context.WithCancel(ctx)
	}
	longest := 5 * time.Millisecond
	if rand.IntN(2) == 0 {
		longest = 300 * time.Millisecond
	}
	return context.WithTimeout(ctx, rand.N(longest))
}

// parallel calls do(0) … do(n-1) with a number of workers; it ends at the first error.
func parallel(n int, do func(i int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	failed := make(chan error, workers)
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// figures are what a client process has tried and what it was told.
type figures struct{ Attempted, Acknowledged int64 }

// partIncrement raises one number: arguments URI, how often, whether to be impatient.
func partIncrement(ctx context.Context, args []string) error {
	db, err := mongodb.Open(ctx, args[0], "kigo")
	if err != nil {
		return err
	}
	defer disconnect(db)
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	cancelled := args[2] == "true"
	var acknowledged atomic.Int64
	err = parallel(n, func(int) error {
		ctx, cancel := impatient(ctx, cancelled)
		defer cancel()
		r, err := db.Collection("events").UpdateOne(ctx, bson.D{{Key: "_id", Value: "x"}},
			bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}})
		if err != nil && !cancelled {
			return err
		}
		if err == nil {
			acknowledged.Add(r.ModifiedCount)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return report(figures{Attempted: int64(n), Acknowledged: acknowledged.Load()})
}

func TestTwoProcessesLoseNoIncrement(t *testing.T) {
	t.Parallel()
	for _, cancelled := range []bool{false, true} {
		t.Run(fmt.Sprintf("cancelled at random %v", cancelled), func(t *testing.T) {
			t.Parallel()
			s := open(t, t.TempDir())
			db := connect(t, s.URI())
			if err := insert(t.Context(), db, "x"); err != nil {
				t.Fatal(err)
			}
			n := strconv.Itoa(pick(250, 5000))
			var total figures
			children := []*child{
				start(t, "increment", s.URI(), n, strconv.FormatBool(cancelled)),
				start(t, "increment", s.URI(), n, strconv.FormatBool(cancelled)),
			}
			for _, c := range children {
				f := decode[figures](t, c.wait())
				total.Attempted += f.Attempted
				total.Acknowledged += f.Acknowledged
			}
			got := int64(value(t, db)) // after everything under way: the proxy keeps the order
			if got < total.Acknowledged || got > total.Attempted {
				t.Errorf("value %d, acknowledged %d, attempted %d", got, total.Acknowledged, total.Attempted)
			}
			if !cancelled && got != total.Attempted {
				t.Errorf("value %d, want all %d", got, total.Attempted)
			}
			t.Logf("acknowledged %d ≤ value %d ≤ attempted %d", total.Acknowledged, got, total.Attempted)
		})
	}
}

const seats = 2

// placed is a person who has been told of a seat at an event.
type placed struct{ Event, Person string }

// partJoin lets many people join many events of two seats: arguments URI, number of events, prefix of the
// people, whether to be impatient.
func partJoin(ctx context.Context, args []string) error {
	db, err := mongodb.Open(ctx, args[0], "kigo")
	if err != nil {
		return err
	}
	defer disconnect(db)
	events, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	cancelled := args[3] == "true"
	var mu sync.Mutex
	told := []placed{}
	const people = 5 // an event
	err = parallel(events*people, func(i int) error {
		event, person := fmt.Sprintf("event-%d", i/people), fmt.Sprintf("%s-%d", args[2], i%people)
		ctx, cancel := impatient(ctx, cancelled)
		defer cancel()
		err := db.Collection("events").FindOneAndUpdate(ctx, bson.D{
			{Key: "_id", Value: event},
			{Key: "state", Value: "open"},
			{Key: "queue", Value: bson.D{{Key: "$ne", Value: person}}},
			{Key: fmt.Sprintf("queue.%d", seats-1), Value: bson.D{{Key: "$exists", Value: false}}},
		}, bson.D{{Key: "$push", Value: bson.D{{Key: "queue", Value: person}}}}).Err()
		switch {
		case err == nil:
			mu.Lock()
			told = append(told, placed{event, person})
			mu.Unlock()
		case !mongodb.IsNotFound(err) && !cancelled:
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	return report(told)
}

func TestTwoProcessesNeverOversell(t *testing.T) {
	t.Parallel()
	for _, cancelled := range []bool{false, true} {
		t.Run(fmt.Sprintf("cancelled at random %v", cancelled), func(t *testing.T) {
			t.Parallel()
			s := open(t, t.TempDir())
			db := connect(t, s.URI())
			events := pick(20, 200)
			for i := range events {
				_, err := db.Collection("events").InsertOne(t.Context(), bson.D{
					{Key: "_id", Value: fmt.Sprintf("event-%d", i)}, {Key: "state", Value: "open"}, {Key: "queue", Value: []string{}},
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			arguments := []string{s.URI(), strconv.Itoa(events)}
			children := []*child{
				start(t, "join", append(arguments, "bert", strconv.FormatBool(cancelled))...),
				start(t, "join", append(arguments, "carla", strconv.FormatBool(cancelled))...),
			}
			told := map[string][]string{}
			for _, c := range children {
				for _, p := range decode[[]placed](t, c.wait()) {
					told[p.Event] = append(told[p.Event], p.Person)
				}
			}
			for i := range events {
				checkSeats(t, db, fmt.Sprintf("event-%d", i), told[fmt.Sprintf("event-%d", i)], !cancelled)
			}
		})
	}
}

// checkSeats compares an event's queue with who has been told of a seat.
func checkSeats(t *testing.T, db *mongodb.DB, event string, told []string, all bool) {
	t.Helper()
	var doc struct{ Queue []string }
	if err := db.Collection("events").FindOne(t.Context(), bson.D{{Key: "_id", Value: event}}).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Queue) > seats || (all && (len(doc.Queue) != seats || len(told) != seats)) {
		t.Errorf("%s: %d seats, queue %v, told %v", event, seats, doc.Queue, told)
	}
	for _, p := range told {
		n := 0
		for _, q := range doc.Queue {
			if q == p {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s: %s was told of a seat and is %d times in the queue", event, p, n)
		}
	}
}
