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
