package mongodb_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
)

func TestServerTime(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	before := time.Now()
	got, err := db.ServerTime(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Location() != time.UTC {
		t.Errorf("zone %v, want UTC", got.Location())
	}
	if d := got.Sub(before); d > time.Hour || d < -time.Hour {
		t.Errorf("the server's clock is %v off", d)
	}
}

func TestOpenRefusesNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Kigo", "ki.go", "ki go", "../kigo", "ki$go", strings.Repeat("a", 64)} {
		if _, err := mongodb.Open(t.Context(), "mongodb://127.0.0.1:1", name); err == nil || !strings.Contains(err.Error(), "name") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestOpenSaysThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = mongodb.Open(ctx, "mongodb://kigo:geheim@"+l.Addr().String(), "kigo")
	if err == nil || !strings.Contains(err.Error(), "open database kigo") {
		t.Fatalf("Open: %v", err)
	}
	if strings.Contains(err.Error(), "geheim") {
		t.Errorf("the error gives the password away: %v", err)
	}
	if _, err := mongodb.Open(t.Context(), "http://kigo:geheim@host", "kigo"); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("wrong scheme: %v", err)
	}
}

func TestPingAfterClose(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	other, err := mongodb.Open(t.Context(), mongotest.URI(t), db.Name())
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := other.Ping(t.Context()); err == nil {
		t.Error("a closed client answers")
	}
}

func TestKindsOfError(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	doc := bson.D{{Key: "_id", Value: "x"}}
	if _, err := db.Collection("events").InsertOne(t.Context(), doc); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Collection("events").InsertOne(t.Context(), doc); !mongodb.IsDuplicateKey(err) || mongodb.IsNotFound(err) {
		t.Errorf("second insert: %v", err)
	}
	err := db.Collection("events").FindOne(t.Context(), bson.D{{Key: "_id", Value: "y"}}).Err()
	if !mongodb.IsNotFound(err) || mongodb.IsDuplicateKey(err) {
		t.Errorf("look-up of what is not there: %v", err)
	}
	if mongodb.IsNotFound(errors.New("x")) || mongodb.IsDuplicateKey(nil) {
		t.Error("other errors are taken for these")
	}
}

func TestNilSlicesCanBePushedTo(t *testing.T) {
	t.Parallel()
	db := mongotest.Open(t)
	type event struct {
		ID      string `bson:"_id"`
		Queue   []string
		Waiting map[string]string
	}
	c := db.Collection("events")
	if _, err := c.InsertOne(t.Context(), event{ID: "x"}); err != nil {
		t.Fatal(err)
	}
	_, err := c.UpdateOne(t.Context(), bson.D{{Key: "_id", Value: "x"}}, bson.D{
		{Key: "$push", Value: bson.D{{Key: "queue", Value: "anna"}}},
		{Key: "$set", Value: bson.D{{Key: "waiting.anna", Value: "nonce"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got event
	if err := c.FindOne(t.Context(), bson.D{{Key: "_id", Value: "x"}}).Decode(&got); err != nil || len(got.Queue) != 1 || got.Waiting["anna"] != "nonce" {
		t.Errorf("got %+v, %v", got, err)
	}
}
