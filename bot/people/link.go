package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"kigo/bot/fault"
)

const (
	// CodeLife is how long a code that links accounts is good for.
	CodeLife = 10 * time.Minute
	// MaxTries is how many codes a person may enter in TryWindow, right or wrong: whoever
	// has a code of their own must not guess on by entering it between.
	MaxTries = 5
	// TryWindow is how long a try counts.
	TryWindow = time.Hour
)

// NewCode makes the code that the person enters from their account on another platform.
// It takes the place of an older one. The store holds only its hash.
func (s *Service) NewCode(ctx context.Context, id ID) (code string, until time.Time, err error) {
	code = s.NewID()
	c := Code{Hash: hash(code), Person: id, Until: s.Now().UTC().Add(CodeLife)}
	if err := s.PruneCodes(ctx); err != nil {
		return "", time.Time{}, err
	}
	if err := s.Store.AddCode(ctx, c); err != nil {
		return "", time.Time{}, fmt.Errorf("make code: %w", err)
	}
	return code, c.Until, nil
}

// PruneCodes forgets codes and counts of tries that mean nothing any more.
func (s *Service) PruneCodes(ctx context.Context) error {
	now := s.Now().UTC()
	if err := s.Store.PruneCodes(ctx, now, now.Add(-TryWindow)); err != nil {
		return fmt.Errorf("prune codes: %w", err)
	}
	return nil
}

// LooksLikeCode reports whether s has the form of a code.
func LooksLikeCode(s string) bool { return len(tidyCode(s)) == 8 }

func tidyCode(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(idAlphabet, r) {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func hash(code string) string {
	sum := sha256.Sum256([]byte(tidyCode(code)))
	return hex.EncodeToString(sum[:])
}

// Linkable is the person whose code it is, if the account on platform, through which
// other came, could become theirs: for asking whether that is meant. Nothing is changed,
// but the try is counted, so codes can't be guessed.
func (s *Service) Linkable(ctx context.Context, platform string, other Person, code string) (Person, error) {
	return s.try(ctx, platform, other, code, MaxTries)
}

func (s *Service) try(ctx context.Context, platform string, other Person, code string, most int) (Person, error) {
	n, err := s.Store.Try(ctx, other.ID, s.Now().UTC(), TryWindow)
	if err != nil {
		return Person{}, fmt.Errorf("count try: %w", err)
	}
	if n > most {
		return Person{}, fault.New("people.link_tries")
	}
	c, ok, err := s.Store.Code(ctx, hash(code))
	if err != nil {
		return Person{}, fmt.Errorf("look up code: %w", err)
	}
	if !ok || !s.Now().Before(c.Until) {
		return Person{}, fault.New("people.link_wrong")
	}
	return s.linkable(ctx, platform, other, c)
}

func (s *Service) linkable(ctx context.Context, platform string, other Person, c Code) (Person, error) {
	p, err := s.Get(ctx, c.Person)
	if err != nil {
		return Person{}, err
	}
	switch {
	case p.ID == other.ID:
		return p, fault.New("people.link_same")
	case p.Accounts[platform] != "" && p.Accounts[platform] != other.Accounts[platform]:
		return p, fault.New("people.link_taken")
	case len(other.Accounts) > 1 || hasRole(other):
		return p, fault.New("people.link_reverse")
	}
	if s.InUse != nil {
		used, err := s.InUse(ctx, other.ID)
		if err != nil {
			return p, fmt.Errorf("link: %w", err)
		}
		if used {
			return p, fault.New("people.link_in_use")
		}
	}
	return p, nil
}

func hasRole(p Person) bool {
	for _, has := range p.Roles {
		if has {
			return true
		}
	}
	return false
}

// Link makes the account on platform, through which other came, an account of the person
// whose code it is; other is no more. Every step can be repeated, and entering the code
// again after a crash goes on: what decides, the account, is turned over last but one.
func (s *Service) Link(ctx context.Context, platform string, other Person, code string) (Person, error) {
	if c, ok, err := s.Store.Code(ctx, hash(code)); err == nil && ok && c.Person == other.ID && c.Absorbs != "" {
		return other, s.finish(ctx, c)
	}
	const yes = 1 // the last try may be the one that was asked about
	p, err := s.try(ctx, platform, other, code, MaxTries+yes)
	if err != nil {
		return Person{}, err
	}
	if err := s.absorb(ctx, platform, p, other, hash(code)); err != nil {
		return Person{}, fmt.Errorf("link %s to %s: %w", other.ID, p.ID, err)
	}
	return s.Get(ctx, p.ID)
}

func (s *Service) absorb(ctx context.Context, platform string, p, other Person, hash string) error {
	if err := s.Store.Absorb(ctx, hash, other.ID); err != nil {
		return err
	}
	emails, err := s.Store.EmailsOf(ctx, other.ID)
	if err != nil {
		return err
	}
	for _, email := range emails {
		if _, err := s.Store.MoveEmail(ctx, email, other.ID, p.ID); err != nil {
			return err
		}
	}
	for fixed, c := range inherited(p, other) {
		if err := s.Store.Set(ctx, p.ID, c, fixed); err != nil {
			return err
		}
	}
	user := other.Accounts[platform]
	if err := s.Store.SetAccount(ctx, p.ID, platform, user); err != nil {
		return err
	}
	if err := s.Store.PointIdentity(ctx, platform, user, p.ID); err != nil {
		return err
	}
	return s.finish(ctx, Code{Hash: hash, Absorbs: other.ID})
}

// inherited is what p takes over from other, and whether the import had set it there.
func inherited(p, other Person) map[bool]Change {
	out := map[bool]Change{}
	take := func(f Field, mine, theirs string) {
		fixed := other.Fixed[f]
		if theirs == "" || p.Fixed[f] || (mine != "" && !fixed) {
			return
		}
		if out[fixed] == nil {
			out[fixed] = Change{}
		}
		out[fixed][f] = theirs
	}
	take(FieldName, p.Name, other.Name)
	take(FieldEmail, p.Email, other.Email)
	take(FieldDezernat, p.Dezernat, other.Dezernat)
	take(FieldLanguage, p.Language, other.Language)
	return out
}

func (s *Service) finish(ctx context.Context, c Code) error {
	if err := s.Store.DropPerson(ctx, c.Absorbs); err != nil {
		return err
	}
	if err := s.Store.ForgetTries(ctx, c.Absorbs); err != nil {
		return err
	}
	return s.Store.DropCode(ctx, c.Hash)
}
