// Package setup brings a Mattermost server to where kigo can work on it: it makes the bot
// account and the slash command, and checks everything that the server must allow. It says
// in words for an operator what it did, what is wrong, and how to mend it.
package setup

import "fmt"

// Level says how a finding is meant.
type Level string

// The levels of findings.
const (
	OK    Level = "ok"
	Done  Level = "done"  // was changed just now
	Would Level = "would" // would be changed, were it no dry run
	Warn  Level = "warn"  // works, but not as well as it could
	Fail  Level = "FAIL"  // does not work
	Skip  Level = "--"    // could not be looked at
)

// Finding is one line of a report.
type Finding struct {
	Level Level  `json:"level"`
	Name  string `json:"check"`
	Text  string `json:"text"`
	Cure  string `json:"cure,omitempty"` // what to do about it
}

// String is the finding as a line.
func (f Finding) String() string {
	s := fmt.Sprintf("%-5s %s: %s", f.Level, f.Name, f.Text)
	if f.Cure != "" {
		s += "  → " + f.Cure
	}
	return s
}

// Problem is what is wrong, and what to do about it.
type Problem struct {
	Text, Cure string
	Err        error // may be nil
}

func (p *Problem) Error() string { return p.Text + ": " + p.Cure }

func (p *Problem) Unwrap() error { return p.Err }

// finding is the problem as a line.
func (p *Problem) finding(name string) Finding {
	return Finding{Level: Fail, Name: name, Text: p.Text, Cure: p.Cure}
}
