package knowledge

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// The actions that the audit knows of knowledge.
const (
	actionCreate  = "knowledge.create"
	actionChange  = "knowledge.change"
	actionRestore = "knowledge.restore"
	actionRetire  = "knowledge.retire"
	actionImport  = "knowledge.import"
)

// Edits reports whether p may edit entries.
func Edits(p people.Person) bool { return p.Is(people.Editor) || p.Is(people.Admin) }

// reviewAfter is how long an entry that was looked at is good for.
const reviewAfter = 1 // years

// NextReview is when somebody should look again at what is right today.
func NextReview(now time.Time) time.Time { return day(now).AddDate(reviewAfter, 0, 0) }

// day is the day of t, as entries keep it.
func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// Create keeps a new entry; one without an id gets one. To create the same entry again
// changes nothing; another one with the same id is the fault knowledge.taken.
func (l *Library) Create(ctx context.Context, by people.Person, e Entry) (Entry, error) {
	if !Edits(by) {
		return e, fault.New("knowledge.editors_only")
	}
	if e.ID == "" {
		e.ID = EntryID(e.Question, l.NewID())
	}
	if err := e.Check(); err != nil {
		return e, err
	}
	if err := l.record(ctx, by, actionCreate, RecordID(e.ID), 1); err != nil {
		return e, err
	}
	r := Record{ID: RecordID(e.ID), Version: 1, Entry: e, By: by.ID, At: l.Now().UTC()}
	fresh, err := l.Store.Insert(ctx, r)
	if err != nil {
		return e, fmt.Errorf("create entry %s: %w", e.ID, err)
	}
	if !fresh {
		there, err := l.Record(ctx, r.ID)
		if err == nil && !there.same(r) {
			err = fault.New("knowledge.taken", fault.Args{"ID": string(e.ID)})
		}
		if err != nil {
			return e, err
		}
	}
	return e, l.changed(ctx)
}

// Change stores new content for the entry that had that version when the editor saw it. If
// it has changed since, the error is a *Conflict that holds the newest version.
func (l *Library) Change(ctx context.Context, by people.Person, e Entry, version int) (Entry, error) {
	if !Edits(by) {
		return e, fault.New("knowledge.editors_only")
	}
	if err := e.Check(); err != nil {
		return e, err
	}
	now, err := l.Record(ctx, RecordID(e.ID))
	if err != nil {
		return e, err
	}
	after := now
	after.Entry, after.Retired = e, false
	_, err = l.replace(ctx, by, actionChange, now, after, version)
	return e, err
}

// Confirm says that an entry is still right: somebody looks at it again in a year.
func (l *Library) Confirm(ctx context.Context, by people.Person, id ID, version int) (Entry, error) {
	e, err := l.Entry(ctx, id)
	if err != nil {
		return e, err
	}
	e.Review = NextReview(l.Now())
	return l.Change(ctx, by, e, version)
}

// Undo takes an entry or a list back to how it was before the newest version.
func (l *Library) Undo(ctx context.Context, by people.Person, id RecordID) (Record, error) {
	r, err := l.Record(ctx, id)
	if err != nil {
		return r, err
	}
	return l.Restore(ctx, by, id, r.Version-1, r.Version)
}

// Restore takes an entry or a list back to an earlier version, as a new one, if it still
// has the version that the editor saw: else it returns a *Conflict. To restore what stands
// there already changes nothing.
func (l *Library) Restore(ctx context.Context, by people.Person, id RecordID, version, seen int) (Record, error) {
	now, err := l.Record(ctx, id)
	if err != nil {
		return now, err
	}
	if !l.mayEdit(by, now) {
		return now, fault.New("knowledge.editors_only")
	}
	old, err := l.earlier(ctx, now, version)
	if err != nil {
		return now, err
	}
	after := now
	after.Entry, after.Text, after.Retired = old.Entry, old.Text, old.Retired
	return l.replace(ctx, by, actionRestore, now, after, seen)
}

// mayEdit reports whether by may change the record: lists are for admins.
func (l *Library) mayEdit(by people.Person, r Record) bool {
	return by.Is(people.Admin) || (Edits(by) && !r.IsList())
}

// Retire takes an entry out of all answers. It can be undone.
func (l *Library) Retire(ctx context.Context, by people.Person, id ID) (Record, error) {
	now, err := l.Record(ctx, RecordID(id))
	if err != nil {
		return now, err
	}
	if now.IsList() || !Edits(by) {
		return now, fault.New("knowledge.editors_only")
	}
	after := now
	after.Retired = true
	return l.replace(ctx, by, actionRetire, now, after, now.Version)
}

// replace stores after as the next version of now, if now still has the version that
// whoever changes it has seen.
func (l *Library) replace(ctx context.Context, by people.Person, action string, now, after Record, seen int) (Record, error) {
	if now.same(after) {
		return now, nil // the same button a second time
	}
	if now.Version != seen {
		return now, &Conflict{Newest: now}
	}
	if err := l.record(ctx, by, action, now.ID, now.Version+1); err != nil {
		return now, err
	}
	after.By = by.ID
	return l.put(ctx, now, after)
}

// put stores after in the place of now, or returns a *Conflict.
func (l *Library) put(ctx context.Context, now, after Record) (Record, error) {
	after.Version, after.At = now.Version+1, l.Now().UTC()
	ok, err := l.Store.Replace(ctx, now, after)
	if err != nil {
		return now, fmt.Errorf("change knowledge %s: %w", now.ID, err)
	}
	if ok {
		return after, l.changed(ctx)
	}
	newest, err := l.Record(ctx, now.ID)
	switch {
	case err != nil:
		return now, err
	case newest.same(after):
		return newest, nil // a second press of the same button was faster
	}
	return newest, &Conflict{Newest: newest}
}

// changed lets every replica know, this one at once.
func (l *Library) changed(ctx context.Context) error {
	if err := l.Store.Changed(ctx); err != nil {
		return fmt.Errorf("count change of knowledge: %w", err)
	}
	l.catchUp(ctx)
	return nil
}

func (l *Library) record(ctx context.Context, by people.Person, action string, id RecordID, version int) error {
	return l.Audit.Record(ctx, string(by.ID), action, "", map[string]string{"id": string(id), "version": strconv.Itoa(version)})
}

// earlier is a version of a record.
func (l *Library) earlier(ctx context.Context, now Record, version int) (Record, error) {
	if version == now.Version {
		return now, nil
	}
	r, err := l.Store.Version(ctx, now.ID, version)
	if errors.Is(err, ErrNotFound) {
		return r, fault.New("knowledge.no_version", fault.Args{"ID": string(now.ID), "Version": version})
	}
	if err != nil {
		return r, fmt.Errorf("read version %d of knowledge %s: %w", version, now.ID, err)
	}
	return r, nil
}

// maxHistory is how many versions a history shows.
const maxHistory = 10

// History are the newest versions of a record, the newest first.
func (l *Library) History(ctx context.Context, id RecordID) ([]Record, error) {
	now, err := l.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	all := []Record{now}
	for v := now.Version - 1; v > 0 && len(all) < maxHistory; v-- {
		r, err := l.Store.Version(ctx, id, v)
		if errors.Is(err, ErrNotFound) {
			break // forgotten after the retention period
		}
		if err != nil {
			return nil, fmt.Errorf("list versions of knowledge %s: %w", id, err)
		}
		all = append(all, r)
	}
	return all, nil
}

// Due are the entries that somebody should look at: the review date has come, or there is
// neither a date nor an owner. The longest due comes first.
func (l *Library) Due(ctx context.Context) ([]Record, error) {
	all, err := l.Store.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list due entries: %w", err)
	}
	return dueOf(all, l.Now()), nil
}

var notWord = regexp.MustCompile(`[^a-z0-9]+`)

// EntryID makes an entry's id of its question's first long words and a nonce.
func EntryID(question, nonce string) ID {
	const most, long = 3, 4 // words; letters of a word
	var parts []string
	for _, w := range strings.Fields(question) {
		if w = notWord.ReplaceAllString(people.Fold(w), ""); len(w) >= long && len(parts) < most {
			parts = append(parts, w[:min(len(w), 12)])
		}
	}
	nonce = notWord.ReplaceAllString(strings.ToLower(nonce), "")
	return ID(strings.Join(append(parts, nonce[:min(len(nonce), 6)]), "-"))
}
