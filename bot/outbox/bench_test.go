package outbox_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// BenchmarkOutbox sends messages over a platform that takes no time, and holds the
// throughput against the least that any outbox has to do: insert a row, and mark it.
func BenchmarkOutbox(b *testing.B) {
	for _, rows := range []int{50, 300} { // that are waiting at once: the embedded store reads them all for each claim
		for _, workers := range []int{1, outbox.DefaultLimits.Workers} {
			b.Run(fmt.Sprintf("rows=%d/workers=%d", rows, workers), func(b *testing.B) {
				w := newWorld(b)
				bare := mongotest.Open(b).Collection("bare")
				d, everybody := w.dispatcher(), fixed{}
				d.People, d.Limits.Workers = everybody, workers
				var whole, least time.Duration
				for round := 0; b.Loop(); round++ {
					ids := crowdOf(everybody, rows)
					began := time.Now()
					for n, p := range ids {
						w.enqueue(b, fmt.Sprint(round, "/", n), everybody[p])
					}
					w.drain(b, d)
					whole += time.Since(began)
					began = time.Now()
					for n, p := range ids {
						id := fmt.Sprint(round, "/", n)
						if _, err := bare.InsertOne(b.Context(), outbox.Row{ID: id, Person: p, Data: map[string]string{"text": id}}); err != nil {
							b.Fatal(err)
						}
						if _, err := bare.UpdateByID(b.Context(), id, bson.D{{Key: "$set", Value: bson.D{{Key: "state", Value: "sent"}}}}); err != nil {
							b.Fatal(err)
						}
					}
					least += time.Since(began)
				}
				sent := float64(b.N * rows)
				b.ReportMetric(sent/whole.Seconds(), "messages/s")
				b.ReportMetric(sent/least.Seconds(), "bare/s")
				b.ReportMetric(whole.Seconds()/least.Seconds(), "times-bare")
			})
		}
	}
}

// crowdOf makes people with an account each.
func crowdOf(everybody fixed, n int) []people.ID {
	var ids []people.ID
	for i := range n {
		id := people.ID(fmt.Sprintf("p%07d", i))
		everybody[id] = people.Person{ID: id, Accounts: map[string]string{"slack": string(id)}}
		ids = append(ids, id)
	}
	return ids
}

// limited is a platform that takes 50 messages a second, and 100 ms for each.
type limited struct {
	*platform
	slots <-chan time.Time
}

func (l limited) Send(ctx context.Context, channel string, m chat.Message, key string) (string, error) {
	<-l.slots
	<-time.After(100 * time.Millisecond)
	return l.platform.Send(ctx, channel, m, key)
}

// BenchmarkPacing says how much of a platform's limit is used, in real time.
func BenchmarkPacing(b *testing.B) {
	const perSecond, messages = 50, 250
	w := newWorld(b)
	d, everybody := w.dispatcher(), fixed{}
	d.People, d.Limits.Workers = everybody, outbox.DefaultLimits.Workers
	var took time.Duration
	for round := 0; b.Loop(); round++ {
		for n, p := range crowdOf(everybody, messages) {
			w.enqueue(b, fmt.Sprint(round, "/", n), everybody[p])
		}
		limit := time.NewTicker(time.Second / perSecond)
		d.Adapters = map[string]chat.Adapter{"slack": limited{w.slack, limit.C}}
		began := time.Now()
		w.drain(b, d)
		took += time.Since(began)
		limit.Stop()
	}
	b.ReportMetric(100*float64(b.N*messages)/perSecond/took.Seconds(), "%used")
}

// BenchmarkBundle says what looking for more for the same person costs beside claiming, where
// many rows wait.
func BenchmarkBundle(b *testing.B) {
	const rows = 5000
	w := newWorld(b)
	for n := range rows {
		w.add(b, outbox.Row{ID: fmt.Sprintf("bulk/%04d", n), Person: people.ID(fmt.Sprint(n)), Waits: true, Priority: outbox.Bulk})
	}
	b.Run("claim", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.rows.Claim(b.Context(), w.Now(), w.real.Now(), "c", 0, 16); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("more", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.rows.ClaimMore(b.Context(), "nobody", "", w.Now(), w.real.Now(), "c", 0, 9); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("attempting", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.rows.Attempting(b.Context(), "bulk/2500", "c", outbox.Attempt{}, w.real.Now(), nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
