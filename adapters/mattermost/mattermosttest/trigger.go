package mattermosttest

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// trigger makes a trigger_id for an account: proof that it has clicked or typed just now.
// Clients get to know the first of the two, integrations the whole.
func (s *Server) trigger(user string, at time.Time) (client, whole string) {
	client = model.NewId()
	data := client + ":" + user + ":" + strconv.FormatInt(at.UnixMilli(), 10) + ":"
	sum := sha256.Sum256([]byte(data))
	sig, err := ecdsa.SignASN1(rand.Reader, s.key, sum[:])
	if err != nil {
		panic(err)
	}
	return client, base64.StdEncoding.EncodeToString([]byte(data + base64.StdEncoding.EncodeToString(sig)))
}

// Trigger is a genuine trigger_id of an account, as a foreign integration gets one when
// somebody clicks there.
func (s *Server) Trigger(userID string) string { return s.TriggerAt(userID, s.now()) }

// TriggerAt is a genuine trigger_id of another time.
func (s *Server) TriggerAt(userID string, at time.Time) string {
	_, whole := s.trigger(userID, at)
	return whole
}

// openTrigger returns whose trigger it is, if the server has made it and it is not too old.
func (s *Server) openTrigger(whole string) (client, user string, f *failure) {
	const id = "interactive_message.decode_trigger_id."
	b, err := base64.StdEncoding.DecodeString(whole)
	if err != nil {
		return "", "", fail(400, id+"base64_decode_failed")
	}
	parts := strings.Split(string(b), ":")
	if len(parts) != 4 {
		return "", "", fail(400, id+"missing_data")
	}
	ms, _ := strconv.ParseInt(parts[2], 10, 64)
	if limit := s.settings.OutgoingIntegrationRequestsTimeout; s.now().Sub(time.UnixMilli(ms)) > limit {
		return "", "", fail(400, id+"expired", limit)
	}
	sig, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil {
		return "", "", fail(400, id+"base64_decode_failed_signature")
	}
	sum := sha256.Sum256([]byte(strings.Join(parts[:3], ":") + ":"))
	if !ecdsa.VerifyASN1(&s.key.PublicKey, sum[:], sig) {
		return "", "", fail(400, id+"verify_signature_failed")
	}
	return parts[0], parts[1], nil
}
