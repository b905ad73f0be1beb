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
	all := bson.D{}
	if name == metaCollection {
		all = bson.D{{Key: "_id", Value: bson.D{{Key: "$nin", Value: bson.A{movedID, arrivedID}}}}}
	}
	if _, err := to.Collection(name).DeleteMany(ctx, all); err != nil {
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
	err = from.eachCopied(ctx, name, func(doc bson.Raw) error {
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
	err := d.eachCopied(ctx, name, func(doc bson.Raw) error {
		sum := sha256.Sum256(doc)
		sums = append(sums, sum[:])
		return nil
	})
	slices.SortFunc(sums, bytes.Compare)
	sum := sha256.Sum256(bytes.Join(sums, nil))
	return len(sums), sum[:], err
}

// eachCopied calls f with every document, its _id first, where MongoDB puts it; not with those
// that say which database this is.
func (d *DB) eachCopied(ctx context.Context, name string, f func(bson.Raw) error) error {
	return d.each(ctx, name, func(id string, doc bson.Raw) error {
		if name == metaCollection && (id == movedID || id == arrivedID) {
			return nil
		}
		doc, err := idFirst(slices.Clone(doc))
		if err != nil {
			return err
		}
		return f(doc)
	})
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
