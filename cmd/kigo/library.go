package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"kigo/adapters/mongodb"
	"kigo/bot/audit"
	"kigo/bot/knowledge"
	"kigo/bot/people"
)

// newLibrary is the knowledge base of an app, empty until openLibrary.
func newLibrary(a *app, trail *audit.Log) (*knowledge.Library, error) {
	model, err := knowledge.BuiltInModel()
	if err != nil {
		return nil, err
	}
	return &knowledge.Library{
		Store: mongodb.NewKnowledge(a.store.DB), Base: knowledge.NewBase(knowledge.NewIndex(knowledge.Folder{}, model)), Model: model,
		People: a.people, Audit: trail, Now: a.now, NewID: people.RandomID, Log: a.log,
	}, nil
}

// seedLibrary puts the built-in knowledge into a store that has none.
func (a *app) seedLibrary(ctx context.Context) error {
	builtIn, err := knowledge.BuiltIn()
	if err != nil {
		return err
	}
	return a.library.Seed(ctx, builtIn)
}

// openLibrary makes the knowledge base ready for questions, with the operator's own folder
// merged in. What is wrong with that folder is no reason to answer nobody.
func (a *app) openLibrary(ctx context.Context) error {
	if err := a.seedLibrary(ctx); err != nil {
		return err
	}
	if dir := a.cfg.KBDir; dir != "" {
		if err := a.mergeFolder(ctx, dir); err != nil {
			a.log.Error("nothing is taken in from KIGO_KB_DIR; kigo answers from what is stored", "folder", dir, "error", err)
		}
	}
	return a.library.Refresh(ctx)
}

// mergeFolder takes a folder in and logs what is not as it was.
func (a *app) mergeFolder(ctx context.Context, dir string) error {
	var mistakes strings.Builder
	f, err := readKnowledge(dir, a.catalogue.Printer(a.cfg.Locale), &mistakes)
	switch {
	case errors.Is(err, errReported):
		return errors.New(strings.ReplaceAll(strings.TrimSpace(mistakes.String()), "\n", "; "))
	case err != nil:
		return err
	}
	report, err := a.library.Merge(ctx, f, false, false)
	for _, m := range report {
		switch m.Fate {
		case knowledge.Unchanged:
		case knowledge.Kept:
			a.log.Warn("entry was changed in chat and in KIGO_KB_DIR; chat's is kept: see kigo import knowledge --overwrite", "entry", m.ID)
		default:
			a.log.Info("entry taken in from KIGO_KB_DIR", "entry", m.ID, "fate", m.Fate)
		}
	}
	return err
}

// followLibrary takes over what other processes change, until ctx ends.
func (a *app) followLibrary(ctx context.Context) {
	const often, thorough = 2 * time.Second, 30 // every how many times
	ticker := time.NewTicker(often)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		follow := a.library.Refresh
		if n%thorough == 0 {
			follow = a.library.Reload
		}
		if err := follow(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("knowledge may not be the newest", "error", err) // tried again at once
		}
	}
}
