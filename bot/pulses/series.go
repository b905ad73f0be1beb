package pulses

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kigo/bot/fault"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

func (s *Service) calendar(p Plan) calendar { return calendar{Plan: p, zone: s.Zone, work: s.Hours} }

// nextRun is when the first run of a series after t is due.
func (s *Service) nextRun(r Run, t time.Time) time.Time {
	c := s.calendar(r.Plan)
	return c.opens(c.last(t) + 1)
}

// repeat makes the run of a series that is due, and opens it. What it is called says when
// it was due, so that there is one, however often and by whomever this is done. A run that
// nobody made for half of its time is left out.
func (s *Service) repeat(ctx context.Context, r Run) error {
	if err := s.succeed(ctx, r); err != nil {
		return err
	}
	c := s.calendar(r.Plan)
	n := c.last(s.Now())
	if n < 0 || !c.opens(n).After(r.Made) {
		return nil
	}
	run := Run{
		ID: c.name(r.ID, n), State: Released, Plan: c.plan(n), Origin: r.ID,
		Creator: r.Creator, ReleasedBy: r.ReleasedBy, Version: r.Version, Created: s.Now(),
	}
	run.Repeat = Once
	if run.Series == "" {
		run.Series = string(r.ID)
	}
	late := s.Now().Sub(run.Opens) > run.Closes.Sub(run.Opens)/2
	if !late {
		if _, err := s.Store.Insert(ctx, run); err != nil {
			return wrap(err, "make a run of pulse", r.ID)
		}
	}
	if err := s.Store.Made(ctx, r.ID, run.Opens); err != nil {
		return wrap(err, "make a run of pulse", r.ID)
	}
	if late {
		return s.miss(ctx, run, missedLate, 0)
	}
	run, err := s.Store.Get(ctx, run.ID)
	if err != nil {
		return wrap(err, "make a run of pulse", r.ID)
	}
	return s.look(ctx, run)
}

// tooFew reports whether a run can't be opened because of the size of its audience.
func tooFew(err error) (audience int, small bool) {
	var f *fault.Fault
	if errors.As(err, &f) && f.Key == "pulse.small_audience" {
		audience, _ = f.Args["Audience"].(int)
		return audience, true
	}
	return 0, false
}

// Why a run does not take place.
const (
	missedSmall = "small" // too few people could be asked
	missedLate  = "late"  // kigo did not run at the time
)

// drop tells that a run that is due has too few people to ask, and ends it if there will be
// another one.
func (s *Service) drop(ctx context.Context, r Run, audience int) error {
	if err := s.miss(ctx, r, missedSmall, audience); err != nil || r.Origin == "" {
		return err
	}
	_, err := s.Store.Discard(ctx, r.ID)
	return wrap(err, "leave out pulse", r.ID)
}

// miss tells whoever made a survey that it does not take place.
func (s *Service) miss(ctx context.Context, r Run, why string, audience int) error {
	about := r.Origin
	if about == "" {
		about = r.ID
	}
	row := outbox.Row{
		ID: fmt.Sprintf("%s%s/%d", rowPrefix(KindMissed, about), r.Creator, r.Opens.Unix()), Kind: KindMissed, Person: r.Creator, Waits: true,
		Data: map[string]string{"pulse": string(about), "due": r.Opens.Format(time.RFC3339), "why": why, "audience": strconv.Itoa(audience)},
	}
	return wrap(s.Outbox.Enqueue(ctx, row), "tell that nobody is asked in pulse", r.ID)
}

// MaxRest is the longest time of Rest in days: for so long it is known who was asked.
const MaxRest = int(KeepElectorate / (24 * time.Hour))

// spare takes out of the target of a recurring survey whoever was asked less than Rest days ago,
// and of the others so many that those can be asked next time. It looks at who was asked
// alone, never at who answered: so being asked, or not, says nothing of that.
func (s *Service) spare(ctx context.Context, r Run, target []Member) (asked []Member, spared int, err error) {
	if r.Origin == "" || s.Rest == 0 {
		return target, 0, nil
	}
	lately, err := s.lately(ctx, r.ID)
	if err != nil {
		return nil, 0, err
	}
	for _, m := range target {
		if !lately[m.Person] {
			asked = append(asked, m)
		}
	}
	series, err := s.Store.Get(ctx, r.Origin)
	if err != nil {
		return nil, 0, fmt.Errorf("read series %s: %w", r.Origin, err)
	}
	share := series.Repeat.share(s.Rest)
	most := max(r.K, (len(target)+share-1)/share)
	if len(asked) > most {
		byChance(asked, r.ID)
		asked = asked[:most]
		byPerson(asked)
	}
	return asked, len(target) - len(asked), nil
}

// byChance puts people into an order that is another one in each run, and the same for
// everybody who makes it.
func byChance(all []Member, id ID) {
	place := func(m Member) []byte {
		sum := sha256.Sum256([]byte(string(id) + "/" + string(m.Person)))
		return sum[:]
	}
	slices.SortFunc(all, func(a, b Member) int { return bytes.Compare(place(a), place(b)) })
}

// lately is everybody who was asked in another run less than Rest days ago.
func (s *Service) lately(ctx context.Context, id ID) (map[people.ID]bool, error) {
	all, err := s.Store.All(ctx)
	if err != nil {
		return nil, err
	}
	asked := map[people.ID]bool{}
	for _, r := range all {
		if r.ID == id || r.Silent || r.OpenedAt.IsZero() || s.daysSince(r.OpenedAt) >= s.Rest {
			continue
		}
		members, err := s.Store.Members(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			asked[m.Person] = true
		}
	}
	return asked, nil
}

// daysSince is how many days the calendar has moved on since t.
func (s *Service) daysSince(t time.Time) int {
	date := func(t time.Time) time.Time {
		y, m, d := t.In(s.Zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(date(s.Now()).Sub(date(t)) / (24 * time.Hour))
}

// Pause makes no more runs of a series until Resume. The one that is open goes on.
func (s *Service) Pause(ctx context.Context, by people.Person, r Run) (Run, error) {
	return s.turn(ctx, by, r, "pulse.pause", []State{Recurring}, Paused)
}

// Resume makes runs of a paused series again, from the next one that is due.
func (s *Service) Resume(ctx context.Context, by people.Person, r Run) (Run, error) {
	return s.turn(ctx, by, r, "pulse.resume", []State{Paused}, Recurring)
}

// Stop ends a series for good. The run that is open goes on.
func (s *Service) Stop(ctx context.Context, by people.Person, r Run) (Run, error) {
	return s.turn(ctx, by, r, "pulse.stop", []State{Recurring, Paused}, Stopped)
}

func (s *Service) turn(ctx context.Context, by people.Person, r Run, action string, from []State, to State) (Run, error) {
	if err := s.mayManage(by, r); err != nil {
		return r, err
	}
	if r.State == to {
		return r, nil
	}
	if err := s.record(ctx, by, action, r.ID); err != nil {
		return r, err
	}
	after, ok, err := s.Store.Turn(ctx, r.ID, from, to, by.ID, s.Now())
	if err == nil && !ok {
		return r, fault.New("pulse.no_series", r.args())
	}
	return s.seen(after), wrap(err, "turn series", r.ID)
}

// Revise stores a draft that takes the place of a series once it is released, under an id of
// NewRun. Until then the series goes on as it is.
func (s *Service) Revise(ctx context.Context, by people.Person, series Run, id ID, p Plan) (Run, error) {
	if err := s.mayManage(by, series); err != nil {
		return series, err
	}
	if series.State != Recurring && series.State != Paused {
		return series, fault.New("pulse.no_series", series.args())
	}
	if err := s.check(&p); err != nil {
		return series, err
	}
	if p.Series = series.Series; p.Series == "" {
		p.Series = string(series.ID)
	}
	return s.create(ctx, by, Run{ID: id, Plan: p, Sequence: Sequence{Replaces: series.ID}})
}

// succeed ends the series whose place another one has taken. It runs again every minute, so
// that there are never two for long.
func (s *Service) succeed(ctx context.Context, r Run) error {
	if r.Replaces == "" {
		return nil
	}
	_, _, err := s.Store.Turn(ctx, r.Replaces, []State{Recurring, Paused}, Stopped, r.ReleasedBy, s.Now())
	return wrap(err, "end the series before", r.ID)
}
