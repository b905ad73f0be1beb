package main

import (
	"context"
	"fmt"
	"path/filepath"

	"kigo/adapters/chart"
	"kigo/adapters/keys"
	"kigo/adapters/mongodb"
	"kigo/bot/audit"
	"kigo/bot/events"
	"kigo/bot/hours"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// newPulses wires the surveys.
func (a *app) newPulses(box pulses.Outbox, trail *audit.Log) *pulses.Service {
	s := &pulses.Service{
		Store: mongodb.NewPulses(a.store.DB), Keys: a.keys(), People: a.people, Outbox: box, Rows: a.outbox, Audit: trail,
		Now: a.now, NewID: people.RandomID, Zone: a.cfg.zone, Hours: hours.New(a.cfg.zone), Log: a.log,
		Releaser: people.Role(a.cfg.PulseRelease), May: a.cfg.pulseOn, Rest: a.cfg.PulseRest, Draw: chart.PNG,
		Participants: func(ctx context.Context, event string) ([]people.ID, error) {
			e, err := a.events.Store.Get(ctx, events.ID(event))
			return e.Queue[:e.CountSeated()], err
		},
	}
	if a.cfg.SlackBotToken != "" && a.cfg.SlackPulses == "on" {
		s.Seen = "Slack"
	}
	if a.cfg.MongoURI == "" {
		s.Scrub = a.scrub
	}
	return s
}

// keysDir is the folder of the keys of pulses.
func (c Config) keysDir() string {
	if c.KeysDir != "" {
		return c.KeysDir
	}
	return filepath.Join(c.DataDir, "keys")
}

// checkPulses names what is wrong with the settings of surveys.
func (c Config) checkPulses(mistake func(format string, args ...any)) {
	if c.PulseRelease != "" && c.PulseRelease != string(people.Council) {
		mistake("KIGO_PULSE_RELEASE=%q is unknown: use personalrat, or leave it empty", c.PulseRelease)
	}
	if c.PulseRest < 0 || c.PulseRest > pulses.MaxRest {
		mistake("KIGO_PULSE_REST=%d is no number of days from 0 to %d", c.PulseRest, pulses.MaxRest)
	}
	if c.SlackPulses != "" && c.SlackPulses != "on" && c.SlackPulses != "off" {
		mistake("KIGO_SLACK_PULSES=%q is unknown: use on or off", c.SlackPulses)
	}
}

// pulseOn reports whether surveys are answered on a platform.
func (c Config) pulseOn(platform string) bool {
	const slack = "slack"
	return platform != slack || c.SlackPulses == "on"
}

// discreet are the rows that must not show what became of them.
func (c Config) discreet() map[string]outbox.Discretion {
	return map[string]outbox.Discretion{
		pulses.KindInvite: {On: c.pulseOn},
		pulses.KindRemind: {Blind: true, On: c.pulseOn},
		pulses.KindResult: {On: c.pulseOn}, pulses.KindFeedback: {On: c.pulseOn},
	}
}

// scrub takes what was deleted off the disk. Only the process that owns the embedded store can.
func (a *app) scrub(ctx context.Context) error {
	if a.store.server == nil {
		return pulses.ErrLater
	}
	return a.store.server.Checkpoint(ctx, a.store.Name())
}

// claimKeys makes the folder of keys the one of this database, if that has none yet, or if
// nothing in the one that it had is needed any more. Without a folder no survey is opened;
// everything else works.
func (a *app) claimKeys(ctx context.Context) {
	if err := a.tryClaimKeys(ctx); err != nil {
		a.log.Error("no survey can be opened: there is no folder for its keys", "error", err)
	}
}

func (a *app) tryClaimKeys(ctx context.Context) error {
	mine, err := a.keys().Name()
	if err != nil {
		return err
	}
	theirs, err := a.store.KeysFolder(ctx)
	if err != nil || theirs == mine {
		return err
	}
	runs, err := a.pulses.Store.All(ctx)
	if err != nil {
		return fmt.Errorf("list pulses: %w", err)
	}
	for _, r := range runs {
		if r.State == pulses.Open || r.State == pulses.Closed {
			theirs = "" // its keys lie there
		}
	}
	_, err = a.store.ClaimKeysFolder(ctx, theirs, mine)
	return err
}

func (a *app) keys() keys.Folder { return keys.Folder{Dir: a.cfg.keysDir()} }
