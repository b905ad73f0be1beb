package pulses

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kigo/bot/fault"
	"kigo/bot/people"
)

const (
	// settling is how long counting waits for an answer that somebody is just putting back.
	settling = 2 * time.Minute
	// astray is how long keys may be missing from a folder other than that in which they were
	// made, before they count as lost.
	astray = time.Hour
	// lingering is how long after the close something may still come of whoever was just
	// answering or sending; it is cleared away so long.
	lingering = 10 * time.Minute
	// keepFrozen is how long a late answer can still learn whether it was counted.
	keepFrozen = 24 * time.Hour
)

// Close ends an open run before its time and has it counted. Closing twice is the fault
// pulse.closed_already.
func (s *Service) Close(ctx context.Context, by people.Person, id ID) (Run, error) {
	r, err := s.Get(ctx, id, by)
	if err != nil {
		return r, err
	}
	if err := s.mayManage(by, r); err != nil {
		return r, err
	}
	if r.State != Open {
		return r, fault.New("pulse.closed_already", r.args())
	}
	if err := s.record(ctx, by, "pulse.close", id); err != nil {
		return r, err
	}
	closed, ok, err := s.Store.Close(ctx, id, s.Now())
	switch {
	case err != nil:
		return r, fmt.Errorf("close pulse %s: %w", id, err)
	case !ok:
		return r, fault.New("pulse.closed_already", r.args())
	}
	if err := s.count(ctx, closed); err != nil && !errors.Is(err, ErrLater) {
		s.Log.Error("pulse not counted yet", "pulse", id, "error", err) // made up for within the minute
	}
	return s.Get(ctx, id, by)
}

// ErrLater says that the rest of counting is for the next minute, or for another process.
var ErrLater = errors.New("the rest is done later")

// count takes a closed run to its report. Any replica may do it at any time, again after
// having been interrupted, and several at once: what counts is settled once, the report is
// inserted once, and what is deleted may be deleted twice.
func (s *Service) count(ctx context.Context, r Run) error {
	if err := s.countClosed(ctx, r); err != nil {
		return fmt.Errorf("count pulse %s: %w", r.ID, err)
	}
	return nil
}

func (s *Service) countClosed(ctx context.Context, r Run) error {
	report, done, err := s.Store.Report(ctx, r.ID)
	if err != nil {
		return err
	}
	keys, err := s.Keys.Get(r.ID)
	switch {
	case errors.Is(err, ErrNoKeys):
		if err := s.giveUp(ctx, r, done); err != nil {
			return err
		}
	case err != nil:
		return err
	case !report.Lost:
		if err := s.publish(ctx, r.ID, keys, done); err != nil {
			return err
		}
	}
	return s.clear(ctx, r.ID)
}

// giveUp reports that the keys of a run are lost, unless it is reported already: then they
// are destroyed, and all that can be left is the rest of the clearing.
func (s *Service) giveUp(ctx context.Context, r Run, done bool) error {
	home, err := s.atHome(r)
	if err != nil {
		return err
	}
	astrayYet := !home && s.Now().Before(r.ClosedAt.Add(astray))
	switch {
	case astrayYet && done:
		return ErrLater
	case astrayYet:
		return fmt.Errorf("%w in this folder, which is not the one in which they were made", ErrNoKeys)
	case done:
		return nil
	}
	_, err = s.Store.AddReport(ctx, Report{Run: r.ID, Closed: r.ClosedAt, K: r.K, Lost: true, Questions: []Result{}})
	return err
}

// publish settles which answers count, counts them, inserts the report, and hands the
// texts to the moderators.
func (s *Service) publish(ctx context.Context, id ID, keys Keys, done bool) error {
	r, sealed, err := s.settle(ctx, id, keys)
	if err != nil {
		return err
	}
	if !r.Settled { // somebody else is through
		return nil
	}
	counted, amiss := r.counting(sealed)
	if amiss > 0 && !done && s.Now().Before(r.ClosedAt.Add(settling)) {
		return ErrLater
	}
	answers := make(map[string]payload, len(counted))
	list := make([]payload, 0, len(counted))
	for name, b := range counted {
		p, err := open(keys, b)
		if err != nil || !r.Survey.fits(p) {
			continue // "takes no part", or not written by kigo
		}
		answers[name], list = p, append(list, p)
	}
	if _, err := s.Store.AddReport(ctx, newReport(r, list)); err != nil {
		return err
	}
	return s.Store.AddUnread(ctx, r.unread(keys, answers))
}

// settle decides which answers count: those of people who are asked, as they stand, less
// what was late. It returns the run as settled, with the answers of that moment or later.
func (s *Service) settle(ctx context.Context, id ID, keys Keys) (Run, map[string][]byte, error) {
	members, err := s.Store.Members(ctx, id)
	if err != nil {
		return Run{}, nil, err
	}
	asked := make(map[string]bool, len(members))
	for _, m := range members {
		asked[keys.name(m.Person)] = true
	}
	for {
		r, err := s.Store.Get(ctx, id)
		if err != nil || r.State != Closed {
			return Run{}, nil, err
		}
		sealed, err := s.Store.Answers(ctx, id)
		if err != nil || r.Settled {
			return r, sealed, err
		}
		standing := r.standing(sealed)
		for name := range standing {
			if !asked[name] {
				delete(standing, name)
			}
		}
		if _, err := s.Store.Settle(ctx, id, r.Lates, freeze(standing)); err != nil {
			return r, nil, err
		}
	}
}

// clear deletes what a run needs no more, once its report is there: the answers, the rows
// that name people, at last the keys.
func (s *Service) clear(ctx context.Context, id ID) error {
	if _, there, err := s.Store.Report(ctx, id); err != nil || !there {
		return err
	}
	if err := s.wipe(ctx, id); err != nil {
		return err
	}
	if err := s.scrub(ctx); err != nil {
		return err
	}
	if err := s.Keys.Destroy(id); err != nil {
		return err
	}
	return s.Store.Publish(ctx, id)
}

// wipe deletes the answers, and the rows that name people.
func (s *Service) wipe(ctx context.Context, id ID) error {
	if err := s.Store.WipeAnswers(ctx, id); err != nil {
		return err
	}
	for _, kind := range []string{KindAsk, KindInvite, KindRemind} {
		if err := s.Rows.Purge(ctx, rowPrefix(kind, id)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) scrub(ctx context.Context) error {
	if s.Scrub == nil {
		return nil
	}
	return s.Scrub(ctx)
}

// unread is every free text, under a key that is random once the keys are destroyed, in
// the order of these keys; of questions to which fewer than K wrote one, none.
func (r Run) unread(keys Keys, answers map[string]payload) []Unread {
	var all []Unread
	for i, q := range r.Survey.Questions {
		if q.Kind != FreeText {
			continue
		}
		var texts []Unread
		for name, p := range answers {
			if len(p.Texts[i]) > 0 {
				texts = append(texts, Unread{Run: r.ID, Key: keys.textKey(name, i), Question: i, Text: string(p.Texts[i])})
			}
		}
		if len(texts) >= r.K {
			all = append(all, texts...)
		}
	}
	slices.SortFunc(all, func(a, b Unread) int { return slices.Compare([]byte(a.Key), []byte(b.Key)) })
	return all
}

// keys are those of an open run. If they are lost, the run ends.
func (s *Service) keys(ctx context.Context, r Run) (Keys, error) {
	k, err := s.Keys.Get(r.ID)
	if !errors.Is(err, ErrNoKeys) {
		return k, err
	}
	home, err := s.atHome(r)
	if err != nil {
		return k, err
	}
	if !home {
		return k, fault.New("pulse.keys_away", r.args())
	}
	closed, ok, err := s.Store.Close(ctx, r.ID, s.Now())
	if err != nil {
		return k, fmt.Errorf("end pulse %s, whose keys are lost: %w", r.ID, err)
	}
	if !ok { // it ended in the ordinary way, and its keys with it
		return k, fault.New("pulse.not_open", r.args())
	}
	s.Log.Error("the keys of a pulse are lost: it has ended without a result", "pulse", r.ID)
	if err := s.count(ctx, closed); err != nil && !errors.Is(err, ErrLater) {
		return k, err
	}
	return k, fault.New("pulse.keys_lost", r.args())
}

// atHome reports whether the store of keys is the one that had them when the run began. If
// it is another one, keys that are missing may be there still.
func (s *Service) atHome(r Run) (bool, error) {
	name, err := s.Keys.Name()
	return name == r.KeyStore, err
}
