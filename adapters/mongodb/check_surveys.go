package mongodb

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/inventory"
	"kigo/bot/pulses"
)

// apart are the collections in which a person never stands beside a survey. Those that are
// left out: who made a survey and what admins did is in pulses and audit, and who was asked in
// the electorate; rows to those who were asked are looked at by themselves.
func apart() []string {
	return slices.DeleteFunc(Collections(), func(c string) bool {
		return slices.Contains([]string{"pulses", "audit", "pulse_electorate", "outbox", "sent", "mailbox", "menus"}, c)
	})
}

// surveys looks for what would tell who has answered.
func (c *checker) surveys(ctx context.Context) error {
	runs, err := NewPulses(c.db).All(ctx)
	if err != nil || len(runs) == 0 {
		return err
	}
	everybody, err := NewPeople(c.db).All(ctx)
	if err != nil {
		return err
	}
	person, run := map[string]bool{}, map[string]bool{}
	for _, p := range everybody {
		person[string(p.ID)] = true
	}
	over := map[string]bool{}
	for _, r := range runs {
		run[string(r.ID)], over[string(r.ID)] = true, r.State == pulses.Published
	}
	for _, name := range apart() {
		err := c.db.each(ctx, name, func(_ string, doc bson.Raw) error {
			hasPerson, hasRun := false, name == "pulse_answers" || name == "pulse_results" || name == "pulse_moderation"
			err := tokens(doc, func(w string) {
				hasPerson, hasRun = hasPerson || person[w], hasRun || run[w]
			})
			if hasRun && (hasPerson || name == "inbox") {
				c.broken(inventory.Revealing, name, "")
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := c.sealedAlike(ctx); err != nil {
		return err
	}
	return c.surveyRows(ctx, over)
}

// surveyRows looks for rows of surveys that outlast them, or say where a message stands.
func (c *checker) surveyRows(ctx context.Context, over map[string]bool) error {
	for _, name := range []string{"outbox", "sent"} {
		err := c.db.each(ctx, name, func(id string, doc bson.Raw) error {
			kind, rest, _ := strings.Cut(id, "/")
			asks := kind == pulses.KindInvite || kind == pulses.KindRemind
			run, _, _ := strings.Cut(rest, "/")
			if asks && over[run] {
				c.broken(inventory.Revealing, name, "")
			}
			for _, field := range []string{"ref", "channel", "platform"} {
				if s, _ := doc.Lookup(field).StringValueOK(); name == "sent" && (asks || kind == pulses.KindResult) && s != "" {
					c.broken(inventory.Revealing, name, field)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sealedAlike looks for answers whose length, or anything beside them, tells them apart.
func (c *checker) sealedAlike(ctx context.Context) error {
	length := map[string]int{}
	return c.db.each(ctx, "pulse_answers", func(id string, doc bson.Raw) error {
		run, _, _ := strings.Cut(strings.TrimPrefix(id, "answer/"), "/")
		_, b, _ := doc.Lookup("sealed").BinaryOK()
		if known, ok := length[run]; ok && known != len(b) {
			c.broken(inventory.Revealing, "pulse_answers", "sealed")
		}
		length[run] = len(b)
		return nil
	})
}

// words calls f with each word of s; what stands between slashes is a word, too, and so is
// what hyphens join.
func words(s string, f func(word string)) {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) {
		f(w)
	}
}
