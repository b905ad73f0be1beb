package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs testdata/script. Beside "exec kigo …" its scripts know:
//
//	chat FILE [FLAG…]       leads the dialogue in FILE with `kigo console --json`, on the
//	                        data folder "data" unless the flags say another; see dialogue
//	clock TIME              puts the demo clock of the data folder "data" to 2006-01-02T15:04, Berlin time
//	start kigo demo|serve … starts it and waits for its address, which goes into $URL
//	get PATH STATUS [TEXT]  asks $URL; the page must match the regular expression TEXT
//	stop                    ends it with SIGTERM, which must go well
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"chat": chatCmd, "clock": clockCmd, "start": startCmd, "get": getCmd, "stop": stopCmd,
		},
	})
}

// inScript gives a process the script's environment and folder.
func inScript(ts *testscript.TestScript, cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = nil
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "GOCOVERDIR", "KIGO_SECRET", "KIGO_ADMINS", "KIGO_LOCALE"} {
		if v := ts.Getenv(name); v != "" {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	return cmd
}

func chatCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: chat FILE [FLAG…]")
	}
	flags := args[1:]
	if !strings.Contains(strings.Join(flags, " "), "--data") {
		flags = append([]string{"--data", ts.MkAbs("data")}, flags...)
	}
	c, err := startTalk(inScript(ts, kigoCommand(append([]string{"console", "--json"}, flags...)...)))
	ts.Check(err)
	ts.Defer(c.kill)
	d := dialogue{ts: ts, talk: c, to: "anna"}
	for _, f := range flags {
		if who, ok := strings.CutPrefix(f, "--as="); ok {
			d.to = who
		}
	}
	for i, line := range strings.Split(ts.ReadFile(args[0]), "\n") {
		if err := d.line(strings.TrimSpace(line)); err != nil {
			ts.Fatalf("%s:%d: %s: %v", args[0], i+1, line, err)
		}
	}
	ts.Check(d.all())
	ts.Check(c.end())
	if c.errOut.String() != "" {
		ts.Fatalf("the console's log: %s", c.errOut)
	}
}

// dialogue leads a console through a file:
//
//	# …                nothing
//	> LINE             types LINE; $NAME is replaced by what was saved
//	KIND REGEXP        the next thing shown is a reply, update, direct, channel, form or file,
//	                   and its text, or the file's content, matches
//	channel-update REGEXP  the same of an update of what stands in the channel
//	+ REGEXP           so does that text this too
//	- REGEXP           but not this
//	buttons A | B      its buttons are these
//	fields A B         the fields of its form are these
//	wrong FIELD REGEXP what it says is wrong with that field of the form
//	save NAME REGEXP   keeps the expression's group as $NAME, also for the script
//
// Everything that a line shows must be mentioned. A file's path is kept as $FILE.
type dialogue struct {
	ts   *testscript.TestScript
	talk *talk
	to   string  // who is being talked as
	rest []shown // shown and not mentioned yet
	now  shown
	text string // of now
}

var saved = regexp.MustCompile(`\$[A-Z]+`)

func (d *dialogue) line(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	expand := func(s string) string {
		return saved.ReplaceAllStringFunc(s, func(name string) string { return d.ts.Getenv(name[1:]) })
	}
	switch word {
	case "", "#":
		return nil
	case ">":
		return d.typed(expand(rest))
	case "reply", "update", "direct", "channel", "form", "file", "channel-update":
		return d.next(word, expand(rest))
	case "+":
		return d.matches(d.text, expand(rest))
	case "-":
		if d.matches(d.text, expand(rest)) == nil {
			return fmt.Errorf("it does say: %q", d.text)
		}
		return nil
	case "buttons":
		var labels []string
		for _, b := range d.now.Buttons {
			labels = append(labels, b.Label)
		}
		return same(strings.Join(labels, " | "), rest)
	case "fields":
		var names []string
		for _, f := range d.now.Fields {
			names = append(names, f.Name)
		}
		return same(strings.Join(names, " "), rest)
	case "wrong":
		return d.wrong(rest)
	case "save":
		return d.save(rest)
	default:
		return fmt.Errorf("%q is no word of a dialogue", word)
	}
}

// typed says a line. What it shows goes to whom it was said as, and is numbered from 1.
func (d *dialogue) typed(line string) error {
	err := d.all()
	if err != nil {
		return err
	}
	if who, ok := strings.CutPrefix(line, ":as "); ok {
		d.to = who
	}
	if d.rest, err = d.talk.say(line); err != nil {
		return err
	}
	buttons, selects := 0, 0
	for _, s := range d.rest {
		if s.To != d.to || (s.Kind != "update" && s.Private != (s.Kind != "channel")) {
			return fmt.Errorf("shown to the wrong people: %+v", s)
		}
		for _, b := range s.Buttons {
			if buttons++; b.N != buttons {
				return fmt.Errorf("button %d has the number %d", buttons, b.N)
			}
		}
		for _, sel := range s.Selects {
			if selects++; sel.N != selects {
				return fmt.Errorf("selection %d has the number %d", selects, sel.N)
			}
		}
	}
	return nil
}

// all says that nothing else was shown.
func (d *dialogue) all() error {
	if len(d.rest) > 0 {
		return fmt.Errorf("before that, this was shown, too: %+v", d.rest)
	}
	return nil
}

func (d *dialogue) next(kind, pattern string) error {
	if len(d.rest) == 0 {
		return fmt.Errorf("nothing more was shown")
	}
	d.now, d.rest = d.rest[0], d.rest[1:]
	d.text = d.now.Text
	if name, everybody := strings.CutPrefix(kind, "channel-"); everybody || kind == "update" {
		if d.now.Private == everybody {
			return fmt.Errorf("shown to the wrong people: %+v", d.now)
		}
		kind = name
	}
	if d.now.Kind != kind {
		return fmt.Errorf("it is a %s: %q", d.now.Kind, d.text)
	}
	if kind == "file" {
		content, err := os.ReadFile(d.now.File)
		if err != nil {
			return err
		}
		d.text = string(content)
		d.ts.Setenv("FILE", d.now.File)
	}
	return d.matches(d.text, pattern)
}

func (d *dialogue) matches(text, pattern string) error {
	expr, err := regexp.Compile("(?s)" + pattern)
	if err == nil && !expr.MatchString(text) {
		err = fmt.Errorf("it says %q", text)
	}
	return err
}

func (d *dialogue) wrong(rest string) error {
	name, pattern, _ := strings.Cut(rest, " ")
	for _, f := range d.now.Fields {
		if f.Name == name {
			return d.matches(f.Error, pattern)
		}
	}
	return fmt.Errorf("there is no such field: %+v", d.now.Fields)
}

func (d *dialogue) save(rest string) error {
	name, pattern, _ := strings.Cut(rest, " ")
	found := regexp.MustCompile("(?s)" + pattern).FindStringSubmatch(d.text)
	if len(found) != 2 {
		return fmt.Errorf("it says %q", d.text)
	}
	d.ts.Setenv(name, found[1])
	return nil
}

func same(have, want string) error {
	if have != want {
		return fmt.Errorf("they are: %s", have)
	}
	return nil
}

// clockCmd is what an outage looks like to whoever starts kigo again.
func clockCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: clock 2006-01-02T15:04")
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	ts.Check(err)
	t, err := time.ParseInLocation("2006-01-02T15:04", args[0], zone)
	ts.Check(err)
	clock, err := openClock(ts.MkAbs("data"), zone)
	ts.Check(err)
	ts.Check(clock.Set(t))
}
