package pulses

import (
	"time"

	"kigo/bot/people"
)

// ID names a run for good, such as "stimmung-k7m": small letters, digits and hyphens.
type ID string

// State is where a run is in its life; it only moves forward.
type State string

// The states.
const (
	Draft     State = "draft"     // being written
	Released  State = "released"  // a second person has agreed; nothing can be changed any more
	Open      State = "open"      // answers are taken
	Closed    State = "closed"    // no more; they are being counted
	Published State = "published" // the report is there, the answers and their keys are not

	// A survey that is asked again and again is a series: of it, released once, runs are made,
	// each a Run of its own.
	Recurring State = "recurring" // released; runs are made of it
	Paused    State = "paused"    // no runs until somebody goes on
	Stopped   State = "stopped"   // no more runs
)

// MinK is the least number of answers that is ever shown.
const MinK = 5

// Target says who is asked. What is empty does not restrict.
type Target struct {
	Dezernate []string      `bson:"dezernate"`
	Roles     []people.Role `bson:"roles"` // whoever has one of them
	Event     string        `bson:"event"` // its participants
}

// Plan is what organisers fill in.
type Plan struct {
	Survey Survey    `bson:"survey"`
	Target Target    `bson:"target"`
	K      int       `bson:"k"`      // least number of answers in a part that is shown; at least MinK
	Opens  time.Time `bson:"opens"`  // a run that is released opens by itself then; zero waits for Start
	Closes time.Time `bson:"closes"` // closes by itself then
	Remind time.Time `bson:"remind"` // when those who have not taken part are reminded; zero is never
	Series string    `bson:"series"` // runs with the same one are compared over time; "" is none
	// Repeat makes it a series: Opens, Closes and Remind are those of the first run then.
	Repeat Rhythm `bson:"repeat"`
}

// Run is one asking of a survey: one document. It holds nothing about who answers.
type Run struct {
	ID         ID    `bson:"_id"`
	State      State `bson:"state"`
	Plan       `bson:",inline"`
	Creator    people.ID `bson:"creator"`
	ReleasedBy people.ID `bson:"releasedBy"`
	Version    int       `bson:"version"` // rises with every change of a draft
	Created    time.Time `bson:"created"`
	OpenedAt   time.Time `bson:"openedAt"`
	ClosedAt   time.Time `bson:"closedAt"`

	Recipient string `bson:"recipient"` // the public half of the key that answers are sealed for
	KeyStore  string `bson:"keyStore"`  // name of the store that has the keys
	Size      int    `bson:"size"`      // bytes of every answer before it is sealed
	Invited   int    `bson:"invited"`   // how many people were asked

	Origin ID   `bson:"origin"` // the series of which this run is one; "" of other runs
	Spared int  `bson:"spared"` // how many of the target were left out, so that nobody is asked too often
	Silent bool `bson:"silent"` // nobody is invited: whoever looks for it finds it

	Sequence `bson:",inline"`

	Asked    bool `bson:"asked"`    // every invitation is in the outbox
	Reminded bool `bson:"reminded"` // every reminder is in the outbox
	Told     bool `bson:"told"`     // every notice of the report is in the outbox
	FedBack  bool `bson:"fedBack"`  // every notice of Feedback is in the outbox
	Rate     Rate `bson:"rate"`

	Feedback Feedback `bson:"feedback"`

	Closing `bson:",inline"`

	// Seen is the name of a chat that takes answers and whose operator sees every click, for
	// the form; "" is none. It is not stored.
	Seen string `bson:"-"`
}

// Rate is how many have taken part, as far as it is public while the run is open.
type Rate struct {
	Day     string `bson:"day"`     // on which it was counted, such as "2026-11-28"; "" is never
	Percent int    `bson:"percent"` // of those invited, rounded to 5
}

// Sequence is how far a series is. Other runs have none.
type Sequence struct {
	Made     time.Time `bson:"made"`     // runs that are due until then are made, or left out for good
	TurnedBy people.ID `bson:"turnedBy"` // who last paused it, went on with it or ended it
	TurnedAt time.Time `bson:"turnedAt"`
	Replaces ID        `bson:"replaces"` // the series that ends once this one is released
}

// Closing is what settles, between closing and counting, which answers count. Whoever
// answers in that moment and whoever counts write it under a condition into the one
// document of the run, so that both come to the same.
type Closing struct {
	// Late are answers that were written after the close, by pseudonym and hash. The value is
	// the sealed answer that counts in its place; empty if none does.
	Late  map[string][]byte `bson:"late"`
	Lates int               `bson:"lates"` // rises with each entry of Late
	// Frozen names every answer that counts: 8 bytes of the pseudonym's hash and 8 of the
	// sealed answer's each. Nil until that is settled, and again once published.
	Frozen []byte `bson:"frozen"`
	// Settled says that Frozen holds; it may be empty.
	Settled bool `bson:"settled"`
}

// Due reports whether an open run is to be closed at t.
func (r Run) Due(t time.Time) bool { return r.State == Open && !t.Before(r.Closes) }

// Answerable reports whether answers are taken at t.
func (r Run) Answerable(t time.Time) bool { return r.State == Open && t.Before(r.Closes) }

// Ended reports whether no answer can come any more.
func (r Run) Ended() bool { return r.State == Closed || r.State == Published }

// Member is somebody who was asked, as they were when the run began.
type Member struct {
	Person people.ID `bson:"person"`
	Group  string    `bson:"group"` // Dezernat; "" is "ohne Angabe"
}
