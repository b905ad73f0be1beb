package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kigo/bot/chat"
)

// Halt is why a comparison with a platform's members changed nobody.
type Halt string

// The reasons.
const (
	HaltEmpty   Halt = "empty"   // the platform named nobody
	HaltMany    Halt = "many"    // too many would have left at once
	HaltFailure Halt = "failure" // the platform could not be asked
)

// Comparison is what became of comparing people with the members of a platform.
type Comparison struct {
	Platform string    `bson:"_id"`
	At       time.Time `bson:"at"`
	Members  int       `bson:"members"` // who may use kigo there
	Known    int       `bson:"known"`   // whom kigo knew there
	Joined   int       `bson:"joined"`  // whom it did not know yet
	Left     int       `bson:"left"`    // who left, or would have
	Back     int       `bson:"back"`    // who had left and is there again
	Halt     Halt      `bson:"halt"`    // "" is that all of that was done
	Allowed  int       `bson:"allowed"` // how many an admin lets leave next time
}

// Comparisons keeps the last one of each platform.
type Comparisons interface {
	// Compared keeps c in place of the platform's last.
	Compared(ctx context.Context, c Comparison) error
	// Comparison is the platform's last; false if there is none.
	Comparison(ctx context.Context, platform string) (Comparison, bool, error)
	// AllComparisons are in the order of platforms.
	AllComparisons(ctx context.Context) ([]Comparison, error)
	// AllowLeaving lets that many leave next time.
	AllowLeaving(ctx context.Context, platform string, most int) error
}

// tooMany says whether so many of those whom kigo knows can't have left in a day: somebody
// has probably pointed kigo at another team, or the platform has not named all.
func tooMany(leaving, known int) bool {
	const few, share = 5, 5 // a fifth
	return leaving > few && leaving*share > known
}

// CompareMembers asks a platform who belongs to it. Who has never written to kigo gets to be
// known by name, unless they were deleted; who belongs there no more has left, unless they are on another platform.
// If the answer can't be true nobody is changed. Nothing is sent to anybody.
func (s *Service) CompareMembers(ctx context.Context, platform string, dir chat.Directory) (Comparison, error) {
	c := Comparison{Platform: platform, At: s.Now().UTC()}
	last, _, err := s.Store.Comparison(ctx, platform)
	if err != nil {
		return c, fmt.Errorf("compare members of %s: %w", platform, err)
	}
	var unavailable *unavailable
	err = s.compare(ctx, &c, dir, last.Allowed)
	if errors.As(err, &unavailable) {
		c.Halt = HaltFailure
	} else if err != nil {
		return c, fmt.Errorf("compare members of %s: %w", platform, err)
	}
	if c.Halt == HaltFailure {
		c.Allowed = last.Allowed // that was for a list that could be read
	}
	if noteErr := s.Store.Compared(ctx, c); noteErr != nil {
		return c, fmt.Errorf("note comparison with %s: %w", platform, noteErr)
	}
	return c, err
}

// unavailable is the platform's failure, not kigo's.
type unavailable struct{ error }

func (u *unavailable) Unwrap() error { return u.error }

func (s *Service) compare(ctx context.Context, c *Comparison, dir chat.Directory, allowed int) error { //nolint:cyclop // read all, decide, then act: the order is the point
	listed, err := dir.Members(ctx)
	if err != nil {
		return &unavailable{err}
	}
	snap, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	members := map[string]chat.User{}
	named := map[string]bool{}
	for _, u := range listed {
		named[u.ID] = true
		if refusal(u) == nil {
			members[u.ID] = u
		}
	}
	var leaving, undated []Person
	for _, p := range snap.people {
		if p.Gone && p.Left.IsZero() {
			undated = append(undated, p)
		}
		user := p.Accounts[c.Platform]
		if user == "" || p.Gone || p.Away[c.Platform] {
			continue
		}
		c.Known++
		if _, ok := members[user]; !ok {
			leaving = append(leaving, p)
		}
	}
	c.Members, c.Left = len(members), len(leaving)
	switch {
	case len(members) == 0:
		c.Halt = HaltEmpty
		return nil
	case tooMany(len(leaving), c.Known) && len(leaving) > allowed:
		c.Halt = HaltMany
		return nil
	}
	for _, p := range undated {
		if err := s.Store.Set(ctx, p.ID, Change{FieldLeft: c.At}, false); err != nil {
			return err
		}
	}
	c.Left = 0
	for _, p := range leaving {
		left, err := s.leaves(ctx, p, c.Platform, dir, named)
		if err != nil {
			return err
		}
		if left {
			c.Left++
		}
	}
	if err := s.trackForgotten(ctx, c, snap, members); err != nil {
		return err
	}
	for _, u := range members {
		if err := s.notice(ctx, c, snap, u); err != nil {
			return err
		}
	}
	return nil
}

// leaves takes an account's person out if it is certain that it belongs to the platform no
// more. Lists are read page by page, so that somebody may slip through.
func (s *Service) leaves(ctx context.Context, p Person, platform string, dir chat.Directory, named map[string]bool) (bool, error) {
	user := p.Accounts[platform]
	if !named[user] {
		u, err := dir.Member(ctx, user)
		switch {
		case err == nil && refusal(u) == nil:
			return false, nil
		case err != nil && !errors.Is(err, chat.ErrGone):
			return false, &unavailable{err}
		}
	}
	return true, s.leave(ctx, p, platform)
}

// notice makes a member known, or notes what has changed about them.
func (s *Service) notice(ctx context.Context, c *Comparison, snap snapshot, u chat.User) error {
	p, known := snap.people[snap.accounts[c.Platform+":"+u.ID]]
	if !known {
		if snap.unasked(s.sealsOf(c.Platform, u.ID, u.Email)) {
			return nil
		}
		c.Joined++
		return s.introduce(ctx, c.Platform, u)
	}
	change := p.news(u)
	if p.Gone || p.Away[c.Platform] {
		c.Back++
		returned(change, c.Platform)
	}
	if len(change) == 0 {
		return nil
	}
	return s.Store.Set(ctx, p.ID, change, false)
}

// introduce makes somebody known who has not written to kigo.
func (s *Service) introduce(ctx context.Context, platform string, u chat.User) error {
	i, known, err := s.Store.Identity(ctx, platform, u.ID)
	if err != nil {
		return err
	}
	newcomer := false
	if !known {
		if i, newcomer, err = s.welcome(ctx, platform, u); err != nil {
			return err
		}
	}
	p, err := s.ensure(ctx, i, u, newcomer, "")
	if err != nil || p.Accounts[platform] == u.ID {
		return err
	}
	return s.Store.SetAccount(ctx, p.ID, platform, u.ID)
}
