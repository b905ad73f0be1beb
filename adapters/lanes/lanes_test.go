package lanes_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kigo/adapters/lanes"
)

type job struct {
	who string
	n   int
}

func TestEachPersonsWorkIsDoneInTurnAndAllOfIt(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	done := map[string][]int{}
	l := lanes.New(4, 2, func(j job) {
		mu.Lock()
		defer mu.Unlock()
		done[j.who] = append(done[j.who], j.n)
	})
	var group sync.WaitGroup
	for p := range 20 {
		group.Go(func() {
			for n := range 50 {
				who := fmt.Sprint("person ", p)
				if !l.Put(t.Context(), who, job{who, n}) {
					t.Error("not taken")
				}
			}
		})
	}
	group.Wait()
	l.Close()
	for who, list := range done {
		for n, got := range list {
			if got != n || len(list) != 50 {
				t.Fatalf("%s: %v", who, list)
			}
		}
	}
	if len(done) != 20 {
		t.Errorf("%d people were served", len(done))
	}
}

func TestOnePersonNeverWaitsForAnother(t *testing.T) {
	t.Parallel()
	block, done := make(chan struct{}), make(chan string, 100)
	l := lanes.New(2, 100, func(j job) {
		if j.who == "slow" {
			<-block
		}
		done <- j.who
	})
	l.Put(t.Context(), "slow", job{who: "slow"})
	for n := range 50 {
		who := fmt.Sprint("person ", n)
		l.Put(t.Context(), who, job{who: who})
		<-done
	}
	close(block)
	l.Close()
}

func TestWhatHasNoPlaceIsTold(t *testing.T) {
	t.Parallel()
	block := make(chan struct{})
	began := make(chan struct{}, 10)
	l := lanes.New(1, 2, func(job) { began <- struct{}{}; <-block })
	if !l.Try("a", job{}) {
		t.Fatal("the first finds no place")
	}
	<-began
	if !l.Try("b", job{}) || l.Try("a", job{}) || l.Try("c", job{}) {
		t.Error("one works, one waits, the third is told that there is no place")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if l.Put(ctx, "a", job{}) {
		t.Error("taken after the context's end")
	}
	close(block)
	l.Close()
	l.Close()
	if l.Try("a", job{}) || l.Put(t.Context(), "a", job{}) {
		t.Error("taken after Close")
	}
	if len(began) != 1 {
		t.Errorf("%d more done, want what waited", len(began))
	}
}

func TestWhoWaitsLongIsToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const late = 3 * time.Second
		l := lanes.New(1, 100, func(j job) { time.Sleep(time.Duration(j.n) * time.Second) })
		var mu sync.Mutex
		told := map[string]int{}
		var still []func() bool
		l.Late(late, func(j job, open func() bool) {
			mu.Lock()
			defer mu.Unlock()
			told[j.who]++
			still = append(still, open)
		})
		l.Try("quick", job{"quick", 1})
		time.Sleep(late)
		l.Try("slow", job{"slow", 10}) // in work
		l.Try("slow", job{"slow", 9})  // one word is enough for both
		l.Try("wait", job{"wait", 10}) // has no worker yet
		time.Sleep(late)
		synctest.Wait()
		if told["quick"] != 0 || told["slow"] != 1 || told["wait"] != 1 || !still[0]() || !still[1]() {
			t.Errorf("told: %v", told)
		}
		l.Close()
		if still[0]() || still[1]() || len(still) != 2 {
			t.Errorf("in the end: %v", told)
		}
	})
}
