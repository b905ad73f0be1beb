package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"kigo/bot/audit"
)

const (
	// Stale is how old the last heartbeat of a store is that is taken for a copy: what was due
	// in it may have been sent long ago, by whoever the copy was made of.
	Stale = 6 * time.Hour
	// beatEvery is how often a heartbeat is stored while kigo is at work.
	beatEvery = time.Minute
)

// Pause says that nothing is sent until an operator decides.
type Pause struct {
	Since time.Time `bson:"since"` // real clock
	Beat  time.Time `bson:"beat"`  // when kigo had been at work last; zero if that is not known
}

// PauseStore keeps the heartbeat and the pause. Every write may be repeated.
type PauseStore interface {
	// Heartbeat is when kigo was at work on this store last (real clock); zero if never.
	Heartbeat(ctx context.Context) (time.Time, error)
	Beat(ctx context.Context, t time.Time) error
	// Pause is false if the outbox is not paused.
	Pause(ctx context.Context) (Pause, bool, error)
	// SetPause pauses the outbox; a pause that is there stays as it is.
	SetPause(ctx context.Context, p Pause) error
	EndPause(ctx context.Context) error
}

// What Brake writes into the audit log.
const (
	actionResume = "outbox.resume"
	actionDrop   = "outbox.drop"
)

// Brake keeps back what is due in a store that may be a copy of another one, or of what it
// was itself. Direct replies go on. It goes by the real clock.
type Brake struct {
	Store   PauseStore
	Rows    Store
	Audit   *audit.Log
	RealNow func() time.Time
	Log     *slog.Logger
	// Halt, if set, is called by Drop for what would bring more of what was due by a moment.
	Halt func(ctx context.Context, since time.Time) error

	on atomic.Bool
}

// Look pauses the outbox if nobody has been at work on the store for longer than Stale,
// and says whether it is paused.
func (b *Brake) Look(ctx context.Context) (Pause, bool, error) {
	beat, err := b.Store.Heartbeat(ctx)
	if err != nil {
		return Pause{}, false, err
	}
	if now := b.RealNow(); !beat.IsZero() && now.Sub(beat) > Stale {
		if err := b.Store.SetPause(ctx, Pause{Since: now, Beat: beat}); err != nil {
			return Pause{}, false, err
		}
	}
	return b.Store.Pause(ctx) // after the heartbeat: who beats has set it before
}

// Pull pauses the outbox.
func (b *Brake) Pull(ctx context.Context) error {
	beat, err := b.Store.Heartbeat(ctx)
	if err != nil {
		return err
	}
	return b.Store.SetPause(ctx, Pause{Since: b.RealNow(), Beat: beat})
}

// Start is Look for whoever is about to send, with the first heartbeat.
func (b *Brake) Start(ctx context.Context) error {
	p, paused, err := b.Look(ctx)
	if err != nil {
		return err
	}
	b.on.Store(paused)
	if paused {
		b.Log.Error("THE OUTBOX IS PAUSED: no reminders, announcements or other messages go out, only direct replies. "+
			"This store may be a copy, and what waits in it may have been sent. To send it: kigo outbox resume. To discard what was due: kigo outbox drop",
			"since", p.Since, "last_at_work", p.Beat)
	}
	return b.Store.Beat(ctx, b.RealNow())
}

// Run stores heartbeats until ctx ends.
func (b *Brake) Run(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := b.Store.Beat(ctx, b.RealNow()); err != nil && ctx.Err() == nil {
			b.Log.Warn("no heartbeat stored", "error", err)
		}
	}
}

// On reports whether the outbox was paused when that was looked up last.
func (b *Brake) On() bool { return b.on.Load() }

// Holds reports whether nothing may be sent. It asks the store only while that is so.
func (b *Brake) Holds(ctx context.Context) (bool, error) {
	if !b.on.Load() {
		return false, nil
	}
	_, paused, err := b.Store.Pause(ctx)
	if err != nil {
		return true, err
	}
	if !paused {
		b.on.Store(false)
		b.Log.Info("the outbox goes on")
	}
	return paused, nil
}

// Resume ends the pause: what waits is sent. It returns false if there was none.
func (b *Brake) Resume(ctx context.Context, actor string) (bool, error) {
	_, paused, err := b.Look(ctx)
	if err != nil || !paused {
		return false, err
	}
	if err := b.Audit.Record(ctx, actor, actionResume, "", nil); err != nil {
		return false, err
	}
	return true, b.end(ctx)
}

// end lets whoever looks next find that kigo is at work.
func (b *Brake) end(ctx context.Context) error {
	if err := b.Store.Beat(ctx, b.RealNow()); err != nil {
		return err
	}
	return b.Store.EndPause(ctx)
}

// Drop ends the pause, and is done with what was due before it without sending it. It
// returns how many messages those were, by kind, and false if there was no pause.
func (b *Brake) Drop(ctx context.Context, actor string) (map[string]int, bool, error) {
	p, paused, err := b.Look(ctx)
	if err != nil || !paused {
		return nil, false, err
	}
	const most = 1_000_000
	rows, err := b.Rows.List(ctx, Open, most)
	if err != nil {
		return nil, true, fmt.Errorf("list what was due: %w", err)
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool { return r.Due.After(p.Since) })
	count := map[string]int{}
	for _, r := range rows {
		count[r.Kind]++
	}
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		kinds = append(kinds, kind+" "+strconv.Itoa(count[kind]))
	}
	err = b.Audit.Record(ctx, actor, actionDrop, "", map[string]string{"rows": strconv.Itoa(len(rows)), "kinds": strings.Join(kinds, ", ")})
	if err != nil {
		return nil, true, err
	}
	if b.Halt != nil {
		if err := b.Halt(ctx, p.Since); err != nil {
			return nil, true, err
		}
	}
	for _, r := range rows {
		if err := b.Rows.Finish(ctx, Sent{ID: r.ID, Person: r.Person, At: b.RealNow()}); err != nil {
			return nil, true, fmt.Errorf("drop %s: %w", r.Kind, err)
		}
	}
	return count, true, b.end(ctx)
}
