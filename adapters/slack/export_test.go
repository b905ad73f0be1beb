package slack

import (
	"context"
	"time"

	"kigo/adapters/lanes"
)

// Hurry makes forms wait less for their answer.
func (a *Adapter) Hurry(d time.Duration) { a.patience = d }

// Settle has it told by a test when a form shows what it was acknowledged with.
func (a *Adapter) Settle(settled func()) {
	a.settled = func(context.Context, time.Time) { settled() }
}

// Narrow leaves fewer places for work, and for people who are told that there is none.
func (a *Adapter) Narrow(workers, places, notices int) {
	a.work = lanes.New(workers, places, a.do)
	a.notices = lanes.New(1, notices, a.sayBusy)
}
