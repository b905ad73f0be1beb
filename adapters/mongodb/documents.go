package mongodb

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func byID(id any) bson.D { return bson.D{{Key: "_id", Value: id}} }

func set(fields bson.D) bson.D { return bson.D{{Key: "$set", Value: fields}} }

// insertNew inserts doc; false means that its _id is taken.
func insertNew(ctx context.Context, c *mongo.Collection, doc any) (bool, error) {
	_, err := c.InsertOne(ctx, doc)
	if mongo.IsDuplicateKeyError(err) {
		return false, nil
	}
	return err == nil, err
}

// insertOrSet inserts doc, or sets fields of the document that has its _id already, where
// that one fits; it is no error if it does not.
func insertOrSet(ctx context.Context, c *mongo.Collection, doc any, fits, fields bson.D) error {
	fresh, err := insertNew(ctx, c, doc)
	if err == nil && !fresh {
		_, err = c.UpdateOne(ctx, fits, set(fields))
	}
	return err
}

// exists reports whether there is a document with that _id.
func exists(ctx context.Context, c *mongo.Collection, id any) (bool, error) {
	err := c.FindOne(ctx, byID(id)).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil, err
}

// findByID reads one document; false means that there is none.
func findByID[T any](ctx context.Context, c *mongo.Collection, id any) (doc T, ok bool, err error) {
	return found[T](c.FindOne(ctx, byID(id)))
}

// modify changes the first document that fits, in one write, and returns it as it then
// stands; false means that none fits.
func modify[T any](ctx context.Context, c *mongo.Collection, filter, change bson.D, opts ...options.Lister[options.FindOneAndUpdateOptions]) (doc T, ok bool, err error) {
	opts = append(opts, options.FindOneAndUpdate().SetReturnDocument(options.After))
	return found[T](c.FindOneAndUpdate(ctx, filter, change, opts...))
}

// found is the document of an answer; false means that there is none.
func found[T any](res *mongo.SingleResult) (doc T, ok bool, err error) {
	err = res.Decode(&doc)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return doc, false, nil
	}
	return doc, err == nil, err
}

// findAll reads every document that fits; never nil, so that an export shows [].
func findAll[T any](ctx context.Context, c *mongo.Collection, filter bson.D, opts ...options.Lister[options.FindOptions]) ([]T, error) {
	cursor, err := c.Find(ctx, filter, opts...)
	if err != nil {
		return nil, err
	}
	docs := []T{}
	err = cursor.All(ctx, &docs)
	return docs, err
}

// beginning finds every document whose _id begins with the prefix.
func beginning(prefix string) bson.D {
	const last = "\U0010FFFF"
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: prefix}, {Key: "$lt", Value: prefix + last}}}}
}
