package events

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kigo/bot/people"
)

// Wish is when somebody wants to be reminded: an Offset, or one of the two below.
type Wish string

// The wishes that are no offsets.
const (
	Never Wish = "off"
	// Usual takes a wish back: for an event the person's own default counts again, else
	// what the organisers chose.
	Usual Wish = "normal"
)

// Offered are all wishes, in the order in which people choose from them.
var Offered = []Wish{Wish(WeekBefore), Wish(DayBefore), Wish(HourBefore), Never, Usual}

// Choice is a wish that somebody has stored, for one event or as their default.
type Choice struct {
	ID     string    `bson:"_id" json:"-"` // <person>/<event>
	Person people.ID `bson:"person" json:"-"`
	Event  ID        `bson:"event" json:"event"` // "" is the default
	Wish   Wish      `bson:"wish" json:"wish"`
}

// NewChoice is what p wants for an event, or by default.
func NewChoice(p people.ID, event ID, w Wish) Choice {
	return Choice{ID: string(p) + "/" + string(event), Person: p, Event: event, Wish: w}
}

// Choices keep what people want, a document for each choice; Usual is none.
type Choices interface {
	// Choose stores c in the place of an older one.
	Choose(ctx context.Context, c Choice) error
	// Unchoose forgets a choice; it is no error if there is none.
	Unchoose(ctx context.Context, id string) error
	// ChoicesFor are those of everybody for an event, and the defaults.
	ChoicesFor(ctx context.Context, event ID) ([]Choice, error)
	// ChoicesOf are those of one person.
	ChoicesOf(ctx context.Context, p people.ID) ([]Choice, error)
	// AllChoices are those of everybody for everything.
	AllChoices(ctx context.Context) ([]Choice, error)
}

// Offsets are when somebody with that wish is reminded of the event.
func (e Event) Offsets(w Wish) []Offset {
	switch w {
	case Usual:
		return e.Rhythm()
	case Never:
		return nil
	}
	return []Offset{Offset(w)}
}

// Wishes are what a person has chosen: by event, and under "" their default.
type Wishes map[ID]Wish

// For is what counts for an event.
func (w Wishes) For(event ID) Wish {
	for _, e := range []ID{event, ""} {
		if wish := w[e]; wish != "" {
			return wish
		}
	}
	return Usual
}

// byPerson sorts choices by whose they are.
func byPerson(all []Choice) map[people.ID]Wishes {
	out := map[people.ID]Wishes{}
	for _, c := range all {
		if out[c.Person] == nil {
			out[c.Person] = Wishes{}
		}
		out[c.Person][c.Event] = c.Wish
	}
	return out
}

// WishesOf reads what p has chosen.
func (s *Service) WishesOf(ctx context.Context, p people.ID) (Wishes, error) {
	all, err := s.Choices.ChoicesOf(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("read reminder choices: %w", err)
	}
	return byPerson(all)[p], nil
}

// Choose stores when p wants to be reminded of an event or, with "", of all that have no
// choice of their own.
func (s *Service) Choose(ctx context.Context, p people.ID, event ID, w Wish) error {
	c := NewChoice(p, event, w)
	var err error
	if w == Usual {
		err = s.Choices.Unchoose(ctx, c.ID)
	} else {
		err = s.Choices.Choose(ctx, c)
	}
	if err != nil {
		return fmt.Errorf("store reminder choice: %w", err)
	}
	return nil
}

// ExportChoices are a person's choices.
func (s *Service) ExportChoices(ctx context.Context, p people.ID) (any, error) {
	return s.Choices.ChoicesOf(ctx, p)
}

// PruneChoices forgets what was chosen for events that are over, and returns how much.
func (s *Service) PruneChoices(ctx context.Context, now time.Time) (gone int, err error) {
	all, err := s.Choices.AllChoices(ctx)
	if err != nil {
		return 0, fmt.Errorf("list reminder choices: %w", err)
	}
	coming, err := s.Store.Since(ctx, now)
	if err != nil {
		return 0, fmt.Errorf("list events: %w", err)
	}
	for _, c := range all {
		if c.Event == "" || slices.ContainsFunc(coming, func(e Event) bool { return e.ID == c.Event }) {
			continue
		}
		if err := s.Choices.Unchoose(ctx, c.ID); err != nil {
			return gone, fmt.Errorf("forget reminder choice: %w", err)
		}
		gone++
	}
	return gone, nil
}

// ForgetChoices deletes a person's choices. It may be repeated.
func (s *Service) ForgetChoices(ctx context.Context, p people.ID) error {
	all, err := s.Choices.ChoicesOf(ctx, p)
	if err != nil {
		return fmt.Errorf("list reminder choices: %w", err)
	}
	for _, c := range all {
		if err := s.Choices.Unchoose(ctx, c.ID); err != nil {
			return fmt.Errorf("forget reminder choice: %w", err)
		}
	}
	return nil
}
