// Package backup packs copies of the embedded store's databases into one file and out of
// it again. A file is whole and checked, or it is not there.
package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A back-up is a tar.gz of the manifest and the parts that it lists, in that order, named as
// they lie in the data folder. Keys of surveys and secrets are in none.
const (
	format       = 1
	manifestName = "manifest.json"
	maxManifest  = 1 << 20 // bytes
	storeFolder  = "store"
	fileMode     = 0o600
	dirMode      = 0o700
)

// Clock is the part that holds the time of a demo.
const Clock = "clock.json"

// partNames are what a part may be called: a database, or the clock.
var partNames = regexp.MustCompile(`^(store/[a-z0-9_-]{1,63}\.sqlite|clock\.json)$`)

// errDamaged says that a file is no back-up, or not as it was written.
var errDamaged = errors.New("the file is damaged or no back-up of kigo")

// Manifest says what is in a back-up.
type Manifest struct {
	Format int       `json:"format"`
	Kigo   string    `json:"kigo"` // the version that made it
	Made   time.Time `json:"made"` // what was acknowledged before this (real clock, UTC) is in it
	Parts  []Part    `json:"parts"`
}

// Part is one file of the data folder.
type Part struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
	// Schema and Documents, by collection, are those of a database.
	Schema    int64            `json:"schema,omitempty"`
	Documents map[string]int64 `json:"documents,omitempty"`
}

// DatabasePart is the name of a database's part.
func DatabasePart(database string) string { return storeFolder + "/" + database + ".sqlite" }

// Database is the part of a database, false if there is none of that name.
func (m Manifest) Database(name string) (Part, bool) {
	for _, p := range m.Parts {
		if p.Name == DatabasePart(name) {
			return p, true
		}
	}
	return Part{}, false
}

// Databases are the names of the databases.
func (m Manifest) Databases() []string {
	var names []string
	for _, p := range m.Parts {
		if strings.HasPrefix(p.Name, storeFolder+"/") {
			names = append(names, strings.TrimSuffix(filepath.Base(p.Name), ".sqlite"))
		}
	}
	return names
}

func (m Manifest) check() error {
	if m.Format > format {
		return fmt.Errorf("the back-up was made by a newer kigo (%s): use one at least as new", m.Kigo)
	}
	seen := map[string]bool{}
	for _, p := range m.Parts {
		if !partNames.MatchString(p.Name) || seen[p.Name] || p.Size < 0 {
			return errDamaged
		}
		seen[p.Name] = true
	}
	if m.Format < 1 || len(m.Parts) == 0 {
		return errDamaged
	}
	return nil
}

// sum hashes what is read through it.
type sum struct {
	io.Reader
	hash hash.Hash
	size int64
}

func summing(r io.Reader) *sum {
	s := &sum{hash: sha256.New()}
	s.Reader = io.TeeReader(r, s)
	return s
}

func (s *sum) Write(b []byte) (int, error) {
	s.size += int64(len(b))
	return s.hash.Write(b)
}

// is says whether the part has been read whole, and as it was.
func (s *sum) is(p Part) bool { return s.size == p.Size && s.hex() == p.SHA256 }

func (s *sum) hex() string { return hex.EncodeToString(s.hash.Sum(nil)) }
