package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// metaCollection holds the schema version, the secret's fingerprint and marks.
const metaCollection = "meta"

// Collections lists all collections. On the embedded server every filter on more
// than _id reads the whole collection, so those that are asked often (outbox, inbox)
// hold only what is not done yet.
func Collections() []string {
	return []string{
		"people",             // one document a person
		"identities",         // <platform>/<user id> → person
		"emails",             // e-mail address → person
		"links",              // codes that link accounts, and counts of tries
		"events",             // one document an event, with its queue
		"broadcasts",         // one document an announcement
		"broadcast_files",    // what goes along with one, up to 30 days after it was sent
		"audiences",          // whom an announcement is for, in parts, for a month after it began
		"receipts",           // marks of who has read an announcement, as long as that
		"topics",             // what announcements can be about
		"settings",           // what admins have switched
		"reminders",          // what people want to be reminded of
		"reminder_choices",   // when people want to be reminded of events
		"gaps",               // one document a question that nothing answers, with those who wait for it
		"tallies",            // counts of what helped, what did not, and insults; of nobody
		"digests",            // who gets the weekly digest
		"knowledge",          // one document an entry, two lists of words, and the count of changes
		"knowledge_versions", // earlier versions of those, for a year
		"knowledge_drafts",   // what editors have not published
		"outbox",             // messages that are due to be sent
		"sent",               // what has been sent, by the outbox row's _id
		"inbox",              // what has been received, for 24 hours
		"menus",              // options of long selects in Slack
		"directs",            // <platform>/<user id> → direct channel, where opening one is slow
		"cursors",            // up to when each chat's posts have been answered
		"audit",              // privileged actions
		"jobs",               // when each job is next due
		"mailbox",            // messages in the chats of demo and console
		"pulses",             // one document a run of a survey, with no trace of who answers
		"pulse_answers",      // sealed, under pseudonyms, while a run is open
		"pulse_electorate",   // who was asked, a document a person and run
		"pulse_results",      // reports
		"pulse_moderation",   // free texts that nobody has read yet
		metaCollection,
	}
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
