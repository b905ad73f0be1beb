package pulses

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// NewRun is an id that no run has yet.
func (s *Service) NewRun() ID { return ID("puls-" + s.NewID()) }

// Create stores a draft by an admin, under an id of NewRun. The same id again, with the
// form sent twice, changes nothing.
func (s *Service) Create(ctx context.Context, by people.Person, id ID, p Plan) (Run, error) {
	if !by.Is(people.Admin) {
		return Run{}, fault.New("pulse.admins_only")
	}
	if err := s.check(&p); err != nil {
		return Run{}, err
	}
	return s.create(ctx, by, Run{ID: id, Plan: p})
}

func (s *Service) create(ctx context.Context, by people.Person, r Run) (Run, error) {
	id := r.ID
	r.State, r.Creator, r.Version, r.Created = Draft, by.ID, 1, s.Now()
	if err := s.record(ctx, by, "pulse.create", id); err != nil {
		return r, err
	}
	if fresh, err := s.Store.Insert(ctx, r); err != nil || fresh {
		return r, wrap(err, "create pulse", id)
	}
	return s.Get(ctx, id, by) // the same form a second time
}

// Edit stores another plan in the draft that the admin saw in that version.
func (s *Service) Edit(ctx context.Context, by people.Person, r Run, version int, p Plan) (Run, error) {
	if err := s.mayManage(by, r); err != nil {
		return r, err
	}
	if err := s.check(&p); err != nil {
		return r, err
	}
	if r.State != Draft {
		return r, fault.New("pulse.not_draft", r.args())
	}
	if reflect.DeepEqual(p, r.Plan) {
		return r, nil
	}
	after, ok, err := s.Store.Change(ctx, r.ID, version, p)
	if err == nil && !ok {
		return r, fault.New("pulse.changed_meanwhile", r.args())
	}
	return after, wrap(err, "change pulse", r.ID)
}

// Release agrees, as a second person, to a draft in the version that they saw.
func (s *Service) Release(ctx context.Context, by people.Person, r Run, version int) (Run, error) {
	switch {
	case s.Releaser != "" && !by.Is(s.Releaser):
		return r, fault.New("pulse.release_role")
	case s.Releaser == "" && !by.Is(people.Admin):
		return r, fault.New("pulse.admins_only")
	case by.ID == r.Creator:
		return r, fault.New("pulse.release_self", r.args())
	case r.State != Draft:
		return r, fault.New("pulse.not_draft", r.args())
	}
	if version != r.Version {
		return r, fault.New("pulse.changed_meanwhile", r.args())
	}
	if err := s.record(ctx, by, "pulse.release", r.ID); err != nil {
		return r, err
	}
	to := Released
	if r.Repeat != Once {
		to = Recurring
	}
	after, ok, err := s.Store.Release(ctx, r.ID, version, by.ID, to)
	if err == nil && !ok {
		return r, fault.New("pulse.changed_meanwhile", r.args())
	}
	if err == nil {
		err = s.succeed(ctx, after)
	}
	return after, wrap(err, "release pulse", r.ID)
}

// Discard deletes a run that has never been open.
func (s *Service) Discard(ctx context.Context, by people.Person, r Run) error {
	if err := s.mayManage(by, r); err != nil {
		return err
	}
	if err := s.record(ctx, by, "pulse.discard", r.ID); err != nil {
		return err
	}
	ok, err := s.Store.Discard(ctx, r.ID)
	switch {
	case err != nil:
		return wrap(err, "discard pulse", r.ID)
	case !ok:
		return fault.New("pulse.not_draft", r.args())
	}
	return s.forget(ctx, r.ID)
}

// forget deletes what starting may have left of a run that is not open.
func (s *Service) forget(ctx context.Context, id ID) error {
	if err := s.Store.StrikeAll(ctx, id); err != nil {
		return wrap(err, "discard pulse", id)
	}
	return wrap(s.Keys.Destroy(id), "discard pulse", id)
}

// Start opens a run that is released, and asks its audience. An audience under K is the
// fault pulse.small_audience.
func (s *Service) Start(ctx context.Context, by people.Person, r Run) (Run, error) {
	if err := s.mayManage(by, r); err != nil {
		return r, err
	}
	if err := s.record(ctx, by, "pulse.start", r.ID); err != nil {
		return r, err
	}
	return s.start(ctx, r)
}

func (s *Service) start(ctx context.Context, r Run) (Run, error) {
	switch {
	case r.State == Draft:
		return r, fault.New("pulse.not_released", r.args())
	case r.State != Released:
		return r, fault.New("pulse.started_already", r.args())
	case !s.Now().Before(r.Closes):
		return r, fault.New("pulse.closes_past", fault.Args{"Closes": r.Closes})
	}
	members, err := s.audience(ctx, r.Target)
	if err == nil {
		members, r.Spared, err = s.spare(ctx, r, members)
	}
	if err != nil {
		return r, wrap(err, "start pulse", r.ID)
	}
	if len(members) < r.K {
		return r, fault.New("pulse.small_audience", fault.Args{"Audience": len(members), "K": r.K})
	}
	keys, err := s.Keys.Create(r.ID)
	if err != nil {
		return r, wrap(err, "start pulse", r.ID)
	}
	if err := s.Store.Enrol(ctx, r.ID, members); err != nil {
		return r, wrap(err, "start pulse", r.ID)
	}
	var groups []string
	for _, m := range members {
		groups = append(groups, m.Group)
	}
	if r.KeyStore, err = s.Keys.Name(); err != nil {
		return r, wrap(err, "start pulse", r.ID)
	}
	r.Recipient, r.Invited, r.OpenedAt = keys.Recipient(), len(members), s.Now()
	if r.Size, err = r.Survey.size(append(groups, people.Dezernate...)); err != nil {
		return r, wrap(err, "start pulse", r.ID)
	}
	after, ok, err := s.Store.Start(ctx, r)
	if err == nil && !ok {
		return r, fault.New("pulse.started_already", r.args())
	}
	return after, wrap(err, "start pulse", r.ID)
}

// Audience is how many people a target has now, for the form.
func (s *Service) Audience(ctx context.Context, t Target) (int, error) {
	members, err := s.audience(ctx, t)
	return len(members), err
}

// audience is everybody whom a target means and who can be reached, by id.
func (s *Service) audience(ctx context.Context, t Target) ([]Member, error) {
	all, err := s.People.Everybody(ctx)
	if err != nil {
		return nil, err
	}
	var takingPart []people.ID
	if t.Event != "" && s.Participants != nil {
		if takingPart, err = s.Participants(ctx, t.Event); err != nil {
			return nil, err
		}
	}
	in := make(map[people.ID]bool, len(takingPart))
	for _, p := range takingPart {
		in[p] = true
	}
	var members []Member
	for _, p := range all {
		if p.Gone || !s.reachable(p) || !t.means(p) || (t.Event != "" && !in[p.ID]) {
			continue
		}
		members = append(members, Member{Person: p.ID, Group: p.Dezernat})
	}
	byPerson(members)
	return members, nil
}

func byPerson(all []Member) {
	slices.SortFunc(all, func(a, b Member) int { return strings.Compare(string(a.Person), string(b.Person)) })
}

func (t Target) means(p people.Person) bool {
	return (len(t.Dezernate) == 0 || slices.Contains(t.Dezernate, p.Dezernat)) &&
		(len(t.Roles) == 0 || slices.ContainsFunc(t.Roles, p.Is))
}

func (s *Service) reachable(p people.Person) bool {
	return slices.ContainsFunc(p.Reachable(), func(i people.Identity) bool { return s.May == nil || s.May(i.Platform) })
}

// check fills in K and refuses a plan that can't be asked.
func (s *Service) check(p *Plan) error {
	least := max(s.K, MinK)
	if p.K == 0 {
		p.K = least
	}
	switch now := s.Now(); {
	case p.K < least:
		return fault.New("pulse.k_small", fault.Args{"Min": least})
	case !p.Closes.After(now), !p.Opens.IsZero() && !p.Closes.After(p.Opens):
		return fault.New("pulse.closes_past", fault.Args{"Closes": p.Closes})
	case p.Repeat != Once && (p.Opens.IsZero() || !p.Repeat.known()):
		return fault.New("pulse.rhythm")
	case !p.Remind.IsZero() && !p.Remind.Before(p.Closes):
		return fault.New("pulse.remind_late")
	}
	return p.Survey.Validate()
}

func (s *Service) mayManage(by people.Person, r Run) error {
	if !by.Is(people.Admin) && by.ID != r.Creator {
		return fault.New("pulse.admins_only")
	}
	return nil
}

func (s *Service) record(ctx context.Context, by people.Person, action string, id ID) error {
	return s.Audit.Record(ctx, string(by.ID), action, "", map[string]string{"pulse": string(id)})
}

func wrap(err error, what string, id ID) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", what, id, err)
}
