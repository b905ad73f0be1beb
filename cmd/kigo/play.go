package main

import (
	"context"
	"errors"
	"log/slog"

	"kigo/adapters/mailbox"
)

// openPlay opens the bot for demo and console: with the demo clock and the folder's own
// secret, seeded if the store is new. Close the app's store when done.
func openPlay(ctx context.Context, c Config, s sharing, log *slog.Logger) (a *app, err error) {
	clock, err := openClock(c.DataDir, c.zone)
	if err != nil {
		return nil, err
	}
	if c.Secret == "" {
		if c.Secret, err = demoSecret(c.DataDir); err != nil {
			return nil, err
		}
	}
	st, err := openStore(ctx, c, s, log)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, st.close())
		}
	}()
	seeded, err := st.Marked(ctx, demoMark)
	if err != nil {
		return nil, err
	}
	if seeded || st.fresh {
		c.Admins = append(c.Admins, mailbox.Platform+":"+personas[0].User)
	}
	if a, err = newApp(c, st, clock, log); err != nil {
		return nil, err
	}
	if err = a.start(ctx); err != nil {
		return nil, err
	}
	if st.fresh && !seeded {
		err = a.seed(ctx)
	}
	return a, err
}
