package main

import (
	"context"
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

// openLibrary makes the knowledge base ready for questions.
func (a *app) openLibrary(ctx context.Context) error {
	builtIn, err := knowledge.BuiltIn()
	if err != nil {
		return err
	}
	if err := a.library.Seed(ctx, builtIn); err != nil {
		return err
	}
	return a.library.Refresh(ctx)
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
