package mongodb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// copyBatch is how many documents are written at once.
const copyBatch = 500

// copied are all documents but those that say which database this is.
var copied = bson.D{{Key: "_id", Value: bson.D{{Key: "$nin", Value: bson.A{movedID, arrivedID}}}}}

// copyCollection makes the one of that name in to the same as in from, in the same order, and
// returns how many documents it holds. What is the same already stays.
func copyCollection(ctx context.Context, from, to *DB, name string) (int, error) {
	n, want, err := from.digest(ctx, name)
	if err != nil {
		return 0, err
	}
	_, have, err := to.digest(ctx, name)
	if err != nil || bytes.Equal(have, want) {
		return n, err
	}
	if _, err := to.Collection(name).DeleteMany(ctx, copied); err != nil {
		return 0, err
	}
	var batch []any
	write := func() error {
		if len(batch) == 0 {
			return nil
		}
		_, err := to.Collection(name).InsertMany(ctx, batch, options.InsertMany().SetOrdered(false))
		batch = nil
		return err
	}
	err = from.eachOriginal(ctx, name, func(doc bson.Raw) error {
		if batch = append(batch, doc); len(batch) < copyBatch {
			return nil
		}
		return write()
	})
	if err == nil {
		err = write()
	}
	if err != nil {
		return 0, err
	}
	got, have, err := to.digest(ctx, name)
	if err == nil && (got != n || !bytes.Equal(have, want)) {
		err = fmt.Errorf("%w: %d documents of %d", errDiffers, got, n)
	}
	return n, err
}

// digest is how many documents a collection holds, and a hash of all of them, in whatever order.
func (d *DB) digest(ctx context.Context, name string) (int, []byte, error) {
	var sums [][]byte
	err := d.eachOriginal(ctx, name, func(doc bson.Raw) error {
		sum := sha256.Sum256(doc)
		sums = append(sums, sum[:])
		return nil
	})
	slices.SortFunc(sums, bytes.Compare)
	sum := sha256.Sum256(bytes.Join(sums, nil))
	return len(sums), sum[:], err
}

// eachOriginal calls f with every document that is copied, its _id first, where MongoDB puts it.
func (d *DB) eachOriginal(ctx context.Context, name string, f func(bson.Raw) error) error {
	cursor, err := d.Collection(name).Find(ctx, copied)
	if err != nil {
		return err
	}
	defer func() { _ = cursor.Close(ctx) }()
	for cursor.Next(ctx) {
		doc, err := idFirst(slices.Clone(cursor.Current))
		if err != nil {
			return err
		}
		if err := f(doc); err != nil {
			return err
		}
	}
	return cursor.Err()
}

func idFirst(doc bson.Raw) (bson.Raw, error) {
	fields, err := doc.Elements()
	if err != nil {
		return nil, err
	}
	isID := func(e bson.RawElement) bool { return e.Key() == "_id" }
	at := slices.IndexFunc(fields, isID)
	if at <= 0 {
		return doc, nil
	}
	id := bson.E{Key: "_id", Value: fields[at].Value()}
	ordered := bson.D{id}
	for _, e := range slices.Delete(fields, at, at+1) {
		ordered = append(ordered, bson.E{Key: e.Key(), Value: e.Value()})
	}
	return bson.Marshal(ordered)
}
