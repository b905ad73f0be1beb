package knowledge

import (
	"context"
	"errors"
	"fmt"

	"kigo/bot/people"
)

// HeldGap is what a gap holds about a person.
type HeldGap struct {
	Gap      GapID    `json:"gap"`
	State    GapState `json:"state"`
	Wordings []string `json:"wordings"`
	Asker    *Asker   `json:"asker,omitempty"` // they wait for the answer
	Untold   bool     `json:"untold"`          // the answer is on its way to them
	Closed   bool     `json:"closed"`          // they answered or dismissed it
}

// HeldQuestions is what the inbox holds about a person.
type HeldQuestions struct {
	Questions []HeldGap `json:"questions"`
	Digest    bool      `json:"digest"` // they get the weekly digest
}

// Export is everything that the inbox holds about a person.
func (b *Inbox) Export(ctx context.Context, p people.ID) (any, error) {
	return b.held(ctx, p)
}

func (b *Inbox) held(ctx context.Context, p people.ID) (HeldQuestions, error) {
	held := HeldQuestions{Questions: []HeldGap{}}
	all, err := b.Gaps.Gaps(ctx)
	if err != nil {
		return held, fmt.Errorf("list questions of %s: %w", p, err)
	}
	for _, g := range all {
		h := HeldGap{Gap: g.ID, State: g.State, Wordings: g.Publishable(), Closed: g.By == p, Untold: g.owes(p)}
		if a, waits := g.Askers[p]; waits {
			h.Asker = &a
		}
		if h.Closed || h.Untold || h.Asker != nil {
			held.Questions = append(held.Questions, h)
		}
	}
	held.Digest, err = b.Subscribed(ctx, people.Person{ID: p})
	return held, err
}

// InUse reports whether the inbox holds something about the person.
func (b *Inbox) InUse(ctx context.Context, p people.ID) (bool, error) {
	held, err := b.held(ctx, p)
	return held.Digest || len(held.Questions) > 0, err
}

// Forget takes a person out of everything that the inbox holds. The questions stay, without
// them. It may be repeated.
func (b *Inbox) Forget(ctx context.Context, p people.ID) error {
	all, err := b.Gaps.Gaps(ctx)
	if err != nil {
		return fmt.Errorf("forget %s: %w", p, err)
	}
	var errs []error
	for _, g := range all {
		if _, waits := g.Askers[p]; waits || g.owes(p) || g.By == p {
			errs = append(errs, wrap("forget a person in gap", g.ID, b.Gaps.ForgetIn(ctx, g.ID, p)))
		}
	}
	return errors.Join(append(errs, b.Subscribe(ctx, people.Person{ID: p}, false))...)
}

// Prune forgets what has been kept long enough. Who still waits for an answer then is told
// that there will be none.
// It returns how many questions went.
func (b *Inbox) Prune(ctx context.Context) (int, error) {
	now := b.Now().UTC()
	lapsed := b.lapse(ctx, now.Add(-KeepOpenGap))
	gone, err := b.Gaps.PruneGaps(ctx, now.Add(-KeepOpenGap), now.Add(-KeepClosedGap))
	if err := errors.Join(lapsed, err); err != nil {
		return gone, fmt.Errorf("prune questions: %w", err)
	}
	return gone, nil
}
