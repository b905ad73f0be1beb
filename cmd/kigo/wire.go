package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"kigo/adapters/mailbox"
	"kigo/adapters/metrics"
	"kigo/adapters/mongodb"
	"kigo/adapters/record"
	"kigo/bot"
	"kigo/bot/audit"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/i18n"
	"kigo/bot/knowledge"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
	"kigo/bot/reminders"
	"kigo/commands"
	"kigo/scheduler"
)

// app is everything that runs, wired: who is given what.
type app struct {
	cfg        Config
	log        *slog.Logger
	store      *store
	catalogue  *i18n.Catalogue
	now        func() time.Time // kigo's clock
	clock      *demoClock       // nil in production
	people     *people.Service
	events     *events.Service
	feeds      *events.Feeds
	roll       roll
	broadcasts *broadcasts.Service
	reminders  *reminders.Service
	library    *knowledge.Library
	inbox      *knowledge.Inbox
	pulses     *pulses.Service
	bot        *bot.Bot
	outbox     *mongodb.Outbox
	dispatcher *outbox.Dispatcher
	brake      *outbox.Brake
	scheduler  *scheduler.Scheduler
	mailbox    *mongodb.Mailbox
	adapters   map[string]chat.Adapter
	chats      []metrics.Chat          // platforms, for operators
	listeners  []func(context.Context) // chats that are listened to until the context ends
	wake       chan struct{}           // a message is due
	sweep      chan struct{}           // people are to be told
	spread     chan struct{}           // an announcement goes on
}

// newApp wires services, bot and jobs on an open store. A nil clock is the real one.
func newApp(c Config, st *store, clock *demoClock, log *slog.Logger) (*app, error) {
	catalogue, err := i18n.New(c.zone)
	if err != nil {
		return nil, err
	}
	a := &app{
		cfg: c, log: log, store: st, catalogue: catalogue, clock: clock, now: time.Now,
		outbox: mongodb.NewOutbox(st.DB), mailbox: mongodb.NewMailbox(st.DB),
		adapters: map[string]chat.Adapter{}, wake: make(chan struct{}, 1), sweep: make(chan struct{}, 1), spread: make(chan struct{}, 1),
	}
	if clock != nil {
		a.now = clock.Now
	}
	trail := &audit.Log{Store: mongodb.NewAudit(st.DB), Now: a.now, NewID: people.RandomID}
	a.people = &people.Service{
		Store: mongodb.NewPeople(st.DB), Now: a.now, NewID: people.RandomID, Audit: trail,
		TrustEmail: map[string]bool{}, Admins: c.Admins, Secret: []byte(c.Secret),
	}
	for _, platform := range c.TrustEmail {
		a.people.TrustEmail[platform] = true
	}
	sending := c.sending()
	box := &outbox.Outbox{Store: a.outbox, Now: a.now, Wake: func() { nudge(a.wake) }}
	a.events = &events.Service{
		Store: mongodb.NewEvents(st.DB), People: a.people, Outbox: box, Audit: trail,
		Now: a.now, NewID: people.RandomID, Zone: c.zone, Log: log,
		Hours: c.hours, Sending: sending, Choices: mongodb.NewChoices(st.DB),
		Later: func() { nudge(a.sweep) },
	}
	a.feeds = a.newFeeds()
	a.announce(box, trail)
	a.reminders = &reminders.Service{Store: mongodb.NewReminders(st.DB), Outbox: box, Now: a.now, NewID: people.RandomID, Log: log}
	if a.library, err = newLibrary(a, trail); err != nil {
		return nil, err
	}
	a.inbox = newInbox(a, trail, box)
	a.pulses = a.newPulses(box, trail)
	a.people.InUse = anyUse(a.events.InUse, a.reminders.InUse, a.inbox.InUse, a.pulses.InUse)
	a.people.Exporters = []people.Exporter{
		{Name: "events", Export: a.events.Export}, {Name: "reminder choices", Export: a.events.ExportChoices}, {Name: "calendar feeds", Export: a.feeds.Export}, {Name: "reminders", Export: a.reminders.Export},
		{Name: "messages", Export: a.outbox.Export}, {Name: "mailbox", Export: a.exportMail},
		{Name: "knowledge", Export: a.library.Export}, {Name: "questions", Export: a.inbox.Export},
		{Name: "broadcasts", Export: a.broadcasts.Export}, {Name: "surveys", Export: a.pulses.Export}, {Name: "direct channels", Export: a.exportDirects},
	}
	a.forgetting()
	a.brake = &outbox.Brake{Store: mongodb.NewPauses(st.DB), Rows: a.outbox, Audit: trail, RealNow: time.Now, Log: log}
	services := commands.Services{
		Events: a.events, Feeds: a.feeds, Broadcasts: a.broadcasts, Reminders: a.reminders, Pulses: a.pulses, People: a.people, Outbox: a.outbox,
		Library: a.library, Inbox: a.inbox,
		Letters: &outbox.Letters{Store: a.outbox, Audit: trail, Now: a.now, Discreet: c.discreet()}, House: a.house, Stored: mongodb.Records(),
		Record: func() ([]chat.File, error) { return record.Handout(catalogue.Printer("de"), record.All()) }, Paused: a.brake.Store.Pause,
	}
	a.bot, err = bot.New(bot.Config{
		Commands: commands.All(services), Ask: commands.Answer(services),
		People: a.people, Inbox: mongodb.NewInbox(st.DB), Catalogue: catalogue, Locale: c.Locale,
		Now: a.now, RealNow: time.Now, NewRef: people.RandomID, Log: log, Away: mongodb.IsAway,
	})
	if err != nil {
		return nil, err
	}
	a.dispatcher = &outbox.Dispatcher{
		Store: a.outbox, People: a.people, Adapters: a.adapters,
		Kinds: renderers(a.events.Renderers(), a.broadcasts.Renderers(), a.reminders.Renderers(), a.inbox.Renderers(),
			a.pulses.Renderers(pulses.Views{Invitation: pulses.InvitationView, Reminder: pulses.ReminderView, Result: a.pulses.Result})),
		Printer: a.bot.PrinterFor, Now: a.now, RealNow: time.Now, NewID: people.RandomID,
		Secret: []byte(c.Secret), Limits: outbox.DefaultLimits, Hours: sending, Log: log, Discreet: c.discreet(),
	}
	a.dispatcher.Held = a.brake.Holds
	jobs := scheduler.Jobs(scheduler.Services{
		Sweep: a.sweepAll, NextOffer: a.events.NextOffer, Prune: a.prune, Digest: a.inbox.SendDigest, Members: a.compareMembers,
		Remind: a.events.Remind, NextReminder: a.events.NextReminder,
		Personal: a.reminders.Send, NextPersonal: a.reminders.NextDue,
		Pulses: a.pulses.Tick, NextPulse: a.pulses.NextDue, Participation: a.pulses.CountParticipation,
	})
	a.scheduler, err = scheduler.New(mongodb.NewJobs(st.DB), jobs, a.now, c.zone, log)
	return a, err
}

// anyUse asks one domain after the other whether it holds something of a person.
func anyUse(domains ...func(context.Context, people.ID) (bool, error)) func(context.Context, people.ID) (bool, error) {
	return func(ctx context.Context, id people.ID) (bool, error) {
		for _, inUse := range domains {
			if held, err := inUse(ctx, id); held || err != nil {
				return held, err
			}
		}
		return false, nil
	}
}

// renderers are those of all domains; each kind belongs to one.
func renderers(domains ...map[string]outbox.Renderer) map[string]outbox.Renderer {
	all := map[string]outbox.Renderer{}
	for _, d := range domains {
		maps.Copy(all, d)
	}
	return all
}

// useMailbox connects the chat of the demo and the console. Putting a mail twice is
// harmless there, so nobody has to wait for the lease of a process that was killed.
func (a *app) useMailbox() *mailbox.Adapter {
	adapter := &mailbox.Adapter{Store: a.mailbox, Now: a.now}
	for _, p := range personas {
		adapter.Accounts = append(adapter.Accounts, p.User)
	}
	a.adapters[mailbox.Platform] = adapter
	a.dispatcher.Limits = outbox.Limits{Lease: time.Second, Settle: 0, Tries: 12, Back: time.Second}
	return adapter
}

// start brings what is stored up to date with the configuration.
func (a *app) start(ctx context.Context) error {
	if err := a.store.CheckSecret(ctx, []byte(a.cfg.Secret)); err != nil {
		return fmt.Errorf("KIGO_SECRET: %w: use the secret that this database was started with", err)
	}
	a.claimKeys(ctx)
	if err := a.people.ApplyAdmins(ctx); err != nil {
		return err
	}
	if err := a.scheduler.Init(ctx); err != nil {
		return err
	}
	if err := a.openLibrary(ctx); err != nil {
		return err
	}
	if err := a.deleteAgain(ctx); err != nil {
		return err
	}
	// What a process that was killed left untold need not wait for the next minute.
	if err := a.sweepAll(ctx); err != nil {
		a.log.Error("people not told yet", "error", err)
	}
	return nil
}

// exportMail is what lies in a person's mailbox of demo and console.
func (a *app) exportMail(ctx context.Context, id people.ID) (any, error) {
	person, err := a.people.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.mailbox.List(ctx, person.Accounts[mailbox.Platform])
}

// exportDirects are the channels in which kigo and a person are alone, by platform.
func (a *app) exportDirects(ctx context.Context, id people.ID) (any, error) {
	person, err := a.people.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	channels := map[string]string{}
	for _, i := range person.Identities() {
		c, err := mongodb.NewDirects(a.store.DB).Channel(ctx, i.Platform, i.UserID)
		if err != nil {
			return nil, err
		}
		if c != "" {
			channels[i.Platform] = c
		}
	}
	return channels, nil
}
