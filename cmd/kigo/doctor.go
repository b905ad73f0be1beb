package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"regexp"

	"github.com/caarlos0/env/v11"
	"github.com/spf13/cobra"

	"kigo/adapters/mattermost/setup"
)

// finding is one line of what doctor says.
type finding = setup.Finding

// doctor examines what serve would run with.
type doctor struct {
	cfg        Config
	mistakes   []error
	store      *store // nil where there is none, or it can't be opened
	mattermost *setup.Connection
	log        *slog.Logger
}

// checks is everything that doctor looks at, in this order; later rows may use what
// earlier ones opened.
func (d *doctor) checks() []func(context.Context) []finding {
	m := d.mattermost
	return []func(context.Context) []finding{
		d.checkConfig,
		d.checkStore,
		d.checkKeys,
		d.checkOutbox,
		d.checkRunning,
		d.checkClock,
		d.checkKnowledge,
		d.onMattermost(m.CheckServer),
		d.onMattermost(m.CheckBot),
		d.onMattermost(m.CheckTeam),
		d.onMattermost(m.CheckCommand),
		d.onMattermost(m.CheckSettings),
		d.onMattermost(m.CheckOwner),
		d.onMattermost(d.checkCallback),
		d.checkSlack,
	}
}

func newDoctor() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, store, clock and chats, and say how to mend each",
		Long: `Checks everything that "kigo serve" needs, with the settings of serve, and says how to mend
what is wrong. On Mattermost it posts a button into the bot's channel with itself and
presses it, which proves the way from Mattermost to kigo. To Slack it opens a connection
for a moment, or asks kigo at its public address what Slack would ask. It may run beside
serve.

ok is fine, warn works but could be better, FAIL does not work, -- could not be looked at.
The exit code is 1 where something fails.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// errSick says that something fails, which has been named.
var errSick = fmt.Errorf("doctor: %w", errReported)

func runDoctor(cmd *cobra.Command, asJSON bool) (err error) {
	d := &doctor{log: slog.New(slog.DiscardHandler)}
	d.cfg, d.mistakes = readConfig(cmd, env.ToMap(os.Environ()), needsSecret, needsServer, needsSlack)
	d.useMattermost()
	out := &lines{out: cmd.OutOrStdout()}
	failed := 0
	for _, check := range d.checks() {
		for _, f := range check(cmd.Context()) {
			if f.Level == setup.Fail {
				failed++
			}
			if !asJSON {
				out.say(f.String())
			} else if b, err := json.Marshal(f); err != nil {
				return err
			} else {
				out.say(string(b))
			}
		}
	}
	if d.store != nil {
		if err := d.store.close(); err != nil {
			return err
		}
	}
	if failed > 0 {
		return errSick
	}
	return out.err
}

// cureInside finds where a mistake of the configuration begins to say what to do.
var cureInside = regexp.MustCompile(`: (use|set|make|name|remove|write|run) `)

func (d *doctor) checkConfig(context.Context) []finding {
	const name = "configuration"
	var all []finding
	if len(d.mistakes) == 0 {
		all = append(all, finding{Level: setup.OK, Name: name, Text: "no mistakes"})
	}
	if len(d.cfg.chats()) == 0 {
		all = append(all, finding{Level: setup.Warn, Name: "chats", Text: "none is set up: nobody can talk to kigo", Cure: "set KIGO_MATTERMOST_URL, and run: kigo mattermost setup; or make an app for Slack with: kigo slack manifest"})
	}
	for _, m := range d.mistakes {
		all = append(all, failure(name, m.Error()))
	}
	return all
}

// failure is a finding of which the text itself says what to do.
func failure(name, text string) finding {
	f := finding{Level: setup.Fail, Name: name, Text: text}
	if at := cureInside.FindStringIndex(f.Text); at != nil {
		f.Text, f.Cure = f.Text[:at[0]], f.Text[at[0]+2:]
	}
	return f
}
