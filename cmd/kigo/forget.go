package main

import (
	"context"
	"fmt"

	"kigo/adapters/deletions"
	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
	"kigo/bot/audit"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// forgetting wires what happens when somebody is deleted. Each exporter has its forgetter.
func (a *app) forgetting() {
	byID := func(forget func(context.Context, people.ID) error) func(context.Context, people.Person) error {
		return func(ctx context.Context, p people.Person) error { return forget(ctx, p.ID) }
	}
	a.people.Deletions = deletions.In(a.cfg.DataDir)
	a.people.Gone = a.offDisk
	a.people.Forgetters = []people.Forgetter{
		// Surveys first: while one is open, an answer has to go before anything that could fail.
		{Name: "surveys", Forget: byID(a.pulses.Forget)},
		{Name: "events", Forget: byID(a.events.Forget)}, {Name: "reminder choices", Forget: byID(a.events.ForgetChoices)},
		{Name: "calendar feeds", Forget: byID(a.feeds.Forget)}, {Name: "reminders", Forget: byID(a.reminders.Forget)}, {Name: "broadcasts", Forget: byID(a.broadcasts.Forget)},
		{Name: "questions", Forget: byID(a.inbox.Forget)}, {Name: "knowledge", Forget: a.library.Forget},
		{Name: "direct channels", Forget: a.forgetDirects}, {Name: "menus", Forget: mongodb.NewMenus(a.store.DB, a.now).Forget},
		// Messages last: what the others have promised meanwhile goes, too.
		{Name: "messages", Forget: a.outbox.Forget}, {Name: "mailbox", Forget: a.forgetMail},
	}
}

// canSeal refuses what would seal marks of deleted people otherwise than the kigo that serves
// this database does. Who only reads them needs no secret before one was used.
func (a *app) canSeal(ctx context.Context, writes bool) error {
	used, err := a.store.HasSecret(ctx)
	if err != nil || !used && !writes {
		return err
	}
	demo, err := a.store.Marked(ctx, demoMark)
	switch {
	case err != nil || demo: // it makes its own, and is compared with nobody
		return err
	case a.cfg.Secret == "":
		return fault.New("people.secret_missing")
	case !used:
		return nil
	}
	if err := a.store.CheckSecret(ctx, []byte(a.cfg.Secret)); err != nil {
		return fmt.Errorf("KIGO_SECRET: %w: use the secret that kigo runs with", err)
	}
	return nil
}

// deleteAgain deletes whom a restored backup has brought back.
func (a *app) deleteAgain(ctx context.Context) error {
	list, err := deletions.In(a.cfg.DataDir).Read()
	if err != nil {
		return err
	}
	for _, d := range list {
		_, back, err := a.people.Store.Person(ctx, d.Person)
		if err == nil && back {
			err = a.people.Forget(ctx, d.Person, audit.Daily)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) forgetMail(ctx context.Context, p people.Person) error {
	return a.mailbox.Forget(ctx, p.Accounts[mailbox.Platform], p.Name)
}

func (a *app) forgetDirects(ctx context.Context, p people.Person) error {
	for _, i := range p.Identities() {
		if err := mongodb.NewDirects(a.store.DB).Forget(ctx, i.Platform, i.UserID); err != nil {
			return err
		}
	}
	return nil
}

// scrubMark asks the owner of the embedded store to take what was deleted off the disk.
const scrubMark = "scrub"

// offDisk takes what was deleted off the disk: deleted bytes stay in the embedded store's log
// otherwise. Where another process owns the store, or somebody reads it just now, the owner
// does it within the minute.
func (a *app) offDisk(ctx context.Context) {
	if a.cfg.MongoURI != "" {
		return
	}
	var err error
	if a.store.server != nil {
		err = a.store.server.Checkpoint(ctx, a.store.Name())
	}
	if a.store.server == nil || err != nil {
		err = a.store.Mark(ctx, scrubMark)
	}
	if err != nil {
		a.log.Warn("deleted data is still in the embedded store's log", "error", err)
	}
}

// scrubMarked does what offDisk has left to the owner.
func (a *app) scrubMarked(ctx context.Context) error {
	if a.store.server == nil {
		return nil
	}
	marked, err := a.store.Marked(ctx, scrubMark)
	if err != nil || !marked {
		return err
	}
	if err := a.store.server.Checkpoint(ctx, a.store.Name()); err != nil {
		return err
	}
	return a.store.Unmark(ctx, scrubMark)
}
