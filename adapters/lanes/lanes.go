// Package lanes does many people's work at once, and each person's in turn.
package lanes

import (
	"context"
	"sync"
	"time"
)

// Lanes hands out work. What has the same key is done in the order in which it came; one
// key never waits for another, as long as there are workers.
type Lanes[T any] struct {
	do      func(T)
	workers chan struct{} // one for each that works
	places  chan struct{} // one for each job that was taken on

	after time.Duration // see Late
	tell  func(job T, open func() bool)

	mu      sync.Mutex
	closed  bool
	waiting map[string][]*taken[T] // behind the one in work, by key
	told    map[string]time.Time   // by key, within toldOnce
	running sync.WaitGroup
}

// taken is a job that was taken on.
type taken[T any] struct {
	job  T
	late *time.Timer // nil unless somebody is to be told
	done chan struct{}
}

const (
	// toldOnce is how long one word to somebody is enough for all of their jobs.
	toldOnce = time.Minute
	// mostTold bounds what is remembered of that; beyond it somebody may be told twice.
	mostTold = 10_000
)

// New has jobs done by do, at most n at once and so many taken on. Close ends it.
func New[T any](n, places int, do func(T)) *Lanes[T] {
	return &Lanes[T]{do: do, workers: make(chan struct{}, n), places: make(chan struct{}, places), waiting: map[string][]*taken[T]{}, told: map[string]time.Time{}}
}

// Late has tell called for a job that was taken on so long ago and is not done, whether it
// waits or is in work, once a minute for each key. open reports whether it is still not
// done: ask right before telling anybody. Call Late before the first job.
func (l *Lanes[T]) Late(after time.Duration, tell func(job T, open func() bool)) {
	l.after, l.tell = after, tell
}

func (l *Lanes[T]) watch(key string, job T) *taken[T] {
	t := &taken[T]{job: job, done: make(chan struct{})}
	if l.tell == nil {
		return t
	}
	open := func() bool {
		select {
		case <-t.done:
			return false
		default:
			return true
		}
	}
	t.late = time.AfterFunc(l.after, func() {
		if open() && l.first(key, time.Now()) {
			l.tell(job, open)
		}
	})
	return t
}

// first reports whether nobody of this key was told within the last minute, and notes that
// they are now.
func (l *Lanes[T]) first(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.told[key]) < toldOnce {
		return false
	}
	if len(l.told) >= mostTold {
		for k, at := range l.told {
			if now.Sub(at) >= toldOnce {
				delete(l.told, k)
			}
		}
		if len(l.told) >= mostTold {
			clear(l.told)
		}
	}
	l.told[key] = now
	return true
}

func (t *taken[T]) end() {
	close(t.done)
	if t.late != nil {
		t.late.Stop()
	}
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
	t := l.watch(key, job)
	if jobs, busy := l.waiting[key]; busy {
		l.waiting[key] = append(jobs, t)
		return true
	}
	l.waiting[key] = nil
	l.running.Go(func() {
		for ; t != nil; t = l.next(key) {
			l.workers <- struct{}{}
			l.do(t.job)
			<-l.workers
			t.end()
			<-l.places
		}
	})
	return true
}

// next is what waits behind the job that was done, or nil.
func (l *Lanes[T]) next(key string) *taken[T] {
	l.mu.Lock()
	defer l.mu.Unlock()
	jobs := l.waiting[key]
	if len(jobs) == 0 {
		delete(l.waiting, key)
		return nil
	}
	l.waiting[key] = jobs[1:]
	return jobs[0]
}

// Close takes no more work, and returns once everything taken on is done.
func (l *Lanes[T]) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.running.Wait()
}
