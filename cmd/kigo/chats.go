package main

import (
	"context"
	"net/http"
	"time"

	"kigo/adapters/mattermost"
	"kigo/adapters/mongodb"
	"kigo/adapters/slack"
	"kigo/bot"
	"kigo/bot/i18n"
)

// connect gives the app the chats that are configured. What they serve goes onto mux.
func (a *app) connect(mux *http.ServeMux) {
	if a.cfg.PersonRate > 0 {
		a.bot.Rate = bot.NewRate(a.cfg.PersonRate, 10*time.Second, time.Now)
	}
	if a.cfg.MattermostURL != "" {
		a.connectMattermost(mux)
	}
	if a.cfg.SlackBotToken != "" {
		a.connectSlack(mux)
	}
}

func (a *app) connectMattermost(mux *http.ServeMux) {
	chat := mattermost.New(mattermost.Config{
		URL: a.cfg.MattermostURL, Token: a.cfg.MattermostToken, Team: a.cfg.MattermostTeam,
		CommandToken: a.cfg.MattermostCommandToken, PublicURL: a.cfg.PublicURL, Allow: a.cfg.mattermostAllow,
		Secret: []byte(a.cfg.Secret), Answer: a.bot.Answer, Lease: bot.DefaultLease,
		Printer: a.printer, Cursor: mongodb.NewCursors(a.store.DB), Now: time.Now, Log: a.log,
	})
	a.adapters[mattermost.Platform] = chat
	a.chats = append(a.chats, chat)
	a.people.Platforms = append(a.people.Platforms, mattermost.Platform)
	a.listeners = append(a.listeners, chat.Run)
	mux.Handle("/mattermost/", chat.Routes())
}

func (a *app) connectSlack(mux *http.ServeMux) {
	chat := slack.New(slack.Config{
		BotToken: a.cfg.SlackBotToken, AppToken: a.cfg.SlackAppToken, SigningSecret: a.cfg.SlackSigningSecret, APIURL: a.cfg.SlackAPIURL,
		Answer: a.bot.Answer, Lease: bot.DefaultLease, Printer: a.printer,
		Directs: mongodb.NewDirects(a.store.DB), Menus: mongodb.NewMenus(a.store.DB, a.now),
		Reach: func(ctx context.Context) ([]string, error) { return a.people.AccountsOn(ctx, slack.Platform) },
		Now:   time.Now, Log: a.log,
	})
	a.adapters[slack.Platform] = chat
	a.chats = append(a.chats, chat)
	a.people.Platforms = append(a.people.Platforms, slack.Platform)
	a.listeners = append(a.listeners, chat.Run)
	if a.cfg.SlackSigningSecret != "" {
		mux.Handle("/slack/", chat.Routes())
	}
}

// printer speaks the language of a profile.
func (a *app) printer(locale string) i18n.Printer {
	return a.catalogue.Printer(i18n.Match(locale, a.cfg.Locale))
}
