package commands

import (
	"context"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// paused says that kigo keeps back what it owes, and who can change that; none if it doesn't.
func paused(ctx context.Context, s Services, p i18n.Printer) ([]chat.Section, error) {
	pause, on, err := s.Paused(ctx)
	if err != nil || !on {
		return nil, err
	}
	why := p.Text("doctor.paused.restored")
	if !pause.Beat.IsZero() {
		why = p.Text("doctor.paused.silence", i18n.Args{"Beat": pause.Beat})
	}
	return []chat.Section{{Text: chat.Lines(p.Text("doctor.paused", i18n.Args{"Since": pause.Since}), why, p.Text("doctor.paused.cure"))}}, nil
}
