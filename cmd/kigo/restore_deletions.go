package main

import (
	"context"
	"fmt"
	"os"

	"kigo/adapters/deletions"
	"kigo/bot/audit"
	"kigo/bot/people"
)

// readDeletions reads lists that must be there, and the one of the data folder if it is.
func readDeletions(c Config, files []string) ([]deletions.Deletion, error) {
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("--deletions: %w", err)
		}
	}
	var all []deletions.Deletion
	for _, file := range append(files, deletions.In(c.DataDir).File) {
		some, err := deletions.List{File: file}.Read()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// forgetAgain deletes from a restored store who was deleted before, and keeps the list of
// them beside it.
func (a *app) forgetAgain(ctx context.Context, list []deletions.Deletion, out *lines) error {
	done := map[people.ID]bool{}
	for _, d := range list {
		if done[d.Person] {
			continue
		}
		done[d.Person] = true
		if err := deletions.In(a.cfg.DataDir).Append(d.Person, d.At); err != nil {
			return err
		}
		if err := a.people.Forget(ctx, d.Person, audit.Terminal); err != nil {
			return err
		}
	}
	if len(done) > 0 {
		out.say(fmt.Sprintf("Deleted from it again, if they were in it: everybody who had been deleted (%d).", len(done)))
	}
	return nil
}
