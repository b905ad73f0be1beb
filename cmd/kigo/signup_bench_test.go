package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/chat"
)

func BenchmarkSignUp(b *testing.B) {
	for _, n := range []int{20, 220, 2000} {
		b.Run(fmt.Sprintf("queue=%d", n), func(b *testing.B) {
			w := newCrowd(b, mongotest.Open(b), 220, slog.New(slog.DiscardHandler))
			w.known(b, n+1, n)
			var bot, bare []time.Duration
			pair := 0
			for b.Loop() {
				pair++
				for turn := range 2 {
					side := (pair + turn) % 2
					t0 := time.Now()
					id := fmt.Sprintf("d%d-%d", pair, side)
					if side == 0 {
						r := w.bot.Handle(context.Background(), chat.Event{ID: id, Kind: chat.Click, Platform: mailbox.Platform, User: user(n), Line: "anmelden forum-kigo"})
						bot = append(bot, time.Since(t0))
						if !strings.Contains(r.Message.Plain(), "Ki:GO Forum") {
							b.Fatal(r.Message.Plain())
						}
					} else {
						w.bare(b, id, n, n >= 220)
						bare = append(bare, time.Since(t0))
					}
					p := fmt.Sprintf("p%07d", n)
					w.store.Collection("events").UpdateOne(b.Context(), bson.D{{Key: "_id", Value: w.event}}, bson.D{{"$pull", bson.D{{"queue", p}}}, {"$unset", bson.D{{"waiting." + p, ""}}}})
				}
			}
			slices.Sort(bot)
			slices.Sort(bare)
			m := func(d []time.Duration) float64 { return float64(d[len(d)/2].Microseconds()) / 1000 }
			b.ReportMetric(m(bot), "ms_bot")
			b.ReportMetric(m(bare), "ms_bare")
			b.ReportMetric(m(bot)/m(bare), "ratio")
		})
	}
}

func (w *crowd) bare(b testing.TB, id string, n int, waits bool) {
	ctx := b.Context()
	c := w.store.Collection
	now := time.Now()
	did := mailbox.Platform + "/" + id
	p := fmt.Sprintf("p%07d", n)
	if _, err := c("inbox").InsertOne(ctx, bson.D{{"_id", did}, {"at", now}, {"lease", now}, {"done", false}}); err != nil {
		b.Fatal(err)
	}
	if _, err := c("identities").FindOne(ctx, bson.D{{"_id", mailbox.Platform + "/" + account(n)}}).Raw(); err != nil {
		b.Fatal(err)
	}
	if _, err := c("people").FindOne(ctx, bson.D{{"_id", p}}).Raw(); err != nil {
		b.Fatal(err)
	}
	cur, err := c("events").Find(ctx, bson.D{{"end", bson.D{{"$gt", now.AddDate(0, 0, -30)}}}}, options.Find().SetSort(bson.D{{"start", 1}, {"_id", 1}}))
	if err != nil {
		b.Fatal(err)
	}
	for cur.Next(ctx) {
	}
	ch := bson.D{{"$push", bson.D{{"queue", p}}}}
	if waits {
		ch = append(ch, bson.E{"$set", bson.D{{"waiting." + p, "abcdefgh"}}})
	}
	if _, err := c("events").FindOneAndUpdate(ctx, bson.D{{"_id", w.event}, {"state", "open"}, {"seats", 220}, {"queue", bson.D{{"$ne", p}}}, {"deadline", bson.D{{"$gt", now}}}, {"queue.219", bson.D{{"$exists", waits}}}}, ch, options.FindOneAndUpdate().SetReturnDocument(options.After)).Raw(); err != nil {
		b.Fatal(err)
	}
	if _, err := c("inbox").UpdateOne(ctx, bson.D{{"_id", did}}, bson.D{{"$set", bson.D{{"done", true}}}}); err != nil {
		b.Fatal(err)
	}
}
