package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"kigo/bot/audit"
)

func newOutbox() *cobra.Command {
	cmd := &cobra.Command{Use: "outbox", Short: "Decide about messages that kigo keeps back", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Long: `In a store that may be a copy (restored, or not at work for more than 6 hours) kigo sends
nothing that it owes, but answers who writes to it, until you decide. kigo doctor says
whether that is so. It may run meanwhile.`}
	const none = "The outbox is not paused; nothing was changed."
	cmd.AddCommand(&cobra.Command{
		Use:   "resume",
		Short: "Send everything that waits, also what was due meanwhile",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd, func(ctx context.Context, a *app) error {
				out := &lines{out: cmd.OutOrStdout()}
				paused, err := a.brake.Resume(ctx, audit.Terminal)
				if err != nil {
					return err
				}
				if paused {
					out.say("The outbox goes on: everything that waits is sent.")
				} else {
					out.say(none)
				}
				return out.err
			})
		},
	}, &cobra.Command{
		Use:   "drop",
		Short: "Discard what was due before the pause began, and go on with the rest",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd, func(ctx context.Context, a *app) error {
				out := &lines{out: cmd.OutOrStdout()}
				halted := 0
				a.brake.Halt = func(ctx context.Context, since time.Time) (err error) {
					halted, err = a.broadcasts.Halt(ctx, audit.Terminal, since)
					return err
				}
				dropped, paused, err := a.brake.Drop(ctx, audit.Terminal)
				if err != nil {
					return err
				}
				if !paused {
					out.say(none)
					return out.err
				}
				total := 0
				for _, kind := range slices.Sorted(maps.Keys(dropped)) {
					total += dropped[kind]
					out.say(fmt.Sprintf("  %d × %s (%s)", dropped[kind], a.catalogue.Printer(a.cfg.Locale).Optional("outbox.kind."+kind), kind))
				}
				out.say(fmt.Sprintf("%d messages that were due are discarded and will never be sent. The outbox goes on with the rest.", total))
				if halted > 0 {
					out.say(fmt.Sprintf("%d announcements that had begun are stopped. An admin looks whom they have reached (/kigo mitteilung), and has them go on or recalls them.", halted))
				}
				return out.err
			})
		},
	})
	return cmd
}
