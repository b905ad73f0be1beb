// Package lanes does many people's work at once, and each person's in turn.
package lanes

import (
	"context"
	"hash/maphash"
	"sync"
)

// Lanes hands work to a fixed number of workers. What has the same key is done in the
// order in which it came.
type Lanes[T any] struct {
	seed    maphash.Seed
	lanes   []chan T
	workers sync.WaitGroup
	mu      sync.RWMutex
	closed  bool
}

// New starts n workers that call do, each with a queue of so many places. Close ends them.
func New[T any](n, places int, do func(T)) *Lanes[T] {
	l := &Lanes[T]{seed: maphash.MakeSeed()}
	for range n {
		lane := make(chan T, places)
		l.lanes = append(l.lanes, lane)
		l.workers.Go(func() {
			for job := range lane {
				do(job)
			}
		})
	}
	return l
}

func (l *Lanes[T]) lane(key string) chan T {
	return l.lanes[maphash.String(l.seed, key)%uint64(len(l.lanes))]
}

// Try takes work on, or returns false at once if there is no place or Close was called.
func (l *Lanes[T]) Try(key string, job T) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return false
	}
	select {
	case l.lane(key) <- job:
		return true
	default:
		return false
	}
}

// Put takes work on as soon as there is a place. It returns false if ctx ends before, or
// Close was called.
func (l *Lanes[T]) Put(ctx context.Context, key string, job T) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return false
	}
	select {
	case l.lane(key) <- job:
		return true
	case <-ctx.Done():
		return false
	}
}

// Close takes no more work, and returns once everything taken on is done.
func (l *Lanes[T]) Close() {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		for _, lane := range l.lanes {
			close(lane)
		}
	}
	l.mu.Unlock()
	l.workers.Wait()
}
