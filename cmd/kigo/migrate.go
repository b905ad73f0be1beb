package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kigo/adapters/mongodb"
)

func newMigrate() *cobra.Command {
	cmd := &cobra.Command{Use: "migrate", Short: "Move a pilot to MongoDB", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use:   "embedded-to [URI]",
		Short: "Move everything in the embedded store to an empty database at URI",
		Long: `Copies everything in the embedded store of the data folder to an empty database
(--mongodb-database) at URI, compares counts and hashes of every collection, and marks the
embedded store as moved. Stop kigo before. A move that broke off goes on when it is called
again. Without URI it takes KIGO_MONGODB_URI, so that a password stands in no list of
processes. The folder of keys stays where it is. docs/backup.md has all steps.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runMigrate(cmd, args) },
	})
	return cmd
}

func runMigrate(cmd *cobra.Command, args []string) (err error) {
	if len(args) > 0 {
		if err := os.Setenv("KIGO_MONGODB_URI", args[0]); err != nil {
			return err
		}
	}
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	if c.MongoURI == "" {
		return errors.New("where to? Name the MongoDB: kigo migrate embedded-to mongodb://…")
	}
	source := c
	source.MongoURI = ""
	if source.Database, err = pilotDatabase(c); err != nil {
		return err
	}
	ctx, log := cmd.Context(), newLog(c, cmd.ErrOrStderr())
	from, err := connectStore(ctx, source, alone, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	if err := from.bringUp(ctx); err != nil {
		return err
	}
	to, err := connectStore(ctx, c, alone, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.close()) }()
	where := address(c.MongoURI) + "/" + c.Database
	moved, err := from.MoveTo(ctx, to.DB, where, time.Now().UTC())
	if errors.Is(err, mongodb.ErrNotEmpty) {
		return fmt.Errorf("%s: %w: choose another name with --mongodb-database, or empty it", where, err)
	}
	if err != nil {
		return fmt.Errorf("move to %s: %w", where, err)
	}
	out := &lines{out: cmd.OutOrStdout()}
	if moved == nil {
		out.say("It has been moved to " + where + " already; nothing was changed.")
		return out.err
	}
	total := 0
	for _, m := range moved {
		out.say(fmt.Sprintf("  %s: %d documents", m.Collection, m.Documents))
		total += m.Documents
	}
	out.say(fmt.Sprintf("Moved to %s: %d documents in %d collections; counts and hashes agree.", where, total, len(moved)))
	out.say("Now set KIGO_MONGODB_URI, leave KIGO_SECRET as it is, and start kigo. The embedded store in " + c.DataDir +
		" is marked as moved and will not be served. Keys of surveys stay in " + c.keysDir() + ".")
	return out.err
}

// pilotDatabase is the name of the database to move: the one that the embedded store holds,
// of several the one of the same name as the target.
func pilotDatabase(c Config) (string, error) {
	names, err := embeddedDatabases(c)
	switch {
	case err != nil:
		return "", err
	case len(names) == 1:
		return names[0], nil
	case !slices.Contains(names, c.Database):
		return "", fmt.Errorf("the embedded store holds the databases %s, but not %s: name the one to move with --mongodb-database", strings.Join(names, ", "), c.Database)
	}
	return c.Database, nil
}

// address is where a URI leads to, without who goes there.
func address(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		rest = rest[:at]
	}
	return rest[strings.LastIndex(rest, "@")+1:]
}
