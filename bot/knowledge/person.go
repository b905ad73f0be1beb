package knowledge

import (
	"context"
	"fmt"

	"kigo/bot/people"
)

// Exported is what the knowledge base holds about a person: what they wrote as an editor.
type Exported struct {
	Versions []Record `json:"versions"` // of entries and lists
	Drafts   []Draft  `json:"drafts"`
}

// Export collects what the person has written. It implements people.Exporter.
func (l *Library) Export(ctx context.Context, id people.ID) (any, error) {
	versions, err := l.Store.MadeBy(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list versions of a person: %w", err)
	}
	drafts, err := l.Drafts(ctx, id)
	return Exported{versions, drafts}, err
}

// Forget makes nobody of whoever wrote versions of entries, deletes their drafts, and takes
// them out as the one who looks after entries. What they wrote for all stays. It may be repeated.
func (l *Library) Forget(ctx context.Context, p people.Person) error {
	drafts, err := l.Drafts(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if err := l.Discard(ctx, d); err != nil {
			return err
		}
	}
	var owners []string
	for _, o := range []string{p.Email, p.Name} {
		if o != "" {
			owners = append(owners, o)
		}
	}
	if err := l.Store.Disown(ctx, p.ID, owners); err != nil {
		return fmt.Errorf("forget who wrote entries: %w", err)
	}
	return l.changed(ctx)
}
