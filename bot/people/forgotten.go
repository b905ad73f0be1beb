package people

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"kigo/bot/audit"
	"kigo/bot/chat"
)

// Forgotten says that kigo makes an account or address of somebody who was deleted not known
// again by itself. Only who has KIGO_SECRET and the account can tell whose it is.
type Forgotten struct {
	Mark     string `bson:"_id"`
	Whose    string `bson:"whose"` // the same in all marks of one person
	Platform string `bson:"platform"`
	// Gone says that the account belongs to its platform no more, and Left since when.
	Gone bool      `bson:"gone"`
	Left time.Time `bson:"left"`
}

// Forgottens are documents under their mark.
type Forgottens interface {
	// AddForgotten notes that somebody is not to be made known. Noting it again changes nothing.
	AddForgotten(ctx context.Context, f Forgotten) error
	// Forgotten returns false if there is no such mark.
	Forgotten(ctx context.Context, mark string) (Forgotten, bool, error)
	// SetForgotten notes that an account belongs to its platform no more, since left, or does again.
	SetForgotten(ctx context.Context, mark string, gone bool, left time.Time) error
	// DropForgotten takes away all marks of one person.
	DropForgotten(ctx context.Context, whose string) error
	// AllForgotten are all marks, in no order.
	AllForgotten(ctx context.Context) ([]Forgotten, error)
}

// byAddress stands in place of a platform where a mark is of an e-mail address.
const byAddress = "email"

// seal is what remains of a word: nobody can compute it without the secret.
func (s *Service) seal(kind, word string) string {
	mac := hmac.New(sha256.New, s.Secret)
	fmt.Fprintf(mac, "kigo forgotten v1\n%s/%s", kind, word)
	return hex.EncodeToString(mac.Sum(nil))
}

// markForgotten sees to it that neither a comparison of members nor an import makes p known
// again. Who was deleted because they had left, and comes back, is a newcomer like others.
func (s *Service) markForgotten(ctx context.Context, p Person, by string) error {
	if len(s.Secret) == 0 || (by == audit.Daily && p.Gone) {
		return nil
	}
	mark := func(platform, word string) error {
		return s.Store.AddForgotten(ctx, Forgotten{Mark: s.seal(platform, word), Whose: s.seal("person", string(p.ID)), Platform: platform})
	}
	for _, a := range p.Identities() {
		i, known, err := s.Store.Identity(ctx, a.Platform, a.UserID)
		if err != nil {
			return err
		}
		if known && i.Person != p.ID { // they have written meanwhile, and are somebody new
			continue
		}
		if err := mark(a.Platform, a.UserID); err != nil {
			return err
		}
	}
	emails, err := s.Store.EmailsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, email := range emails {
		if err := mark(byAddress, email); err != nil {
			return err
		}
	}
	return nil
}

// sealsOf are the marks that would be of an account or of its address.
func (s *Service) sealsOf(platform, user, email string) []string {
	if len(s.Secret) == 0 {
		return nil
	}
	var all []string
	if user != "" {
		all = append(all, s.seal(platform, user))
	}
	if email = address(email); email != "" {
		all = append(all, s.seal(byAddress, email))
	}
	return all
}

// begins takes away that somebody is not to be made known: they have written themselves.
func (s *Service) begins(ctx context.Context, platform string, u chat.User) error {
	for _, mark := range s.sealsOf(platform, u.ID, s.trusted(platform, u)) {
		f, known, err := s.Store.Forgotten(ctx, mark)
		if err == nil && known {
			err = s.Store.DropForgotten(ctx, f.Whose)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Unwanted reports whether an account is of somebody who was deleted and has not written since:
// nothing but that makes them known again.
func (s *Service) Unwanted(ctx context.Context, platform string, u chat.User) (bool, error) {
	if len(s.Secret) == 0 {
		return false, nil
	}
	_, known, err := s.Store.Identity(ctx, platform, u.ID)
	if err != nil || known {
		return false, err
	}
	_, unwanted, err := s.Store.Forgotten(ctx, s.seal(platform, u.ID))
	return unwanted, err
}

// unasked reports whether somebody may not be made known by an account, or by its address.
func (snap snapshot) unasked(seals []string) bool {
	return slices.ContainsFunc(seals, func(mark string) bool { _, is := snap.forgotten[mark]; return is })
}

// trackForgotten notes which marks are of accounts that have left, or are back; what has left
// KeepGone ago is deleted by its age.
func (s *Service) trackForgotten(ctx context.Context, c *Comparison, snap snapshot, members map[string]chat.User) error {
	if len(snap.forgotten) == 0 {
		return nil
	}
	here := map[string]bool{}
	for id := range members {
		here[s.seal(c.Platform, id)] = true
	}
	goneNow := func(f Forgotten) bool {
		if f.Platform == c.Platform {
			return !here[f.Mark]
		}
		return f.Gone
	}
	accounts, stays := map[string]bool{}, map[string]bool{} // by whose: who has any, and who has one left
	for _, f := range snap.forgotten {
		if f.Platform != byAddress {
			accounts[f.Whose] = true
			stays[f.Whose] = stays[f.Whose] || !goneNow(f)
		}
	}
	for _, f := range snap.forgotten {
		gone := goneNow(f)
		if f.Platform == byAddress { // goes with the accounts; where there never was one, it stays
			gone = accounts[f.Whose] && !stays[f.Whose]
		}
		if gone == f.Gone {
			continue
		}
		left := time.Time{}
		if gone {
			left = c.At
		}
		if err := s.Store.SetForgotten(ctx, f.Mark, gone, left); err != nil {
			return err
		}
	}
	return nil
}

// sealsOfRow are the marks that would be of whom a row of an import names.
func (s *Service) sealsOfRow(row Row) []string {
	all := s.sealsOf("", "", row.Email)
	for platform, user := range row.Accounts {
		all = append(all, s.sealsOf(platform, user, "")...)
	}
	return all
}
