package broadcasts

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"kigo/bot/fault"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Ask tells the other admins that something waits for approval, once for each version, and
// returns them.
func (s *Service) Ask(ctx context.Context, b Broadcast, by people.Person) ([]people.Person, error) {
	if !b.Undecided() {
		return nil, b.is()
	}
	others, err := s.others(ctx, by.ID, b.proposer())
	if err != nil {
		return nil, err
	}
	for _, p := range others {
		err := s.Outbox.Enqueue(ctx, outbox.Row{
			ID:   fmt.Sprintf("%s/%s/%d/%s", KindAsk, b.ID, b.Version, p.ID),
			Kind: KindAsk, Person: p.ID,
			Data: map[string]string{"broadcast": string(b.ID), "version": strconv.Itoa(b.Version), "from": by.Shown()},
		})
		if err != nil {
			return nil, err
		}
	}
	return others, nil
}

// others are the admins who can act, but for some.
func (s *Service) others(ctx context.Context, but ...people.ID) ([]people.Person, error) {
	admins, err := s.People.WithRole(ctx, people.Admin)
	return slices.DeleteFunc(admins, func(p people.Person) bool {
		return p.Gone || len(p.Accounts) == 0 || slices.Contains(but, p.ID)
	}), err
}

// Typed reports whether by may approve only by typing how many people it is for: they wrote
// it themselves, and there is no other admin, or four eyes are not asked for. With another
// admin, approving one's own is the fault broadcast.own.
func (s *Service) Typed(ctx context.Context, b Broadcast, by people.ID) (bool, error) {
	if by != b.proposer() {
		return false, nil
	}
	eyes, err := s.Eyes(ctx)
	if err != nil || eyes.Two {
		return eyes.Two, err
	}
	others, err := s.others(ctx, by)
	if err != nil {
		return false, err
	}
	if len(others) > 0 {
		return false, fault.New("broadcast.own")
	}
	return true, nil
}

// Number is what has to be typed to approve alone: for how many people it is.
func (s *Service) Number(ctx context.Context, b Broadcast) (int, error) {
	if b.State != Draft {
		return max(b.Reach, b.Total), nil // what was approved by an older kigo has no reach
	}
	a, err := s.Audience(ctx, b.Order)
	return a.Reach(), err
}

// CanApprove returns the fault that stands against approving a version, if any.
func (s *Service) CanApprove(ctx context.Context, b Broadcast, by people.ID, version int) (typed bool, err error) {
	if _, err := b.approved(by, version, fixed{}); err != nil {
		return false, err
	}
	if b.State == Draft && !b.At.IsZero() && b.begun(s.Now()) {
		return false, fault.New("broadcast.late", fault.Args{"At": b.At})
	}
	return s.Typed(ctx, b, by)
}

// Approve lets a version out: the announcement goes on its way, to those who are meant at
// this moment, or its correction does. number is what was typed, where that is asked for.
func (s *Service) Approve(ctx context.Context, id ID, by people.Person, version int, number string) (Broadcast, error) {
	b, err := s.Get(ctx, id)
	if err != nil {
		return b, err
	}
	if !b.Undecided() {
		return b.approved(by.ID, version, fixed{})
	}
	typed, err := s.CanApprove(ctx, b, by.ID, version)
	if err == nil {
		err = s.proposerMayReach(ctx, b)
	}
	if err != nil {
		return b, err
	}
	if typed {
		n, err := s.Number(ctx, b)
		if err != nil {
			return b, err
		}
		if number != strconv.Itoa(n) {
			return b, fault.Form(map[string]*fault.Fault{FieldNumber: fault.New("broadcast.number", fault.Args{"Count": n})})
		}
	}
	var to fixed
	if b.State == Draft {
		if to, err = s.fix(ctx, b); err != nil {
			return b, err
		}
	}
	err = s.Audit.Record(ctx, string(by.ID), actApprove, string(b.proposer()), map[string]string{
		"broadcast": string(id), "version": strconv.Itoa(version), "people": strconv.Itoa(max(to.reach, b.Reach, b.Total)), "typed": strconv.FormatBool(typed),
	})
	if err != nil {
		return b, err
	}
	return s.change(ctx, id, func(b Broadcast) (Broadcast, error) { return b.approved(by.ID, version, to) })
}
