package people

import (
	"context"
	"time"

	"kigo/bot/chat"
)

// away names the mark of an account that is switched off.
func away(platform string) Field { return Field("away." + platform) }

// leave notes that an account is switched off or belongs to its platform no more, and that
// its person has left if it was the last one.
func (s *Service) leave(ctx context.Context, p Person, platform string) error {
	c := Change{away(platform): true}
	p.Away = withMark(p.Away, platform)
	if len(p.Reachable()) == 0 {
		c[FieldGone], c[FieldLeft] = true, s.Now().UTC()
	}
	return s.Store.Set(ctx, p.ID, c, false)
}

// returned adds to c that an account works again.
func returned(c Change, platform string) {
	c[FieldGone], c[FieldLeft], c[away(platform)] = false, time.Time{}, false
}

// left notes that somebody's account was switched off.
func (s *Service) left(ctx context.Context, platform string, u chat.User) error {
	if !u.Deactivated {
		return nil
	}
	p, known, err := s.behind(ctx, platform, u.ID)
	if err != nil || !known || p.Gone || p.Away[platform] {
		return err
	}
	return s.leave(ctx, p, platform)
}

// news is what a profile says otherwise than what is known of p.
func (p Person) news(u chat.User) Change {
	c := Change{}
	if l := tidyLocale(u.Locale); l != "" && l != p.Locale {
		c[FieldLocale] = l
	}
	if n := TidyName(u.Name); n != "" && n != p.Name && !p.Fixed[FieldName] {
		c[FieldName] = n
	}
	return c
}

func withMark(m map[string]bool, k string) map[string]bool {
	out := map[string]bool{k: true}
	for key, on := range m {
		if key != k {
			out[key] = on
		}
	}
	return out
}
