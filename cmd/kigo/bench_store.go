package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/adapters/mattermost"
	"kigo/adapters/mongodb"
	"kigo/bot/events"
	"kigo/bot/people"
)

// benchRun is one run of `kigo bench`.
type benchRun struct {
	plan benchPlan
	cfg  Config
	log  *slog.Logger
	town *benchTown
	told map[int]string // what each person read last, by number
}

const (
	benchTitle = "Probelauf"
	benchBare  = "bench-bare" // the event of the bare driver
	// bareAtOnce is as many as kigo's pool of connections holds.
	bareAtOnce = 32
	bareMost   = 500 // bare sign-ups
)

func benchEvent(n int) events.ID { return events.ID("bench-" + strconv.Itoa(n)) }

// withStore opens the store while no kigo runs.
func (b *benchRun) withStore(ctx context.Context, do func(*store) error) error {
	st, err := openStore(ctx, b.cfg, alone, b.log)
	if err != nil {
		return err
	}
	return errors.Join(do(st), st.close())
}

// dropStore takes the database away again; that of the embedded store goes with its folder.
func (b *benchRun) dropStore() error {
	if b.cfg.MongoURI == "" {
		return nil
	}
	return b.withStore(context.Background(), func(st *store) error { return st.Drop(context.Background()) })
}

// prepare publishes the events, and measures the bare driver on one like them.
func (b *benchRun) prepare(ctx context.Context, r *benchResult) error {
	return b.withStore(ctx, func(st *store) error {
		for n := range b.plan.Events {
			if err := b.publish(ctx, st, benchEvent(n)); err != nil {
				return err
			}
		}
		if err := b.publish(ctx, st, benchBare); err != nil {
			return err
		}
		if err := b.bareStore(ctx, st, r); err != nil {
			return err
		}
		_, err := st.Collection("events").DeleteOne(ctx, bson.D{{Key: "_id", Value: benchBare}})
		return err
	})
}

// publish makes an event with as many people in it as asked for.
func (b *benchRun) publish(ctx context.Context, st *store, id events.ID) error {
	now := time.Now()
	start := now.AddDate(0, 0, 21)
	e := events.Event{
		ID: id, State: events.Open, Version: 1, Created: now, Organisers: []people.ID{"organise"},
		Details: events.Details{
			Title: benchTitle + " " + string(id), Place: "Ratssaal", Seats: b.plan.Seats, Start: start, End: start.Add(4 * time.Hour), Deadline: start,
		},
	}
	if _, err := mongodb.NewEvents(st.DB).Insert(ctx, e); err != nil {
		return err
	}
	queue, waiting := bson.A{}, bson.D{}
	for n := range b.plan.Queue {
		p := fmt.Sprintf("q%07d", n)
		if queue = append(queue, p); n >= b.plan.Seats {
			waiting = append(waiting, bson.E{Key: p, Value: fmt.Sprintf("n%07d", n)})
		}
	}
	_, err := st.Collection("events").UpdateOne(ctx, bson.D{{Key: "_id", Value: id}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "queue", Value: queue}, {Key: "waiting", Value: waiting}}}})
	return err
}

// bareStore sends the write of a sign-up, and nothing else, first one after the other and
// then as many at once as kigo has connections.
func (b *benchRun) bareStore(ctx context.Context, st *store, r *benchResult) error {
	var mu sync.Mutex
	var took []time.Duration
	join := func(n int) error {
		start := time.Now()
		err := b.bareJoin(ctx, st, n)
		mu.Lock()
		defer mu.Unlock()
		took = append(took, time.Since(start))
		return err
	}
	most := min(b.plan.People, bareMost)
	for n := range most / 2 {
		if err := join(n); err != nil {
			return fmt.Errorf("bare sign-up: %w", err)
		}
	}
	r.BareStore = measure(took)
	began, work := time.Now(), make(chan int)
	var crew sync.WaitGroup
	errs := make(chan error, most)
	for range bareAtOnce {
		crew.Go(func() {
			for n := range work {
				errs <- join(n)
			}
		})
	}
	for n := most / 2; n < most; n++ {
		work <- n
	}
	close(work)
	crew.Wait()
	close(errs)
	r.BarePerSecond = float64(most-most/2) / time.Since(began).Seconds()
	for err := range errs {
		if err != nil {
			return fmt.Errorf("bare sign-up: %w", err)
		}
	}
	return nil
}

// bareJoin is the findAndModify of events.Store.Join.
func (b *benchRun) bareJoin(ctx context.Context, st *store, n int) error {
	p := fmt.Sprintf("b%07d", n)
	waits := b.plan.Queue+n >= b.plan.Seats
	for range 2 * bareAtOnce { // at the last seat, others decide
		change := bson.D{{Key: "$push", Value: bson.D{{Key: "queue", Value: p}}}}
		if waits {
			change = append(change, bson.E{Key: "$set", Value: bson.D{{Key: "waiting." + p, Value: "n1234567"}}})
		}
		_, err := st.Collection("events").FindOneAndUpdate(ctx, bson.D{
			{Key: "_id", Value: benchBare}, {Key: "state", Value: events.Open}, {Key: "seats", Value: b.plan.Seats},
			{Key: "queue", Value: bson.D{{Key: "$ne", Value: p}}}, {Key: "deadline", Value: bson.D{{Key: "$gt", Value: time.Now()}}},
			{Key: "queue." + strconv.Itoa(b.plan.Seats-1), Value: bson.D{{Key: "$exists", Value: waits}}},
		}, change, options.FindOneAndUpdate().SetReturnDocument(options.After)).Raw()
		if !mongodb.IsNotFound(err) {
			return err
		}
		waits = !waits
	}
	return errors.New("the event takes nobody")
}

// check holds what is stored against what people read.
func (b *benchRun) check(ctx context.Context, r *benchResult) error {
	return b.withStore(ctx, func(st *store) error {
		list, err := mongodb.NewPeople(st.DB).AllIdentities(ctx)
		if err != nil {
			return err
		}
		account := map[people.ID]string{}
		for _, i := range list {
			if i.Platform == mattermost.Platform {
				account[i.Person] = i.UserID
			}
		}
		in := map[int]bool{}
		for n := range b.plan.Events {
			e, err := mongodb.NewEvents(st.DB).Get(ctx, benchEvent(n))
			if err != nil {
				return err
			}
			for _, p := range e.Queue[min(b.plan.Queue, len(e.Queue)):] {
				who, ok := benchNumber(account[p])
				if !ok || in[who] {
					r.Doubled++
				}
				in[who] = true
			}
			if e.CountSeated() != min(b.plan.Seats, len(e.Queue)) {
				r.Doubled++
			}
		}
		for n := range b.told {
			if !in[n] {
				r.Lost++
			}
		}
		return nil
	})
}
