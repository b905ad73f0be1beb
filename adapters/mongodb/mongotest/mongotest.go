// Package mongotest gives each test a database of its own: on the server that
// KIGO_TEST_MONGODB_URI names, or else on an embedded server that the tests of one
// process share.
package mongotest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/embedded"
)

// URIVariable names the server to test against instead of the embedded one.
const URIVariable = "KIGO_TEST_MONGODB_URI"

// patience bounds the set-up and the cleaning up of one database.
const patience = time.Minute

// Open returns a fresh, migrated database, dropped and closed when the test ends.
// Tests that use it may run in parallel. It never skips: where the database can't be
// opened, the test fails and says what to do.
func Open(t testing.TB) *mongodb.DB {
	t.Helper()
	db := OpenEmpty(t)
	migrate(t, db)
	return db
}

// OpenEmpty is Open without the migration.
func OpenEmpty(t testing.TB) *mongodb.DB {
	t.Helper()
	db := connect(t, URI(t), "kigo_test_"+unique())
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := db.Drop(ctx); err != nil {
			t.Errorf("drop test database: %v", err)
		}
	})
	return db
}

// URI is where the tests' databases are: for tests that open a further client. The
// server lives at least until the test ends.
func URI(t testing.TB) string {
	t.Helper()
	if uri := os.Getenv(URIVariable); uri != "" {
		return uri
	}
	server, err := shared.acquire()
	if err != nil {
		t.Fatalf("no test database: %v\nCheck that the folder for temporary files (TMPDIR=%s) is writable and has "+
			"space, or set %s to a MongoDB.", err, os.TempDir(), URIVariable)
	}
	t.Cleanup(func() {
		if err := shared.release(); err != nil {
			t.Errorf("stop test database: %v", err)
		}
	})
	return server.URI()
}

// Server returns an embedded server on a folder of the test's own, for tests that
// are about the folder. It is closed when the test ends.
func Server(t testing.TB) *embedded.Server {
	t.Helper()
	return ServerIn(t, t.TempDir())
}

// ServerIn is Server on a given folder.
func ServerIn(t testing.TB, dir string) *embedded.Server {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatalf("open embedded server: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close embedded server: %v", err)
		}
	})
	return s
}

// Connect returns the migrated database of that name behind a URI, and closes it when the test ends.
func Connect(t testing.TB, uri, database string) *mongodb.DB {
	t.Helper()
	db := connect(t, uri, database)
	migrate(t, db)
	return db
}

func connect(t testing.TB, uri, database string) *mongodb.DB {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	db, err := mongodb.Open(ctx, uri, database)
	if err != nil {
		t.Fatalf("no test database: %v\nIs the server of %s up? Unset it to use the embedded one.", err, URIVariable)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := db.Close(ctx); err != nil {
			t.Errorf("close test database: %v", err)
		}
	})
	return db
}

func migrate(t testing.TB, db *mongodb.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := db.Migrate(ctx, nil); err != nil {
		t.Fatalf("migrate test database: %v", err)
	}
}

// unique makes a name that no other process uses.
func unique() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// Main runs a package's tests with one embedded server for all of them, removes its
// folder and exits. Call it from TestMain; without it the server is stopped and
// started whenever no test uses it.
func Main(m *testing.M) {
	shared.keepRunning()
	code := m.Run()
	if err := shared.end(); err != nil {
		fmt.Fprintln(os.Stderr, "stop test database:", err)
		code = 1
	}
	os.Exit(code)
}

// MainChecking is Main for a package whose property tests try so many cases each;
// KIGO_LONG=1 gives them rapid's own number. The package must have such tests.
func MainChecking(m *testing.M, cases int) {
	if os.Getenv("KIGO_LONG") == "" {
		if err := flag.Set("rapid.checks", fmt.Sprint(cases)); err != nil {
			panic(err) // no property tests
		}
	}
	Main(m)
}
