package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"kigo/adapters/mailbox"
	"kigo/adapters/metrics"
	"kigo/adapters/playground"
	"kigo/adapters/web"
	"kigo/bot/chat"
	"kigo/bot/people"
)

func newDemo() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Try kigo in the browser, with example people and events",
		Long: "Starts kigo with its own store in a temporary folder (or in --data DIR, where it stays),\n" +
			"example people and events, and a chat in the browser on this machine only.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return demo(cmd) },
	}
}

const demoListen = "127.0.0.1:8080"

func demo(cmd *cobra.Command) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	if !given(cmd, "listen", "KIGO_LISTEN") {
		c.Listen = demoListen
	}
	if err := onlyHere(c.Listen); err != nil {
		return err
	}
	if !given(cmd, "data", "") && !given(cmd, "data-dir", "KIGO_DATA_DIR") {
		if c.DataDir, err = os.MkdirTemp("", "kigo-demo-"); err != nil {
			return fmt.Errorf("make a temporary data folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.DataDir)) }()
	}
	c.MongoURI = "" // the demo never touches a real database
	if !given(cmd, "log-level", "KIGO_LOG_LEVEL") {
		c.LogLevel = "warn"
	}
	ctx := cmd.Context()
	log := newLog(c, cmd.ErrOrStderr())
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w: choose another address with --listen 127.0.0.1:8081", c.Listen, err)
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + listener.Addr().String()
	}
	a, err := openPlay(ctx, c, alone, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, a.store.close()) }()

	mail := a.useMailbox()
	play := playground.New(playground.Config{
		Handle: a.bot.Handle, Personas: mailboxPersonas(), Mail: mail, Printer: a.catalogue.Printer,
		Completions: a.completions, Now: a.now, Advance: a.advance, Zone: c.zone, NewID: people.RandomID, Log: log,
	})
	mux := http.NewServeMux()
	mux.Handle("/playground/", play.Routes())
	mux.Handle("/playground", play.Routes())
	mux.Handle("/calendar/", a.calendars())
	m := metrics.New(prometheus.NewRegistry())
	a.measure(m)
	mux.Handle("/", web.Routes(a.health(), m.Handler()))
	mux.Handle("GET /{$}", http.RedirectHandler("/playground/", http.StatusSeeOther))
	fmt.Fprintf(cmd.OutOrStdout(), "kigo läuft. Öffne im Browser: http://%s/playground/\nBeenden mit Strg+C.\n", listener.Addr())
	return a.serve(ctx, listener, mux, play.Close)
}

// given reports whether the operator set something, by flag or environment.
func given(cmd *cobra.Command, flag, variable string) bool {
	f := cmd.Flags().Lookup(flag)
	return (f != nil && f.Changed) || (variable != "" && os.Getenv(variable) != "")
}

// onlyHere refuses an address that other machines could reach.
func onlyHere(address string) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || (host != "localhost" && (ip == nil || !ip.IsLoopback())) {
		return fmt.Errorf("the demo lets everybody be anybody, so it listens on this machine only: use --listen 127.0.0.1:8080, not %s", address)
	}
	return nil
}

// completions are the commands that a persona may type.
func (a *app) completions(ctx context.Context, user, lang string) []playground.Completion {
	var name string
	for _, p := range personas {
		if p.User == user {
			name = p.Name
		}
	}
	person, err := a.people.Meet(ctx, mailbox.Platform, chat.User{ID: user, Name: name, Locale: lang})
	if err != nil {
		a.log.Warn("no completions", "error", err)
		return nil
	}
	p := a.catalogue.Printer(lang)
	var all []playground.Completion
	for _, c := range a.bot.Router.For(person) {
		all = append(all, playground.Completion{Word: c.Word(lang), Args: p.Optional("help." + c.Name + ".example"), Help: p.Plain("help." + c.Name)})
	}
	return all
}
