// Package inventory says what kigo stores: each kind of document and each of its fields is
// declared once, beside the code that stores it, with what it is for and how long it is kept.
// What is shown of that, checked and deleted all comes from the same declarations.
package inventory

import (
	"cmp"
	"slices"
	"time"
)

// Record declares one kind of document, or of file.
type Record struct {
	// Name is how the catalogue knows it: inventory.<name> is what it is called,
	// inventory.<name>.purpose what it is for.
	Name string
	// Collection is where it is stored, and Begins how the _id of its documents begins, where
	// a collection holds several kinds.
	Collection, Begins string
	// File is where it is stored, of what lies outside the database.
	File string
	// Doc is an empty document. A test compares its type with Fields.
	Doc    any
	Fields Fields
	// About says that the whole document is about one person: each field is personal then.
	About bool
	// Held is the name under which an export shows, and a deletion removes, what is held about
	// a person; see people.Holder. It is empty where nobody can be found.
	Held string
	Keep Period
	// Sooner are fields that go before the document does.
	Sooner map[string]Period
	// Told says that "datenschutz" lists it in chat.
	Told bool
}

// Fields are the paths of a document's fields, by what they hold: "at", "queue[]" for what a
// list holds, "attempts.<claim>.at" where the key of a map may be anything.
type Fields map[Kind][]string

// Kind says what a field holds; the catalogue has inventory.kind.<kind>.
type Kind string

// What is personal wherever it stands.
const (
	Person  Kind = "person"  // the id of a person
	Name    Kind = "name"    // a person's name
	Email   Kind = "email"   // an e-mail address
	Account Kind = "account" // a user id on a chat platform
	Unit    Kind = "unit"    // a person's Dezernat
	Wish    Kind = "wish"    // what a person has chosen
	Right   Kind = "right"   // what a person may do
	Private Kind = "private" // text that people write for themselves or for few
	Linked  Kind = "linked"  // a technical id that holds a person's
	Post    Kind = "post"    // where a message to a person stands in a chat
	Stands  Kind = "stands"  // how a person stands in an event or survey
)

// What is personal in a document about one person only.
const (
	Key     Kind = "key"     // a technical id
	Content Kind = "content" // text and settings for everybody whom it is meant for
	Time    Kind = "time"
	State   Kind = "state"
	Number  Kind = "number"
	Sealed  Kind = "sealed" // what nobody can read, or tells nothing
)

var personal = []Kind{Person, Name, Email, Account, Unit, Wish, Right, Private, Linked, Post, Stands}

// Period is how long something is kept.
type Period struct {
	// For is how long after what After says; zero with an After is until then. The catalogue
	// has inventory.keep.<after>, with the days.
	For   time.Duration
	After string
	// Field is the path of the time from which For counts, where that is all there is to it:
	// such documents are deleted by what stands here alone, if they have what Only says.
	Field string
	Only  map[string]any
	// Real says that Field is of the real clock, never of the demo's.
	Real bool
}

// Days is For in whole days.
func (p Period) Days() int { return int(p.For.Hours() / 24) }

// Before is the latest time that is too old: at now of kigo's clock, and real of the real one.
func (p Period) Before(now, real time.Time) time.Time {
	if p.Real {
		now = real
	}
	return now.Add(-p.For)
}

// Field is one field of a record.
type Field struct {
	Path     string
	Kind     Kind
	Personal bool
	Keep     Period
}

// List are the fields in the order of their paths.
func (r Record) List() []Field {
	var all []Field
	for kind, paths := range r.Fields {
		for _, path := range paths {
			f := Field{Path: path, Kind: kind, Personal: r.About || slices.Contains(personal, kind), Keep: r.Keep}
			if sooner, ok := r.Sooner[path]; ok {
				f.Keep = sooner
			}
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b Field) int { return cmp.Compare(a.Path, b.Path) })
	return all
}

// Personal reports whether any field is.
func (r Record) Personal() bool {
	return slices.ContainsFunc(r.List(), func(f Field) bool { return f.Personal })
}

// Where is the collection, with how the _id begins, or the file.
func (r Record) Where() string {
	switch {
	case r.File != "":
		return r.File
	case r.Begins != "":
		return r.Collection + " (" + r.Begins + ")"
	}
	return r.Collection
}
