package embedded_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/embedded"
)

// childVariable makes this test binary play another process; the value names the part.
const childVariable = "KIGO_EMBEDDED_CHILD"

// parts are what a second process can do, with the arguments given to it. What it
// prints are lines for the test.
var parts = map[string]func(ctx context.Context, args []string) error{
	"own":       partOwn,
	"create":    partCreate,
	"read":      partRead,
	"attach":    partAttach,
	"increment": partIncrement,
	"join":      partJoin,
	"leak":      partLeak,
}

func TestMain(m *testing.M) {
	name := os.Getenv(childVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := parts[name](context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, name+":", err)
		os.Exit(1)
	}
}

// child is another process.
type child struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

// start plays a part in another process; it is killed at the latest when the test ends.
func start(t *testing.T, part string, args ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childVariable+"="+part)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return &child{t: t, cmd: cmd, lines: bufio.NewScanner(out)}
}

// line is the next line the child prints.
func (c *child) line() string {
	c.t.Helper()
	if !c.lines.Scan() {
		c.t.Fatalf("child ended early: %v", c.cmd.Wait())
	}
	return c.lines.Text()
}

// kill ends the child as kill -9 does and returns the lines not read yet, except for
// one that was cut short.
func (c *child) kill() []string {
	c.t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	return c.rest()
}

// wait returns what the child has left to say; it must end well.
func (c *child) wait() []string {
	c.t.Helper()
	lines := c.rest()
	if !c.cmd.ProcessState.Success() {
		c.t.Fatalf("child: %v", c.cmd.ProcessState)
	}
	return lines
}

func (c *child) rest() []string {
	var lines []string
	for c.lines.Scan() {
		lines = append(lines, c.lines.Text())
	}
	_ = c.cmd.Wait()
	return lines
}

// report prints a value for the test, decode reads it there.
func report(v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = fmt.Println(string(b))
	}
	return err
}

func decode[T any](t *testing.T, lines []string) T {
	t.Helper()
	var v T
	if err := json.NewDecoder(strings.NewReader(strings.Join(lines, "\n"))).Decode(&v); err != nil && err != io.EOF {
		t.Fatalf("child said %q: %v", lines, err)
	}
	return v
}

// open returns an embedded server on dir, closed when the test ends.
func open(t *testing.T, dir string) *embedded.Server {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// connect opens the database "kigo" behind a URI, closed when the test ends.
func connect(t *testing.T, uri string) *mongodb.DB {
	t.Helper()
	db, err := mongodb.Open(t.Context(), uri, "kigo")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disconnect(db) })
	return db
}

func disconnect(db *mongodb.DB) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = db.Close(ctx)
}

// eventually polls until done, with a generous deadline.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never happened: " + what)
		}
	}
}

// long says whether to run the long form of a test.
func long() bool { return os.Getenv("KIGO_LONG") == "1" }

func pick(short, extended int) int {
	if long() {
		return extended
	}
	return short
}
