package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kigo/bot/audit"
	"kigo/bot/fault"
)

// Service is what the rest of kigo asks about people. It is safe for concurrent use.
type Service struct {
	Store Store
	Now   func() time.Time
	NewID func() string // random: ids of people, and codes that link accounts; see RandomID
	// Secret seals what remains of somebody who is deleted; without one nothing does.
	Secret []byte
	Audit  *audit.Log
	// TrustEmail are the platforms on which nobody can use an address that is not theirs.
	TrustEmail map[string]bool
	// Admins are the entries of KIGO_ADMINS: "platform:user id" or an e-mail address.
	Admins []string
	// Platforms are the chats that are connected, to offer linking accounts; may be empty.
	Platforms []string
	// InUse reports whether other domains hold something of the person that would be lost
	// if they became somebody else. nil is nothing.
	InUse func(ctx context.Context, id ID) (bool, error)
	// Exporters say what other domains hold about a person.
	Exporters []Exporter
	// Forgetters delete what other domains hold about a person.
	Forgetters []Forgetter
	// Deletions is where it is noted who is deleted; nil is nowhere, in tests.
	Deletions Deletions
	// Gone, if set, is called after somebody has been deleted, to take them off the disk.
	Gone func(ctx context.Context)
}

// ErrNoPlatform is an account without platform or id: a mistake in an adapter.
var ErrNoPlatform = errors.New("account without platform or user id")

// Get returns the person, or the fault people.unknown_id.
func (s *Service) Get(ctx context.Context, id ID) (Person, error) {
	p, ok, err := s.Store.Person(ctx, id)
	if err != nil {
		return Person{}, fmt.Errorf("get person %s: %w", id, err)
	}
	if !ok {
		return Person{}, fault.New("people.unknown_id", fault.Args{"ID": string(id)})
	}
	return p, nil
}

// GetMany returns those of the people that exist, by id.
func (s *Service) GetMany(ctx context.Context, ids []ID) (map[ID]Person, error) {
	byID := make(map[ID]Person, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	list, err := s.Store.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("get %d people: %w", len(ids), err)
	}
	for _, p := range list {
		byID[p.ID] = p
	}
	return byID, nil
}

// AccountsOn are the user ids on a platform of everybody who has not left.
func (s *Service) AccountsOn(ctx context.Context, platform string) ([]string, error) {
	users, err := s.Store.AccountsOn(ctx, platform)
	if err != nil {
		return nil, fmt.Errorf("list accounts on %s: %w", platform, err)
	}
	return users, nil
}

func sortByName(list []Person) {
	slices.SortFunc(list, func(a, b Person) int {
		if c := strings.Compare(Fold(a.Shown()), Fold(b.Shown())); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
}

// WithRole is everybody who has the role, sorted by name.
func (s *Service) WithRole(ctx context.Context, r Role) ([]Person, error) {
	list, err := s.Store.WithRole(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("list people with role %s: %w", r, err)
	}
	sortByName(list)
	return list, nil
}

// Informed notes that the person has been shown the notice of Art. 13 DSGVO.
func (s *Service) Informed(ctx context.Context, id ID) error {
	return s.set(ctx, id, FieldInformed, true)
}

// SetLanguage makes kigo speak lang to the person; "" follows the platform's profile.
func (s *Service) SetLanguage(ctx context.Context, id ID, lang string) error {
	if _, ok := ParseLanguage(lang); !ok && lang != "" {
		return fault.New("people.language_unknown", fault.Args{"Typed": lang})
	}
	return s.set(ctx, id, FieldLanguage, lang)
}

// SetDezernat notes the person's own choice; "" is "ohne Angabe". What the import has set
// stays: the fault people.dezernat_fixed.
func (s *Service) SetDezernat(ctx context.Context, id ID, dezernat string) error {
	if dezernat != "" && !slices.Contains(Dezernate, dezernat) {
		return fault.New("people.dezernat_unknown", fault.Args{"Typed": dezernat, "Known": strings.Join(Dezernate, ", ")})
	}
	p, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if p.Fixed[FieldDezernat] {
		return fault.New("people.dezernat_fixed", fault.Args{"Dezernat": p.Dezernat})
	}
	return s.set(ctx, id, FieldDezernat, dezernat)
}

// SetPrefers chooses the platform for direct messages; "" is the last used. The person
// must have an account there, or gets the fault people.no_account.
func (s *Service) SetPrefers(ctx context.Context, id ID, platform string) error {
	p, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if platform != "" && p.Accounts[platform] == "" {
		return fault.New("people.no_account", fault.Args{"Typed": platform})
	}
	return s.set(ctx, id, FieldPrefers, platform)
}

func (s *Service) set(ctx context.Context, id ID, f Field, v any) error {
	if err := s.Store.Set(ctx, id, Change{f: v}, false); err != nil {
		return fmt.Errorf("set %s of %s: %w", f, id, err)
	}
	return nil
}
