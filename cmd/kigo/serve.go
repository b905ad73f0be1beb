package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"kigo/adapters/metrics"
	"kigo/adapters/web"
)

func newServe() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run kigo in production",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return profiled(func() error { return serve(cmd) }) },
	}
}

// needsSecret is what serve asks of the configuration beyond the rest.
func needsSecret(c Config) error {
	if c.Secret == "" {
		return errors.New("KIGO_SECRET is not set: make one with: openssl rand -hex 32, and keep it; it must be the same on every replica and after every restart")
	}
	return nil
}

// needsServer keeps chats off the embedded store.
func needsServer(c Config) error {
	if len(c.chats()) > 0 && c.MongoURI == "" && !c.EmbeddedOK {
		return fmt.Errorf("the embedded store is for trying kigo out, not for %s: set KIGO_MONGODB_URI to a MongoDB, or KIGO_EMBEDDED_OK=1 for a pilot of up to about 300 people", strings.Join(c.chats(), " and "))
	}
	return nil
}

func serve(cmd *cobra.Command) (err error) {
	c, err := loadConfig(cmd, needsSecret, needsServer, needsMattermost, needsSlack)
	if err != nil {
		return err
	}
	spendMemory()
	ctx := cmd.Context()
	log := newLog(c, cmd.ErrOrStderr())
	m := metrics.New(prometheus.NewRegistry())
	st, err := openStore(ctx, c, alone, log, m.Watch())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	if len(c.chats()) > 0 {
		if err := goLive(ctx, st); err != nil {
			return err
		}
	}
	a, err := newApp(c, st, nil, log)
	if err != nil {
		return err
	}
	if err := a.brake.Start(ctx); err != nil {
		return err
	}
	a.listeners = append(a.listeners, a.brake.Run)
	if err := a.start(ctx); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w: choose another address with KIGO_LISTEN", c.Listen, err)
	}
	mux := http.NewServeMux()
	a.connect(mux)
	mux.Handle("/calendar/", a.calendars())
	a.measure(m)
	mux.Handle("/", web.Routes(a.health(), m.Handler()))
	log.Info("kigo serves", "address", listener.Addr().String(), "version", version, "embedded", st.server != nil, "chats", c.chats())
	return a.serve(ctx, listener, mux, nil)
}

// goLive keeps the demo's people out of a chat platform's store, and the demo out of it for good.
func goLive(ctx context.Context, st *store) error {
	demo, err := st.Marked(ctx, demoMark)
	if err != nil {
		return err
	}
	if demo {
		return errors.New("this store holds the demo's people and events: give serve a store of its own, with --data or KIGO_MONGODB_URI")
	}
	return st.Mark(ctx, liveMark)
}
