package mattermost

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestATicketIsGoodForWhatItSaysOnly(t *testing.T) {
	t.Parallel()
	s := newStamp([]byte("0123456789abcdef0123456789abcdef"))
	good := s.seal(forAction, ticket{Line: "anmelden forum", User: "anna", Until: noon.Unix()})
	everybody := s.seal(forAction, ticket{Line: "termine", Until: noon.Unix()})
	for name, tc := range map[string]struct {
		purpose purpose
		sealed  string
		user    string
		now     time.Time
		want    error
	}{
		"its person, in time":           {forAction, good, "anna", noon, nil},
		"everybody":                     {forAction, everybody, "bert", noon, nil},
		"somebody else":                 {forAction, good, "bert", noon, errOthers},
		"too late":                      {forAction, good, "anna", noon.Add(time.Second), errExpired},
		"too late and somebody else":    {forAction, good, "bert", noon.Add(time.Hour), errOthers},
		"another purpose":               {forDialog, good, "anna", noon, errForged},
		"nothing":                       {forAction, "", "anna", noon, errForged},
		"no signature":                  {forAction, strings.Split(good, ".")[0], "anna", noon, errForged},
		"an empty signature":            {forAction, strings.Split(good, ".")[0] + ".", "anna", noon, errForged},
		"another's signature":           {forAction, strings.Split(good, ".")[0] + "." + strings.Split(everybody, ".")[1], "anna", noon, errForged},
		"another kigo's":                {forAction, newStamp([]byte("another secret of thirty-two byte")).seal(forAction, ticket{Until: noon.Unix()}), "anna", noon, errForged},
		"one more character":            {forAction, good + "A", "anna", noon, errForged},
		"changed words, same signature": {forAction, "A" + good[1:], "anna", noon, errForged},
	} {
		got, err := s.open(tc.purpose, tc.sealed, tc.user, tc.now)
		if !errors.Is(err, tc.want) || (err == nil && got.Line == "") {
			t.Errorf("%s: %+v, %v, want %v", name, got, err, tc.want)
		}
	}
}

// sign makes a trigger_id as the server does.
func sign(t testing.TB, key *ecdsa.PrivateKey, id, user string, at time.Time) string {
	t.Helper()
	text := fmt.Sprintf("%s:%s:%d:", id, user, at.UnixMilli())
	sum := sha256.Sum256([]byte(text))
	sig, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString([]byte(text + base64.StdEncoding.EncodeToString(sig)))
}

func TestATriggerSaysWhoClicked(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := sign(t, key, "id1", "anna", noon)
	for name, tc := range map[string]struct {
		text string
		user string
		now  time.Time
		want error
	}{
		"fresh":              {good, "anna", noon.Add(time.Second), nil},
		"a minute old":       {good, "anna", noon.Add(triggerAge), nil},
		"older":              {good, "anna", noon.Add(triggerAge + time.Millisecond), errExpired},
		"from the future":    {good, "anna", noon.Add(-time.Minute), errExpired},
		"somebody else's":    {good, "bert", noon, errOthers},
		"another server's":   {sign(t, other, "id1", "anna", noon), "anna", noon, errForged},
		"nothing":            {"", "anna", noon, errForged},
		"no base64":          {"%%%", "anna", noon, errForged},
		"too few parts":      {base64.StdEncoding.EncodeToString([]byte("id1:anna")), "anna", noon, errForged},
		"no id":              {sign(t, key, "", "anna", noon), "anna", noon, errForged},
		"changed user":       {strings.Replace(good, good[:8], base64.StdEncoding.EncodeToString([]byte("id1:an"))[:8], 1) + "x", "anna", noon, errForged},
		"an empty signature": {base64.StdEncoding.EncodeToString([]byte("id1:anna:1:")), "anna", noon, errForged},
	} {
		got, err := openTrigger(&key.PublicKey, tc.text, tc.user, tc.now)
		if !errors.Is(err, tc.want) || (err == nil && (got.id != "id1" || got.user != "anna")) {
			t.Errorf("%s: %+v, %v, want %v", name, got, err, tc.want)
		}
	}
}

func TestTheServersKey(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseKey(base64.StdEncoding.EncodeToString(der))
	if err != nil || !got.Equal(&key.PublicKey) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "%", "AAAA"} {
		if _, err := parseKey(bad); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
}

func FuzzTicket(f *testing.F) {
	s := newStamp([]byte("0123456789abcdef0123456789abcdef"))
	f.Add(s.seal(forAction, ticket{Line: "hilfe", Until: noon.Unix()}), "anna")
	f.Add("a.b", "")
	f.Fuzz(func(t *testing.T, sealed, user string) {
		if tk, err := s.open(forDialog, sealed, user, noon); err == nil {
			t.Errorf("%q counts as %+v", sealed, tk)
		}
	})
}
