// Package lanes does many people's work at once, and each person's in turn.
package lanes

import (
	"context"
	"sync"
)

// Lanes hands out work. What has the same key is done in the order in which it came; one
// key never waits for another, as long as there are workers.
type Lanes[T any] struct {
	do      func(T)
	workers chan struct{} // one for each that works
	places  chan struct{} // one for each job that was taken on

	mu      sync.Mutex
	closed  bool
	waiting map[string][]T // behind the one in work, by key
	running sync.WaitGroup
}

// New has jobs done by do, at most n at once and so many taken on. Close ends it.
func New[T any](n, places int, do func(T)) *Lanes[T] {
	return &Lanes[T]{do: do, workers: make(chan struct{}, n), places: make(chan struct{}, places), waiting: map[string][]T{}}
}

// Try takes work on, or returns false at once if there is no place or Close was called.
func (l *Lanes[T]) Try(key string, job T) bool {
	select {
	case l.places <- struct{}{}:
		return l.begin(key, job)
	default:
		return false
	}
}

// Put takes work on as soon as there is a place. It returns false if ctx ends before, or
// Close was called.
func (l *Lanes[T]) Put(ctx context.Context, key string, job T) bool {
	select {
	case l.places <- struct{}{}:
		return l.begin(key, job)
	case <-ctx.Done():
		return false
	}
}

func (l *Lanes[T]) begin(key string, job T) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		<-l.places
		return false
	}
	if jobs, busy := l.waiting[key]; busy {
		l.waiting[key] = append(jobs, job)
		return true
	}
	l.waiting[key] = nil
	l.running.Go(func() {
		for next := true; next; {
			l.workers <- struct{}{}
			l.do(job)
			<-l.workers
			<-l.places
			job, next = l.next(key)
		}
	})
	return true
}

// next is what waits behind the job that was done.
func (l *Lanes[T]) next(key string) (job T, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	jobs := l.waiting[key]
	if len(jobs) == 0 {
		delete(l.waiting, key)
		return job, false
	}
	l.waiting[key] = jobs[1:]
	return jobs[0], true
}

// Close takes no more work, and returns once everything taken on is done.
func (l *Lanes[T]) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.running.Wait()
}
