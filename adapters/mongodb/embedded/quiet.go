package embedded

import (
	"context"
	"log/slog"
	"strings"
)

// quiet passes on what the engine has to say at Warn and above, except for the
// answers to failed commands: their senders get those, and they hold people's data.
type quiet struct{ slog.Handler }

func quietLogger(log *slog.Logger) *slog.Logger {
	return slog.New(quiet{log.Handler()}).With("part", "ferretdb")
}

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if strings.HasPrefix(r.Message, "Response ") || strings.HasPrefix(r.Message, "Connection stopped") {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }

func (q quiet) WithGroup(n string) slog.Handler { return quiet{q.Handler.WithGroup(n)} }
