package main

import (
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"kigo/adapters/web"
)

func newServe() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run kigo in production",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return serve(cmd) },
	}
}

func serve(cmd *cobra.Command) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	if c.Secret == "" {
		return errors.New("KIGO_SECRET is not set: make one with: openssl rand -hex 32, and keep it; it must be the same on every replica and after every restart")
	}
	ctx := cmd.Context()
	log := newLog(c, cmd.ErrOrStderr())
	st, err := openStore(ctx, c, alone, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	if demo, err := st.Marked(ctx, demoMark); err != nil || demo {
		return errors.Join(err, errors.New("this store holds the demo's people and events: give serve a store of its own, with --data or KIGO_MONGODB_URI"))
	}
	a, err := newApp(c, st, nil, log)
	if err != nil {
		return err
	}
	if err := a.start(ctx); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w: choose another address with KIGO_LISTEN", c.Listen, err)
	}
	log.Info("kigo serves", "address", listener.Addr().String(), "version", version, "embedded", st.server != nil)
	return a.serve(ctx, listener, web.Routes(a.health()), nil)
}
