package bot

import (
	"context"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// meet is the person behind an event. Who was deleted is not made known again by what they
// have not done themselves.
func (b *Bot) meet(ctx context.Context, ev chat.Event) (people.Person, error) {
	if ev.Unasked {
		unwanted, err := b.People.Unwanted(ctx, ev.Platform, ev.User)
		if err != nil {
			return people.Person{}, err
		}
		if unwanted {
			return people.Person{}, fault.New("start.forgotten")
		}
	}
	if Unobserved(ctx) {
		return b.People.Recognise(ctx, ev.Platform, ev.User)
	}
	return b.People.Meet(ctx, ev.Platform, ev.User)
}
