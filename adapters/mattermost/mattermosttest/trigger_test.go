package mattermosttest

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// signingKey is the key that anybody can read.
func (b *bench) signingKey() *ecdsa.PublicKey {
	resp, err := model.NewAPIv4Client(b.url).DoAPIGet(b.ctx, "/config/client?format=old", "")
	b.ok(err)
	defer resp.Body.Close()
	var config map[string]string
	b.ok(json.NewDecoder(resp.Body).Decode(&config))
	der, err := base64.StdEncoding.DecodeString(config["AsymmetricSigningPublicKey"])
	b.ok(err)
	key, err := x509.ParsePKIXPublicKey(der)
	b.ok(err)
	return key.(*ecdsa.PublicKey)
}

func verify(key *ecdsa.PublicKey, trigger string) (parts []string, good bool) {
	raw, err := base64.StdEncoding.DecodeString(trigger)
	if err != nil {
		return nil, false
	}
	parts = strings.Split(string(raw), ":")
	if len(parts) != 4 {
		return parts, false
	}
	sig, err := base64.StdEncoding.DecodeString(parts[3])
	sum := sha256.Sum256([]byte(strings.Join(parts[:3], ":") + ":"))
	return parts, err == nil && ecdsa.VerifyASN1(key, sum[:], sig)
}

func TestATriggerProvesWhoHasClicked(t *testing.T) {
	b, bert, ch, in, trigger := clicked(t)
	parts, good := verify(b.signingKey(), trigger)
	if !good || parts[1] != bert.ID || len(parts[0]) != 26 {
		t.Errorf("good %v: %q", good, parts)
	}
	raw, err := base64.StdEncoding.DecodeString(trigger)
	b.ok(err)
	forged := base64.StdEncoding.EncodeToString([]byte(strings.Replace(string(raw), bert.ID, b.botID, 1)))
	if _, good := verify(b.signingKey(), forged); good {
		t.Error("another's id passes")
	}
	b.refused(b.open(forged, in.URL, model.Dialog{Title: "x"}), 400, "interactive_message.decode_trigger_id.verify_signature_failed")
	cmd := b.command(in.URL)
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	if parts, good := verify(b.signingKey(), in.last().field("trigger_id")); !good || parts[1] != bert.ID {
		t.Errorf("of a command: good %v: %q", good, parts)
	}
}

func TestTheSigningKeyOutlivesARestart(t *testing.T) {
	b := emulated(t)
	before := b.signingKey()
	b.restart()
	if !before.Equal(b.signingKey()) {
		t.Error("another key")
	}
}

func TestADialogNeedsATriggerAndNoLogin(t *testing.T) {
	b, bert, _, in, trigger := clicked(t)
	for range 2 { // it can be used again
		b.ok(b.open(trigger, in.URL, model.Dialog{Title: "Hallo", CallbackId: "cb", State: "st", Elements: []model.DialogElement{{DisplayName: "Titel", Name: "title", Type: "text"}}}))
		d, err := bert.WaitDialog(b.ctx)
		b.ok(err)
		if d.URL != in.URL || d.State != "st" || d.CallbackId != "cb" || d.Title != "Hallo" || len(d.Elements) != 1 {
			t.Errorf("bert sees %+v", d)
		}
		if len(d.TriggerID) != 26 {
			t.Errorf("the client's trigger is %q", d.TriggerID)
		}
	}
	for trigger, id := range map[string]string{
		"???": "base64_decode_failed",
		base64.StdEncoding.EncodeToString([]byte("a:b:c")): "missing_data",
	} {
		b.refused(b.open(trigger, in.URL, model.Dialog{}), 400, "interactive_message.decode_trigger_id."+id)
	}
	b.refused(b.open(trigger, "", model.Dialog{}), 400, "api.context.invalid_body_param.app_error")
}

func TestATriggerIsGoodForHalfAMinute(t *testing.T) {
	now := newClock()
	b := emulated(t, Clock(now.get))
	bert := b.human()
	trigger := b.s.Trigger(bert.ID)
	now.add(30 * time.Second)
	b.ok(b.open(trigger, "http://kigo.example", model.Dialog{Title: "x", Elements: []model.DialogElement{}}))
	now.add(time.Second)
	b.refused(b.open(trigger, "http://kigo.example", model.Dialog{}), 400, "interactive_message.decode_trigger_id.expired")
}
