package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kigo/bot/people"
)

// RecordID is an entry's id, or names one of the lists of words.
type RecordID string

// The lists of words that belong to the entries. No entry can have such an id.
const (
	Glossary  RecordID = "list/glossary"
	Elsewhere RecordID = "list/elsewhere"
)

// fileNames are the files in a folder of knowledge that hold the lists.
var fileNames = map[RecordID]string{Glossary: glossaryFile, Elsewhere: elsewhereFile}

// Record is an entry or a list of words as the store keeps it, in one of its versions.
type Record struct {
	ID      RecordID  `bson:"_id" json:"id"`
	Version int       `bson:"version" json:"version"` // counts from 1
	Entry   Entry     `bson:"entry" json:"-"`         // of an entry
	Text    string    `bson:"text" json:"-"`          // of a list, line by line
	By      people.ID `bson:"by" json:"-"`            // who made this version; "" is the import or the binary
	At      time.Time `bson:"at" json:"at"`           // when this version was made
	Retired bool      `bson:"retired" json:"retired"` // answers nothing any more
	// Origin is the fingerprint of what was last taken from a folder or the binary; "" if
	// it was made in chat.
	Origin string `bson:"origin" json:"-"`
}

// IsList reports whether the record is a list of words, and no entry.
func (r Record) IsList() bool { return fileNames[r.ID] != "" }

// same reports whether both answer the same.
func (r Record) same(o Record) bool {
	return r.Retired == o.Retired && r.fingerprint() == o.fingerprint()
}

// fingerprint is the same for the same content only.
func (r Record) fingerprint() string {
	e := r.Entry
	for _, list := range []*[]string{&e.Alternatives, &e.Tags} {
		if *list == nil {
			*list = []string{} // the store knows no other empty list
		}
	}
	if !e.Review.IsZero() {
		e.Review = e.Review.UTC()
	}
	data, err := json.Marshal(struct {
		Entry Entry
		Text  string
	}{e, r.Text})
	if err != nil {
		panic(err) // strings and a date always marshal
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// ErrNotFound says that there is no such record.
var ErrNotFound = errors.New("no such record of knowledge")

// Conflict says that somebody has changed a record since the version that was to be
// changed. Nothing was changed.
type Conflict struct{ Newest Record }

// Error is for logs and tests.
func (c *Conflict) Error() string {
	return fmt.Sprintf("%s has been changed meanwhile: it has version %d", c.Newest.ID, c.Newest.Version)
}
