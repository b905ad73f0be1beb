// Package deletions keeps, in a file outside the database, who has been deleted: a restored
// backup brings people back, and this list says whom to delete again. It holds a random id
// and a time, and is written before a deletion begins.
//
// The file lies in the data folder of the process that deletes. Replicas on one MongoDB each
// have their own: whoever restores reads them all.
package deletions

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"kigo/bot/people"
)

// FileName is the list's name in the data folder.
const FileName = "deletions.jsonl"

// Deletion is one line of the list.
type Deletion struct {
	Person people.ID `json:"person"`
	At     time.Time `json:"at"` // UTC, when it was first ordered
}

// List is such a file; there need not be one yet. Several processes may append to it.
type List struct{ File string }

// In is the list of a data folder.
func In(dir string) List { return List{File: filepath.Join(dir, FileName)} }

// Append notes that a person is about to be deleted, and returns once that is on the disk.
// Somebody who is noted already is not noted again.
func (l List) Append(p people.ID, at time.Time) error {
	if err := l.append(p, at); err != nil {
		return fmt.Errorf("note a deletion: %w", err)
	}
	return nil
}

func (l List) append(p people.ID, at time.Time) error {
	text, err := l.text()
	if err != nil {
		return err
	}
	known, err := parse(text)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known, func(d Deletion) bool { return d.Person == p }) {
		return nil
	}
	line, err := json.Marshal(Deletion{Person: p, At: at.UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	if len(text) > 0 && text[len(text)-1] != '\n' { // a crash has cut off the last line
		line = append([]byte{'\n'}, line...)
	}
	dir := filepath.Dir(l.File)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(l.File, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Read is the whole list, oldest first; none if there is no file. A line that a crash has
// cut off is left out: that deletion never began.
func (l List) Read() ([]Deletion, error) {
	text, err := l.text()
	if err != nil {
		return nil, fmt.Errorf("read the list of deletions: %w", err)
	}
	return parse(text)
}

func (l List) text() ([]byte, error) {
	text, err := os.ReadFile(l.File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

func parse(text []byte) ([]Deletion, error) {
	var list []Deletion
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if !bytes.HasSuffix(line, []byte{'}'}) {
			continue
		}
		var d Deletion
		if err := json.Unmarshal(line, &d); err != nil {
			return nil, fmt.Errorf("read the list of deletions: line %q: %w", line, err)
		}
		list = append(list, d)
	}
	return list, nil
}
