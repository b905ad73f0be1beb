package people

import (
	"context"
	"maps"
	"time"

	"kigo/bot/chat"
)

func newPerson(id ID, now time.Time) Person {
	return Person{
		ID: id, Created: now.UTC(),
		Roles: map[Role]bool{}, Accounts: map[string]string{}, Fixed: map[Field]bool{}, Topics: Topics{},
	}
}

// refresh notes what has changed on the platform since last time.
func (s *Service) refresh(ctx context.Context, p Person, i Identity, u chat.User) (Person, error) {
	if p.Accounts[i.Platform] != i.UserID {
		if err := s.Store.SetAccount(ctx, p.ID, i.Platform, i.UserID); err != nil {
			return p, err
		}
		p.Accounts = with(p.Accounts, i.Platform, i.UserID)
	}
	c := p.news(u)
	if p.LastUsed != i.Platform {
		p.LastUsed, c[FieldLastUsed] = i.Platform, i.Platform
	}
	if l, ok := c[FieldLocale].(string); ok {
		p.Locale = l
	}
	if n, ok := c[FieldName].(string); ok {
		p.Name = n
	}
	if p.Gone || p.Away[i.Platform] {
		p.Gone, p.Left = false, time.Time{}
		p.Away = maps.Clone(p.Away)
		delete(p.Away, i.Platform)
		returned(c, i.Platform)
	}
	if len(c) > 0 {
		if err := s.Store.Set(ctx, p.ID, c, false); err != nil {
			return p, err
		}
	}
	if email := s.trusted(i.Platform, u); email != "" && email != i.Email {
		return s.readdress(ctx, p, i, email)
	}
	return p, nil
}

// readdress notes that a trusted platform gives another address for a known account. An
// account never moves to another person by that, not even if the address is somebody's.
func (s *Service) readdress(ctx context.Context, p Person, i Identity, email string) (Person, error) {
	i.Person = p.ID
	old := i.Email
	i.Email = email
	owner, err := s.ownerFor(ctx, i, p.ID)
	if err != nil {
		return p, err
	}
	if owner == p.ID {
		if p.Email == "" || p.Email == old {
			if err := s.Store.Set(ctx, p.ID, Change{FieldEmail: email}, false); err != nil {
				return p, err
			}
			p.Email = email
		}
		if err := s.release(ctx, p, i.Platform, old); err != nil {
			return p, err
		}
		if s.named(email) {
			if p, err = s.makeAdmin(ctx, p); err != nil {
				return p, err
			}
		}
	}
	return p, s.Store.NoteEmail(ctx, i.Platform, i.UserID, email) // last: until then it is tried again
}

// release gives up an address that the person's account on platform had, unless another
// account of theirs still has it.
func (s *Service) release(ctx context.Context, p Person, platform, old string) error {
	if old == "" || old == p.Email {
		return nil
	}
	for _, a := range p.Identities() {
		if a.Platform == platform {
			continue
		}
		i, ok, err := s.Store.Identity(ctx, a.Platform, a.UserID)
		if err != nil || (ok && i.Email == old) {
			return err
		}
	}
	return s.Store.ReleaseEmail(ctx, old, p.ID)
}

func with(m map[string]string, k, v string) map[string]string {
	out := map[string]string{k: v}
	for key, value := range m {
		if key != k {
			out[key] = value
		}
	}
	return out
}
