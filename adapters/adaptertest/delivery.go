package adaptertest

import (
	"testing"
	"time"

	"kigo/bot/chat"
)

// Harness is an adapter on a platform of the test's own, where nothing was posted yet.
type Harness struct {
	Adapter chat.Adapter
	// Users are two accounts that can be written to.
	Users [2]string
	// Shown are kigo's messages to the account as a person reads them there, oldest first:
	// words as they look, labels of buttons and selects included. A message that the
	// platform needs several posts for is one.
	Shown func(t testing.TB, user string) []string
	// Long is how many characters of a text the platform shows at least; 0 is all of them.
	Long int
	// Once says that the platform itself takes the same key only once.
	Once bool

	// Channel is a channel that both accounts share with kigo, and in which nothing was said.
	Channel string
	// ShownThere are kigo's messages in Channel, as Shown has them.
	ShownThere func(t testing.TB) []string
	// Elsewhere are channels that kigo can't write in: one that it is not in, one that is
	// archived.
	Elsewhere []string
	// Private is a private channel that kigo is in; "" if there are none.
	Private string

	// What the platform can do to kigo; nil where it can't.

	// Gone is an account that can't be reached any more.
	Gone string
	// Refuse makes the platform refuse what is sent next, for so long, without posting it.
	Refuse func(d time.Duration)
	// Break makes the platform answer what is sent next with an error.
	Break func()
}

// Deliver tests the way out alone, for an adapter that no way in belongs to; open is
// called for each test.
func Deliver(t *testing.T, open func(t *testing.T) Harness) {
	for name, test := range map[string]func(*testing.T, Harness){
		"the platform has a name that fits into ids":         name,
		"a person's channel is their own and stays the same": direct,
		"what is sent is shown and found":                    sendAndFind,
		"nothing is found that was not sent":                 findNothing,
		"asking before sending again keeps it at one":        askFirst,
		"the same key twice is one message":                  sameKey,
		"every part of a message arrives":                    everyPart,
		"a text that is too long is no failure":              tooLong,
		"words arrive as they were written":                  hostileWords,
		"many at once arrive once each":                      manyAtOnce,
		"an edit takes the place of what was sent":           edited,
		"what was edited is found by its key":                editedFound,
		"an edit may be longer or shorter":                   editedLength,
		"what is deleted is shown to nobody":                 deleted,
		"a long message is deleted whole":                    deletedLong,
		"what is gone can't be edited or deleted":            goneMessage,
		"an ended context is an error":                       endedContext,
		"somebody who is gone is ErrGone":                    gone,
		"a refusal says when to come back":                   refused,
		"a failure is an error":                              broken,
		"the channels are those in which kigo is":            channels,
		"a channel has its members, but for kigo":            members,
		"what a channel is sent is there once, and found":    sendThere,
		"an edit in a channel takes the place of the old":    editedThere,
		"a channel without kigo takes nothing":               sendElsewhere,
		"what comes apart stays, and goes, with an edit":     editedApart,
		"how a message looks is known before":                looks,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}
