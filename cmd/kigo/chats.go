package main

import (
	"net/http"
	"time"

	"kigo/adapters/mattermost"
	"kigo/adapters/mongodb"
	"kigo/bot"
	"kigo/bot/i18n"
)

// connect gives the app the chats that are configured, and returns what they serve.
func (a *app) connect(mux *http.ServeMux) {
	if a.cfg.MattermostURL == "" {
		return
	}
	chat := mattermost.New(mattermost.Config{
		URL: a.cfg.MattermostURL, Token: a.cfg.MattermostToken,
		CommandToken: a.cfg.MattermostCommandToken, PublicURL: a.cfg.PublicURL, Allow: a.cfg.mattermostAllow,
		Secret: []byte(a.cfg.Secret), Answer: a.bot.Answer, Lease: bot.DefaultLease,
		Printer: a.printer, Cursor: mongodb.NewCursors(a.store.DB), Now: time.Now, Log: a.log,
	})
	a.adapters[mattermost.Platform] = chat
	a.people.Platforms = append(a.people.Platforms, mattermost.Platform)
	a.listeners = append(a.listeners, chat.Run)
	mux.Handle("/mattermost/", chat.Routes())
}

// printer speaks the language of a profile.
func (a *app) printer(locale string) i18n.Printer {
	return a.catalogue.Printer(i18n.Match(locale, a.cfg.Locale))
}
