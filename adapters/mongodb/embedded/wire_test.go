package embedded

import (
	"bytes"
	"encoding/binary"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"
)

// opMessage builds an OP_MSG from a body and, before it, a section of documents.
func opMessage(t *testing.T, flags uint32, body bson.D, documents ...bson.D) message {
	t.Helper()
	m := make([]byte, headerBytes+4)
	binary.LittleEndian.PutUint32(m[12:], opMsg)
	binary.LittleEndian.PutUint32(m[16:], flags)
	if len(documents) > 0 {
		section := append([]byte{0, 0, 0, 0}, "documents\x00"...)
		for _, d := range documents {
			section = append(section, marshal(t, d)...)
		}
		binary.LittleEndian.PutUint32(section, uint32(len(section)))
		m = append(append(m, 1), section...)
	}
	m = append(append(m, 0), marshal(t, body)...)
	binary.LittleEndian.PutUint32(m, uint32(len(m)))
	return m
}

func marshal(t *testing.T, d bson.D) []byte {
	t.Helper()
	b, err := bson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCommandOfAMessage(t *testing.T) {
	t.Parallel()
	body := bson.D{{Key: "insert", Value: "events"}, {Key: "$db", Value: "kigo"}}
	want := command{name: "insert", database: "kigo", collection: "events"}
	if got := opMessage(t, 0, body).command(); got != want {
		t.Errorf("body alone: %+v", got)
	}
	m := opMessage(t, flagMoreToCome, body, bson.D{{Key: "drop", Value: "x"}}, bson.D{{Key: "_id", Value: 1}})
	if got := m.command(); got != want {
		t.Errorf("body after documents: %+v", got)
	}
	if m.wantsReply() || !opMessage(t, 0, body).wantsReply() {
		t.Error("whether a reply is expected is misread")
	}
	if m.passes(m.command()) {
		t.Error("an insert passes the gate")
	}
	hello := opMessage(t, 0, bson.D{{Key: "hello", Value: 1}, {Key: "$db", Value: "admin"}})
	if !hello.passes(hello.command()) {
		t.Error("a heartbeat waits at the gate")
	}
}

func TestTimeLimitIsLifted(t *testing.T) {
	t.Parallel()
	for _, limit := range []any{int32(250), int64(1) << 40, 3.5} {
		m := opMessage(t, 0, bson.D{{Key: "find", Value: "events"}, {Key: "maxTimeMS", Value: limit}, {Key: "$db", Value: "kigo"}})
		length := len(m)
		m.lift()
		got, err := m.body().LookupErr("maxTimeMS")
		if err != nil || got.AsInt64() != 0 || len(m) != length {
			t.Errorf("limit %v became %v (%v)", limit, got, err)
		}
		if err := m.body().Validate(); err != nil || m.command().database != "kigo" {
			t.Errorf("message damaged: %v", err)
		}
	}
	for _, kept := range []message{
		opMessage(t, flagChecksum, bson.D{{Key: "find", Value: "x"}, {Key: "maxTimeMS", Value: 5}}),
		opMessage(t, 0, bson.D{{Key: "find", Value: "x"}, {Key: "filter", Value: bson.D{{Key: "maxTimeMS", Value: 5}}}}),
		opMessage(t, 0, bson.D{{Key: "find", Value: "x"}, {Key: "maxTimeMS", Value: "5"}}),
	} {
		before := bytes.Clone(kept)
		kept.lift()
		if !bytes.Equal(before, kept) {
			t.Errorf("changed: %v", kept.body())
		}
	}
}

func TestAnyBytesAreRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := message(rapid.SliceOfN(rapid.Byte(), headerBytes, 200).Draw(t, "message"))
		if rapid.Bool().Draw(t, "op") {
			binary.LittleEndian.PutUint32(m[12:], opMsg)
		}
		c := m.command() // none of these may panic
		m.passes(c)
		m.wantsReply()
		m.lift()
		if _, err := readMessage(bytes.NewReader(m)); err == nil {
			if n := binary.LittleEndian.Uint32(m); int(n) > len(m) {
				t.Fatalf("read %d of %d bytes", n, len(m))
			}
		}
	})
}
