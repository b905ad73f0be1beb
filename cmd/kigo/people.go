package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"kigo/bot/fault"
)

func newImport() *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "Take people or knowledge in from files", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use:   "people FILE.csv",
		Short: "Take people in from a CSV file as Excel writes it; may be repeated",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return fmt.Errorf("open the file: %w", err)
			}
			defer f.Close()
			return withApp(cmd, func(ctx context.Context, a *app) error {
				if err := a.canSeal(ctx, false); err != nil {
					return err
				}
				return importPeople(ctx, a.people, f, cmd.OutOrStdout(), a.catalogue.Printer(a.cfg.Locale))
			})
		},
	}, newImportKnowledge())
	return cmd
}

func newExport() *cobra.Command {
	cmd := &cobra.Command{Use: "export", Short: "Print what is stored", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use:   "person ID",
		Short: "Print everything stored about one person, as JSON; ID is the person's id, e-mail address or name",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(ctx context.Context, a *app) error {
				return exportPerson(ctx, a.people, args[0], cmd.OutOrStdout())
			})
		},
	})
	return cmd
}

// withApp opens the store, also that of a running kigo, for one task.
func withApp(cmd *cobra.Command, do func(context.Context, *app) error) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	if c.Secret == "" {
		if c.Secret, err = keptSecret(c.DataDir); err != nil {
			return err
		}
	}
	log := newLog(c, cmd.ErrOrStderr())
	st, err := openStore(cmd.Context(), c, shared, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	a, err := newApp(c, st, nil, log)
	if err != nil {
		return err
	}
	return a.plainly(do(cmd.Context(), a))
}

// plainly says a fault in words, as there is no chat to do it.
func (a *app) plainly(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		return errors.New(a.catalogue.Printer(a.cfg.Locale).Fault(f).String())
	}
	return err
}
