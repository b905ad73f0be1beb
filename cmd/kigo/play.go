package main

import (
	"context"
	"errors"
	"log/slog"

	"kigo/adapters/mailbox"
	"kigo/adapters/mongodb"
)

// openPlay opens the bot for demo and console: with the demo clock and the folder's own
// secret, seeded unless that was done before. Close the app's store when done.
func openPlay(ctx context.Context, c Config, s sharing, log *slog.Logger) (a *app, err error) {
	clock, err := openClock(c.DataDir, c.zone)
	if err != nil {
		return nil, err
	}
	own := c.Secret == ""
	if own {
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
	live, err := st.Marked(ctx, liveMark)
	if err != nil {
		return nil, err
	}
	if live {
		return nil, errors.New("this store serves a chat platform; demo and console, where everybody may be anybody, need one of their own: choose another folder with --data, or unset KIGO_MONGODB_URI")
	}
	seeded, err := st.Marked(ctx, demoMark)
	if err != nil {
		return nil, err
	}
	if own && seeded && c.MongoURI == "" { // a restored demo has a new secret, as none is in a back-up
		if err = st.CheckSecret(ctx, []byte(c.Secret)); errors.Is(err, mongodb.ErrOtherSecret) {
			err = st.ForgetSecret(ctx)
		}
		if err != nil {
			return nil, err
		}
	}
	c.Admins = append(c.Admins, mailbox.Platform+":"+personas[0].User)
	if a, err = newApp(c, st, clock, log); err != nil {
		return nil, err
	}
	if err = a.start(ctx); err != nil {
		return nil, err
	}
	if !seeded {
		err = a.seed(ctx)
	}
	return a, err
}
