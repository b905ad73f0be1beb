package people

import (
	"context"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// QuietField is the field of QuietForm.
const QuietField = "until"

// SetQuiet holds back until that moment what can wait for the person; the zero time is no
// longer.
func (s *Service) SetQuiet(ctx context.Context, id ID, until time.Time) error {
	return s.set(ctx, id, FieldQuiet, until)
}

// QuietName is until when somebody does not want to be disturbed: the last full day, or a
// time of day.
func QuietName(p i18n.Printer, until time.Time) string {
	local := until.In(p.Zone())
	if local.Hour() == 0 && local.Minute() == 0 {
		return p.Plain("profile.quiet.day", i18n.Args{"Day": p.Date(local.AddDate(0, 0, -1))})
	}
	return p.Plain("profile.quiet.at", i18n.Args{"At": until})
}

// QuietForm asks until when somebody does not want to be disturbed.
func QuietForm(p i18n.Printer, line string) *chat.Form {
	return &chat.Form{
		Title: p.Plain("profile.quiet.title"), Intro: p.Text("profile.quiet.intro"), Submit: p.Plain("profile.quiet.submit"), Line: line,
		Fields: []chat.FormField{{
			Name: QuietField, Label: p.Plain("profile.quiet.label"), Hint: p.Plain("profile.quiet.hint"), Type: chat.TextField, Required: true, Max: 80,
		}},
	}
}
