package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kigo/adapters/record"
	"kigo/bot/i18n"
	"kigo/bot/inventory"
)

func newInventory() *cobra.Command {
	var check, asJSON bool
	var dir string
	cmd := &cobra.Command{
		Use:   "inventory",
		Short: "List every stored field with purpose and retention, or check a database against that",
		Long: `Lists everything that kigo stores, in the database and outside it: each field with what it
holds, whether it is personal, what it is for and how long it is kept.

--check looks through the whole database instead, also of a running kigo: for what is not
declared, what is older than it may be, and what could tell who took part in a survey. The
exit code is 1 if there is any of it. --record writes drafts of the processing record
(Art. 30 DSGVO) and of what the works council is told, as Markdown and PDF.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if check {
				return withApp(cmd, func(ctx context.Context, a *app) error {
					return a.checkInventory(ctx, &lines{out: cmd.OutOrStdout()})
				})
			}
			return printInventory(cmd, asJSON, dir)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "check the database")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line and field")
	cmd.Flags().StringVar(&dir, "record", "", "write the documents into this folder")
	cmd.MarkFlagsMutuallyExclusive("check", "json", "record")
	return cmd
}

func printInventory(cmd *cobra.Command, asJSON bool, dir string) error {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	catalogue, err := i18n.New(c.zone)
	if err != nil {
		return err
	}
	p := catalogue.Printer(c.Locale)
	switch {
	case dir != "":
		paths, err := record.Write(dir, catalogue.Printer("de"), record.All())
		out := &lines{out: cmd.OutOrStdout()}
		for _, path := range paths {
			out.say(p.Plain("inventory.written", i18n.Args{"File": path}))
		}
		if err == nil {
			err = out.err
		}
		return err
	case asJSON:
		return record.JSON(cmd.OutOrStdout(), p, record.All())
	}
	return record.Table(cmd.OutOrStdout(), p, record.All())
}

// errViolated says that a database holds what it may not, which has been listed.
var errViolated = fmt.Errorf("inventory: %w", errReported)

// checkInventory lists what the database holds against its declarations. The demo's is looked
// at by the demo's clock.
func (a *app) checkInventory(ctx context.Context, out *lines) error {
	now := time.Now()
	demo, err := a.store.Marked(ctx, demoMark)
	if err != nil {
		return err
	}
	if demo {
		clock, err := openClock(a.cfg.DataDir, a.cfg.zone)
		if err != nil {
			return err
		}
		now = clock.Now()
	}
	found, err := a.store.Check(ctx, now, time.Now())
	if err != nil {
		return err
	}
	p := a.catalogue.Printer(a.cfg.Locale)
	for _, v := range found {
		out.say(violation(p, v))
	}
	if len(found) == 0 {
		out.say(p.Plain("inventory.fine"))
		return out.err
	}
	return errViolated
}

func violation(p i18n.Printer, v inventory.Violation) string {
	s := p.Plain("inventory.broken."+string(v.Rule), i18n.Args{"Where": v.Where, "Path": v.Path, "Docs": v.Count})
	return strings.Join(strings.Fields(s), " ")
}
