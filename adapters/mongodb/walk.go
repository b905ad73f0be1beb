package mongodb

import (
	"context"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/inventory"
)

// declared finds the declaration of each document of a collection.
type declared []declaredRecord

type declaredRecord struct {
	inventory.Record
	shape *inventory.Shape
}

func declaredIn(collection string) declared {
	var all declared
	for _, r := range Records() {
		if r.Collection == collection {
			all = append(all, declaredRecord{r, r.Shape()})
		}
	}
	return all
}

// of is the record whose beginning of the _id fits best.
func (d declared) of(id string) (best declaredRecord, ok bool) {
	for _, r := range d {
		if strings.HasPrefix(id, r.Begins) && (!ok || len(r.Begins) > len(best.Begins)) {
			best, ok = r, true
		}
	}
	return best, ok
}

// each calls f with every document of a collection, a page at a time.
func (d *DB) each(ctx context.Context, collection string, f func(id string, doc bson.Raw) error) error {
	cursor, err := d.Collection(collection).Find(ctx, bson.D{})
	if err != nil {
		return fmt.Errorf("read %s: %w", collection, err)
	}
	defer cursor.Close(ctx)
	for cursor.Next(ctx) {
		id, _ := cursor.Current.Lookup("_id").StringValueOK()
		if err := f(id, cursor.Current); err != nil {
			return err
		}
	}
	if err := cursor.Err(); err != nil {
		return fmt.Errorf("read %s: %w", collection, err)
	}
	return nil
}

// undeclared calls report with the path of each value in doc that the shape doesn't know.
func undeclared(doc bson.Raw, s *inventory.Shape, path string, list bool, report func(path string)) error {
	elements, err := doc.Elements()
	if err != nil {
		return err
	}
	for _, e := range elements {
		at := path + "." + e.Key()
		if list {
			at = path + "[]"
		}
		below := s.Below(e.Key())
		if below == nil {
			report(strings.TrimPrefix(at, "."))
			continue
		}
		v := e.Value()
		inner, isDoc := v.DocumentOK()
		if array, ok := v.ArrayOK(); ok {
			inner, isDoc = bson.Raw(array), true
		}
		switch {
		case isDoc:
			if err := undeclared(inner, below, at, v.Type == bson.TypeArray, report); err != nil {
				return err
			}
		case !below.Leaf() && v.Type != bson.TypeNull:
			report(strings.TrimPrefix(at, "."))
		}
	}
	return nil
}
