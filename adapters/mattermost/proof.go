package mattermost

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// A callback of Mattermost carries no signature, and anybody may post a button with
// kigo's address in it. So each button and each dialog carries a ticket that only kigo
// can have written, and the server's signed trigger says who used it.

// purpose keeps a ticket for one thing from being used for another.
type purpose string

const (
	forAction purpose = "action" // buttons and selects
	forDialog purpose = "dialog"
	forDoctor purpose = "doctor" // the button of "kigo doctor"
)

// ticket is what a button or dialog says when it comes back.
type ticket struct {
	Line  string `json:"l,omitempty"` // command line; a select's has the choice appended
	User  string `json:"u,omitempty"` // the only account that may use it; "" is everybody
	Until int64  `json:"x"`           // Unix seconds
	// Ephemeral marks a post that only its reader has; Mattermost can't update it.
	Ephemeral bool `json:"e,omitempty"`
	// Hook is the response_url's id of the slash command behind it, good for 30 minutes.
	Hook string `json:"h,omitempty"`
	// Where a dialog was opened: the client is not believed about it.
	Channel string `json:"c,omitempty"`
	Root    string `json:"r,omitempty"`
	Post    string `json:"p,omitempty"`
	Direct  bool   `json:"d,omitempty"`
	Nonce   string `json:"n,omitempty"` // forDoctor
}

// What can be wrong with a ticket.
var (
	errForged  = errors.New("not written by kigo")
	errExpired = errors.New("expired")
	errOthers  = errors.New("meant for somebody else")
)

// ticketKey is the name of the ticket in an action's context.
const ticketKey = "kigo"

// stamp writes and reads tickets.
type stamp struct{ key []byte }

func newStamp(secret []byte) stamp {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("mattermost ticket"))
	return stamp{mac.Sum(nil)}
}

func (s stamp) mac(p purpose, body string) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(string(p) + "." + body))
	return mac.Sum(nil)
}

// reply is the delivery key of the answer to an event.
func (s stamp) reply(id string) string {
	return base64.RawURLEncoding.EncodeToString(s.mac("reply", id))
}

// seal is the ticket as text.
func (s stamp) seal(p purpose, t ticket) string {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // strings and numbers always can
	}
	body := base64.RawURLEncoding.EncodeToString(b)
	return body + "." + base64.RawURLEncoding.EncodeToString(s.mac(p, body))
}

// open reads a ticket that user presents.
func (s stamp) open(p purpose, sealed, user string, now time.Time) (ticket, error) {
	body, sum, _ := strings.Cut(sealed, ".")
	mac, err := base64.RawURLEncoding.DecodeString(sum)
	if err != nil || !hmac.Equal(mac, s.mac(p, body)) {
		return ticket{}, errForged
	}
	b, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return ticket{}, errForged
	}
	var t ticket
	if err := json.Unmarshal(b, &t); err != nil {
		return ticket{}, errForged
	}
	if t.User != "" && t.User != user {
		return ticket{}, errOthers
	}
	if now.Unix() > t.Until {
		return t, errExpired
	}
	return t, nil
}

// DoctorButton is what the button of "kigo doctor" triggers: a running kigo with the same
// secret answers it by writing nonce into the post.
func DoctorButton(secret []byte, publicURL, nonce string, until time.Time) *model.PostActionIntegration {
	t := ticket{Nonce: nonce, Until: until.Unix()}
	return &model.PostActionIntegration{
		URL:     strings.TrimRight(publicURL, "/") + actionPath,
		Context: map[string]any{ticketKey: newStamp(secret).seal(forDoctor, t)},
	}
}

// DoctorAnswer checks a callback of DoctorButton and returns its nonce.
func DoctorAnswer(secret []byte, sealed string, now time.Time) (nonce string, err error) {
	t, err := newStamp(secret).open(forDoctor, sealed, "", now)
	return t.Nonce, err
}

const (
	// triggerAge is how old a trigger may be when it arrives.
	triggerAge = 60 * time.Second
	// triggerAhead is how much the server's clock may be ahead of ours.
	triggerAhead = 15 * time.Second
)

// trigger is a trigger_id: signed by the server, with a key that anybody can read.
type trigger struct {
	id   string // used once
	user string
	at   time.Time
}

// parseKey reads AsymmetricSigningPublicKey of the client's configuration.
func parseKey(text string) (*ecdsa.PublicKey, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("the server's signing key: %w", err)
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("the server's signing key: %w", err)
	}
	ec, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("the server's signing key is a %T", key)
	}
	return ec, nil
}

// openTrigger reads a trigger_id that must be user's, fresh and signed with key.
func openTrigger(key *ecdsa.PublicKey, text, user string, now time.Time) (trigger, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return trigger{}, errForged
	}
	parts := strings.Split(string(raw), ":")
	if len(parts) != 4 {
		return trigger{}, errForged
	}
	sig, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return trigger{}, errForged
	}
	sum := sha256.Sum256([]byte(strings.Join(parts[:3], ":") + ":"))
	if !ecdsa.VerifyASN1(key, sum[:], sig) {
		return trigger{}, errForged
	}
	ms, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil || parts[0] == "" {
		return trigger{}, errForged
	}
	t := trigger{id: parts[0], user: parts[1], at: time.UnixMilli(ms)}
	if t.user != user {
		return trigger{}, errOthers
	}
	if age := now.Sub(t.at); age > triggerAge || age < -triggerAhead {
		return trigger{}, errExpired
	}
	return t, nil
}
