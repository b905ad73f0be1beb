// Package chat is the neutral model of a chat: what comes in (Event), what goes
// out (Message, Form, Reply), and what a platform must be able to do (Adapter).
// Nothing in it knows Mattermost, Slack or a browser.
package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind says how something a person did reached kigo.
type Kind string

// The ways in.
const (
	Command       Kind = "command"        // a slash command; Line is what follows "/kigo"
	Mention       Kind = "mention"        // "@kigo …" in a channel; Line is the rest of the message
	DirectMessage Kind = "direct_message" // a message to kigo alone; Line is its text
	Click         Kind = "click"          // a button or an option; Line is the command line it carries
	FormSubmit    Kind = "form_submit"    // a form; Line is the command line it carries, Values the fields
)

// User is who did it, as the platform knows them.
type User struct {
	ID     string // the platform's own, permanent id
	Name   string // display name; may be empty
	Email  string // as the platform says; proves nothing by itself
	Locale string // IETF language tag; may be empty

	Bot         bool // another bot
	Guest       bool // a guest account
	Deactivated bool // switched off by the platform's admins
	Stranger    bool // a member of another organisation (Slack Connect)
}

// Event is one thing a person did.
type Event struct {
	ID       string // the platform's id of this delivery (post, event or envelope); "" is never deduplicated
	Kind     Kind
	Platform string
	User     User
	Channel  string // where it happened; "" is the direct chat with kigo
	Line     string
	Values   map[string]string // FormSubmit only: value by field name
	Files    []Upload          // DirectMessage only: what was sent along
	Unasked  bool              // the person wrote nothing and pressed nothing: a page of theirs is drawn anew
}

// Adapter is what the outbox needs of a platform to deliver a message that
// is no direct reply. Implementations are safe for concurrent use.
type Adapter interface {
	// Platform names the platform as identities and KIGO_ADMINS do, such as "slack".
	Platform() string
	// Direct returns the channel in which kigo and the user are alone. It returns
	// ErrGone if the user can no longer be reached.
	Direct(ctx context.Context, userID string) (channel string, err error)
	// Channels are all channels, but direct ones, in which kigo is and may write.
	Channels(ctx context.Context) ([]Channel, error)
	// MembersOf are the accounts in a channel, kigo's own left out. ErrGone says that kigo
	// is not in it, or that there is no such channel any more.
	MembersOf(ctx context.Context, channel string) (users []string, err error)
	// Send posts m and returns the platform's reference of the post. key travels with
	// the message unseen. A *RetryError says when to come back; ErrGone that nobody
	// will ever read it, or that kigo is not in the channel; any other error that it is
	// unknown whether the post exists.
	Send(ctx context.Context, channel string, m Message, key string) (ref string, err error)
	// Find looks in channel for kigo's own post that carries key and is not older
	// than since. It returns "" if there is none.
	Find(ctx context.Context, channel, key string, since time.Time) (ref string, err error)
	// Edit puts m in the place of the message that Send returned ref for; key stays with
	// it. ErrGone says that there is no such message any more.
	Edit(ctx context.Context, channel, ref string, m Message, key string) error
	// Delete takes the message away from everybody. ErrGone says that it was gone before.
	Delete(ctx context.Context, channel, ref string) error
}

// Previewer is an Adapter that can say beforehand how a message will be read.
type Previewer interface {
	// Looks are the words of each post that the platform makes of m.
	Looks(m Message) (posts []string)
}

// ErrGone says that a person or channel will not be reachable again.
var ErrGone = errors.New("recipient is gone")

// RetryError says that the platform refused a message for now, without posting it.
type RetryError struct {
	After time.Duration
	Err   error
}

func (e *RetryError) Error() string { return fmt.Sprintf("retry after %s: %v", e.After, e.Err) }

// Unwrap returns the platform's own error.
func (e *RetryError) Unwrap() error { return e.Err }
