package pulses_test

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/people"
)

// atOnce calls do(0) … do(n-1) from many goroutines.
func atOnce(n int, do func(i int)) {
	const workers = 32
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// 300 people are a pilot on the embedded store, 5,000 the administration on MongoDB.
func TestEverybodyAnswersAtOnce(t *testing.T) {
	t.Parallel()
	n := 300
	if os.Getenv(mongotest.URIVariable) != "" {
		n = 5000
	}
	w := newWorld(t)
	p, replica := w.process(t), w.process(t)
	var all []people.Person
	for i := range 5 {
		all = append(all, p.staff(t, n/5, people.Dezernate[i])...)
	}
	r := p.run(t, mood)
	var thanked [3]atomic.Int64
	atOnce(n, func(i int) {
		at := p
		if i%2 == 0 {
			at = replica
		}
		if _, err := at.Answer(t.Context(), r.ID, all[i].ID, chose(i%3)); err != nil {
			t.Error(err)
			return
		}
		thanked[i%3].Add(1)
	})
	if _, err := p.Close(t.Context(), writer, r.ID); err != nil {
		t.Fatal(err)
	}
	rep := p.report(t, r.ID)
	if got := rep.Questions[0].Total(); got.N != n {
		t.Errorf("counted %d of %d", got.N, n)
	}
	for choice := range thanked {
		if got := rep.Questions[0].Total().Given[choice]; int64(got) != thanked[choice].Load() {
			t.Errorf("choice %d is counted %d times, %d were thanked", choice, got, thanked[choice].Load())
		}
	}
	if got := len(rep.Questions[0].Parts); got != 5 {
		t.Errorf("%d parts", got)
	}
	w.wantCleared(t, p, r.ID)
}

// BenchmarkAnswer measures an answer against the operations that it is made of: three
// reads by _id and one insert.
func BenchmarkAnswer(b *testing.B) {
	w := newWorld(b)
	p := w.process(b)
	all := p.staff(b, 300, "OB")
	r := p.run(b, mood)
	b.Run("first answer", func(b *testing.B) {
		for i := range b.N {
			if i%len(all) == 0 {
				b.StopTimer()
				if err := p.Store.WipeAnswers(b.Context(), r.ID); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			p.answer(b, r, all[i%len(all)], chose(i%3))
		}
	})
	b.Run("change", func(b *testing.B) {
		for i := range b.N {
			p.answer(b, r, all[i%len(all)], chose(i%3))
		}
	})
	b.Run("bare operations", func(b *testing.B) {
		c, size := p.db.Collection("pulse_answers"), r.Size+200
		for i := range b.N {
			for range 2 {
				if _, err := p.Store.Get(b.Context(), r.ID); err != nil {
					b.Fatal(err)
				}
			}
			if _, ok, err := p.Store.Member(b.Context(), r.ID, all[i%len(all)].ID); err != nil || !ok {
				b.Fatal(err)
			}
			if _, err := c.InsertOne(b.Context(), bson.D{{Key: "_id", Value: fmt.Sprintf("bare/%d/%d", b.N, i)}, {Key: "sealed", Value: make([]byte, size)}}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
