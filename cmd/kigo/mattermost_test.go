package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"kigo/adapters/mattermost/mattermosttest"
)

// openPort is a port of this machine at which nobody listens.
func openPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// operator runs kigo with an environment, as somebody at a shell does.
type operator struct {
	t   *testing.T
	dir string
	env map[string]string
}

func (o operator) command(args ...string) *exec.Cmd {
	cmd := kigoCommand(args...)
	cmd.Dir = o.dir
	for name, value := range o.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// does runs kigo, which has to end with this exit code, and returns what it printed.
func (o operator) does(code int, args ...string) string {
	o.t.Helper()
	cmd := o.command(args...)
	out, _ := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != code {
		o.t.Fatalf("%v ended with %d:\n%s", args, cmd.ProcessState.ExitCode(), out)
	}
	return string(out)
}

// pastes puts what setup printed into the environment.
func (o operator) pastes(text string) {
	for _, m := range regexp.MustCompile(`(?m)^(KIGO_\w+)=(.+)$`).FindAllStringSubmatch(text, -1) {
		o.env[m[1]] = m[2]
	}
}

func (o operator) reads(text string, want ...string) {
	o.t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			o.t.Errorf("it does not say %q:\n%s", w, text)
		}
	}
}

// atDesk is an operator beside a server where only an administrator is missing.
func atDesk(t *testing.T, settings func(*mattermosttest.Settings)) (operator, *mattermosttest.Server) {
	t.Helper()
	t.Parallel()
	s := mattermosttest.Start(t, mattermosttest.With(settings))
	listen := openPort(t)
	return operator{t, t.TempDir(), map[string]string{
		"KIGO_MATTERMOST_URL": s.URL, "KIGO_MATTERMOST_TEAM": s.Team().Name, "KIGO_MATTERMOST_ADMIN_TOKEN": s.Admin().Token,
		"KIGO_PUBLIC_URL": "http://" + listen, "KIGO_LISTEN": listen, "KIGO_SECRET": secret, "KIGO_EMBEDDED_OK": "1",
		"KIGO_ADMINS": "mattermost:" + s.Admin().ID,
	}}, s
}

func TestMattermostFromNothingToACallback(t *testing.T) {
	o, s := atDesk(t, mattermosttest.LoopbackAllowed)
	o.reads(o.does(1, "doctor"), "FAIL  Mattermost bot account: KIGO_MATTERMOST_TOKEN is not set  → run: kigo mattermost setup")
	o.reads(o.does(0, "mattermost", "setup", "--dry-run"), "would bot account: create @kigo", "would slash command: create /kigo", "This was a dry run: 5 would be changed, nothing was.")
	if n := s.Requests("POST /bots") + s.Requests("POST /commands"); n > 0 {
		t.Errorf("the dry run made %d things", n)
	}

	made := o.does(0, "mattermost", "setup")
	o.reads(made, "done  bot account: @kigo created", "done  slash command: /kigo created", "# For kigo's environment:", "kigo doctor")
	o.pastes(made)
	if !mattermostID.MatchString(o.env["KIGO_MATTERMOST_TOKEN"]) || o.env["KIGO_MATTERMOST_COMMAND_TOKEN"] != s.Commands()[0].Token {
		t.Fatalf("nothing to paste:\n%s", made)
	}
	again := o.does(0, "mattermost", "setup")
	o.reads(again, "ok    token: the one in KIGO_MATTERMOST_TOKEN works; nothing to do", "ok    command token: the one in KIGO_MATTERMOST_COMMAND_TOKEN is right; nothing to do")
	if strings.Contains(again, "done") || strings.Contains(again, "would") || strings.Contains(again, "environment") || strings.Contains(again, o.env["KIGO_MATTERMOST_TOKEN"]) {
		t.Errorf("the second run does something:\n%s", again)
	}

	o.reads(o.does(0, "doctor"), "ok    store: the embedded one in ./data: nothing is stored there yet", "no kigo runs here, so doctor answered itself")
	if _, err := os.Stat(filepath.Join(o.dir, "data")); err == nil {
		t.Error("doctor made a store")
	}

	d, err := startDaemon(o.command("serve"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
	o.reads(o.does(0, "doctor"), "ok    store: the embedded one in ./data, schema version", "ok    secret: is the one of this store", "ok    clock: goes like the database's", "and the kigo that runs there answers")
	o.env["KIGO_SECRET"] = strings.Repeat("x", 32)
	o.reads(o.does(1, "doctor"), "FAIL  secret: KIGO_SECRET is another one than this store was first used with", "FAIL  Mattermost callback: Mattermost can't call kigo")
	if err := d.stop(); err != nil {
		t.Error(err)
	}
}

func TestMattermostSetupWritesSecretsToNewFiles(t *testing.T) {
	o, _ := atDesk(t, mattermosttest.LoopbackAllowed)
	o.env["KIGO_MATTERMOST_TOKEN_FILE"] = "token" // not there yet, which is a mistake for everything else
	o.reads(o.does(1, "doctor"), "KIGO_MATTERMOST_TOKEN_FILE: open token")
	made := o.does(0, "mattermost", "setup", "--command-token-file", "command")
	o.reads(made, "done  token: made; written to token", "done  command token: written to command", "KIGO_MATTERMOST_TOKEN_FILE="+o.dir, "KIGO_MATTERMOST_COMMAND_TOKEN_FILE="+o.dir)
	for _, name := range []string{"token", "command"} {
		info, err := os.Stat(filepath.Join(o.dir, name))
		content, _ := os.ReadFile(filepath.Join(o.dir, name))
		if err != nil || info.Mode() != 0o600 || !mattermostID.MatchString(strings.TrimSpace(string(content))) || strings.Contains(made, strings.TrimSpace(string(content))) {
			t.Errorf("%s: %v %q", name, info, content)
		}
	}
	o.reads(o.does(0, "mattermost", "setup", "--command-token-file", "command"), "ok    token: the one in token works; nothing to do", "ok    command token: the one in command is right; nothing to do")
	o.reads(o.does(1, "mattermost", "setup", "--new-token"), "--new-token would leave token with the old token: remove that file")
	o.pastes(made)
	o.reads(o.does(0, "doctor"), "ok    Mattermost callback")
}

func TestMattermostSetupLeavesWhatOnlyAnAdministratorCanChange(t *testing.T) {
	o, s := atDesk(t, func(*mattermosttest.Settings) {})
	left := o.does(1, "mattermost", "setup")
	o.reads(left, "FAIL  bot accounts: can't be created on the server  → set ServiceSettings.EnableBotAccountCreation = true (System Console → Integrations → Bot Accounts → Enable Bot Account Creation)",
		`set ServiceSettings.AllowedUntrustedInternalConnections = "127.0.0.1 127.0.0.1/32"`, "2 left to do, marked FAIL", "# KIGO_MATTERMOST_TOKEN: see above")
	fixed := o.does(0, "mattermost", "setup", "--fix-config")
	o.reads(fixed, `done  configuration: changed ServiceSettings.AllowedUntrustedInternalConnections: "" → "127.0.0.1 127.0.0.1/32"`, "done  bot account: @kigo created")
	o.pastes(left)
	o.pastes(fixed)
	o.reads(o.does(0, "doctor"), "ok    Mattermost callback")
	s.Set(func(c *mattermosttest.Settings) { c.AllowedUntrustedInternalConnections = "" })
	o.reads(o.does(1, "doctor", "--json"), `{"level":"FAIL","check":"Mattermost callback","text":"Mattermost can't call kigo at `, `"cure":"set ServiceSettings.AllowedUntrustedInternalConnections = \"127.0.0.1 127.0.0.1/32\"`)
}

// TestMattermostSetupAsksForAPassword sits at a terminal.
func TestMattermostSetupAsksForAPassword(t *testing.T) {
	t.Parallel()
	s := mattermosttest.Start(t, mattermosttest.With(mattermosttest.LoopbackAllowed))
	script := filepath.Join(t.TempDir(), "login.txtar")
	if err := os.WriteFile(script, []byte(`
ttyin -stdin right
exec kigo mattermost setup
stderr 'Sign in to http://127.0.0.1:\d+ as a system administrator. Nothing of it is stored.'
stderr 'Password \(is not shown\): '
! stdout `+mattermosttest.Password+`
! stderr `+mattermosttest.Password+`
stdout 'signed in as @admin, a system administrator'
stdout 'done  bot account: @kigo created'

ttyin -stdin wrong
! exec kigo mattermost setup
stderr 'user name or password is wrong: try again'
! stdout .

stdin empty
! exec kigo mattermost setup
stderr 'KIGO_MATTERMOST_ADMIN_TOKEN is not set, and there is no terminal to ask for a password'
-- right --
admin
`+mattermosttest.Password+`
-- wrong --
admin
geheim
-- empty --
`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // the script runs beside this test
		if in, out := s.Requests("POST /users/login"), s.Requests("POST /users/logout"); in != 2 || out != 1 {
			t.Errorf("%d times in, %d times out", in, out)
		}
	})
	testscript.Run(t, testscript.Params{Files: []string{script}, RequireExplicitExec: true, Setup: func(e *testscript.Env) error {
		e.Setenv("KIGO_MATTERMOST_URL", s.URL)
		e.Setenv("KIGO_MATTERMOST_TEAM", s.Team().Name)
		e.Setenv("KIGO_PUBLIC_URL", "http://127.0.0.1:9")
		return nil
	}})
}
