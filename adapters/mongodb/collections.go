package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/inventory"
)

// metaCollection holds the schema version, the secret's fingerprint and marks.
const metaCollection = "meta"

// Records declares everything that the database holds, each beside the code that stores it. On
// the embedded server every filter on more than _id reads the whole collection, so those that
// are asked often (outbox, inbox) hold only what is not done yet.
func Records() []inventory.Record {
	return slices.Concat(
		peopleRecords(), linkRecords(), comparisonRecords(), forgottenRecords(), eventRecords(), choiceRecords(), feedRecords(), broadcastRecords(), reminderRecords(),
		gapRecords(), knowledgeRecords(), outboxRecords(), inboxRecords(), menuRecords(), directRecords(), cursorRecords(),
		auditRecords(), jobRecords(), mailboxRecords(), pulseRecords(), metaRecords(),
	)
}

// Collections lists all collections.
func Collections() []string {
	var all []string
	for _, r := range Records() {
		if !slices.Contains(all, r.Collection) {
			all = append(all, r.Collection)
		}
	}
	return all
}

// indexes lists the secondary indexes, none of them unique: where one of something
// may exist, its name is the _id. The embedded server creates them but never uses them.
func indexes() []index {
	return []index{
		{"outbox", []string{"state", "priority", "due"}},
		{"outbox", []string{"person"}},
		{"outbox", []string{"kind"}},
		{"identities", []string{"person"}},
		{"mailbox", []string{"to", "at"}},
		{"events", []string{"end"}},
		{"audiences", []string{"broadcast"}},
		{"receipts", []string{"broadcast"}},
		{"broadcast_files", []string{"broadcast"}},
		{"reminders", []string{"fired", "due"}},
		{"reminders", []string{"person"}},
		{"reminder_choices", []string{"event"}},
		{"reminder_choices", []string{"person"}},
		{"feeds", []string{"person"}},
		{"inbox", []string{"at"}},
		{"sent", []string{"at"}},
		{"audit", []string{"at"}},
	}
}

// index is an ascending index on one or more fields.
type index struct {
	collection string
	fields     []string
}

// create makes the index; making it again is no error.
func (i index) create(ctx context.Context, d *DB) error {
	var keys bson.D
	for _, f := range i.fields {
		keys = append(keys, bson.E{Key: f, Value: 1})
	}
	if _, err := d.Collection(i.collection).Indexes().CreateOne(ctx, mongo.IndexModel{Keys: keys}); err != nil {
		return fmt.Errorf("create index on %s: %w", i.collection, err)
	}
	return nil
}

// prepare creates what is missing of collections and indexes, one at a time. Several
// processes may do it at once.
func (d *DB) prepare(ctx context.Context) error {
	names, err := d.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return fmt.Errorf("list collections: %w", err)
	}
	for _, c := range Collections() {
		if slices.Contains(names, c) {
			continue
		}
		if err := d.db.CreateCollection(ctx, c); err != nil && !isNamespaceExists(err) {
			return fmt.Errorf("create collection %s: %w", c, err)
		}
	}
	for _, i := range indexes() {
		if err := i.create(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// isNamespaceExists says that another process has created the collection meanwhile.
func isNamespaceExists(err error) bool {
	const namespaceExists = 48
	var e mongo.CommandError
	return errors.As(err, &e) && e.Code == namespaceExists
}
