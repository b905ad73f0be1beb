package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/broadcasts"
	"kigo/bot/events"
	"kigo/bot/knowledge"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// eventPeriods looks for what events hold of people for too long.
func (c *checker) eventPeriods(ctx context.Context) error {
	all, err := NewEvents(c.db).Since(ctx, time.Time{})
	if err != nil {
		return err
	}
	coming := map[events.ID]bool{"": true}
	for _, e := range all {
		coming[e.ID] = !c.over(e.End, 0)
		if e.State == events.Draft {
			c.old("events", "", one(c.over(e.Changed, events.KeepDraft)))
			continue
		}
		gone := c.over(e.End, events.KeepQueue)
		c.old("events", "queue[]", one(gone && len(e.Queue) > 0))
		c.old("events", "organisers[]", one(gone && len(e.Organisers) > 0))
		c.old("events", "present.<person>", one(c.over(e.End, events.KeepPresence) && len(e.Present) > 0))
	}
	choices, err := NewChoices(c.db).AllChoices(ctx)
	for _, w := range choices {
		c.old("choices", "", one(!coming[w.Event]))
	}
	return err
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// otherPeriods looks for what announcements, questions, surveys and people who left leave behind.
func (c *checker) otherPeriods(ctx context.Context) error {
	for _, check := range []func(context.Context) error{c.broadcastPeriods, c.gapPeriods, c.pulsePeriods} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	everybody, err := NewPeople(c.db).All(ctx)
	for _, p := range everybody {
		c.old("people", "", one(p.Gone && c.over(p.Left, people.KeepGone)))
		c.old("people", "leaving", one(c.over(p.Leaving, 0)))
	}
	return err
}

func (c *checker) broadcastPeriods(ctx context.Context) error {
	all, err := NewBroadcasts(c.db).All(ctx)
	for _, b := range all {
		if b.State == broadcasts.Approved {
			continue
		}
		c.old("broadcasts", "", one(c.over(b.Changed, broadcasts.KeepText) || b.State == broadcasts.Draft && c.over(b.Changed, broadcasts.KeepDraft)))
		c.old("audiences", "", one(!b.Forgotten && b.State != broadcasts.Draft && c.over(b.Started, broadcasts.KeepAudience)))
	}
	return err
}

func (c *checker) gapPeriods(ctx context.Context) error {
	all, err := NewGaps(c.db).Gaps(ctx)
	for _, g := range all {
		open := g.State == knowledge.GapOpen
		c.old("gaps", "", one(open && c.over(g.Last, knowledge.KeepOpenGap) || !open && c.over(g.Closed, knowledge.KeepClosedGap)))
	}
	return err
}

func (c *checker) pulsePeriods(ctx context.Context) error {
	s := NewPulses(c.db)
	all, err := s.All(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State != pulses.Published {
			continue
		}
		answers, err := s.Answers(ctx, r.ID)
		if err != nil {
			return err
		}
		c.old("answers", "", len(answers))
		if c.over(r.ClosedAt, pulses.KeepElectorate) {
			n, err := s.electorate.CountDocuments(ctx, beginning(string(r.ID)+"/"))
			if err != nil {
				return err
			}
			c.old("electorate", "", int(n))
		}
		if c.over(r.ClosedAt, pulses.KeepUnread) {
			n, err := s.moderation.CountDocuments(ctx, beginning(unreadOf(r.ID)))
			if err != nil {
				return err
			}
			c.old("moderation", "", int(n))
		}
	}
	return nil
}

// tokens calls f with each word of every text and name of a field in doc, ids as a whole.
func tokens(doc bson.Raw, f func(word string)) error {
	elements, err := doc.Elements()
	if err != nil {
		return err
	}
	for _, e := range elements {
		words(e.Key(), f)
		v := e.Value()
		if inner, ok := v.DocumentOK(); ok {
			err = tokens(inner, f)
		} else if array, ok := v.ArrayOK(); ok {
			err = tokens(bson.Raw(array), f)
		} else if s, ok := v.StringValueOK(); ok {
			words(s, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
