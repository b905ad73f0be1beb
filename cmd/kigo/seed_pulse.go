package main

import (
	"context"

	"kigo/bot/i18n"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

// demoPulseDays is how long the demo's survey is open: beyond its events, so that whoever
// lets time pass to see those is not interrupted by a result.
const demoPulseDays = 60

// seedPulse opens the survey "Stimmung" to everybody. Nobody is sent an invitation: a chat
// that has just been opened is empty, and `/kigo puls` shows it.
func (a *app) seedPulse(ctx context.Context, by people.Person) error {
	survey, err := pulses.Template(a.catalogue.Printer(i18n.Languages[0]), "stimmung")
	if err != nil {
		return err
	}
	r := pulses.Run{
		ID: "puls-stimmung", State: pulses.Released, Creator: by.ID, ReleasedBy: by.ID, Version: 1, Created: a.now(), Silent: true,
		Plan: pulses.Plan{
			Survey: survey, Target: pulses.Target{Dezernate: []string{}, Roles: []people.Role{}}, K: pulses.MinK,
			Closes: workingDay(a.now().AddDate(0, 0, demoPulseDays), a.cfg.zone, 16, 0), Series: "stimmung",
		},
	}
	fresh, err := a.pulses.Store.Insert(ctx, r)
	if err != nil {
		return err
	}
	if !fresh {
		if r, err = a.pulses.Store.Get(ctx, r.ID); err != nil || r.State != pulses.Released {
			return err
		}
	}
	_, err = a.pulses.Start(ctx, by, r)
	return err
}
