package people

import (
	"context"
	"maps"
	"slices"
	"time"

	"kigo/bot/audit"
	"kigo/bot/fault"
)

// changes is what a row changes about a person.
type changes struct {
	official Change // what the file decides
	own      Change // what it only suggests, and the address
	accounts []string
	roles    []Role
	fields   []string // all of these that differ from what was, for the report
}

func (c changes) none() bool {
	return len(c.official)+len(c.own)+len(c.accounts)+len(c.roles) == 0
}

func compare(row Row, p Person) changes {
	c := changes{official: Change{}, own: Change{}}
	set := func(to Change, f Field, want, have string) {
		to[f] = want
		if want != have {
			c.fields = append(c.fields, string(f))
		}
	}
	if row.Email != p.Email {
		set(c.own, FieldEmail, row.Email, p.Email)
	}
	if row.Name != "" && (row.Name != p.Name || !p.Fixed[FieldName]) {
		set(c.official, FieldName, row.Name, p.Name)
	}
	if row.Dezernat != "" && (row.Dezernat != p.Dezernat || !p.Fixed[FieldDezernat]) {
		set(c.official, FieldDezernat, row.Dezernat, p.Dezernat)
	}
	if row.Language != "" && p.Language == "" {
		set(c.own, FieldLanguage, row.Language, "")
	}
	for _, platform := range slices.Sorted(maps.Keys(row.Accounts)) {
		if p.Accounts[platform] != row.Accounts[platform] {
			c.accounts = append(c.accounts, platform)
			c.fields = append(c.fields, "account:"+platform)
		}
	}
	for _, r := range Roles {
		if slices.Contains(row.Roles, r) && !p.Is(r) {
			c.roles = append(c.roles, r)
			c.fields = append(c.fields, "role:"+string(r))
		}
	}
	return c
}

// person is somebody new, with everything that the row says but roles, which are audited.
func (row Row) person(id ID, now time.Time) Person {
	p := newPerson(id, now)
	p.Name, p.Email, p.Dezernat, p.Language = row.Name, row.Email, row.Dezernat, row.Language
	maps.Copy(p.Accounts, row.Accounts)
	for f, v := range map[Field]string{FieldName: row.Name, FieldDezernat: row.Dezernat} {
		if v != "" {
			p.Fixed[f] = true
		}
	}
	return p
}

// importRow writes one row over p as the snapshot has it. As at first contact, the
// address and the accounts are claimed under the person's id before there is a person.
func (s *Service) importRow(ctx context.Context, row Row, p Person, known bool) (Outcome, error) {
	o := Outcome{Row: row, Done: Unchanged}
	if known && compare(row, p).none() {
		return o, nil
	}
	id := p.ID
	if id == "" {
		fresh, err := s.freshID(ctx)
		if err != nil {
			return o, err
		}
		id = fresh
	}
	if owner, err := s.Store.ClaimEmail(ctx, row.Email, id); err != nil || owner != id {
		return skipped(o), err
	}
	if ok, err := s.importAccounts(ctx, row, id); err != nil || !ok {
		return skipped(o), err
	}
	now := row.person(id, s.Now())
	first, err := s.Store.AddPerson(ctx, now)
	if err != nil {
		return o, err
	}
	if !first {
		if now, err = s.Get(ctx, id); err != nil {
			return o, err
		}
	}
	c := compare(row, now)
	switch {
	case first:
		o.Done = Created
	case len(c.fields) > 0:
		o.Done, o.Fields = Changed, c.fields
	}
	return o, s.write(ctx, now, row, c)
}

func skipped(o Outcome) Outcome {
	o.Done, o.Fault = Skipped, fault.New("people.import.meanwhile")
	return o
}

// importAccounts claims the accounts of a row for a person. It returns false if somebody
// else has one of them by now.
func (s *Service) importAccounts(ctx context.Context, row Row, id ID) (bool, error) {
	for platform, user := range row.Accounts {
		i := Identity{Platform: platform, UserID: user, Person: id}
		first, err := s.Store.AddIdentity(ctx, i)
		if err != nil {
			return false, err
		}
		if first {
			continue
		}
		if i, _, err = s.Store.Identity(ctx, platform, user); err != nil || i.Person != id {
			return false, err
		}
	}
	return true, nil
}

func (s *Service) write(ctx context.Context, p Person, row Row, c changes) error {
	if len(c.official) > 0 {
		if err := s.Store.Set(ctx, p.ID, c.official, true); err != nil {
			return err
		}
	}
	if len(c.own) > 0 {
		if err := s.Store.Set(ctx, p.ID, c.own, false); err != nil {
			return err
		}
	}
	for _, platform := range c.accounts {
		if err := s.Store.SetAccount(ctx, p.ID, platform, row.Accounts[platform]); err != nil {
			return err
		}
	}
	for _, r := range c.roles {
		if err := s.grant(ctx, audit.Import, p, r); err != nil {
			return err
		}
	}
	return nil
}
