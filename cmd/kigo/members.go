package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"kigo/bot/chat"
	"kigo/bot/people"
)

// roll is the nightly comparison of people with the members of the chats. It may take
// longer than the lease of its job: who comes then waits, and finds it done.
type roll struct {
	mu   sync.Mutex
	done time.Time // due instant of the last one that this process has finished
}

// compareMembers asks each chat who belongs to it, and takes those who have left out of what
// is coming. A chat that can't be asked is asked again the next night.
func (a *app) compareMembers(ctx context.Context, due time.Time) error {
	a.roll.mu.Lock()
	defer a.roll.mu.Unlock()
	if a.roll.done.Equal(due) {
		return nil
	}
	var errs []error
	for _, platform := range slices.Sorted(maps.Keys(a.adapters)) {
		dir, ok := a.adapters[platform].(chat.Directory)
		if !ok {
			continue
		}
		c, err := a.people.CompareMembers(ctx, platform, dir)
		switch {
		case c.Halt == people.HaltFailure && err != nil:
			a.log.Warn("members not compared", "platform", platform, "error", err)
		case err != nil:
			errs = append(errs, err)
		case c.Halt != "":
			a.log.Warn("members compared, nobody changed", "platform", platform, "reason", c.Halt, "members", c.Members, "known", c.Known, "leaving", c.Left)
		default:
			a.log.Info("members compared", "platform", platform, "members", c.Members, "joined", c.Joined, "left", c.Left, "back", c.Back)
		}
	}
	if err := errors.Join(append(errs, a.events.SignOffGone(ctx))...); err != nil {
		return err
	}
	a.roll.done = due
	return nil
}
