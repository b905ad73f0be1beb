package knowledge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// Draft is what an editor has written and not published.
type Draft struct {
	ID      string    `bson:"_id" json:"-"` // see draftID
	By      people.ID `bson:"by" json:"-"`
	Entry   Entry     `bson:"entry" json:"entry"`
	Version int       `bson:"version" json:"version"` // of the entry that it changes; 0 makes a new one
	At      time.Time `bson:"at" json:"at"`           // when it was last saved
}

// Drafts keeps one draft an editor and entry.
type Drafts interface {
	// SaveDraft puts d in the place of the editor's draft of the entry.
	SaveDraft(ctx context.Context, d Draft) error
	// Draft returns ErrNotFound if there is none.
	Draft(ctx context.Context, id string) (Draft, error)
	// DropDraft deletes a draft that was last saved at the given time; it is no error if
	// there is none.
	DropDraft(ctx context.Context, id string, at time.Time) error
	// DraftsOf are an editor's drafts, by entry.
	DraftsOf(ctx context.Context, by people.ID) ([]Draft, error)
}

func draftID(by people.ID, entry ID) string { return string(by) + "/" + string(entry) }

// SaveDraft keeps an entry, or what is to become one, for its editor alone.
func (l *Library) SaveDraft(ctx context.Context, by people.Person, e Entry, version int) (Draft, error) {
	if !Edits(by) {
		return Draft{}, fault.New("knowledge.editors_only")
	}
	if err := e.Check(); err != nil {
		return Draft{}, err
	}
	d := Draft{ID: draftID(by.ID, e.ID), By: by.ID, Entry: e, Version: version, At: l.Now().UTC()}
	if err := l.Store.SaveDraft(ctx, d); err != nil {
		return d, fmt.Errorf("save draft of entry %s: %w", e.ID, err)
	}
	return d, nil
}

// Draft is the editor's draft of an entry. One that does not exist is a fault.
func (l *Library) Draft(ctx context.Context, by people.ID, entry ID) (Draft, error) {
	d, err := l.Store.Draft(ctx, draftID(by, entry))
	if errors.Is(err, ErrNotFound) {
		return d, fault.Missing("knowledge.no_draft", fault.Args{"Text": string(entry)})
	}
	if err != nil {
		return d, fmt.Errorf("read draft of entry %s: %w", entry, err)
	}
	return d, nil
}

// Drafts are the editor's own, by entry.
func (l *Library) Drafts(ctx context.Context, by people.ID) ([]Draft, error) {
	all, err := l.Store.DraftsOf(ctx, by)
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return all, nil
}

// Outdated is a *Conflict if the entry has been changed since the version that the draft changes.
func (l *Library) Outdated(ctx context.Context, d Draft) error {
	if d.Version == 0 {
		return nil
	}
	r, err := l.Record(ctx, RecordID(d.Entry.ID))
	if err == nil && r.Version != d.Version {
		err = &Conflict{Newest: r}
	}
	return err
}

// Publish makes a draft the entry that everybody reads. A *Conflict leaves the draft as it is.
func (l *Library) Publish(ctx context.Context, by people.Person, d Draft) (Record, error) {
	var err error
	if d.Version == 0 {
		_, err = l.Create(ctx, by, d.Entry)
	} else {
		_, err = l.Change(ctx, by, d.Entry, d.Version)
	}
	if err != nil {
		return Record{}, err
	}
	if err := l.Discard(ctx, d); err != nil {
		return Record{}, err
	}
	return l.Record(ctx, RecordID(d.Entry.ID))
}

// Discard throws a draft away, unless it has been saved again meanwhile.
func (l *Library) Discard(ctx context.Context, d Draft) error {
	if err := l.Store.DropDraft(ctx, d.ID, d.At); err != nil {
		return fmt.Errorf("discard draft of entry %s: %w", d.Entry.ID, err)
	}
	return nil
}

// How long what nobody needs is kept.
const (
	KeepDraft   = 30 * 24 * time.Hour
	KeepVersion = 365 * 24 * time.Hour // after it was replaced
)
