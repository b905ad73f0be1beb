package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Forget puts nobody in the place of a person whom any of the words name: their id, address
// or accounts. What was done stays in the log, and when: it has to be possible to see for a
// year which rights were given, even by somebody who has left. It may be repeated.
func (l *Log) Forget(ctx context.Context, words []string, nobody string) error {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	all, err := l.Store.All(ctx)
	if err != nil {
		return fmt.Errorf("forget a person in the audit: %w", err)
	}
	for _, e := range all {
		changed := false
		blank := func(s string) string {
			parts := strings.Split(s, "/") // the ids of rows hold those of people
			for i, p := range parts {
				if slices.Contains(words, p) {
					parts[i], changed = nobody, true
				}
			}
			return strings.Join(parts, "/")
		}
		e.Actor, e.Subject = blank(e.Actor), blank(e.Subject)
		for name, value := range e.Detail {
			e.Detail[name] = blank(value)
		}
		if !changed {
			continue
		}
		if err := l.Store.Rewrite(ctx, e); err != nil {
			return fmt.Errorf("forget a person in the audit: %w", err)
		}
	}
	return nil
}
