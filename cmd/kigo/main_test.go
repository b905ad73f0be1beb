package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be kigo itself: a copy of it that is called "kigo" lies
// first in PATH, so every test of this package can start real processes, without building
// anything. Scripts say "exec kigo …". Go tests take kigoCommand; on top of it talk is a
// `kigo console --json` that is spoken to line by line, and daemon is a `kigo demo` or
// `kigo serve` with its address (owners_test.go). Setting KIGO_LONG=1 runs the long forms.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kigo": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// patience is how long any one step of another process may take before a test gives up.
const patience = 30 * time.Second

// long reports whether the long forms are wanted.
func long() bool { return os.Getenv("KIGO_LONG") == "1" }

// kigoCommand is kigo as a process of its own, without the KIGO_… of whoever runs the tests.
func kigoCommand(args ...string) *exec.Cmd {
	cmd := exec.Command("kigo", args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "KIGO_") })
	cmd.Env = append(cmd.Env, "KIGO_WORKING_HOURS=always") // tests run on Sundays, too
	if long() {
		cmd.Env = append(cmd.Env, "KIGO_PERSON_RATE=0") // a handful of people do the work of hundreds
	}
	return cmd
}

// shown is one object that `kigo console --json` prints, as DESIGN.md says.
type shown struct {
	To      string   `json:"to"`
	Kind    string   `json:"kind"`
	Private bool     `json:"private"`
	Text    string   `json:"text"`
	Buttons []button `json:"buttons"`
	Selects []choose `json:"selects"`
	Fields  []struct {
		Name     string   `json:"name"`
		Label    string   `json:"label"`
		Type     string   `json:"type"`
		Required bool     `json:"required"`
		Value    string   `json:"value"`
		Hint     string   `json:"hint"`
		Max      int      `json:"max"`
		Options  []option `json:"options"`
		Error    string   `json:"error"`
	} `json:"fields"`
	File string `json:"file"`
}

type (
	button struct {
		N     int    `json:"n"`
		Label string `json:"label"`
	}
	choose struct {
		N       int      `json:"n"`
		Label   string   `json:"label"`
		Options []option `json:"options"`
	}
	option struct {
		Value string `json:"value"`
		Label string `json:"label"`
	}
)

// talk is a running `kigo console --json`.
type talk struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    chan string // lines as they come; closed at the end
	errOut *output
	ended  chan struct{} // the process is gone, and cmd.ProcessState set
}

// startTalk starts cmd, a console.
func startTalk(cmd *exec.Cmd) (*talk, error) {
	c := &talk{cmd: cmd, out: make(chan string, 1<<14), errOut: &output{}, ended: make(chan struct{})}
	cmd.Stderr = c.errOut
	var err error
	if c.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(c.ended)
		defer close(c.out)
		s := bufio.NewScanner(out)
		s.Buffer(nil, 1<<24)
		for s.Scan() {
			c.out <- s.Text()
		}
		_ = cmd.Wait() // what came of it is in cmd.ProcessState
	}()
	return c, nil
}

// send writes a line of input without waiting for what it does.
func (c *talk) send(line string) error {
	_, err := io.WriteString(c.in, line+"\n")
	return err
}

// errGone says that the console ended before the line did.
var errGone = errors.New("the console is gone")

// read returns what the next line of input showed.
func (c *talk) read() ([]shown, error) {
	var all []shown
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		select {
		case line, more := <-c.out:
			if !more {
				return all, errGone
			}
			if line == `{"kind":"done"}` {
				return all, nil
			}
			var s shown
			d := json.NewDecoder(strings.NewReader(line))
			d.DisallowUnknownFields()
			if err := d.Decode(&s); err != nil {
				return all, fmt.Errorf("output %q: %w", line, err)
			}
			all = append(all, s)
		case <-late.C:
			return all, fmt.Errorf("no answer within %s", patience)
		}
	}
}

// say is send and read.
func (c *talk) say(line string) ([]shown, error) {
	if err := c.send(line); err != nil {
		return nil, fmt.Errorf("%q: %w", line, err)
	}
	all, err := c.read()
	if err != nil {
		return all, fmt.Errorf("%q: %w\n%s", line, err, c.errOut)
	}
	return all, nil
}

// end closes the input and waits for the console, which has 5 s to end well.
func (c *talk) end() error {
	_ = c.in.Close()
	select {
	case <-c.ended:
	case <-time.After(5 * time.Second):
		c.kill()
		return errors.New("the console did not end within 5 s after its input")
	}
	if code := c.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the console ended with %d:\n%s", code, c.errOut)
	}
	return nil
}

// kill is kill -9. What was printed before can still be read.
func (c *talk) kill() {
	_ = c.cmd.Process.Kill()
	<-c.ended
	_ = c.in.Close()
}

// speaker is a talk that a test leads; whatever goes wrong with it fails the test.
type speaker struct {
	*talk
	t testing.TB
}

// openConsole starts `kigo console --json` on a data folder; it ends with the test.
func openConsole(t testing.TB, dir string, args ...string) speaker {
	t.Helper()
	c, err := startTalk(kigoCommand(append([]string{"console", "--json", "--data", dir}, args...)...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	return speaker{c, t}
}

// do says a line and returns what it showed.
func (p speaker) do(line string) []shown {
	p.t.Helper()
	all, err := p.say(line)
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// text says a line that one message answers, and returns its text.
func (p speaker) text(line string) string {
	p.t.Helper()
	all := p.do(line)
	if len(all) != 1 {
		p.t.Fatalf("%q showed %d messages: %+v", line, len(all), all)
	}
	return all[0].Text
}

// stop ends the console well.
func (p speaker) stop() {
	p.t.Helper()
	if err := p.end(); err != nil {
		p.t.Fatal(err)
	}
}

// output collects what a process writes; it may be read meanwhile.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
