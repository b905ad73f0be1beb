package knowledge

import (
	"context"
	"errors"
	"fmt"

	"kigo/bot/audit"
)

// Seed puts a folder into a store that has never had any knowledge. It may be repeated
// after having been interrupted, and done by several processes at once.
func (l *Library) Seed(ctx context.Context, f Folder) error {
	n, err := l.Store.Changes(ctx)
	if err != nil || n > 0 {
		return err
	}
	for _, r := range f.records() {
		r.Version, r.At = 1, l.Now().UTC()
		if _, err := l.Store.Insert(ctx, r); err != nil {
			return fmt.Errorf("seed knowledge %s: %w", r.ID, err)
		}
	}
	return l.changed(ctx)
}

// records are what the folder itself holds, as new records.
func (f Folder) records() []Record {
	var all []Record
	for _, e := range f.Entries {
		all = append(all, Record{ID: RecordID(e.ID), Entry: e})
	}
	for _, id := range []RecordID{Glossary, Elsewhere} {
		if text, own := f.Lists[id]; own {
			all = append(all, Record{ID: id, Text: text})
		}
	}
	for i := range all {
		all[i].Origin = all[i].fingerprint()
	}
	return all
}

// Fate is what an import does with a record.
type Fate string

// The fates.
const (
	Added       Fate = "added"
	Updated     Fate = "updated"
	Overwritten Fate = "overwritten" // although it was changed in chat
	Kept        Fate = "kept"        // as it was changed, or taken out, in chat
	Unchanged   Fate = "unchanged"
)

// Merged says what an import did, or would do, with each record of a folder.
type Merged struct {
	ID   RecordID
	Fate Fate
}

// Merge takes in what a folder holds. Nothing is overwritten unseen: what was changed in
// chat since the last import is Kept, unless overwrite says to take the folder's. A dry
// one only says what would be done. It may be repeated.
func (l *Library) Merge(ctx context.Context, f Folder, overwrite, dry bool) ([]Merged, error) {
	all, err := l.Store.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("import knowledge: %w", err)
	}
	there := map[RecordID]Record{}
	for _, r := range all {
		there[r.ID] = r
	}
	var report []Merged
	wrote := false
	for _, r := range f.records() {
		old, known := there[r.ID]
		fate := fateOf(old, known, r, overwrite)
		report = append(report, Merged{r.ID, fate})
		if dry || fate == Kept || fate == Unchanged {
			continue
		}
		if err = l.take(ctx, old, known, r); err != nil {
			break
		}
		wrote = true
	}
	if wrote {
		err = errors.Join(err, l.changed(ctx))
	}
	return report, err
}

// fateOf is what becomes of old if r comes from a folder.
func fateOf(old Record, known bool, r Record, overwrite bool) Fate {
	here := old.fingerprint()
	switch {
	case !known:
		return Added
	case here == r.Origin && !old.Retired:
		return Unchanged
	case here == old.Origin && !old.Retired:
		return Updated
	case overwrite:
		return Overwritten
	case old.Origin == r.Origin:
		return Unchanged // changed in chat, and not in the folder
	}
	return Kept
}

// take writes what a folder holds into the store.
func (l *Library) take(ctx context.Context, old Record, known bool, r Record) error {
	if err := l.Audit.Record(ctx, audit.Import, actionImport, "", map[string]string{"id": string(r.ID)}); err != nil {
		return err
	}
	if !known {
		r.Version, r.At = 1, l.Now().UTC()
		if _, err := l.Store.Insert(ctx, r); err != nil { // who was faster has imported it
			return fmt.Errorf("import knowledge %s: %w", r.ID, err)
		}
		return nil
	}
	r.Version, r.At = old.Version+1, l.Now().UTC()
	ok, err := l.Store.Replace(ctx, old, r)
	if err != nil {
		return fmt.Errorf("import knowledge %s: %w", r.ID, err)
	}
	if !ok {
		return fmt.Errorf("import knowledge %s: somebody has just changed it: import the folder again", r.ID)
	}
	return nil
}
