package people

import (
	"context"
	"time"
)

// Field names a field of a person that can be set.
type Field string

// The fields, as they are stored.
const (
	FieldName     Field = "name"
	FieldEmail    Field = "email"
	FieldDezernat Field = "dezernat"
	FieldLanguage Field = "language"
	FieldPrefers  Field = "prefers"
	FieldLastUsed Field = "lastUsed"
	FieldLocale   Field = "locale"
	FieldInformed Field = "informed"
	FieldGone     Field = "gone"
	FieldLeft     Field = "left"
	FieldLeaving  Field = "leaving"
	FieldQuiet    Field = "quietUntil"
)

// Change is the new value by field: a string, a bool for informed, gone and away, a time for
// left, leaving and quietUntil.
type Change map[Field]any

// Store keeps people, their accounts, their addresses and the codes that link accounts.
type Store interface {
	Persons
	Identities
	Addresses
	Codes
	Comparisons
	Forgottens
}

// Persons are documents under the person's id.
type Persons interface {
	// Person returns false if there is none.
	Person(ctx context.Context, id ID) (Person, bool, error)
	// AddPerson returns false if the id is taken.
	AddPerson(ctx context.Context, p Person) (bool, error)
	// DropPerson deletes the document. It is no error if there is none.
	DropPerson(ctx context.Context, id ID) error
	// Set changes fields and, if fixed, notes that the import has set them. It is no error
	// if there is no such person.
	Set(ctx context.Context, id ID, c Change, fixed bool) error
	// SetAccount notes the person's account on a platform.
	SetAccount(ctx context.Context, id ID, platform, user string) error
	// SetRole gives or takes a role.
	SetRole(ctx context.Context, id ID, r Role, has bool) error
	// SetTopic notes that the person has left a topic, or not any more.
	SetTopic(ctx context.Context, id ID, topic string, left bool) error
	// GetMany are those of the people that exist, in no order.
	GetMany(ctx context.Context, ids []ID) ([]Person, error)
	// All is everybody, in no order.
	All(ctx context.Context) ([]Person, error)
	// AccountsOn are the user ids on a platform of everybody who has not left.
	AccountsOn(ctx context.Context, platform string) ([]string, error)
	// WithRole is everybody who has the role, in no order.
	WithRole(ctx context.Context, r Role) ([]Person, error)
}

// Identities are documents under platform and user id: who inserts one first decides
// whose account it is.
type Identities interface {
	// Identity returns false if the account was never seen.
	Identity(ctx context.Context, platform, user string) (Identity, bool, error)
	// AddIdentity returns false if the account is known already.
	AddIdentity(ctx context.Context, i Identity) (bool, error)
	// PointIdentity makes the account another person's.
	PointIdentity(ctx context.Context, platform, user string, to ID) error
	// DropIdentities deletes every account of a person.
	DropIdentities(ctx context.Context, id ID) error
	// NoteEmail keeps the address that a trusted platform last gave for the account.
	NoteEmail(ctx context.Context, platform, user, email string) error
	// AllIdentities is every account, in no order.
	AllIdentities(ctx context.Context) ([]Identity, error)
}

// Addresses are documents under the normal form of an e-mail address: one owner each.
type Addresses interface {
	// EmailOwner returns "" if nobody has the address.
	EmailOwner(ctx context.Context, email string) (ID, error)
	// ClaimEmail makes an address that nobody has id's, and returns whose it is then.
	ClaimEmail(ctx context.Context, email string, id ID) (ID, error)
	// MoveEmail makes from's address to's. It returns false if it was not from's any more.
	MoveEmail(ctx context.Context, email string, from, to ID) (bool, error)
	// ReleaseEmail makes from's address nobody's.
	ReleaseEmail(ctx context.Context, email string, from ID) error
	// EmailsOf are the addresses of a person, in no order.
	EmailsOf(ctx context.Context, id ID) ([]string, error)
	// AllEmails is the owner by address.
	AllEmails(ctx context.Context) (map[string]ID, error)
}

// Codes are documents under the hash of a code, and counters of tries under a person's id.
type Codes interface {
	// AddCode stores c in place of the person's older ones.
	AddCode(ctx context.Context, c Code) error
	// PruneCodes forgets codes that have expired at now, and tries that began before old.
	PruneCodes(ctx context.Context, now, old time.Time) error
	// Code returns false if there is none with this hash.
	Code(ctx context.Context, hash string) (Code, bool, error)
	// CodeOf is the code that the person has made last; false if it is forgotten.
	CodeOf(ctx context.Context, id ID) (Code, bool, error)
	// Absorb notes, before two people become one, whom the owner of the code takes in.
	Absorb(ctx context.Context, hash string, other ID) error
	// DropCodesOf forgets a person's codes.
	DropCodesOf(ctx context.Context, id ID) error
	// DropCode forgets a code.
	DropCode(ctx context.Context, hash string) error
	// Try counts one try of a person and returns how many there were since the first one
	// that is not older than window.
	Try(ctx context.Context, id ID, now time.Time, window time.Duration) (int, error)
	// ForgetTries sets the count back.
	ForgetTries(ctx context.Context, id ID) error
}

// Code links the accounts of one person. The code itself is not stored.
type Code struct {
	Hash    string    `bson:"_id"`
	Person  ID        `bson:"person"`
	Until   time.Time `bson:"until"`
	Absorbs ID        `bson:"absorbs"` // who became this person, while that is being done
}
