package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/embedded"
)

// insert writes one document by _id.
func insert(ctx context.Context, db *mongodb.DB, id string) error {
	_, err := db.Collection("events").InsertOne(ctx, bson.D{{Key: "_id", Value: id}})
	return err
}

// count counts the documents that insert has written.
func count(t *testing.T, db *mongodb.DB) int {
	t.Helper()
	n, err := db.Collection("events").CountDocuments(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// partOwn opens the folder and writes for ever, saying what was acknowledged.
func partOwn(ctx context.Context, args []string) error {
	s, err := embedded.Open(ctx, args[0], nil)
	if err != nil {
		return err
	}
	db, err := mongodb.Open(ctx, s.URI(), "kigo")
	if err != nil {
		return err
	}
	fmt.Println(s.URI())
	for i := 0; ; i++ {
		id := fmt.Sprintf("%s-%d", args[1], i)
		if err := insert(ctx, db, id); err != nil {
			return err
		}
		_, err := db.Collection("events").UpdateOne(ctx, bson.D{{Key: "_id", Value: id}},
			bson.D{{Key: "$push", Value: bson.D{{Key: "queue", Value: "anna"}}}})
		if err != nil {
			return err
		}
		fmt.Println(id)
	}
}

// partAttach speaks to the owner's store.
func partAttach(ctx context.Context, args []string) error {
	uri, err := embedded.Attach(args[0])
	if err != nil {
		return err
	}
	db, err := mongodb.Open(ctx, uri, "kigo")
	if err != nil {
		return err
	}
	defer disconnect(db)
	return insert(ctx, db, "from the other process")
}

func TestSecondOwnerIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, "own", dir, "a")
	uri := first.line()
	first.line()

	_, err := embedded.Open(t.Context(), dir, nil)
	var owned *embedded.OwnedError
	if !errors.As(err, &owned) {
		t.Fatalf("second Open: %v, want *OwnedError", err)
	}
	if pid := first.cmd.Process.Pid; owned.PID != pid || !strings.Contains(err.Error(), fmt.Sprint(pid)) {
		t.Errorf("error %q (pid %d), want it to name process %d", err, owned.PID, pid)
	}
	if owned.Dir != dir || owned.Socket == "" {
		t.Errorf("error says %+v", owned)
	}

	first.line() // the first goes on writing
	if db := connect(t, uri); count(t, db) < 2 {
		t.Error("the first owner's store has lost its documents")
	}
}

func TestSecondOwnerInTheSameProcessIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	var owned *embedded.OwnedError
	if _, err := embedded.Open(t.Context(), dir, nil); !errors.As(err, &owned) || owned.PID != os.Getpid() {
		t.Fatalf("second Open: %v", err)
	}
	if err := insert(t.Context(), connect(t, s.URI()), "x"); err != nil {
		t.Error(err)
	}
}

func TestKilledOwnerLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var acknowledged []string
	for round := range pick(4, 50) {
		c := start(t, "own", dir, fmt.Sprint(round))
		c.line() // the URI; from here each line is an acknowledged document
		for range 3 + round%5*7 {
			acknowledged = append(acknowledged, c.line())
		}
		acknowledged = append(acknowledged, c.kill()...)
	}
	db := connect(t, open(t, dir).URI())
	cursor, err := db.Collection("events").Find(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var docs []struct {
		ID    string   `bson:"_id"`
		Queue []string `bson:"queue"`
	}
	if err := cursor.All(t.Context(), &docs); err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, d := range docs {
		found[d.ID] = len(d.Queue)
	}
	for _, id := range acknowledged {
		if found[id] != 1 {
			t.Errorf("document %s: %d entries in its queue, want the acknowledged one", id, found[id])
		}
	}
	t.Logf("%d acknowledged documents, %d found", len(acknowledged), len(docs))
}

func TestAttach(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := embedded.Attach(dir); !errors.Is(err, embedded.ErrNoOwner) {
		t.Errorf("new folder: %v, want ErrNoOwner", err)
	}
	if _, err := embedded.Attach(filepath.Join(dir, "missing")); !errors.Is(err, embedded.ErrNoOwner) {
		t.Errorf("missing folder: %v, want ErrNoOwner", err)
	}
	s := open(t, dir)
	start(t, "attach", dir).wait()
	if n := count(t, connect(t, s.URI())); n != 1 {
		t.Errorf("%d documents, want the other process's", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.Attach(dir); !errors.Is(err, embedded.ErrNoOwner) {
		t.Errorf("after Close: %v, want ErrNoOwner", err)
	}

	killed := start(t, "own", dir, "a")
	killed.line()
	killed.kill()
	if _, err := embedded.Attach(dir); !errors.Is(err, embedded.ErrNoOwner) {
		t.Errorf("after kill -9: %v, want ErrNoOwner", err)
	}
}

func TestFoldersOfManyKinds(t *testing.T) {
	t.Parallel()
	for name, folder := range map[string]string{
		"new and nested":        "a/b",
		"spaces and umlauts":    "Daten für Ki:GO, Köln & Kiel",
		"path longer than 100":  strings.Repeat("lang/", 25),
		"relative looks, tilde": "~.x;y=z+1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), folder)
			s := open(t, dir)
			if err := insert(t.Context(), connect(t, s.URI()), "x"); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("folder: %v, %v, want mode 0700", info.Mode(), err)
			}
			if info, err := os.Stat(filepath.Dir(s.Socket())); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("socket's folder: %v, %v, want mode 0700", info.Mode(), err)
			}
			if n := len(s.Socket()); n >= 100 {
				t.Errorf("socket path has %d bytes", n)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Dir(s.Socket())); !os.IsNotExist(err) {
				t.Errorf("socket's folder is left: %v", err)
			}
			if n := count(t, connect(t, open(t, dir).URI())); n != 1 {
				t.Errorf("%d documents after reopening, want 1", n)
			}
		})
	}
}

func TestFolderThatTheEngineCannotName(t *testing.T) {
	t.Parallel()
	for _, c := range `?#%*[\` {
		dir := filepath.Join(t.TempDir(), "a"+string(c)+"b")
		if s, err := embedded.Open(t.Context(), dir, nil); err == nil {
			t.Errorf("%c: opened", c)
			_ = s.Close()
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%c: folder made all the same", c)
		}
	}
}

func TestKilledOwnersTemporaryFolderIsSwept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("lang/", 25))
	c := start(t, "own", dir, "a")
	uri := c.line()
	c.kill()
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "kigo-run-*", "proxy.sock"))
	if err != nil || len(left) == 0 {
		t.Fatalf("expected the killed owner's socket of %s (%v)", uri, err)
	}
	s := open(t, dir)
	if s.URI() == uri {
		t.Error("socket not fresh")
	}
	for _, path := range left {
		if strings.Contains(uri, strings.ReplaceAll(path, "/", "%2F")) {
			if _, err := os.Stat(filepath.Dir(path)); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", path, err)
			}
		}
	}
}

func TestBrokenLockFileNeverBlocks(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"empty": "", "garbage": "\x00\x00{", "a living stranger": `{"pid":1,"socket":"/nowhere/x.sock"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "kigo.lock"), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := connect(t, open(t, dir).URI()).Ping(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
