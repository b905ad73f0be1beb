package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"kigo/adapters/mongodb/backup"
	"kigo/adapters/mongodb/embedded"
)

func newBackup() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write everything in the embedded store into one file, also while kigo runs",
		Long: `Writes everything in the embedded store, as it is at one moment, into a new file (tar.gz),
and reads that back. kigo may run meanwhile: what it had acknowledged before is in it.

Not in it: the keys of open surveys, KIGO_SECRET, and the list of deletions. Keep the
secret; see docs/backup.md.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runBackup(cmd, args[0]) },
	}
}

// errNotEmbedded says how to back up a MongoDB.
var errNotEmbedded = errors.New(`KIGO_MONGODB_URI is set, so kigo's data is in MongoDB: back that up with its own tools, such as
  mongodump --uri "$KIGO_MONGODB_URI" --oplog --gzip --archive=kigo.archive
(--oplog, for one moment, needs a replica set). docs/backup.md says how to restore it.
For an embedded store unset KIGO_MONGODB_URI`)

func runBackup(cmd *cobra.Command, file string) (err error) {
	c, err := embeddedConfig(cmd, errNotEmbedded)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	st, err := connectStore(ctx, c, shared, newLog(c, cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	m, err := backupStore(ctx, c, st, file)
	if errors.Is(err, backup.ErrExists) {
		return fmt.Errorf("back-up %s: %w: choose another name, or remove it", file, err)
	}
	if err != nil {
		return fmt.Errorf("back-up %s: %w", file, err)
	}
	out := &lines{out: cmd.OutOrStdout()}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	out.say(fmt.Sprintf("%s: %d bytes, checked. It holds what was acknowledged before %s.", file, info.Size(), m.Made.Format(time.RFC3339)))
	for _, p := range m.Parts {
		if p.Schema == 0 { // no database: the demo's clock
			continue
		}
		out.say(fmt.Sprintf("  %s: %d documents in %d collections, schema version %d", p.Name, documents(p), len(p.Documents), p.Schema))
	}
	return out.err
}

func documents(p backup.Part) (n int64) {
	for _, c := range p.Documents {
		n += c
	}
	return n
}

// embeddedConfig is the configuration of a task on an embedded store that is there.
func embeddedConfig(cmd *cobra.Command, otherwise error) (Config, error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return c, err
	}
	if c.MongoURI != "" {
		return c, otherwise
	}
	_, err = embeddedDatabases(c)
	return c, err
}

// embeddedDatabases are the names of the databases in the embedded store, which must be there.
func embeddedDatabases(c Config) ([]string, error) {
	found, err := embedded.Databases(c.DataDir)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("there is no embedded store in %s: name its data folder with --data", c.DataDir)
	}
	return found, err
}

// backupStore writes a back-up of an embedded store.
func backupStore(ctx context.Context, c Config, st *store, file string) (_ backup.Manifest, err error) {
	m := backup.Manifest{Kigo: version, Made: time.Now().UTC()}
	snapshot, err := embedded.Take(ctx, c.DataDir, st.Run)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, snapshot.Remove()) }()
	var names []string
	files := map[string]string{}
	add := func(name, path string) {
		names = append(names, name)
		files[name] = path
	}
	for name, f := range snapshot.Files {
		add(backup.DatabasePart(name), f)
	}
	slices.Sort(names)
	clock := filepath.Join(c.DataDir, backup.Clock)
	if _, err := os.Stat(clock); err == nil {
		add(backup.Clock, clock)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	return backup.Write(ctx, file, m, names, files)
}
