package outbox

import (
	"time"

	"kigo/bot/chat"
)

// Observer is told how sending goes, for metrics. It learns nothing of a person, and nothing
// at all of discreet rows.
type Observer interface {
	// Concluded says what came of taking up a row; platform is "" if it did not come so far.
	Concluded(platform string, o Outcome)
	// Called says how long a platform took to take a message, or to refuse it.
	Called(platform string, took time.Duration)
}

// Outcome is what came of taking up a row.
type Outcome string

// The outcomes.
const (
	Delivered Outcome = "delivered"
	Outdated  Outcome = "outdated" // there was nothing to say any more
	Later     Outcome = "later"    // it waits for working hours, its person, or a platform that is busy
	Failed    Outcome = "failed"   // it is tried again
	GivenUp   Outcome = "given_up" // an operator decides
)

func finished(s Sent) Outcome {
	if s.Ref == "" {
		return Outdated
	}
	return Delivered
}

func failed(s State, busy *chat.RetryError) Outcome {
	switch {
	case s == Dead:
		return GivenUp
	case busy != nil:
		return Later
	}
	return Failed
}

func (d *Dispatcher) concluded(r Row, s Sent, o Outcome) {
	if _, discreet := d.Discreet[r.Kind]; d.Observer != nil && !discreet {
		d.Observer.Concluded(s.Platform, o)
	}
}

func (d *Dispatcher) called(r Row, platform string, took time.Duration) {
	if _, discreet := d.Discreet[r.Kind]; d.Observer != nil && !discreet {
		d.Observer.Called(platform, took)
	}
}
