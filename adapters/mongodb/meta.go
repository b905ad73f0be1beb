package mongodb

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/inventory"
)

const (
	secretID = "secret" // the _id in meta of the secret's fingerprint
	keysID   = "keys"   // the _id in meta of the name of the folder of keys
	markID   = "mark/"  // prefix of the _id in meta of marks

	// fingerprintUse separates the fingerprint from all other uses of the secret.
	fingerprintUse = "kigo meta/secret v1"
)

// ErrOtherSecret says that this database has been used with another KIGO_SECRET:
// delivery keys, buttons and links made with that one would no longer be valid.
var ErrOtherSecret = errors.New("database belongs to another secret")

// CheckSecret compares the secret with the one this database was first used with,
// by an HMAC fingerprint; the secret itself is not stored. The first call decides.
// It returns ErrOtherSecret for any other secret.
func (d *DB) CheckSecret(ctx context.Context, secret []byte) error {
	if len(secret) == 0 {
		return errors.New("check secret: it is empty")
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(fingerprintUse))
	fingerprint := mac.Sum(nil)
	meta := d.Collection(metaCollection)
	_, err := meta.InsertOne(ctx, bson.D{{Key: "_id", Value: secretID}, {Key: "fingerprint", Value: fingerprint}})
	if err == nil {
		return nil
	}
	if !IsDuplicateKey(err) {
		return fmt.Errorf("check secret: %w", err)
	}
	var doc struct {
		Fingerprint []byte `bson:"fingerprint"`
	}
	if err := meta.FindOne(ctx, bson.D{{Key: "_id", Value: secretID}}).Decode(&doc); err != nil {
		return fmt.Errorf("check secret: %w", err)
	}
	if !hmac.Equal(doc.Fingerprint, fingerprint) {
		return ErrOtherSecret
	}
	return nil
}

// HasSecret reports whether a secret was checked before.
func (d *DB) HasSecret(ctx context.Context) (bool, error) {
	return exists(ctx, d.Collection(metaCollection), secretID)
}

// ForgetSecret lets the next CheckSecret decide anew.
func (d *DB) ForgetSecret(ctx context.Context) error {
	if _, err := d.Collection(metaCollection).DeleteOne(ctx, byID(secretID)); err != nil {
		return fmt.Errorf("forget the secret: %w", err)
	}
	return nil
}

// KeysFolder is the name of the folder of keys that belongs to this database; "" if that is
// not settled yet.
func (d *DB) KeysFolder(ctx context.Context) (string, error) {
	var doc struct {
		Name string `bson:"name"`
	}
	err := d.Collection(metaCollection).FindOne(ctx, byID(keysID)).Decode(&doc)
	if err != nil && !IsNotFound(err) {
		return "", fmt.Errorf("read the name of the folder of keys: %w", err)
	}
	return doc.Name, nil
}

// ClaimKeysFolder settles which folder of keys belongs to this database, if that is not
// settled, or if it is the one called old. It returns the name that holds then.
func (d *DB) ClaimKeysFolder(ctx context.Context, old, name string) (string, error) {
	meta := d.Collection(metaCollection)
	fresh, err := insertNew(ctx, meta, bson.D{{Key: "_id", Value: keysID}, {Key: "name", Value: name}})
	if err == nil && !fresh && old != "" {
		_, err = meta.UpdateOne(ctx, append(byID(keysID), bson.E{Key: "name", Value: old}), set(bson.D{{Key: "name", Value: name}}))
	}
	if err != nil {
		return "", fmt.Errorf("settle the folder of keys: %w", err)
	}
	return d.KeysFolder(ctx)
}

// Mark notes for good that something has been done to this database, such as
// seeding it with demo content. Marking again changes nothing.
func (d *DB) Mark(ctx context.Context, name string) error {
	_, err := d.Collection(metaCollection).InsertOne(ctx, bson.D{{Key: "_id", Value: markID + name}})
	if err != nil && !IsDuplicateKey(err) {
		return fmt.Errorf("mark %s: %w", name, err)
	}
	return nil
}

// Unmark takes a mark back; it is no error if there is none.
func (d *DB) Unmark(ctx context.Context, name string) error {
	if _, err := d.Collection(metaCollection).DeleteOne(ctx, byID(markID+name)); err != nil {
		return fmt.Errorf("take back mark %s: %w", name, err)
	}
	return nil
}

// Marked says whether Mark has been called with the name.
func (d *DB) Marked(ctx context.Context, name string) (bool, error) {
	err := d.Collection(metaCollection).FindOne(ctx, bson.D{{Key: "_id", Value: markID + name}}).Err()
	if IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look up mark %s: %w", name, err)
	}
	return true, nil
}

func metaRecords() []inventory.Record {
	stays := inventory.Period{After: "stays"}
	is := func(name, begins string, kind inventory.Kind, fields ...string) inventory.Record {
		r := inventory.Record{Name: name, Collection: metaCollection, Begins: begins, Keep: stays, Fields: inventory.Fields{inventory.Key: {"_id"}}}
		r.Fields[kind] = fields
		return r
	}
	return []inventory.Record{
		is("schema", schemaID, inventory.Number, "version"), is("secret", secretID, inventory.Sealed, "fingerprint"),
		is("keys_name", keysID, inventory.Sealed, "name"), is("marks", markID, inventory.Content),
		is("heartbeat", heartbeatID, inventory.Time, "at"), is("pause", pauseID, inventory.Time, "since", "beat"),
		moveRecord("moved", movedID), moveRecord("arrived", arrivedID),
	}
}
