package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"kigo/bot/i18n"
	"kigo/bot/knowledge"
)

func newImportKnowledge() *cobra.Command {
	var overwrite, dry bool
	cmd := &cobra.Command{
		Use:   "knowledge DIR",
		Short: "Take entries in from a folder; what was changed in chat is left and listed. May be repeated",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(ctx context.Context, a *app) error {
				p := a.catalogue.Printer(a.cfg.Locale)
				f, err := readKnowledge(args[0], p, cmd.ErrOrStderr())
				if err != nil {
					return err
				}
				if err := a.seedLibrary(ctx); err != nil {
					return err
				}
				report, err := a.library.Merge(ctx, f, overwrite, dry)
				return errors.Join(printMerged(cmd.OutOrStdout(), p, report, dry), err)
			})
		},
	}
	cmd.Flags().BoolVar(&overwrite, "overwrite", false, "take the folder's entry also where it was changed in chat")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only say what would be done")
	return cmd
}

// readKnowledge reads a folder of entries. What is wrong with them has been written when
// it returns errReported.
func readKnowledge(dir string, p i18n.Printer, errOut io.Writer) (knowledge.Folder, error) {
	if info, err := os.Stat(dir); err != nil {
		return knowledge.Folder{}, err
	} else if !info.IsDir() {
		return knowledge.Folder{}, fmt.Errorf("%s: %w: name a folder of entries", dir, fs.ErrInvalid)
	}
	f, err := knowledge.ReadFolder(os.DirFS(dir))
	var mistakes knowledge.Mistakes
	if !errors.As(err, &mistakes) {
		return f, err
	}
	w := &lines{out: errOut}
	for _, m := range mistakes {
		w.say(mistakeInEntry(p, m))
	}
	return f, errors.Join(errReported, w.err)
}

// mistakeInEntry says what is wrong with a file of a folder.
func mistakeInEntry(p i18n.Printer, m knowledge.Mistake) string {
	args := i18n.Args{"File": m.File, "Field": m.Field, "What": p.Fault(m.Fault)}
	if m.Field == "" {
		return p.Plain("ask.mistake.file", args)
	}
	return p.Plain("ask.mistake.field", args)
}

// printMerged lists what an import did with each entry that it did not leave as it was.
func printMerged(out io.Writer, p i18n.Printer, report []knowledge.Merged, dry bool) error {
	w := &lines{out: out}
	count := map[knowledge.Fate]int{}
	for _, m := range report {
		count[m.Fate]++
		if m.Fate != knowledge.Unchanged {
			w.say(p.Plain("knowledge.import."+string(m.Fate), i18n.Args{"ID": string(m.ID)}))
		}
	}
	key := "knowledge.import.summary"
	if dry {
		key = "knowledge.import.dry"
	}
	w.say(p.Plain(key, i18n.Args{
		"Added": count[knowledge.Added], "Updated": count[knowledge.Updated] + count[knowledge.Overwritten],
		"Unchanged": count[knowledge.Unchanged], "Kept": count[knowledge.Kept],
	}))
	return w.err
}
