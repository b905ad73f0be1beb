package embedded

import (
	"context"
	"log/slog"
	"strings"
)

// quiet passes on what the engine has to say at Warn and above, except for the
// answers to failed commands: their senders get those, and they hold people's data.
// Attributes are put in only once a line is written: the engine adds each whole document,
// twice, to a line about each statement that nobody ever reads.
type quiet struct {
	slog.Handler
	with func(slog.Handler) slog.Handler // puts the attributes in; nil if there are none
}

func quietLogger(log *slog.Logger) *slog.Logger {
	return slog.New(quiet{Handler: log.Handler()}).With("part", "ferretdb")
}

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if strings.HasPrefix(r.Message, "Response ") || strings.HasPrefix(r.Message, "Connection stopped") {
		return nil
	}
	h := q.Handler
	if q.with != nil {
		h = q.with(h)
	}
	return h.Handle(ctx, r)
}

func (q quiet) WithAttrs(a []slog.Attr) slog.Handler {
	return q.then(func(h slog.Handler) slog.Handler { return h.WithAttrs(a) })
}

func (q quiet) WithGroup(n string) slog.Handler {
	return q.then(func(h slog.Handler) slog.Handler { return h.WithGroup(n) })
}

func (q quiet) then(next func(slog.Handler) slog.Handler) quiet {
	before := q.with
	q.with = func(h slog.Handler) slog.Handler {
		if before != nil {
			h = before(h)
		}
		return next(h)
	}
	return q
}
