package pulses

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"

	"kigo/bot/people"
)

// ErrNoKeys says that the folder of keys holds none of a run.
var ErrNoKeys = errors.New("no keys of this run")

// KeyStore keeps the secrets of runs that are not over. They are nowhere else: not in the
// database, a back-up, the log or an export.
type KeyStore interface {
	// Create makes the keys of a run, or returns those that it has: whoever is first
	// decides, also among replicas that share the store.
	Create(run ID) (Keys, error)
	// Get returns ErrNoKeys if there are none.
	Get(run ID) (Keys, error)
	// Name says which store it is: those who share one get the same.
	Name() (string, error)
	// Destroy overwrites and deletes them. It is no error if there are none.
	Destroy(run ID) error
}

// Keys are the two secrets of a run: what opens its answers, and what makes pseudonyms.
type Keys struct {
	identity  *age.X25519Identity
	pseudonym [32]byte
}

// NewKeys makes fresh keys.
func NewKeys() (Keys, error) {
	var k Keys
	var err error
	if k.identity, err = age.GenerateX25519Identity(); err != nil {
		return k, fmt.Errorf("make the keys of a run: %w", err)
	}
	_, _ = rand.Read(k.pseudonym[:]) // never fails
	return k, nil
}

// Recipient is the public half, which stands in the run.
func (k Keys) Recipient() string { return k.identity.Recipient().String() }

// MarshalText writes the secrets, for a KeyStore alone.
func (k Keys) MarshalText() ([]byte, error) {
	return []byte(k.identity.String() + "\n" + hex.EncodeToString(k.pseudonym[:]) + "\n"), nil
}

var errKeys = errors.New("these are no keys of a run")

// UnmarshalText reads what MarshalText wrote.
func (k *Keys) UnmarshalText(b []byte) error {
	lines := strings.Fields(string(b))
	if len(lines) != 2 {
		return errKeys
	}
	identity, err := age.ParseX25519Identity(lines[0])
	if err != nil {
		return errKeys // the cause may hold the secret
	}
	pseudonym, err := hex.DecodeString(lines[1])
	if err != nil || len(pseudonym) != len(k.pseudonym) {
		return errKeys
	}
	k.identity = identity
	copy(k.pseudonym[:], pseudonym)
	return nil
}

// String keeps the secrets out of whatever prints keys.
func (Keys) String() string { return "keys" }

// GoString does, too.
func (Keys) GoString() string { return "keys" }

// name is the pseudonym of a person in the run.
func (k Keys) name(p people.ID) string { return k.mac(string(p)) }

// textKey is the random name of a text by that pseudonym, which nobody can compute once
// the keys are destroyed.
func (k Keys) textKey(name string, question int) string {
	return k.mac(fmt.Sprintf("text\x00%d\x00%s", question, name))[:24]
}

func (k Keys) mac(what string) string {
	mac := hmac.New(sha256.New, k.pseudonym[:])
	mac.Write([]byte(what))
	return hex.EncodeToString(mac.Sum(nil))
}
