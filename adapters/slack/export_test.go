package slack

import (
	"time"

	"kigo/adapters/lanes"
)

// Hurry makes forms wait less for their answer.
func (a *Adapter) Hurry(d time.Duration) { a.patience = d }

// Narrow leaves fewer places for work, and for people who are told that there is none.
func (a *Adapter) Narrow(workers, places, notices int) {
	a.work = lanes.New(workers, places, a.do)
	a.notices = lanes.New(1, notices, a.sayBusy)
}
