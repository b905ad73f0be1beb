package knowledge

import (
	"context"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// Desk takes note of what the entries do not answer, or not well.
type Desk interface {
	// Missed takes note of a question that was not answered, and returns what to say about
	// it and the buttons below (pass it on, …).
	Missed(ctx context.Context, by people.Person, p i18n.Printer, question string) (chat.Message, error)
	// Judged notes whether an answer helped, and returns what to say about it. question may be "".
	Judged(ctx context.Context, by people.Person, p i18n.Printer, entry ID, question string, helped bool) (chat.Message, error)
}
