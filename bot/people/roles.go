package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kigo/bot/audit"
	"kigo/bot/fault"
)

// The actions that the audit knows of roles.
const (
	ActionGrant    = "role.grant"
	ActionWithdraw = "role.withdraw"
)

// Grant gives target a role. Only admins may (people.admins_only); to have it already is
// the fault people.has_role.
func (s *Service) Grant(ctx context.Context, actor Person, target ID, r Role) error {
	p, err := s.mayChange(ctx, actor, target)
	if err != nil {
		return err
	}
	if err := s.CanChange(ctx, p, r, false); err != nil {
		return err
	}
	return s.grant(ctx, string(actor.ID), p, r)
}

// Withdraw takes a role from target. Only admins may (people.admins_only); not to have it
// is the fault people.lacks_role, to be the last admin people.last_admin.
func (s *Service) Withdraw(ctx context.Context, actor Person, target ID, r Role) error {
	p, err := s.mayChange(ctx, actor, target)
	if err != nil {
		return err
	}
	if err := s.CanChange(ctx, p, r, true); err != nil {
		return err
	}
	if err := s.record(ctx, string(actor.ID), ActionWithdraw, target, r); err != nil {
		return err
	}
	if err := s.Store.SetRole(ctx, target, r, false); err != nil {
		return fmt.Errorf("withdraw %s: %w", r, err)
	}
	if r != Admin {
		return nil
	}
	// Two admins may have taken each other's role in the same moment. Whoever then finds
	// nobody left gives it back; so there is always one.
	if others, err := s.otherAdmins(ctx, target); err != nil || others {
		return err
	}
	if err := s.grant(ctx, string(actor.ID), p, r); err != nil {
		return err
	}
	return lastAdmin(p)
}

func lastAdmin(p Person) error { return fault.New("people.last_admin", fault.Args{"Name": p.Shown()}) }

// CanChange returns the fault that stands against giving p a role or taking it, if any.
func (s *Service) CanChange(ctx context.Context, p Person, r Role, take bool) error {
	switch {
	case !take && p.Is(r):
		return fault.New("people.has_role", fault.Args{"Name": p.Shown()})
	case take && !p.Is(r):
		return fault.New("people.lacks_role", fault.Args{"Name": p.Shown()})
	case take && r == Admin:
		if others, err := s.otherAdmins(ctx, p.ID); err != nil || others {
			return err
		}
		return lastAdmin(p)
	}
	return nil
}

// mayChange returns the target as it is now, if the actor is an admin now.
func (s *Service) mayChange(ctx context.Context, actor Person, target ID) (Person, error) {
	now, err := s.Get(ctx, actor.ID)
	if err != nil {
		return Person{}, err
	}
	if !now.Is(Admin) {
		return Person{}, fault.New("people.admins_only")
	}
	return s.Get(ctx, target)
}

// otherAdmins reports whether an admin besides id can act: has an account, and is here.
func (s *Service) otherAdmins(ctx context.Context, id ID) (bool, error) {
	admins, err := s.Store.WithRole(ctx, Admin)
	if err != nil {
		return false, fmt.Errorf("count admins: %w", err)
	}
	return slices.ContainsFunc(admins, func(p Person) bool {
		return p.ID != id && !p.Gone && len(p.Accounts) > 0
	}), nil
}

func (s *Service) grant(ctx context.Context, actor string, p Person, r Role) error {
	if err := s.record(ctx, actor, ActionGrant, p.ID, r); err != nil {
		return err
	}
	if err := s.Store.SetRole(ctx, p.ID, r, true); err != nil {
		return fmt.Errorf("grant %s: %w", r, err)
	}
	return nil
}

func (s *Service) record(ctx context.Context, actor, action string, subject ID, r Role) error {
	return s.Audit.Record(ctx, actor, action, string(subject), map[string]string{"role": string(r)})
}

// ApplyAdmins makes everybody whom KIGO_ADMINS names an admin; to be called at every
// start. Who has not been met yet becomes one at first contact. Taking an entry out of
// KIGO_ADMINS takes nothing from anybody: that is done in chat.
//
// An address leads only to whom a trusted platform or the import has given it.
func (s *Service) ApplyAdmins(ctx context.Context) error {
	for _, entry := range s.Admins {
		id, err := s.lookUp(ctx, strings.TrimSpace(entry))
		if err != nil {
			return fmt.Errorf("apply KIGO_ADMINS: %w", err)
		}
		if id == "" {
			continue
		}
		p, ok, err := s.Store.Person(ctx, id)
		if err != nil {
			return fmt.Errorf("apply KIGO_ADMINS: %w", err)
		}
		if !ok {
			continue
		}
		if _, err := s.makeAdmin(ctx, p); err != nil {
			return fmt.Errorf("apply KIGO_ADMINS: %w", err)
		}
	}
	return nil
}

// Configured reports whether KIGO_ADMINS names the person, who then is an admin again
// after the next start whatever is done in chat.
func (s *Service) Configured(p Person) bool {
	return s.named(p.Email) || slices.ContainsFunc(p.Identities(), func(i Identity) bool {
		return s.named(i.Platform + ":" + i.UserID)
	})
}

// named reports whether KIGO_ADMINS has an entry for an address or "platform:user id".
func (s *Service) named(what string) bool {
	return what != "" && slices.ContainsFunc(s.Admins, func(entry string) bool {
		entry = strings.TrimSpace(entry)
		return entry == what || (strings.Contains(what, "@") && NormalEmail(entry) == what)
	})
}

func (s *Service) makeAdmin(ctx context.Context, p Person) (Person, error) {
	if p.Is(Admin) {
		return p, nil
	}
	if err := s.grant(ctx, audit.Config, p, Admin); err != nil {
		return p, err
	}
	roles := map[Role]bool{Admin: true}
	for r, has := range p.Roles {
		roles[r] = roles[r] || has
	}
	p.Roles = roles
	return p, nil
}
