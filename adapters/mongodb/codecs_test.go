package mongodb_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/bot/events"
	"kigo/bot/people"
)

// The event is read in two ways: with kigo's decoders, and with the driver's own.
func TestDecodersReadWhatTheDriverReads(t *testing.T) {
	t.Parallel()
	long := events.Event{ID: "long", Waiting: map[people.ID]string{}, Notices: map[string]events.Notice{}}
	for i := range 300 {
		p := people.ID(fmt.Sprintf("p%07d", i))
		long.Queue = append(long.Queue, p)
		if i >= 220 {
			long.Waiting[p] = fmt.Sprintf("n%07d", i)
		}
	}
	for name, doc := range map[string]any{
		"empty":       bson.D{{Key: "queue", Value: bson.A{}}, {Key: "waiting", Value: bson.D{}}},
		"absent":      bson.D{{Key: "_id", Value: "x"}},
		"null":        bson.D{{Key: "queue", Value: nil}, {Key: "waiting", Value: nil}},
		"odd strings": bson.D{{Key: "queue", Value: bson.A{"", "a\x00b", "größer"}}, {Key: "waiting", Value: bson.D{{Key: "ä", Value: ""}}}},
		"long":        long,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := bson.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			var got, want events.Event
			if err := mongodb.Decode(raw, &got); err != nil {
				t.Fatal(err)
			}
			if err := bson.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodersRefuseWhatIsNoList(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]bson.D{
		"a string for the queue":  {{Key: "queue", Value: "anna"}},
		"a number in the queue":   {{Key: "queue", Value: bson.A{"anna", 1}}},
		"a document in the queue": {{Key: "queue", Value: bson.A{bson.D{}}}},
		"a list of who waits":     {{Key: "waiting", Value: bson.A{"anna"}}},
		"a number for a nonce":    {{Key: "waiting", Value: bson.D{{Key: "anna", Value: 1}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := bson.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			var e events.Event
			if err := mongodb.Decode(raw, &e); err == nil {
				t.Errorf("read %+v", e)
			}
		})
	}
}

// FuzzStrings: whatever comes over the wire, an error at worst.
func FuzzStrings(f *testing.F) {
	for _, doc := range []any{bson.D{}, bson.D{{Key: "anna", Value: "n"}, {Key: "bert", Value: ""}}, bson.D{{Key: "anna", Value: 1}}} {
		raw, err := bson.Marshal(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(_ *testing.T, raw []byte) {
		_ = mongodb.EachString(raw, func(string, string) {})
	})
}
