// Package people knows who somebody is: the permanent id behind the accounts on
// each platform, what they may do, and what they prefer.
package people

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// ID is a person's random, permanent id of 8 characters.
type ID string

// Nobody stands where somebody stood who has been deleted.
const Nobody ID = "nobody"

// IsNobody reports whether the id stands for somebody who has been deleted: Nobody, or one
// of several where each needs a place of their own.
func (id ID) IsNobody() bool { return strings.HasPrefix(string(id), string(Nobody)) }

// KeepGone is how long people are kept who have left.
const KeepGone = 30 * 24 * time.Hour

// Role is something that a person may do beyond what everybody may.
type Role string

// The roles that are granted. Staff is nobody's grant: everybody is.
// Organisers have rights on their own events only.
const (
	Organiser Role = "organiser"
	Editor    Role = "editor" // of the knowledge base
	Admin     Role = "admin"
	Council   Role = "personalrat" // the works council
	Operator  Role = "operator"
)

// Roles are all roles in the order in which they are shown.
var Roles = []Role{Organiser, Editor, Admin, Council, Operator}

// Dezernate are the departments of the council paper, in its order.
var Dezernate = []string{"OB", "II", "III", "IV", "V"}

// Person is one member of staff.
type Person struct {
	ID       ID            `bson:"_id" json:"id"`
	Name     string        `bson:"name" json:"name"`
	Email    string        `bson:"email" json:"email"`       // lower case, vouched for by a trusted platform or an import; may be empty
	Dezernat string        `bson:"dezernat" json:"dezernat"` // "" is "ohne Angabe"
	Language string        `bson:"language" json:"language"` // "" follows the platform's profile
	Prefers  string        `bson:"prefers" json:"prefers"`   // platform for direct messages; "" is the last used
	LastUsed string        `bson:"lastUsed" json:"lastUsed"` // platform of the last thing they did
	Locale   string        `bson:"locale" json:"locale"`     // language of the platform's profile, as last seen
	Roles    map[Role]bool `bson:"roles" json:"roles"`
	Informed bool          `bson:"informed" json:"informed"` // has been shown the notice of Art. 13 DSGVO
	Created  time.Time     `bson:"created" json:"created"`
	// Accounts is the user id by platform: one account a platform. Identities decide; this
	// is their copy, so that a person's accounts are known without a search.
	Accounts map[string]string `bson:"accounts" json:"accounts"`
	// Fixed are the fields that "import people" has set: neither the person nor a
	// platform changes them.
	Fixed map[Field]bool `bson:"fixed" json:"fixed"`
	// Away are the accounts, by platform, that were switched off or belong to the team or
	// workspace no more.
	Away map[string]bool `bson:"away" json:"away"`
	// Gone is somebody whose accounts are all away; Left is since when, if that is known.
	Gone bool      `bson:"gone" json:"gone"`
	Left time.Time `bson:"left" json:"left,omitzero"`
	// Leaving is when their deletion began, while it is under way.
	Leaving time.Time `bson:"leaving" json:"-"`
	// Topics are what they want no announcements of.
	Topics Topics `bson:"topics" json:"topics"`
	// QuietUntil is until when they do not want to be disturbed by what can wait; see package outbox.
	QuietUntil time.Time `bson:"quietUntil" json:"quietUntil"`
}

// Identities are the person's accounts, ordered by platform.
func (p Person) Identities() []Identity {
	var list []Identity
	for _, platform := range slices.Sorted(maps.Keys(p.Accounts)) {
		list = append(list, Identity{Platform: platform, UserID: p.Accounts[platform], Person: p.ID})
	}
	return list
}

// Reachable are the accounts that the person can still use.
func (p Person) Reachable() []Identity {
	return slices.DeleteFunc(p.Identities(), func(i Identity) bool { return p.Away[i.Platform] })
}

// Is reports whether the person was granted the role.
func (p Person) Is(r Role) bool { return p.Roles[r] }

// Shown is the name to show; a person without one is shown by id, and nobody by a dash.
func (p Person) Shown() string {
	switch {
	case p.Name != "":
		return p.Name
	case p.ID.IsNobody():
		return "–"
	}
	return string(p.ID)
}

// Address is where a direct message for the person goes: the preferred platform if they
// have an account there, else the last used, else any.
func (p Person) Address(accounts []Identity) (Identity, bool) {
	for _, platform := range []string{p.Prefers, p.LastUsed} {
		for _, a := range accounts {
			if a.Platform == platform {
				return a, true
			}
		}
	}
	if len(accounts) == 0 {
		return Identity{}, false
	}
	return accounts[0], true
}

// Identity is one account of a person on a platform.
type Identity struct {
	Platform string `bson:"platform" json:"platform"`
	UserID   string `bson:"user" json:"user"`
	Person   ID     `bson:"person" json:"person"`
	Email    string `bson:"email" json:"email"` // as a trusted platform last said; else empty
}

// NormalEmail is the form in which addresses are compared and stored.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
