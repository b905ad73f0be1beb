package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// Into is what becomes of an answer besides being told.
type Into string

// What may become of an answer. Every other value is the id of an entry behind intoEntry.
const (
	IntoNew   Into = "new"  // it becomes an entry
	IntoOnce  Into = "once" // nothing: it is told, and that is all
	intoEntry      = "entry:"
)

// IntoEntry says that an entry is the answer.
func IntoEntry(id ID) Into { return intoEntry + Into(id) }

// Solution is how an editor answers a gap.
type Solution struct {
	Into         Into
	Answer       string // Markdown; an entry has its own
	Source       string
	Question     string   // of a new entry
	Alternatives []string // of a new entry
	Language     string   // of a new entry
}

// ClosedMeanwhile says that somebody else has closed a gap that an editor answers.
type ClosedMeanwhile struct{ Gap Gap }

// Error is for logs and tests.
func (c *ClosedMeanwhile) Error() string {
	return fmt.Sprintf("gap %s has been %s meanwhile", c.Gap.ID, c.Gap.State)
}

// Solve answers a gap in the round in which the editor saw it, and everybody who waits is
// told. Of two editors one wins, the other gets a *ClosedMeanwhile. To solve it twice in
// the same way changes nothing.
func (b *Inbox) Solve(ctx context.Context, by people.Person, id GapID, round int, s Solution) (Gap, error) {
	c := Closing{State: GapAnswered, Answer: strings.TrimSpace(s.Answer), Source: oneLine(s.Source)}
	owed := Owed{Adds: []string{}}
	if entry, existing := strings.CutPrefix(string(s.Into), intoEntry); existing {
		e, err := b.Library.Entry(ctx, ID(entry))
		if err != nil {
			return Gap{}, err
		}
		c.Answer, c.Source, c.Entry = e.Answer, e.Source, e.ID
		return b.close(ctx, by, id, round, c, func(g Gap) Owed { return Owed{Adds: g.Publishable()} })
	}
	switch s.Into {
	case IntoNew:
		e := Entry{
			Question: oneLine(s.Question), Alternatives: s.Alternatives, Tags: []string{}, Answer: c.Answer, Source: c.Source,
			Owner: owner(by), Review: NextReview(b.Now()), Language: s.Language,
		}
		e.ID = EntryID(e.Question, fmt.Sprintf("%s%d", strings.TrimPrefix(string(id), "g")[:4], round))
		if err := e.Check(); err != nil {
			return Gap{}, err
		}
		c.Entry, owed.Entry = e.ID, &e
	default:
		wrong := map[string]*fault.Fault{}
		text(wrong, "answer", c.Answer, MaxAnswer)
		text(wrong, "source", c.Source, maxSource)
		if err := fault.Form(wrong); err != nil {
			return Gap{}, err
		}
	}
	return b.close(ctx, by, id, round, c, func(Gap) Owed { return owed })
}

// owner is who looks after what an editor writes.
func owner(by people.Person) string {
	if by.Email != "" {
		return by.Email
	}
	return by.Shown()
}

// Dismiss closes a gap without an answer; who waits is told, with the reason if there is one.
func (b *Inbox) Dismiss(ctx context.Context, by people.Person, id GapID, round int, reason string) (Gap, error) {
	c := Closing{State: GapDismissed, Reason: strings.TrimSpace(reason)}
	return b.close(ctx, by, id, round, c, func(Gap) Owed { return Owed{Adds: []string{}} })
}

// The actions that the audit knows of gaps.
const (
	actionAnswer  = "question.answer"
	actionDismiss = "question.dismiss"
)

// close ends the gap's round and does what is owed then.
func (b *Inbox) close(ctx context.Context, by people.Person, id GapID, round int, c Closing, owed func(Gap) Owed) (Gap, error) {
	if !Edits(by) {
		return Gap{}, fault.New("knowledge.editors_only")
	}
	action := actionAnswer
	if c.State == GapDismissed {
		action = actionDismiss
	}
	if err := b.Audit.Record(ctx, string(by.ID), action, "", map[string]string{"gap": string(id)}); err != nil {
		return Gap{}, err
	}
	c.Gap, c.By, c.At = id, by.ID, b.Now().UTC()
	for range tries {
		g, err := b.Get(ctx, id)
		if err != nil {
			return g, err
		}
		if g.State != GapOpen || g.Round != round {
			if g.closedBy(c) {
				return g, nil // the same button a second time
			}
			return g, &ClosedMeanwhile{g}
		}
		o := owed(g)
		o.People = g.Waiting()
		c.Version, c.Owed = g.Version, &o
		after, ok, err := b.Gaps.Close(ctx, c)
		if err != nil {
			return g, fmt.Errorf("close gap %s: %w", id, err)
		}
		if ok {
			if err := b.settle(ctx, after); err != nil {
				b.Log.Error("people who asked not told yet", "gap", id, "error", err) // Sweep makes up for it
			}
			return after, nil
		}
	}
	return Gap{}, fault.New("fault.busy")
}

// lapse closes the gaps last asked before t in which somebody still waits.
func (b *Inbox) lapse(ctx context.Context, t time.Time) error {
	all, err := b.Gaps.Gaps(ctx)
	if err != nil {
		return fmt.Errorf("lapse gaps: %w", err)
	}
	var errs []error
	for _, g := range all {
		if g.State != GapOpen || !g.Last.Before(t) || len(g.Askers) == 0 {
			continue
		}
		after, ok, err := b.Gaps.Close(ctx, Closing{
			Gap: g.ID, Version: g.Version, State: GapLapsed, At: b.Now().UTC(), Owed: &Owed{People: g.Waiting(), Adds: []string{}},
		})
		if ok && err == nil { // else somebody has been faster, or the next run comes back to it
			err = b.settle(ctx, after)
		}
		errs = append(errs, wrap("lapse gap", g.ID, err))
	}
	return errors.Join(errs...)
}

// closedBy reports whether it was this very closing.
func (g Gap) closedBy(c Closing) bool {
	return g.State == c.State && g.By == c.By && g.Answer == c.Answer && g.Entry == c.Entry && g.Reason == c.Reason
}

// settle does what is owed for the answer to a gap: makes the entry or adds to it, then
// tells people. It may be repeated, and done by several at once.
func (b *Inbox) settle(ctx context.Context, g Gap) error {
	if g.Owed == nil {
		return nil
	}
	if err := b.shelve(ctx, g); err != nil {
		return err
	}
	for _, p := range g.Owed.People {
		if err := b.Outbox.Enqueue(ctx, b.row(g, p)); err != nil {
			return err
		}
	}
	return wrap("settle gap", g.ID, b.Gaps.Settled(ctx, g.ID, g.Round))
}

// shelve brings an answer into the knowledge base. What the library refuses keeps nobody
// from being told.
func (b *Inbox) shelve(ctx context.Context, g Gap) error {
	if g.Owed.Entry == nil && len(g.Owed.Adds) == 0 {
		return nil
	}
	byID, err := b.People.GetMany(ctx, []people.ID{g.By})
	if err != nil {
		return err
	}
	if e := g.Owed.Entry; e != nil {
		_, err = b.Library.Create(ctx, byID[g.By], *e)
	} else {
		err = b.add(ctx, byID[g.By], g.Entry, g.Owed.Adds)
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		b.Log.Error("answer not taken into the knowledge base", "gap", g.ID, "entry", g.Entry, "error", err)
		return nil
	}
	return err
}

// add adds wordings to an entry, as many as there is room for.
func (b *Inbox) add(ctx context.Context, by people.Person, id ID, wordings []string) error {
	for range tries {
		r, err := b.Library.Record(ctx, RecordID(id))
		if err != nil {
			return err
		}
		e := r.Entry
		e.Alternatives = slices.Clone(e.Alternatives)
		for _, w := range wordings {
			if known := (Gap{Wordings: e.Phrasings()}); !known.Knows(w) && len(e.Alternatives) < MaxAlternatives {
				e.Alternatives = append(e.Alternatives, w)
			}
		}
		if len(e.Alternatives) == len(r.Entry.Alternatives) || r.Retired {
			return nil
		}
		_, err = b.Library.Change(ctx, by, e, r.Version)
		var c *Conflict
		if !errors.As(err, &c) {
			return err
		}
	}
	return fault.New("fault.busy")
}

// Sweep does everything that is still owed for answers. It runs every minute and may run
// at any time, on any replica.
func (b *Inbox) Sweep(ctx context.Context) error {
	all, err := b.Gaps.Owing(ctx)
	if err != nil {
		return fmt.Errorf("sweep gaps: %w", err)
	}
	var errs []error
	for _, g := range all {
		errs = append(errs, b.settle(ctx, g))
	}
	return errors.Join(errs...)
}
