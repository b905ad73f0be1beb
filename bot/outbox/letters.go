package outbox

import (
	"context"
	"fmt"
	"time"

	"kigo/bot/audit"
	"kigo/bot/people"
)

// Letters is where admins and operators look after what could not be delivered. What they do
// is audited.
type Letters struct {
	Store Store
	Audit *audit.Log
	Now   func() time.Time
	// Discreet are the kinds of which the audit, which is kept long, must not say for whom a row was.
	Discreet map[string]Discretion
}

// What Letters writes into the audit log.
const (
	actionRetry   = "outbox.retry"
	actionDiscard = "outbox.discard"
)

// Retry has a dead row sent again. It returns false if there is none.
func (l *Letters) Retry(ctx context.Context, by people.ID, id string) (bool, error) {
	row, ok, err := l.dead(ctx, id)
	if err != nil || !ok {
		return false, err
	}
	return l.retry(ctx, by, row)
}

// RetryAll has every dead row sent again, and returns how many.
func (l *Letters) RetryAll(ctx context.Context, by people.ID) (n int, err error) {
	const most = 10_000
	rows, err := l.Store.List(ctx, Dead, most)
	if err != nil {
		return 0, fmt.Errorf("list dead messages: %w", err)
	}
	for _, row := range rows {
		ok, err := l.retry(ctx, by, row)
		if err != nil {
			return n, err
		}
		if ok {
			n++
		}
	}
	return n, nil
}

func (l *Letters) retry(ctx context.Context, by people.ID, row Row) (bool, error) {
	if err := l.record(ctx, by, actionRetry, row); err != nil {
		return false, err
	}
	ok, err := l.Store.Revive(ctx, row.ID)
	if err != nil {
		return false, fmt.Errorf("revive %s: %w", row.Kind, err)
	}
	return ok, nil
}

// Discard is done with a dead row without sending it. It returns false if there is none.
func (l *Letters) Discard(ctx context.Context, by people.ID, id string) (bool, error) {
	row, ok, err := l.dead(ctx, id)
	if err != nil || !ok {
		return false, err
	}
	if err := l.record(ctx, by, actionDiscard, row); err != nil {
		return false, err
	}
	if err := l.Store.Finish(ctx, Sent{ID: row.ID, Person: row.Person, At: l.Now()}); err != nil {
		return false, fmt.Errorf("discard %s: %w", row.Kind, err)
	}
	return true, nil
}

func (l *Letters) dead(ctx context.Context, id string) (Row, bool, error) {
	row, ok, err := l.Store.Get(ctx, id)
	if err != nil {
		return row, false, fmt.Errorf("look for a dead message: %w", err)
	}
	return row, ok && row.State == Dead, nil
}

func (l *Letters) record(ctx context.Context, by people.ID, action string, row Row) error {
	subject, about := string(row.Person), row.ID
	if _, discreet := l.Discreet[row.Kind]; discreet {
		subject, about = "", row.Kind
	}
	return l.Audit.Record(ctx, string(by), action, subject, map[string]string{"row": about})
}
