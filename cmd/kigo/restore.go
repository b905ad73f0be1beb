package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kigo/adapters/deletions"
	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/backup"
	"kigo/adapters/mongodb/embedded"
	"kigo/bot/pulses"
)

func newRestore() *cobra.Command {
	var lists []string
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Bring a back-up of the embedded store into an empty data folder",
		Long: `Brings what kigo backup wrote into the data folder, which must hold no store. The folder of
keys and deletions.jsonl may be in it: whom that names is deleted again. All of the back-up
comes in, or nothing.

Afterwards kigo answers people, but keeps back the messages that it owes, as they may have
been sent after the back-up was made: say kigo outbox resume or kigo outbox drop.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runRestore(cmd, args[0], lists) },
	}
	cmd.Flags().StringArrayVar(&lists, "deletions", nil, "a deletions.jsonl that lies elsewhere; may be given several times")
	return cmd
}

var errRestoreNotEmbedded = errors.New(`KIGO_MONGODB_URI is set, so kigo's data is in MongoDB: restore that with its own tools, such as
  mongorestore --uri "$KIGO_MONGODB_URI" --oplogReplay --gzip --archive=kigo.archive
into an empty database, while kigo is stopped. For an embedded store unset KIGO_MONGODB_URI`)

func runRestore(cmd *cobra.Command, file string, lists []string) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	if c.MongoURI != "" {
		return errRestoreNotEmbedded
	}
	from, err := backup.Open(file)
	if err != nil {
		return fmt.Errorf("restore %s: %w", file, err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := suits(from.Manifest, c); err != nil {
		return fmt.Errorf("restore %s: %w", file, err)
	}
	deleted, err := readDeletions(c, lists)
	if err != nil {
		return err
	}
	out := &lines{out: cmd.OutOrStdout()}
	err = embedded.Fill(cmd.Context(), c.DataDir, []string{backup.Clock, deletions.FileName}, mayStay(c, file), func(dir string) error {
		if err := from.Extract(dir); err != nil {
			return err
		}
		return settleRestored(cmd, c, dir, deleted, out)
	})
	var owned *embedded.OwnedError
	var full *embedded.NotEmptyError
	switch {
	case errors.As(err, &owned):
		return fmt.Errorf("the data folder %s is in use by process %d: stop that process, or choose another folder with --data", c.DataDir, owned.PID)
	case errors.As(err, &full):
		return fmt.Errorf("%w: nothing was changed; choose an empty folder with --data, or move that away", full)
	case err != nil:
		return fmt.Errorf("restore %s: %w", file, err)
	}
	out.say(fmt.Sprintf("Restored into %s as it was at %s.", c.DataDir, from.Manifest.Made.Format(time.RFC3339)))
	return out.err
}

// suits says whether this kigo, so configured, can use a back-up.
func suits(m backup.Manifest, c Config) error {
	p, ok := m.Database(c.Database)
	if !ok {
		return fmt.Errorf("it holds no database %s, but %s: name that with KIGO_MONGODB_DATABASE", c.Database, strings.Join(m.Databases(), ", "))
	}
	if p.Schema > int64(mongodb.KnownSchema()) {
		return fmt.Errorf("it was made by a newer kigo (%s, schema version %d; this one knows %d): use one at least as new", m.Kigo, p.Schema, mongodb.KnownSchema())
	}
	return nil
}

// mayStay are the names in a data folder that are in no back-up's way.
func mayStay(c Config, file string) []string {
	stay := []string{"lost+found"}
	for _, path := range []string{c.keysDir(), file} {
		if dir, err := filepath.Rel(c.DataDir, filepath.Dir(path)); err == nil && dir == "." {
			stay = append(stay, filepath.Base(path))
		}
	}
	return stay
}

// settleRestored makes of a copy in the folder dir what may be served.
func settleRestored(cmd *cobra.Command, c Config, dir string, deleted []deletions.Deletion, out *lines) (err error) {
	ctx, log := cmd.Context(), newLog(c, cmd.ErrOrStderr())
	c.KeysDir = c.keysDir() // of the folder that it will be in
	c.DataDir = dir
	st, err := openStore(ctx, c, alone, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	a, err := newApp(c, st, nil, log)
	if err != nil {
		return err
	}
	if err := a.tellLostSurveys(ctx, out); err != nil {
		return err
	}
	demo, err := st.Marked(ctx, demoMark)
	if err != nil {
		return err
	}
	if !demo && c.Secret != "" {
		if err := st.CheckSecret(ctx, []byte(c.Secret)); err != nil {
			return fmt.Errorf("KIGO_SECRET: %w: use the secret of the kigo that the back-up was made of", err)
		}
	}
	if len(deleted) > 0 {
		if err := a.canSeal(ctx, true); err != nil {
			return a.plainly(err)
		}
	}
	if err := a.forgetAgain(ctx, deleted, out); err != nil || demo { // nobody is there to be told twice
		return err
	}
	if err := a.brake.Pull(ctx); err != nil {
		return err
	}
	out.say("Messages that kigo owes are kept back: some may have been sent after the back-up was made. When kigo runs, say\n" +
		"kigo outbox resume (send them) or kigo outbox drop (discard what was due).")
	return nil
}

// tellLostSurveys says how many surveys are open whose keys are not there. They end without a
// result when somebody answers, or an hour after their time.
func (a *app) tellLostSurveys(ctx context.Context, out *lines) error {
	runs, err := a.pulses.Store.All(ctx)
	if err != nil {
		return err
	}
	lost := 0
	for _, r := range runs {
		if r.State != pulses.Open && r.State != pulses.Closed {
			continue
		}
		if _, err := a.keys().Get(r.ID); errors.Is(err, pulses.ErrNoKeys) {
			lost++
		} else if err != nil {
			return err
		}
	}
	if lost > 0 {
		out.say(fmt.Sprintf("Keys of open surveys are not in %[2]s (%[1]d): these surveys will end without a result, and say so. "+
			"If the old folder of keys is still there, put it in place before you start kigo.", lost, a.cfg.KeysDir))
	}
	return nil
}
