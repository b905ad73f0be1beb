// Package setup examines kigo's connection to a Slack workspace, and says in words for an
// operator what is wrong and how to mend it. It changes nothing.
package setup

// Level says how a finding is meant.
type Level string

// The levels of findings.
const (
	OK   Level = "ok"
	Warn Level = "warn" // works, but not as well as it could
	Fail Level = "FAIL" // does not work
	Skip Level = "--"   // could not be looked at
)

// Finding is one line of a report.
type Finding struct {
	Level Level
	Name  string
	Text  string
	Cure  string // what to do about it
}

// problem is what is wrong, and what to do about it.
type problem struct{ text, cure string }

func (p problem) finding(name string) Finding { return Finding{Fail, name, p.text, p.cure} }

// Where an operator finds what, below https://api.slack.com/apps → kigo.
const (
	atBotToken = "OAuth & Permissions → Bot User OAuth Token"
	atAppToken = "Basic Information → App-Level Tokens → Generate Token and Scopes"
	atSecret   = "Basic Information → App Credentials → Signing Secret"
	atManifest = "App Manifest"
	atInstall  = "Install App → Reinstall to Workspace"
)
