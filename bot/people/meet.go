package people

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

// Meet returns the person behind an account, made at first contact. Bots, guests,
// deactivated accounts and strangers get a fault. For somebody known it is two reads by
// _id, and a write only if something has changed.
//
// The inserts decide, so that two replicas make one person of a double click: first the
// address (where the platform's is trusted), then the account, each holding the new
// person's id, then the person under that id. Whoever loses an insert goes on with the
// winner's id, and whoever finds an account without its person, left by a crash, makes it.
func (s *Service) Meet(ctx context.Context, platform string, u chat.User) (Person, error) {
	if platform == "" || u.ID == "" || strings.ContainsAny(platform, "/.$:") {
		return Person{}, ErrNoPlatform
	}
	if f := refusal(u); f != nil {
		if err := s.left(ctx, platform, u); err != nil {
			return Person{}, fmt.Errorf("meet: %w", err)
		}
		return Person{}, f
	}
	p, err := s.meet(ctx, platform, u)
	if err != nil {
		return Person{}, fmt.Errorf("meet: %w", err)
	}
	return p, nil
}

// Recognise is Meet that stores nothing about somebody who is known already: not when they
// were there last, or on which platform.
func (s *Service) Recognise(ctx context.Context, platform string, u chat.User) (Person, error) {
	if f := refusal(u); f != nil {
		return Person{}, f
	}
	p, known, err := s.behind(ctx, platform, u.ID)
	if err != nil {
		return Person{}, fmt.Errorf("recognise: %w", err)
	}
	if known {
		return p, nil
	}
	return s.Meet(ctx, platform, u)
}

// behind is the person to whom an account leads; false if there is none yet.
func (s *Service) behind(ctx context.Context, platform, user string) (Person, bool, error) {
	i, known, err := s.Store.Identity(ctx, platform, user)
	if err != nil || !known {
		return Person{}, false, err
	}
	return s.Store.Person(ctx, i.Person)
}

func refusal(u chat.User) *fault.Fault {
	switch {
	case u.Bot:
		return fault.New("people.bot")
	case u.Stranger:
		return fault.New("people.stranger")
	case u.Deactivated:
		return fault.New("people.deactivated")
	case u.Guest:
		return fault.New("people.guest")
	}
	return nil
}

func (s *Service) meet(ctx context.Context, platform string, u chat.User) (Person, error) {
	i, known, err := s.Store.Identity(ctx, platform, u.ID)
	if err != nil {
		return Person{}, err
	}
	newcomer := false
	if !known {
		if err := s.begins(ctx, platform, u); err != nil {
			return Person{}, err
		}
		if i, newcomer, err = s.welcome(ctx, platform, u); err != nil {
			return Person{}, err
		}
	}
	p, err := s.ensure(ctx, i, u, newcomer, platform)
	if err != nil {
		return Person{}, err
	}
	first := !known || p.LastUsed == "" // the import may have brought the account
	if p, err = s.refresh(ctx, p, i, u); err != nil {
		return Person{}, err
	}
	if first && s.Configured(p) {
		return s.makeAdmin(ctx, p)
	}
	return p, nil
}

// welcome decides whose a new account is. A newcomer is somebody whom this very call has
// given an id, so that nobody can have made the person yet but whoever finds the account.
func (s *Service) welcome(ctx context.Context, platform string, u chat.User) (_ Identity, newcomer bool, err error) {
	fresh, err := s.freshID(ctx)
	if err != nil {
		return Identity{}, false, err
	}
	i := Identity{Platform: platform, UserID: u.ID, Person: fresh, Email: s.trusted(platform, u)}
	if i.Email != "" {
		if i.Person, err = s.ownerFor(ctx, i, fresh); err != nil {
			return Identity{}, false, err
		}
	}
	first, err := s.Store.AddIdentity(ctx, i)
	if err != nil || first {
		return i, first && i.Person == fresh, err
	}
	winner, ok, err := s.Store.Identity(ctx, platform, u.ID)
	if err != nil {
		return Identity{}, false, err
	}
	if !ok {
		return Identity{}, false, errVanished
	}
	if i.Email != "" && i.Person == fresh && winner.Person != fresh {
		return winner, false, s.Store.ReleaseEmail(ctx, i.Email, fresh)
	}
	return winner, false, nil
}

var errVanished = errors.New("the account vanished meanwhile")

// ownerFor is the person to whom a trusted address leads, which is fresh if nobody has it.
// Addresses are given to new people when somebody leaves. An address that is in use on
// another account of this same platform, or by somebody who has left, has therefore moved
// on: it comes to the newcomer, but nothing else of its former owner does.
func (s *Service) ownerFor(ctx context.Context, i Identity, fresh ID) (ID, error) {
	owner, err := s.Store.ClaimEmail(ctx, i.Email, fresh)
	if err != nil || owner == fresh {
		return owner, err
	}
	p, ok, err := s.Store.Person(ctx, owner)
	if err != nil {
		return "", err
	}
	if account := p.Accounts[i.Platform]; !ok || (!p.Gone && (account == "" || account == i.UserID)) {
		return owner, nil
	}
	moved, err := s.Store.MoveEmail(ctx, i.Email, owner, fresh)
	if err != nil {
		return "", err
	}
	if !moved {
		return s.Store.ClaimEmail(ctx, i.Email, fresh)
	}
	if p.Email == i.Email {
		err = s.Store.Set(ctx, owner, Change{FieldEmail: ""}, false)
	}
	return fresh, err
}

// trusted is the address of u that may be believed, or "".
func (s *Service) trusted(platform string, u chat.User) string {
	if !s.TrustEmail[platform] {
		return ""
	}
	return address(u.Email)
}

func (s *Service) freshID(ctx context.Context) (ID, error) {
	for range 5 {
		id := ID(s.NewID())
		if _, taken, err := s.Store.Person(ctx, id); err != nil || !taken {
			return id, err
		}
	}
	return "", errors.New("every new person id is taken")
}

// ensure returns the person of an account, made if there is none yet. A newcomer's is not
// looked for first. used is the platform on which they have done something, or "".
func (s *Service) ensure(ctx context.Context, i Identity, u chat.User, newcomer bool, used string) (Person, error) {
	if !newcomer {
		p, ok, err := s.Store.Person(ctx, i.Person)
		if err != nil || ok {
			return p, err
		}
	}
	p := newPerson(i.Person, s.Now())
	p.Name, p.Locale, p.Email, p.LastUsed = TidyName(u.Name), tidyLocale(u.Locale), i.Email, used
	p.Accounts[i.Platform] = i.UserID
	first, err := s.Store.AddPerson(ctx, p)
	if err != nil || first {
		return p, err
	}
	p, _, err = s.Store.Person(ctx, i.Person)
	return p, err
}

func tidyLocale(s string) string {
	if s = TidyName(s); len(s) > 35 {
		return ""
	}
	return s
}
