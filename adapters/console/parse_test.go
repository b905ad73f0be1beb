package console

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

func TestParse(t *testing.T) {
	for line, want := range map[string]instruction{
		"":                     {},
		" \t\r":                {},
		"Hallo Welt":           {verb: message, text: "Hallo Welt"},
		"a :click 1":           {verb: message, text: "a :click 1"},
		"/kigo  a  b ":         {verb: command, text: "a  b"},
		"/kigo\u00a0hilfe":     {verb: command, text: "hilfe"},
		"/KIGO a":              {verb: message, text: "/KIGO a"},
		":as bert":             {verb: as, text: "bert"},
		":Inbox":               {verb: inbox},
		":click 12":            {verb: click, n: 12, text: "12"},
		":choose 2 a b":        {verb: choose, n: 2, text: "a b"},
		":submit a=b; c=d":     {verb: submit, text: "a=b; c=d"},
		":time":                {verb: clock},
		":time +26h":           {verb: clock, text: "+26h", move: 26 * time.Hour},
		":time 1w 1d 1H 1m 1s": {verb: clock, text: "1w 1d 1H 1m 1s", move: 193*time.Hour + time.Minute + time.Second},
		":time +90m":           {verb: clock, text: "+90m", move: 90 * time.Minute},
		":time +0h":            {verb: clock, text: "+0h"},
		":help me":             {verb: help, text: "me"},
	} {
		got, err := parse(line)
		if err != nil || got != want {
			t.Errorf("parse(%q) = %+v, %v; want %+v", line, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for line, want := range map[string]string{
		":":                           "console.unknown",
		":-)":                         "console.unknown",
		":click1":                     "console.unknown",
		":click":                      "console.click.usage",
		":click 0":                    "console.click.usage",
		":click -1":                   "console.click.usage",
		":click 1 2":                  "console.click.usage",
		":click 99999999999999999999": "console.click.usage",
		":choose":                     "console.choose.usage",
		":choose 1":                   "console.choose.usage",
		":choose a b":                 "console.choose.usage",
		":time +":                     "console.time.usage",
		":time -1h":                   "console.time.usage",
		":time +1":                    "console.time.usage",
		":time +h":                    "console.time.usage",
		":time +1y":                   "console.time.usage",
		":time +1.5h":                 "console.time.usage",
		":time +1ä":                   "console.time.usage",
		":time +3654d":                "console.time.usage",
		":time +9223372036854775807w": "console.time.usage",
		":time +15250w15250w":         "console.time.usage",
	} {
		_, err := parse(line)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Key != want {
			t.Errorf("parse(%q): %v, want %s", line, err, want)
		}
	}
}

func TestFill(t *testing.T) {
	form := chat.Form{Fields: []chat.FormField{{Name: "a", Label: "b"}, {Name: "b", Label: "a", Value: "x"}}}
	for typed, want := range map[string]string{
		"":             "|x",
		";;":           "|x",
		"a=1;b=2":      "1|2",
		" A = 1 ":      "1|x",
		"b=":           "|",
		`a=x=y\;b=z`:   "x=y;b=z|x",
		`a=1\n2\\n\t\`: "1\n2\\n\\t\\|x",
		`a=\\;b=\\\;`:  `\|\;`,
		"a=ü„“🙂":       "ü„“🙂|x",
	} {
		got, err := fill(form, typed)
		if text := got["a"] + "|" + got["b"]; err != nil || text != want {
			t.Errorf("fill(%q) = %q, %v; want %q", typed, text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range []string{"Hallo", "/kigo hilfe", ":as bert", ":click 1", ":choose 1 ja", ":submit a=b;c=d\\;e", ":time +1d2h", ":x", "\x1b[31m"} {
		f.Add(line)
	}
	form := *eventForm()
	f.Fuzz(func(t *testing.T, line string) {
		in, err := parse(line)
		var fa *fault.Fault
		switch {
		case err != nil && (!errors.As(err, &fa) || !strings.HasPrefix(strings.TrimSpace(line), ":")):
			t.Errorf("%q: %v", line, err)
		case err != nil:
			return
		case (in.verb == nothing) != (strings.TrimSpace(line) == ""):
			t.Errorf("%q is %+v", line, in)
		case (in.verb == click || in.verb == choose) && in.n < 1, in.move < 0, in.move > maxMove:
			t.Errorf("%q is %+v", line, in)
		case in.verb == submit:
			values, err := fill(form, in.text)
			if err != nil && !errors.As(err, &fa) {
				t.Errorf("%q: %v", line, err)
			}
			if err == nil && len(values) != len(form.Fields) {
				t.Errorf("%q sends %v", line, values)
			}
		}
	})
}

func FuzzVisible(f *testing.F) {
	f.Add("\x1b[2J\u009b31m\r\n\x7f\u202ea\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range visible(s) {
			if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e') {
				t.Errorf("%q lets %U through", s, r)
			}
		}
		if strings.Contains(oneLine(s), "\n") {
			t.Errorf("%q makes two lines", s)
		}
	})
}
