package events

import (
	"context"
	"fmt"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// Offer is a seat that somebody has moved up to and has to confirm.
type Offer struct {
	Event   ID
	Version int // as the caller knows it
	Person  people.ID
	Nonce   string    // of the answer "you wait" that it follows
	Until   time.Time // by which the person has to confirm; names the offer
	Notice  *Notice   // stored in the same write under Key, if there is one
	Key     string
}

// OfferStore is what the store does for events whose seats have to be confirmed. Of
// accepting, giving up (which is leaving) and lapsing, one write alone finds the offer.
type OfferStore interface {
	// Offer gives the offer to somebody who still waits by that nonce, unless organisers have
	// changed the event since that version.
	Offer(ctx context.Context, o Offer) (Event, bool, error)
	// Lapse ends the offer, if it still stands, and takes the person out of the queue, unless
	// organisers have changed the event since that version.
	Lapse(ctx context.Context, o Offer) (Event, bool, error)
	// Accept makes a seat certain: the one that was offered until then or, with a zero Until,
	// the one of somebody who has moved up since they were told to wait by that nonce.
	Accept(ctx context.Context, o Offer) (Event, bool, error)
}

// unconfirmed reports whether somebody who has moved up has yet to confirm: they hold an
// offer, or will hold one in a moment, or it was too late to make one.
func (e Event) unconfirmed(p people.ID) bool {
	return e.Confirm > 0 && (e.Waiting[p] != "" || !e.Offers[p].IsZero())
}

// cutoff is when nobody is offered anything any more.
func (e Event) cutoff() time.Time { return e.Start.Add(-Cutoff) }

// OfferEnds is when the offer to p ends: as it was made, but never after the cut-off, even
// if the event has been moved since. It is zero if there is none.
func (e Event) OfferEnds(p people.ID) time.Time {
	until := e.Offers[p]
	if cut := e.cutoff(); until.After(cut) {
		return cut
	}
	return until
}

// CountUnconfirmed is how many of the seats that are given wait for somebody's answer.
func (e Event) CountUnconfirmed() int {
	return len(keepPeople(e.Queue[:e.CountSeated()], e.unconfirmed))
}

// lapsed are those who have not answered their offer in time, in the order of the queue.
func (e Event) lapsed(now time.Time) []people.ID {
	return keepPeople(e.Queue, func(p people.ID) bool {
		ends := e.OfferEnds(p)
		return !ends.IsZero() && !now.Before(ends)
	})
}

func keepPeople(all []people.ID, wanted func(people.ID) bool) []people.ID {
	var out []people.ID
	for _, p := range all {
		if wanted(p) {
			out = append(out, p)
		}
	}
	return out
}

// offerUntil is when an offer that is made at now ends. Time runs only while people work, so
// it begins when they are told of it; and it ends at the cut-off at the latest.
func (s *Service) offerUntil(e Event, now time.Time) time.Time {
	until := s.Hours.Add(now, time.Duration(e.Confirm)*time.Hour)
	if whole := until.Truncate(time.Minute); whole.Before(until) { // people read minutes
		until = whole.Add(time.Minute)
	}
	if cut := e.cutoff(); until.After(cut) {
		return cut
	}
	return until
}

// offer ends what nobody has answered in time and offers the seats that are free to whoever
// is next. Each step is one write, so it may stop after any of them and run anywhere again.
func (s *Service) offer(ctx context.Context, e Event) (Event, error) {
	now := s.Now()
	for _, p := range e.lapsed(now) {
		o := Offer{Event: e.ID, Version: e.Version, Person: p, Until: e.Offers[p], Key: s.NewID()}
		o.Notice = &Notice{Kind: KindOfferOver, Person: p, Data: map[string]string{"until": stamp(e.OfferEnds(p))}}
		after, ok, err := s.Store.Lapse(ctx, o)
		if err != nil {
			return e, fmt.Errorf("end an offer of event %s: %w", e.ID, err)
		}
		if ok {
			e = after
			s.saw(e)
		}
	}
	if e.Late(now) {
		return e, nil
	}
	for _, p := range e.MovedUp() {
		until := s.offerUntil(e, now)
		o := Offer{Event: e.ID, Version: e.Version, Person: p, Nonce: e.Waiting[p], Until: until, Key: s.NewID()}
		o.Notice = &Notice{Kind: KindOffer, Person: p, Data: map[string]string{"until": stamp(until)}}
		after, ok, err := s.Store.Offer(ctx, o)
		if err != nil {
			return e, fmt.Errorf("offer a seat of event %s: %w", e.ID, err)
		}
		if ok {
			e = after
		}
	}
	return e, nil
}

// NextOffer is the first moment after t at which an offer of any event ends.
func (s *Service) NextOffer(ctx context.Context, t time.Time) (next time.Time, ok bool, err error) {
	all, err := s.Store.Since(ctx, t)
	if err != nil {
		return next, false, fmt.Errorf("look for the next offer to end: %w", err)
	}
	for _, e := range keep(all, func(e Event) bool { return e.State == Open && e.Confirm > 0 }) {
		for p := range e.Offers {
			if at := e.OfferEnds(p); at.After(t) && (!ok || at.Before(next)) {
				next, ok = at, true
			}
		}
	}
	return next, ok, nil
}

// Accept confirms the seat that p was offered; already says that it was certain before.
func (s *Service) Accept(ctx context.Context, e Event, p people.ID) (after Event, already bool, err error) {
	return s.accept(ctx, e, p, nil)
}

func (s *Service) accept(ctx context.Context, e Event, p people.ID, n *Notice) (Event, bool, error) {
	key := s.NewID()
	for range joinTries {
		args := fault.Args{"Title": e.Title, "Command": chat.Prefix + "anmelden " + string(e.ID)}
		st := e.Standing(p)
		switch {
		case e.State == Cancelled:
			return e, false, e.isCancelled()
		case e.State == Draft:
			return e, false, e.isDraft()
		case e.Over(s.Now()):
			return e, false, fault.New("event.past", args)
		case st.Seated:
			return e, true, nil
		case st.Waiting:
			args["Rank"], args["Of"] = st.Rank, st.Of
			return e, false, fault.New("event.accept.waiting", args)
		case !st.Offered && e.Joinable(s.Now()):
			return e, false, fault.New("event.accept.over", args)
		case !st.Offered:
			return e, false, fault.New("event.accept.over_closed", args)
		}
		after, ok, err := s.Store.Accept(ctx, Offer{Event: e.ID, Person: p, Nonce: e.Waiting[p], Until: e.Offers[p], Notice: n, Key: key})
		if err != nil {
			return e, false, fmt.Errorf("accept a seat of event %s: %w", e.ID, err)
		}
		if ok {
			return after, false, nil
		}
		if e, err = s.Store.Get(ctx, e.ID); err != nil { // it has changed since it was read
			return e, false, fmt.Errorf("accept a seat of event %s: %w", e.ID, err)
		}
	}
	return e, false, fault.New("fault.busy")
}

// Offered is everything in which p has a seat to confirm, by start.
func (s *Service) Offered(ctx context.Context, p people.ID) ([]Event, error) {
	mine, err := s.Mine(ctx, p)
	now := s.Now()
	return keep(mine, func(e Event) bool { return e.State == Open && !e.Over(now) && e.Standing(p).Offered }), err
}
