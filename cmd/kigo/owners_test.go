package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestASecondOwnerIsToldWhoTheFirstIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := openDaemon(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	pid := strconv.Itoa(first.cmd.Process.Pid)
	for name, args := range map[string][]string{
		"demo":  {"demo", "--data", dir, "--listen", "127.0.0.1:0"},
		"serve": {"serve", "--data", dir, "--listen", "127.0.0.1:0"},
	} {
		second := kigoCommand(args...)
		second.Env = append(second.Env, "KIGO_SECRET="+strings.Repeat("s", 32))
		var out, errOut bytes.Buffer
		second.Stdout, second.Stderr = &out, &errOut
		err := second.Run()
		if second.ProcessState.ExitCode() != 1 || out.Len() > 0 {
			t.Errorf("%s: %v\n%s", name, err, &out)
		}
		want := "kigo: the data folder " + dir + " is in use by process " + pid + ": stop that process, or choose another folder with --data\n"
		if errOut.String() != want {
			t.Errorf("%s says %q, want %q", name, &errOut, want)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/playground/"} {
		if text, status, err := get(first.url + path); err != nil || status != http.StatusOK {
			t.Errorf("the first owner answers %s with %d, %v\n%s", path, status, err, text)
		}
	}
	if err := first.stop(); err != nil {
		t.Error(err)
	}
	if first.errOut.String() != "" {
		t.Errorf("the first owner's log: %s", first.errOut)
	}
}

func TestAConsoleWorksOnTheStoreOfADemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	demo := openDaemon(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	one, two := openConsole(t, dir, "--as", "bert"), openConsole(t, dir, "--as", "carla")
	if list := one.text("/kigo termine"); !strings.Contains(list, "Ki:GO Forum") || !strings.Contains(list, "noch 2 Plätze") {
		t.Errorf("the console does not see the demo's events: %s", list)
	}
	one.text("/kigo anmelden workshop")
	if list := two.text("/kigo termine"); !strings.Contains(list, "noch 1 Platz") {
		t.Errorf("a console does not see what another one did: %s", list)
	}
	two.do(":time +3h")
	if a, b := one.text(":time"), two.text(":time"); a != b {
		t.Errorf("two clocks: %q and %q", a, b)
	}
	one.stop()
	if err := demo.stop(); err != nil { // while a console is connected
		t.Error(err)
	}
	two.kill()
	if mine := openConsole(t, dir, "--as", "bert").text("/kigo platz"); !strings.Contains(mine, "Platz sicher: Workshop") {
		t.Errorf("the next owner does not know it: %s", mine)
	}
}

func TestAKilledOwnerBlocksNobody(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	demo := openDaemon(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	guest := openConsole(t, dir, "--as", "bert")
	guest.text("/kigo anmelden workshop")
	demo.kill()
	if long() { // it takes the driver 5 s to give up
		for _, s := range guest.do("/kigo platz") {
			if s.Kind != "reply" || unclear.MatchString(s.Text) {
				t.Errorf("without the owner a guest says %+v", s)
			}
		}
	}
	after := openDaemon(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	if mine := openConsole(t, dir, "--as", "bert").text("/kigo platz"); !strings.Contains(mine, "Platz sicher: Workshop") {
		t.Errorf("what was acknowledged is gone: %s", mine)
	}
	if err := after.stop(); err != nil {
		t.Error(err)
	}
}

// openDaemon starts a daemon that ends with the test at the latest.
func openDaemon(t testing.TB, args ...string) *daemon {
	t.Helper()
	d, err := startDaemon(kigoCommand(args...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	return d
}

// daemon is a running `kigo demo` or `kigo serve`.
type daemon struct {
	cmd         *exec.Cmd
	url         string // http://127.0.0.1:…, as it says itself
	out, errOut *output
	ended       chan struct{}
}

var listens = regexp.MustCompile(`127\.0\.0\.1:[1-9]\d*`)

// startDaemon starts cmd and waits until it says where it listens, on either output.
func startDaemon(cmd *exec.Cmd) (*daemon, error) {
	d := &daemon{cmd: cmd, out: &output{}, errOut: &output{}, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = d.out, d.errOut
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(d.ended)
		_ = cmd.Wait() // what came of it is in cmd.ProcessState
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		if found := listens.FindString(d.out.String() + d.errOut.String()); found != "" {
			d.url = "http://" + found
			return d, nil
		}
		select {
		case <-d.ended:
			return nil, fmt.Errorf("%v ended:\n%s", cmd.Args, d.errOut)
		case <-ctx.Done():
			d.kill()
			return nil, fmt.Errorf("%v does not say where it listens:\n%s%s", cmd.Args, d.out, d.errOut)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// stop sends SIGTERM and returns how the daemon ended.
func (d *daemon) stop() error {
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-d.ended:
	case <-time.After(patience):
		d.kill()
		return fmt.Errorf("%v did not stop:\n%s", d.cmd.Args, d.errOut)
	}
	if code := d.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("%v ended with %d:\n%s", d.cmd.Args, code, d.errOut)
	}
	return nil
}

// kill is kill -9.
func (d *daemon) kill() {
	_ = d.cmd.Process.Kill()
	<-d.ended
}
