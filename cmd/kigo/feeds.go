package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"kigo/adapters/mongodb"
	"kigo/adapters/web"
	"kigo/bot/events"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// feedPath is where calendars are served.
const feedPath = "/calendar/"

// newFeeds are the calendars that programs fetch; people can have them where kigo has an
// address.
func (a *app) newFeeds() *events.Feeds {
	f := &events.Feeds{
		Store: mongodb.NewFeeds(a.store.DB), Events: a.events, People: a.people, Now: a.now,
		Printer:  func(p people.Person) i18n.Printer { return a.bot.PrinterFor(p) },
		NewToken: func() string { return strings.ToLower(rand.Text()) },
	}
	if a.cfg.PublicURL != "" {
		f.Address = strings.TrimSuffix(a.cfg.PublicURL, "/") + feedPath
	}
	return f
}

// calendars serves them.
func (a *app) calendars() http.Handler {
	read := func(ctx context.Context, token string) (web.CalendarFile, bool, error) {
		f, ok, err := a.feeds.Read(ctx, token)
		return web.CalendarFile{Type: f.Type, Data: f.Data, Tag: f.Tag, Changed: f.Changed}, ok, err
	}
	return web.Calendars(feedPath, read, a.printer, a.log)
}
