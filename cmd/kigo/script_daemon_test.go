package main

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// running is the daemon of each script.
var running sync.Map

func startCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || args[0] != "kigo" {
		ts.Fatalf("usage: start kigo demo|serve …")
	}
	d, err := startDaemon(inScript(ts, kigoCommand(args[1:]...)))
	ts.Check(err)
	ts.Defer(d.kill)
	running.Store(ts, d)
	ts.Setenv("URL", d.url)
}

func stopCmd(ts *testscript.TestScript, _ bool, _ []string) {
	d, ok := running.Load(ts)
	if !ok {
		ts.Fatalf("nothing was started")
	}
	ts.Check(d.(*daemon).stop())
}

func getCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: get PATH STATUS [TEXT]")
	}
	status, err := strconv.Atoi(args[1])
	ts.Check(err)
	text, code, err := get(ts.Getenv("URL") + args[0])
	ts.Check(err)
	if code != status || (len(args) > 2 && !regexp.MustCompile(args[2]).MatchString(text)) {
		ts.Fatalf("%s: %d\n%s", args[0], code, text)
	}
}

// get fetches a page without following it elsewhere.
func get(url string) (text string, status int, err error) {
	client := http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(url)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return string(body), res.StatusCode, err
}
