package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
	"kigo/bot/when"
)

// untilWords may stand before the moment.
var untilWords = []string{"stoeren", "disturb", "bis", "until", "till"}

// quietOver are the words that end somebody's quiet.
var quietOver = []string{"aus", "ende", "beenden", "off", "end"}

// fitsQuiet keeps questions out: "ruhe", "ruhe aus", "nicht stören bis 15. Dezember 2026 14:00".
func fitsQuiet(args, value string) bool {
	if value == "" {
		return people.Fold(args) != "nicht"
	}
	words := strings.Fields(value)
	first := people.Fold(words[0])
	return (slices.Contains(untilWords, first) && len(words) <= 7) || (slices.Contains(quietOver, first) && len(words) == 1)
}

// setQuiet holds back what can wait until the moment that was typed, or no longer.
func setQuiet(ctx context.Context, s Services, r bot.Request, typed string) (chat.Reply, error) {
	if r.Submitted() {
		typed = r.Value(people.QuietField)
	} else if typed == "" {
		return chat.Reply{Form: people.QuietForm(r.P, "profil ruhe")}, nil
	}
	until, err := quietUntil(typed, r)
	var f *fault.Fault
	if errors.As(err, &f) && r.Submitted() {
		err = fault.Form(map[string]*fault.Fault{people.QuietField: f})
	}
	if err != nil {
		return chat.Reply{}, err
	}
	if err := s.People.SetQuiet(ctx, r.Person.ID, until); err != nil {
		return chat.Reply{}, err
	}
	// What was held back for the old date is looked at again.
	if err := s.Outbox.Release(ctx, r.Person.ID, r.Now); err != nil {
		return chat.Reply{}, err
	}
	return profileChanged(ctx, s, r)
}

// quietUntil reads a moment; a day alone means its end. The zero time is no quiet.
func quietUntil(typed string, r bot.Request) (time.Time, error) {
	words := strings.Fields(typed)
	for len(words) > 0 && slices.Contains(untilWords, people.Fold(words[0])) {
		words = words[1:]
	}
	if len(words) == 1 && slices.Contains(quietOver, people.Fold(words[0])) {
		return time.Time{}, nil
	}
	text := strings.Join(words, " ")
	until, err := when.Parse(text, r.Now, r.P.Zone())
	var f *fault.Fault
	if errors.As(err, &f) && f.Key == "when.missing_time" {
		until, err = when.Parse(text+" 24:00", r.Now, r.P.Zone())
	}
	if err == nil && !until.After(r.Now) {
		return until, fault.New("profile.quiet.past", fault.Args{"At": until})
	}
	return until, err
}
