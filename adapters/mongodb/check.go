package mongodb

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/inventory"
)

// graceful is how much older than its period something may be: what keeps to it runs once a
// day.
const graceful = 48 * time.Hour

// checker gathers what a database breaks.
type checker struct {
	db    *DB
	now   time.Time // kigo's clock, less the grace
	real  time.Time
	found map[inventory.Violation]int
}

// Check looks through the whole database for what its declarations do not allow, at now of
// kigo's clock.
func (d *DB) Check(ctx context.Context, now, real time.Time) ([]inventory.Violation, error) {
	c := &checker{db: d, now: now.Add(-graceful), real: real.Add(-graceful), found: map[inventory.Violation]int{}}
	for _, check := range []func(context.Context) error{c.fields, c.periods, c.eventPeriods, c.otherPeriods, c.surveys} {
		if err := check(ctx); err != nil {
			return nil, fmt.Errorf("check the database: %w", err)
		}
	}
	var all []inventory.Violation
	for v, n := range c.found {
		v.Count = n
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b inventory.Violation) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Where, b.Where), cmp.Compare(a.Path, b.Path))
	})
	return all, nil
}

func (c *checker) broken(r inventory.Rule, where, path string) {
	c.found[inventory.Violation{Rule: r, Where: where, Path: path}]++
}

// fields looks for what nobody has declared.
func (c *checker) fields(ctx context.Context) error {
	names, err := c.db.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasPrefix(name, "system.") {
			continue
		}
		in := declaredIn(name)
		err := c.db.each(ctx, name, func(id string, doc bson.Raw) error {
			r, ok := in.of(id)
			if !ok {
				c.broken(inventory.UnknownCollection, name, "")
				return nil
			}
			once := map[string]bool{}
			return undeclared(doc, r.shape, "", false, func(path string) {
				if !once[path] {
					c.broken(inventory.UnknownField, name, path)
				}
				once[path] = true
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// periods looks for what is too old by the declaration alone.
func (c *checker) periods(ctx context.Context) error {
	for _, r := range Records() {
		if r.Keep.Field == "" {
			continue
		}
		n, err := c.db.Collection(r.Collection).CountDocuments(ctx, older(r.Keep, r.Keep.Before(c.now, c.real)))
		if err != nil {
			return err
		}
		c.old(r.Name, r.Keep.Field, int(n))
	}
	return nil
}

func (c *checker) old(record, path string, n int) {
	if n > 0 {
		c.found[inventory.Violation{Rule: inventory.TooOld, Where: record, Path: path}] += n
	}
}

// over reports whether a period that began at t was over in time.
func (c *checker) over(t time.Time, keep time.Duration) bool {
	return !t.IsZero() && t.Before(c.now.Add(-keep))
}
