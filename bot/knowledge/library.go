package knowledge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kigo/bot/fault"
	"kigo/bot/knowledge/words"
	"kigo/bot/people"
)

// Store keeps records, their earlier versions, and drafts. Each write may be repeated.
type Store interface {
	// All is the newest version of every record, by id.
	All(ctx context.Context) ([]Record, error)
	// Get is the newest version of a record, or ErrNotFound.
	Get(ctx context.Context, id RecordID) (Record, error)
	// Insert returns false if the id is taken.
	Insert(ctx context.Context, r Record) (bool, error)
	// Replace puts after, the next version, in the place of before, which is kept as an
	// earlier version. It returns false, and nothing has changed, if before is not the
	// newest version any more.
	Replace(ctx context.Context, before, after Record) (bool, error)
	// Version is an earlier version of a record, or ErrNotFound.
	// Disown puts people.Nobody in the place of by in all records, versions and drafts, and
	// takes them out as owners of entries, by any of these names.
	Disown(ctx context.Context, by people.ID, owners []string) error
	Version(ctx context.Context, id RecordID, version int) (Record, error)
	// MadeBy is every version that a person made, the newest ones included.
	MadeBy(ctx context.Context, by people.ID) ([]Record, error)

	// Changes counts the changes of records; 0 says that the store was never seeded.
	Changes(ctx context.Context) (int64, error)
	// Changed counts one more.
	Changed(ctx context.Context) error

	Drafts
}

// People is what the library needs of the people service.
type People interface {
	GetMany(ctx context.Context, ids []people.ID) (map[people.ID]people.Person, error)
}

// Audit records what editors do.
type Audit interface {
	Record(ctx context.Context, actor, action, subject string, detail map[string]string) error
}

// Library is the knowledge base that can be edited: the store rules, and the index follows.
// It is safe for concurrent use, and by several processes on one store.
type Library struct {
	Store  Store
	Base   *Base
	Model  Model
	People People
	Audit  Audit
	Now    func() time.Time
	NewID  func() string // short random ids of at least 4 characters
	Log    *slog.Logger

	changes  atomic.Int64 // of the store when it was last read
	mu       sync.Mutex   // held by whoever reads it
	contents string       // what it held then
}

// Ask answers from what the store holds now, or from what was last read if it can't be reached.
func (l *Library) Ask(ctx context.Context, question string) Result {
	l.catchUp(ctx)
	return l.Base.Ask(question)
}

// Others are what else may have been meant if it was not the entry called not, best first.
func (l *Library) Others(ctx context.Context, question string, not ID) []Suggestion {
	l.catchUp(ctx)
	return l.Base.Index().Others(question, not)
}

// contactID is the entry that says whom to ask.
const contactID ID = "kontakt"

// Contact is the entry that says whom to ask; nil if there is none.
func (l *Library) Contact(ctx context.Context) *Entry {
	l.catchUp(ctx)
	for _, e := range l.Base.Index().Entries() {
		if e.ID == contactID {
			return &e
		}
	}
	return nil
}

// catchUp is Refresh for those who can go on without.
func (l *Library) catchUp(ctx context.Context) {
	if err := l.Refresh(ctx); err != nil {
		l.Log.Warn("knowledge may not be the newest", "error", err)
	}
}

// Refresh has questions answered from what the store holds now. It costs one look-up if
// nothing has changed.
func (l *Library) Refresh(ctx context.Context) error {
	n, err := l.Store.Changes(ctx)
	if err != nil {
		return fmt.Errorf("refresh knowledge: %w", err)
	}
	if n == l.changes.Load() {
		return nil
	}
	return l.follow(ctx, false)
}

// Reload is Refresh that does not trust the count of changes, which misses one if a
// process dies between the two writes.
func (l *Library) Reload(ctx context.Context) error { return l.follow(ctx, true) }

// follow reads the store, one goroutine at a time. The count comes before the records, so
// that what is changed while they are read is read again.
func (l *Library) follow(ctx context.Context, always bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, err := l.Store.Changes(ctx)
	if err != nil {
		return fmt.Errorf("read knowledge: %w", err)
	}
	if !always && n == l.changes.Load() {
		return nil // somebody else has just read it
	}
	return l.read(ctx, n)
}

// read makes the index anew if the store holds something else than at the last time.
func (l *Library) read(ctx context.Context, changes int64) error {
	all, err := l.Store.All(ctx)
	if err != nil {
		return fmt.Errorf("read knowledge: %w", err)
	}
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintf(&b, "%s %d\n", r.ID, r.Version)
	}
	if b.String() != l.contents {
		f, err := folderOf(all)
		if err != nil {
			return fmt.Errorf("read knowledge: %w", err)
		}
		l.Base.Swap(NewIndex(f, l.Model))
	}
	l.contents = b.String()
	l.changes.Store(changes)
	return nil
}

// folderOf is what records hold, without what is retired.
func folderOf(all []Record) (f Folder, err error) {
	for _, r := range all {
		switch {
		case r.ID == Glossary:
			f.Glossary, err = words.ParseGlossary(strings.NewReader(r.Text))
		case r.ID == Elsewhere:
			f.Elsewhere, err = words.ParseList(strings.NewReader(r.Text))
		case !r.Retired:
			f.Entries = append(f.Entries, r.Entry)
		}
		if err != nil {
			return f, fmt.Errorf("%s: %w", r.ID, err)
		}
	}
	return f, nil
}

// Folder is what the store holds, to be indexed elsewhere.
func (l *Library) Folder(ctx context.Context) (Folder, error) {
	all, err := l.Store.All(ctx)
	if err != nil {
		return Folder{}, fmt.Errorf("read knowledge: %w", err)
	}
	return folderOf(all)
}

// Record is the newest version of an entry or a list. One that does not exist is a fault.
func (l *Library) Record(ctx context.Context, id RecordID) (Record, error) {
	r, err := l.Store.Get(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return r, unknown(string(id))
	}
	if err != nil {
		return r, fmt.Errorf("read knowledge %s: %w", id, err)
	}
	return r, nil
}

func unknown(id string) error {
	return fault.Missing("knowledge.unknown", fault.Args{"Text": id})
}

// Entry is an entry that answers questions. One that does not exist, or not any more, is a fault.
func (l *Library) Entry(ctx context.Context, id ID) (Entry, error) {
	if !idPattern.MatchString(string(id)) {
		return Entry{}, unknown(string(id))
	}
	r, err := l.Record(ctx, RecordID(id))
	if err == nil && r.Retired {
		err = unknown(string(id))
	}
	return r.Entry, err
}

// Entries are all that answer questions, by id.
func (l *Library) Entries(ctx context.Context) ([]Entry, error) {
	f, err := l.Folder(ctx)
	return f.Entries, err
}
