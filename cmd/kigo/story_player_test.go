package main

import (
	"context"
	"errors"
	"regexp"
	"strings"
)

// login is somebody on a platform, with their app open: what they can do, and what they
// see. An error is what the app shows them.
type login interface {
	// slash runs a slash command in the plaza. It is errAway or errDismissed if that is why
	// it fails.
	slash(ctx context.Context, line string) error
	// write sends a message to kigo alone.
	write(ctx context.Context, text string) error
	// post writes into the plaza, and returns the thread in which that may be answered.
	post(ctx context.Context, text string) (thread string, err error)
	// mention is how people write kigo's name in a channel.
	mention() string
	// click presses a button of something seen.
	click(ctx context.Context, s sight, label string) error
	// see waits for something new or changed of kigo's that fits, and that see has not
	// returned before.
	see(ctx context.Context, fits func(sight) bool) (sight, error)
	// opened waits for a form with a title, which is handed to submit.
	opened(ctx context.Context, title string) (form any, err error)
	// submit sends a form. What is not among the values stays as it stood there. It returns
	// what is wrong, field by field.
	submit(ctx context.Context, form any, v values) (wrong map[string]string, err error)
	// download fetches the files of something seen.
	download(s sight) []attachment
	// letters are kigo's messages that nobody else reads and that are still there, oldest first.
	letters() []string
}

// errAway is what people see while no kigo runs, errDismissed what those see whose account
// was switched off.
var (
	errAway      = errors.New("kigo is away")
	errDismissed = errors.New("the account is switched off")
)

// values are what somebody fills in, by field.
type values map[string]string

// attachment is a file of a message.
type attachment struct {
	name string
	data []byte
}

// sight is something of kigo's that somebody is shown.
type sight struct {
	id      string // of the message; stays where a message is replaced
	text    string // as it is read, without mark-up, controls in brackets
	thread  string // in which it stands; "" is none
	plaza   bool   // it stands in the plaza
	private bool   // nobody else reads it
	calls   string // who is notified there besides; "" is nobody
	at      any    // the platform's own
}

// player is somebody in a story. Whatever goes wrong with what they do fails the test.
type player struct {
	login
	*stage
	name string
}

// types runs a slash command in the plaza.
func (p *player) types(line string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	p.fine(p.slash(ctx, strings.TrimSpace("/kigo "+line)))
}

// tells writes to kigo alone.
func (p *player) tells(text string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	p.fine(p.write(ctx, text))
}

// asks writes into the plaza, where "@kigo" is whatever kigo is called, and returns the thread.
func (p *player) asks(text string) (thread string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	thread, err := p.post(ctx, strings.ReplaceAll(text, "@kigo", p.mention()))
	p.fine(err)
	return thread
}

// sees waits for something of kigo's, new or changed, that says all of this: regular
// expressions on its text.
func (p *player) sees(where func(sight) bool, patterns ...string) sight {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	var says []*regexp.Regexp
	for _, pattern := range patterns {
		says = append(says, regexp.MustCompile(pattern))
	}
	s, err := p.see(ctx, func(s sight) bool {
		if !where(s) {
			return false
		}
		for _, pattern := range says {
			if !pattern.MatchString(s.text) {
				return false
			}
		}
		return true
	})
	if err != nil {
		p.t.Fatalf("nothing says %q: %v\n%s", patterns, err, p.kigo.errOut)
	}
	return s
}

// reads waits for what only this person sees.
func (p *player) reads(patterns ...string) sight {
	p.t.Helper()
	return p.sees(func(s sight) bool { return s.private }, patterns...)
}

// isAnswered waits for the answer to a slash command in the plaza.
func (p *player) isAnswered(patterns ...string) sight {
	p.t.Helper()
	s := p.reads(patterns...)
	if s.plaza != p.here {
		p.t.Errorf("answered in the plaza: %v, want %v: %s", s.plaza, p.here, s.text)
	}
	return s
}

// hears waits for what everybody reads in a thread of the plaza.
func (p *player) hears(thread string, patterns ...string) sight {
	p.t.Helper()
	s := p.sees(func(s sight) bool { return !s.private && s.thread == thread }, patterns...)
	if s.calls != "" {
		p.t.Errorf("somebody is notified: %s: %s", s.calls, s.text)
	}
	return s
}

// isReferred waits until a mention that was answered in private says where.
func (p *player) isReferred(thread string) {
	p.t.Helper()
	if p.refers {
		p.hears(thread, "^Ich habe dir die Antwort als Direktnachricht geschickt.$")
	}
}

// press uses a button.
func (p *player) press(s sight, label string) {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	if err := p.click(ctx, s, label); err != nil {
		p.t.Fatalf("[%s]: %v\n%s\n%s", label, err, s.text, p.kigo.errOut)
	}
}

// form waits for a form.
func (p *player) form(title string) any {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	form, err := p.opened(ctx, title)
	if err != nil {
		p.t.Fatalf("no form %q: %v\n%s", title, err, p.kigo.errOut)
	}
	return form
}

// fills sends a form that is open, and returns what is wrong, field by field.
func (p *player) fills(form any, v values) map[string]string {
	p.t.Helper()
	ctx, cancel := p.limit()
	defer cancel()
	wrong, err := p.submit(ctx, form, v)
	if err != nil {
		p.t.Fatalf("the form is not sent: %v\n%s", err, p.kigo.errOut)
	}
	return wrong
}

// done fails unless a form was taken.
func (p *player) done(wrong map[string]string) {
	p.t.Helper()
	if len(wrong) > 0 {
		p.t.Fatalf("the form says %v", wrong)
	}
}

// objects fails unless exactly these fields of a form are wrong, as the patterns say.
func (p *player) objects(wrong, want map[string]string) {
	p.t.Helper()
	for name, pattern := range want {
		if !regexp.MustCompile(pattern).MatchString(wrong[name]) {
			p.t.Errorf("%s: the form says %q, want %q", name, wrong[name], pattern)
		}
	}
	if len(wrong) != len(want) {
		p.t.Errorf("the form says %v", wrong)
	}
}

// receives downloads the only file of a message.
func (p *player) receives(s sight, suffix string, want ...string) {
	p.t.Helper()
	files := p.download(s)
	if len(files) != 1 {
		p.t.Fatalf("%d files: %s", len(files), s.text)
	}
	for _, w := range want {
		if !strings.Contains(string(files[0].data), w) || !strings.HasSuffix(files[0].name, suffix) {
			p.t.Errorf("%s has no %q:\n%s", files[0].name, w, files[0].data)
		}
	}
}

// invisible is what stands between letters without being read.
var invisible = strings.NewReplacer("\u200b", "", "\u2060", "", "\u00a0", " ")
