package embedded_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/embedded"
)

func TestProxyBoundsMessages(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	for name, length := range map[string]int32{
		"too long": embedded.MaxMessage + 1, "longest number": 1<<31 - 1, "negative": -1, "shorter than its header": 15, "nothing": 0,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := net.Dial("unix", s.Socket())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			head := make([]byte, 16)
			binary.LittleEndian.PutUint32(head, uint32(length))
			if _, err := c.Write(head); err != nil {
				t.Fatal(err)
			}
			if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if n, err := c.Read(head); n != 0 || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("Read = %d, %v; want the connection cut", n, err)
			}
		})
	}
	if err := connect(t, s.URI()).Ping(t.Context()); err != nil {
		t.Errorf("others suffer: %v", err)
	}
}

func TestProxySurvivesRubbish(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	db := connect(t, s.URI())
	for _, op := range []uint32{1, 2004, 2012, 2013, 4711} {
		c, err := net.Dial("unix", s.Socket())
		if err != nil {
			t.Fatal(err)
		}
		m := make([]byte, 64)
		for i := range m {
			m[i] = byte(i * 37)
		}
		binary.LittleEndian.PutUint32(m, uint32(len(m)))
		binary.LittleEndian.PutUint32(m[12:], op)
		if _, err := c.Write(m); err != nil {
			t.Fatal(err)
		}
		if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("op code %d: neither answered nor cut", op)
		}
		_ = c.Close()
		if err := insert(t.Context(), db, fmt.Sprint(op)); err != nil {
			t.Errorf("after op code %d: %v", op, err)
		}
	}
}

func TestLargeDocumentsPass(t *testing.T) {
	t.Parallel()
	db := connect(t, open(t, t.TempDir()).URI())
	text := strings.Repeat("ä", 1<<20) // 2 MB, more than one read
	for i := range 3 {
		_, err := db.Collection("events").InsertOne(t.Context(), bson.D{{Key: "_id", Value: fmt.Sprint(i)}, {Key: "text", Value: text}})
		if err != nil {
			t.Fatal(err)
		}
	}
	cursor, err := db.Collection("events").Find(t.Context(), bson.D{}, options.Find().SetBatchSize(2))
	if err != nil {
		t.Fatal(err)
	}
	var docs []struct{ Text string }
	if err := cursor.All(t.Context(), &docs); err != nil || len(docs) != 3 || docs[2].Text != text {
		t.Errorf("%d documents, %v", len(docs), err)
	}
}

func TestUnacknowledgedWritesTakeTheirTurn(t *testing.T) {
	t.Parallel()
	db := connect(t, open(t, t.TempDir()).URI())
	if err := insert(t.Context(), db, "x"); err != nil {
		t.Fatal(err)
	}
	silent := db.Collection("events").Database().Collection("events", options.Collection().SetWriteConcern(writeconcern.Unacknowledged()))
	inc := bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}}
	id := bson.D{{Key: "_id", Value: "x"}}
	const each = 40
	for range each {
		if _, err := silent.UpdateOne(t.Context(), id, inc); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Collection("events").UpdateOne(t.Context(), id, inc); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "all increments", func() bool { return value(t, db) == 2*each })
}

func TestHeartbeatsPassABusyEngine(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	db := connect(t, s.URI())
	release := s.Occupy()
	now, err := db.ServerTime(t.Context()) // asks by hello, as heartbeats do
	if err != nil {
		t.Errorf("hello behind a long command: %v", err)
	}
	if d := time.Since(now); d > time.Minute || d < -time.Minute {
		t.Errorf("server's clock is %v off", d)
	}
	done := make(chan error, 1)
	go func() { done <- insert(t.Context(), db, "x") }()
	select {
	case err := <-done:
		t.Errorf("a command ran beside another one (%v)", err)
		release()
	case <-time.After(50 * time.Millisecond):
		release()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestAbandonedCommandsDoNotPileUp(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	db := connect(t, s.URI())
	if err := insert(t.Context(), db, "first"); err != nil {
		t.Fatal(err)
	}
	before := s.Connections()
	release := s.Occupy()
	const abandoned = 100
	for i := range abandoned {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		if err := insert(ctx, db, fmt.Sprint(i)); err == nil {
			t.Error("acknowledged without having run")
		}
		cancel()
	}
	eventually(t, "the proxy forgets clients that are gone", func() bool { return s.Connections() < before+abandoned/2 })
	release()
	if err := insert(t.Context(), db, "last"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, db); n >= abandoned {
		t.Errorf("%d documents: abandoned commands have all been carried out", n)
	}
}

func TestCloseWaitsForTheCommandUnderWay(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	release := s.Occupy()
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		t.Fatalf("closed (%v) while a command was under way", err)
	case <-time.After(50 * time.Millisecond):
	}
	release()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if err := s.EnsureIndexes(t.Context()); err == nil {
		t.Error("EnsureIndexes after Close: no error")
	}
	if err := s.Checkpoint(t.Context(), "kigo"); err == nil {
		t.Error("Checkpoint after Close: no error")
	}
}

// partLeak opens and closes a server in a process of its own, where goroutines can
// be counted.
func partLeak(ctx context.Context, args []string) error {
	before := runtime.NumGoroutine()
	for round := range 3 {
		s, err := embedded.Open(ctx, args[0], nil)
		if err != nil {
			return err
		}
		db, err := mongodb.Open(ctx, s.URI(), "kigo")
		if err != nil {
			return err
		}
		if err := insert(ctx, db, fmt.Sprint(round)); err != nil {
			return err
		}
		idle, err := net.Dial("unix", filepath.Join(args[0], "run", "proxy.sock"))
		if err != nil {
			return err
		}
		if round%2 == 0 {
			disconnect(db) // otherwise the server is closed under its client
		}
		if err := s.Close(); err != nil {
			return err
		}
		_ = idle.Close()
		disconnect(db)
	}
	for deadline := time.Now().Add(30 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			return fmt.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
	return nil
}

func TestNoGoroutineIsLeft(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("/tmp", fmt.Sprintf("kigo-leak-%d", os.Getpid())) // short, so that the socket lies in it
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	start(t, "leak", dir).wait()
}
