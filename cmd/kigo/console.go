package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kigo/adapters/console"
	"kigo/bot/people"
)

func newConsole() *cobra.Command {
	var as string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "console",
		Short: "Talk to kigo in the terminal, or from scripts with --json",
		Long: "Reads lines: a message or /kigo …; :as bert · :click N · :choose N VALUE · :submit field=value;… · :inbox · :time +26h.\n" +
			"Uses the embedded store in --data DIR (a new one gets the demo's people and events) unless KIGO_MONGODB_URI is set.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runConsole(cmd, as, asJSON) },
	}
	cmd.Flags().StringVar(&as, "as", personas[0].User, "who you are at first")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func runConsole(cmd *cobra.Command, as string, asJSON bool) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	all := mailboxPersonas()
	var users []string
	for _, p := range all {
		users = append(users, p.User)
	}
	if !slices.Contains(users, as) {
		return fmt.Errorf("--as %s: there is no such person, use one of %s", as, strings.Join(users, ", "))
	}
	if !given(cmd, "log-level", "KIGO_LOG_LEVEL") {
		c.LogLevel = "warn"
	}
	ctx := cmd.Context()
	a, err := openPlay(ctx, c, shared, newLog(c, cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.store.close()) }()
	mail := a.useMailbox()
	if err := a.settle(ctx); err != nil {
		return err
	}
	return console.Run(ctx, cmd.InOrStdin(), cmd.OutOrStdout(), console.Config{
		Handle: a.bot.Handle, Personas: all, As: as, Mail: mail.Store,
		Now: a.now, Settle: a.settle, Advance: a.advance, Dir: c.DataDir,
		Printer: a.catalogue.Printer, JSON: asJSON, NewID: people.RandomID,
		Interactive: !asJSON && isTerminal(cmd.InOrStdin()), Log: a.log,
	})
}

// isTerminal reports whether a person types into r.
func isTerminal(r any) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
