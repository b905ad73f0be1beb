// Package events is the main job: events, their seats and their waiting lists.
package events

import (
	"slices"
	"time"

	"kigo/bot/people"
)

// ID names an event for good, such as "workshop-k7m". It is short, so that it can be typed.
type ID string

// State is where an event is in its life.
type State string

// The states. A draft is seen by whoever wrote it alone; cancelled is final.
const (
	Draft     State = "draft"
	Open      State = "open"
	Cancelled State = "cancelled"
)

// Cutoff is how long before the start nobody is alarmed any more about having moved up.
const Cutoff = 2 * time.Hour

// How long it is kept after the end of an event who was in it, and who was there.
const (
	KeepQueue    = 90 * 24 * time.Hour
	KeepPresence = recent
)

// Event is one document. Who has a seat is not stored: it is whoever stands in the
// first Seats places of the queue.
type Event struct {
	ID          ID    `bson:"_id"`
	State       State `bson:"state"`
	Details     `bson:",inline"`
	Organisers  []people.ID             `bson:"organisers"`
	Queue       []people.ID             `bson:"queue"`    // in the order in which they signed up
	Waiting     map[people.ID]string    `bson:"waiting"`  // who was told "Warteliste", with the nonce of that answer
	Offers      map[people.ID]time.Time `bson:"offers"`   // who has moved up and is asked to confirm until then; see OfferEnds
	Present     map[people.ID]bool      `bson:"present"`  // who was there, for as long as Recent shows the event
	NoShows     int                     `bson:"noShows"`  // what remains of Present; see CountNoShows
	Seated      int                     `bson:"seated"`   // what remains of Queue: how many had a seat; see PruneQueues
	Waited      int                     `bson:"waited"`   // and how many had none
	Notices     map[string]Notice       `bson:"notices"`  // what people in it must be told and is not in the outbox yet, by nonce
	Reason      string                  `bson:"reason"`   // why it was cancelled
	Sequence    int                     `bson:"sequence"` // rises with every change that calendars must learn
	Version     int                     `bson:"version"`  // rises with every change by organisers
	Created     time.Time               `bson:"created"`
	Changed     time.Time               `bson:"changed"`   // last change by organisers
	Scheduled   time.Time               `bson:"scheduled"` // when it was published, or its start last changed
	Reminded    map[Offset]time.Time    `bson:"reminded"`  // the start for which reminders were handed out last
	Form        string                  `bson:"form"`      // nonce of the form that made it
	CancelledAt time.Time               `bson:"cancelledAt"`
}

// Details are what organisers fill in.
type Details struct {
	Title       string    `bson:"title"`
	Description string    `bson:"description"`
	Place       string    `bson:"place"`
	Start       time.Time `bson:"start"`
	End         time.Time `bson:"end"`
	Seats       int       `bson:"seats"`     // 0 is as many as come
	Deadline    time.Time `bson:"deadline"`  // last moment to sign up; never after the start
	Confirm     int       `bson:"confirm"`   // working hours in which whoever moves up has to confirm; 0 is not at all
	Reminders   []Offset  `bson:"reminders"` // when people are reminded; nil is DefaultReminders
}

// Standing is how a person stands in an event.
type Standing struct {
	Seated  bool
	Offered bool // has moved up to a seat and has not confirmed yet
	Waiting bool
	Rank    int       // on the waiting list, from 1
	Of      int       // how many wait
	Until   time.Time // when the offer ends; zero if nobody was told of it
}

// In reports whether the person is in the event at all.
func (s Standing) In() bool { return s.Seated || s.Offered || s.Waiting }

// Unlimited reports whether there are seats for everybody.
func (d Details) Unlimited() bool { return d.Seats == 0 }

// Standing says where p stands: a seat, an offer, a rank on the waiting list, or nowhere.
func (e Event) Standing(p people.ID) Standing {
	i := slices.Index(e.Queue, p)
	switch {
	case i < 0:
		return Standing{}
	case !e.seated(i):
		return Standing{Waiting: true, Rank: i - e.Seats + 1, Of: e.CountWaiting()}
	case e.unconfirmed(p):
		return Standing{Offered: true, Until: e.OfferEnds(p)}
	default:
		return Standing{Seated: true}
	}
}

func (e Event) seated(i int) bool { return e.Unlimited() || i < e.Seats }

// Full reports whether whoever comes next has to wait.
func (e Event) Full() bool { return !e.seated(len(e.Queue)) }

// CountSeated is how many seats are given, those included that are offered.
func (e Event) CountSeated() int {
	if e.Unlimited() {
		return len(e.Queue)
	}
	return min(len(e.Queue), e.Seats)
}

// CountWaiting is how long the waiting list is.
func (e Event) CountWaiting() int { return len(e.Queue) - e.CountSeated() }

// Free is how many seats are left; it means nothing where seats are unlimited.
func (e Event) Free() int { return e.Seats - e.CountSeated() }

// MovedUp are those who were told to wait, have a seat by now, and do not know yet.
// After the cut-off it is still theirs; telling them is what stops then (see Late).
func (e Event) MovedUp() []people.ID {
	var up []people.ID
	for i, p := range e.Queue {
		if !e.seated(i) {
			break
		}
		if e.Waiting[p] != "" {
			up = append(up, p)
		}
	}
	return up
}

// Late reports whether it is too late at t to alarm somebody about a seat.
func (e Event) Late(t time.Time) bool { return !t.Before(e.Start.Add(-Cutoff)) }

// Over reports whether the event has begun at t: nobody signs up or off any more.
func (e Event) Over(t time.Time) bool { return !t.Before(e.Start) }

// Ended reports whether it lies behind at t.
func (e Event) Ended(t time.Time) bool { return !t.Before(e.End) }

// Listed reports whether staff see it at t among what is coming.
func (e Event) Listed(t time.Time) bool { return e.State == Open && !e.Ended(t) }

// Joinable reports whether anybody can sign up at t.
func (e Event) Joinable(t time.Time) bool {
	return e.State == Open && t.Before(e.Deadline) && !e.Over(t)
}

// Managed reports whether p may change the event and see who is in it.
func (e Event) Managed(p people.Person) bool {
	return p.Is(people.Admin) || slices.Contains(e.Organisers, p.ID)
}
