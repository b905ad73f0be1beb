package pulses_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/bot/people"
)

// The same attacker against stores that other bots have. It must succeed, or it proves nothing.
func TestTheAttackerSucceedsAgainstNaiveStores(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		k     kigo
		knows func(c claim, truth int) bool // a claim that counts
		least int
	}{
		"a readable row an answer": {kigo{discreet: ours.discreet, store: func(ctx context.Context, a *attacked, p people.ID, choice int) error {
			return a.insert(ctx, bson.D{{Key: "_id", Value: string(a.run.ID) + "/" + string(p)}, {Key: "choice", Value: choice}})
		}}, rightHow, 8},
		"a counter a group": {kigo{discreet: ours.discreet, store: func(ctx context.Context, a *attacked, p people.ID, choice int) error {
			c := a.db.Collection("menus")
			if _, err := c.InsertOne(ctx, bson.D{{Key: "_id", Value: "count"}, {Key: "n", Value: bson.D{{Key: "0", Value: 0}, {Key: "1", Value: 0}, {Key: "2", Value: 0}}}}); err != nil && !mongodb.IsDuplicateKey(err) {
				return err
			}
			if _, err := a.db.Collection("directs").InsertOne(ctx, bson.D{{Key: "_id", Value: "voted/" + string(p)}}); err != nil {
				return err
			}
			_, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: "count"}}, bson.D{{Key: "$inc", Value: bson.D{{Key: "n." + strconv.Itoa(choice), Value: 1}}}})
			return err
		}}, rightHow, 8},
		"pseudonyms by the secret": {kigo{discreet: ours.discreet, store: func(ctx context.Context, a *attacked, p people.ID, _ int) error {
			mac := hmac.New(sha256.New, secret)
			mac.Write([]byte(p))
			return a.insert(ctx, bson.D{{Key: "_id", Value: hex.EncodeToString(mac.Sum(nil))}, {Key: "sealed", Value: make([]byte, 300)}})
		}}, rightWhether, 8},
		"sealed, but not padded": {kigo{discreet: ours.discreet, store: func(ctx context.Context, a *attacked, _ people.ID, choice int) error {
			return a.insert(ctx, bson.D{{Key: "_id", Value: rand.Text()}, {Key: "sealed", Value: make([]byte, 300+choice)}})
		}}, func(c claim, _ int) bool { return c.by == "length" }, 8},
		"who was there last":  {kigo{discreet: ours.discreet, chatty: true, store: ours.store}, rightWhether, 5},
		"reminders that show": {kigo{store: ours.store}, rightWhether, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := live(t, tc.k, false)
			found := map[string]bool{}
			for _, c := range attack(a.evidence) {
				if tc.knows(c, a.truth[c.person]) {
					found[c.person] = true
				}
			}
			if len(found) < tc.least {
				t.Errorf("the attacker knows it of %d, want %d at least", len(found), tc.least)
			}
		})
	}
}

func rightHow(c claim, truth int) bool     { return truth >= 0 && c.how == truth }
func rightWhether(c claim, truth int) bool { return c.took == (truth >= 0) }

// insert stores a document.
func (a *attacked) insert(ctx context.Context, doc any) error {
	_, err := a.db.Collection("menus").InsertOne(ctx, doc)
	return err
}
