package mongodb

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/inventory"
	"kigo/bot/people"
)

// People implements people.Store. Accounts and addresses are documents of their own, whose
// _id makes them unique.
type People struct{ people, identities, emails, links, comparisons, forgotten *mongo.Collection }

// NewPeople keeps people in db.
func NewPeople(db *DB) *People {
	return &People{
		people: db.Collection("people"), identities: db.Collection("identities"),
		emails: db.Collection("emails"), links: db.Collection("links"), comparisons: db.Collection("comparisons"),
		forgotten: db.Collection("forgotten"),
	}
}

// identity is people.Identity under the name that makes it unique.
type identity struct {
	ID              string `bson:"_id"`
	people.Identity `bson:",inline"`
}

func identityID(platform, user string) string { return platform + "/" + user }

// address is who has an e-mail address.
type address struct {
	Email  string    `bson:"_id"`
	Person people.ID `bson:"person"`
}

// Person implements people.Store.
func (s *People) Person(ctx context.Context, id people.ID) (people.Person, bool, error) {
	return findByID[people.Person](ctx, s.people, id)
}

// AddPerson implements people.Store.
func (s *People) AddPerson(ctx context.Context, p people.Person) (bool, error) {
	return insertNew(ctx, s.people, p)
}

// DropPerson implements people.Store.
func (s *People) DropPerson(ctx context.Context, id people.ID) error {
	_, err := s.people.DeleteOne(ctx, byID(id))
	return err
}

// Set implements people.Store.
func (s *People) Set(ctx context.Context, id people.ID, c people.Change, fixed bool) error {
	fields := bson.D{}
	for f, v := range c {
		fields = append(fields, bson.E{Key: string(f), Value: v})
		if fixed {
			fields = append(fields, bson.E{Key: "fixed." + string(f), Value: true})
		}
	}
	return s.update(ctx, id, set(fields))
}

// SetAccount implements people.Store.
func (s *People) SetAccount(ctx context.Context, id people.ID, platform, user string) error {
	return s.update(ctx, id, set(bson.D{{Key: "accounts." + platform, Value: user}}))
}

// SetRole implements people.Store.
func (s *People) SetRole(ctx context.Context, id people.ID, r people.Role, has bool) error {
	return s.mark(ctx, id, "roles."+string(r), has)
}

// SetTopic implements people.Store.
func (s *People) SetTopic(ctx context.Context, id people.ID, topic string, left bool) error {
	return s.mark(ctx, id, "topics."+topic, left)
}

// mark sets a key of a map to true, or takes it out.
func (s *People) mark(ctx context.Context, id people.ID, key string, on bool) error {
	field := bson.D{{Key: key, Value: true}}
	if on {
		return s.update(ctx, id, set(field))
	}
	return s.update(ctx, id, bson.D{{Key: "$unset", Value: field}})
}

func (s *People) update(ctx context.Context, id people.ID, change bson.D) error {
	_, err := s.people.UpdateOne(ctx, byID(id), change)
	return err
}

// few is up to how many people are read one by one: on the embedded server a filter on
// more than one _id reads the whole collection. Beyond many, reading it all is cheaper on
// every engine than comparing with so many.
const few, many = 50, 500

// GetMany implements people.Store.
func (s *People) GetMany(ctx context.Context, ids []people.ID) ([]people.Person, error) {
	if len(ids) > many {
		all, err := s.All(ctx)
		wanted := make(map[people.ID]bool, len(ids))
		for _, id := range ids {
			wanted[id] = true
		}
		return slices.DeleteFunc(all, func(p people.Person) bool { return !wanted[p.ID] }), err
	}
	if len(ids) > few {
		return findAll[people.Person](ctx, s.people, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}})
	}
	var list []people.Person
	for _, id := range ids {
		p, ok, err := s.Person(ctx, id)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, p)
		}
	}
	return list, nil
}

// All implements people.Store.
func (s *People) All(ctx context.Context) ([]people.Person, error) {
	return findAll[people.Person](ctx, s.people, bson.D{})
}

// AccountsOn implements people.Store. People are read a page at a time.
func (s *People) AccountsOn(ctx context.Context, platform string) ([]string, error) {
	cursor, err := s.people.Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetBatchSize(many))
	if err != nil {
		return nil, err
	}
	defer cursor.Close(ctx)
	var users []string
	for cursor.Next(ctx) {
		var p people.Person
		if err := cursor.Decode(&p); err != nil {
			return nil, err
		}
		if user := p.Accounts[platform]; user != "" && !p.Gone && !p.Away[platform] {
			users = append(users, user)
		}
	}
	return users, cursor.Err()
}

// WithRole implements people.Store.
func (s *People) WithRole(ctx context.Context, r people.Role) ([]people.Person, error) {
	return findAll[people.Person](ctx, s.people, bson.D{{Key: "roles." + string(r), Value: true}})
}

// Identity implements people.Store.
func (s *People) Identity(ctx context.Context, platform, user string) (people.Identity, bool, error) {
	i, ok, err := findByID[identity](ctx, s.identities, identityID(platform, user))
	return i.Identity, ok, err
}

// AddIdentity implements people.Store.
func (s *People) AddIdentity(ctx context.Context, i people.Identity) (bool, error) {
	return insertNew(ctx, s.identities, identity{ID: identityID(i.Platform, i.UserID), Identity: i})
}

// PointIdentity implements people.Store.
func (s *People) PointIdentity(ctx context.Context, platform, user string, to people.ID) error {
	_, err := s.identities.UpdateOne(ctx, byID(identityID(platform, user)), set(bson.D{{Key: "person", Value: to}}))
	return err
}

// DropIdentities implements people.Store.
func (s *People) DropIdentities(ctx context.Context, id people.ID) error {
	_, err := s.identities.DeleteMany(ctx, bson.D{{Key: "person", Value: id}})
	return err
}

// NoteEmail implements people.Store.
func (s *People) NoteEmail(ctx context.Context, platform, user, email string) error {
	_, err := s.identities.UpdateOne(ctx, byID(identityID(platform, user)), set(bson.D{{Key: "email", Value: email}}))
	return err
}

// AllIdentities implements people.Store.
func (s *People) AllIdentities(ctx context.Context) ([]people.Identity, error) {
	return findAll[people.Identity](ctx, s.identities, bson.D{})
}

// EmailOwner implements people.Store.
func (s *People) EmailOwner(ctx context.Context, email string) (people.ID, error) {
	a, _, err := findByID[address](ctx, s.emails, email)
	return a.Person, err
}

// ClaimEmail implements people.Store.
func (s *People) ClaimEmail(ctx context.Context, email string, id people.ID) (people.ID, error) {
	first, err := insertNew(ctx, s.emails, address{Email: email, Person: id})
	if err != nil || first {
		return id, err
	}
	return s.EmailOwner(ctx, email)
}

// MoveEmail implements people.Store.
func (s *People) MoveEmail(ctx context.Context, email string, from, to people.ID) (bool, error) {
	res, err := s.emails.UpdateOne(ctx, owned(email, from), set(bson.D{{Key: "person", Value: to}}))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}

// ReleaseEmail implements people.Store.
func (s *People) ReleaseEmail(ctx context.Context, email string, from people.ID) error {
	_, err := s.emails.DeleteOne(ctx, owned(email, from))
	return err
}

func owned(email string, by people.ID) bson.D {
	return bson.D{{Key: "_id", Value: email}, {Key: "person", Value: by}}
}

// EmailsOf implements people.Store.
func (s *People) EmailsOf(ctx context.Context, id people.ID) ([]string, error) {
	list, err := findAll[address](ctx, s.emails, bson.D{{Key: "person", Value: id}})
	emails := make([]string, len(list))
	for i, a := range list {
		emails[i] = a.Email
	}
	return emails, err
}

// AllEmails implements people.Store.
func (s *People) AllEmails(ctx context.Context) (map[string]people.ID, error) {
	list, err := findAll[address](ctx, s.emails, bson.D{})
	owners := make(map[string]people.ID, len(list))
	for _, a := range list {
		owners[a.Email] = a.Person
	}
	return owners, err
}

// theirs is kept with the person.
var theirs = inventory.Period{For: people.KeepGone, After: "gone"}

func peopleRecords() []inventory.Record {
	return []inventory.Record{
		{
			Name: "people", Collection: "people", Doc: people.Person{}, About: true, Held: "person", Keep: theirs, Told: true,
			Fields: inventory.Fields{
				inventory.Person: {"_id"}, inventory.Name: {"name"}, inventory.Email: {"email"}, inventory.Unit: {"dezernat"},
				inventory.Wish:    {"language", "prefers", "locale", "topics.<topic>", "quietUntil"},
				inventory.Account: {"accounts.<platform>"}, inventory.Right: {"roles.<role>"},
				inventory.State: {"lastUsed", "informed", "fixed.<field>", "gone", "away.<platform>"}, inventory.Time: {"created", "left", "leaving"},
			},
		},
		{
			Name: "identities", Collection: "identities", Doc: identity{}, About: true, Held: "person", Keep: theirs,
			Fields: inventory.Fields{inventory.Account: {"_id", "platform", "user"}, inventory.Person: {"person"}, inventory.Email: {"email"}},
		},
		{
			Name: "emails", Collection: "emails", Doc: address{}, About: true, Held: "person", Keep: theirs,
			Fields: inventory.Fields{inventory.Email: {"_id"}, inventory.Person: {"person"}},
		},
	}
}
