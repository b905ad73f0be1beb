package reminders

import (
	"context"
	"strconv"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Kind is the kind of rows that carry personal reminders.
const Kind = "reminder.due"

// row is the occasion that r is due. The person chose the moment: it waits for no working hours.
func (r Reminder) row() outbox.Row {
	due := dueKey(r.Due)
	return outbox.Row{
		ID: "reminder/" + string(r.ID) + "/" + due, Kind: Kind, Person: r.Person, Until: r.Due.Add(Grace),
		Data: map[string]string{"reminder": string(r.ID), "due": due},
	}
}

// dueKey is a moment in a row's id and data.
func dueKey(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// Renderers say what a row reads like. One whose reminder was deleted or put off meanwhile
// says nothing.
func (s *Service) Renderers() map[string]outbox.Renderer {
	return map[string]outbox.Renderer{
		Kind: func(ctx context.Context, row outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
			r, ok, err := s.Store.Get(ctx, ID(row.Data["reminder"]))
			if err != nil || !ok || dueKey(r.Due) != row.Data["due"] {
				return chat.Message{}, false, err
			}
			return DueView(p, r, s.Now()), true, nil
		},
	}
}
