package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/people"
	"kigo/bot/reminders"
)

// remind keeps what a person wants to be reminded of, or sets when they are reminded of an
// event. What begins with a moment is theirs; everything else names an event.
func remind(s Services) bot.Command {
	return bot.Command{Fits: fitsRemind(s), Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args == "" {
			return remindOverview(ctx, s, r)
		}
		due, text, err := reminders.Read(wished(r.Args), r.Now, s.Events.Zone)
		if err == nil {
			added, err := s.Reminders.Add(ctx, r.Person.ID, due, text)
			if err != nil {
				return chat.Reply{}, err
			}
			return bot.Private(reminders.AddedView(r.P, added)), nil
		}
		return remindOfEvent(ctx, s, r, err)
	}}
}

func remindOverview(ctx context.Context, s Services, r bot.Request) (chat.Reply, error) {
	mine, err := remindable(ctx, s, r)
	if err != nil {
		return chat.Reply{}, err
	}
	wishes, err := s.Events.WishesOf(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	own, err := s.Reminders.List(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	m := chat.Message{Sections: events.WishesSections(r.P, mine, wishes)}
	m.Sections = append(m.Sections, reminders.ListSections(r.P, own)...)
	return bot.Private(m), nil
}

// remindOfEvent is for what is no moment, as noMoment says why: "Forum 1h", or "Forum" alone.
func remindOfEvent(ctx context.Context, s Services, r bot.Request, noMoment error) (chat.Reply, error) {
	name, wish := cutWish(r.Args)
	mine, err := remindable(ctx, s, r)
	if err != nil {
		return chat.Reply{}, err
	}
	found := events.Match(mine, name)
	if len(found) > 0 {
		return remindChosen(ctx, s, r, found, wish)
	}
	switch {
	case !isUnknown(noMoment):
		return chat.Reply{}, noMoment
	case wish != "":
		return chat.Reply{}, fault.Missing("event.status.none", fault.Args{"Text": short(name)})
	}
	return chat.Reply{}, fault.Missing("reminder.unknown", fault.Args{"Text": short(r.Args)})
}

// remindChosen stores what is wanted for the one event that is meant, or asks.
func remindChosen(ctx context.Context, s Services, r bot.Request, found []events.Event, wish events.Wish) (chat.Reply, error) {
	sure := len(found) == 1 && wish != ""
	if sure {
		if err := s.Events.Choose(ctx, r.Person.ID, found[0].ID, wish); err != nil {
			return chat.Reply{}, err
		}
	}
	wishes, err := s.Events.WishesOf(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	if sure {
		return bot.Private(s.Events.ChosenView(r.P, found[0], r.Person.ID, wishes.For(found[0].ID))), nil
	}
	return bot.Private(events.PickWishView(r.P, found, wishes)), nil
}

// remindable are the events of which the person can still be reminded.
func remindable(ctx context.Context, s Services, r bot.Request) ([]events.Event, error) {
	mine, err := s.Events.Mine(ctx, r.Person.ID)
	return slices.DeleteFunc(mine, func(e events.Event) bool { return e.State != events.Open || e.Over(r.Now) }), err
}

// wished is the wish without "mich" or "me" before it.
func wished(args string) string {
	first, rest, _ := strings.Cut(args, " ")
	if w := people.Fold(first); (w == "mich" || w == "me") && rest != "" {
		return rest
	}
	return args
}

// cutWish splits "Forum 1h" into the name of an event and the wish; "" if there is none.
func cutWish(args string) (name string, w events.Wish) {
	before, last := lastWord(args)
	if w = wishWords[people.Fold(last)]; w == "" {
		return args, ""
	}
	return before, w
}

var wishWords = map[string]events.Wish{
	"7d": "7d", "7t": "7d", "1w": "7d",
	"1d": "1d", "24h": "1d", "1t": "1d",
	"1h":  "1h",
	"aus": events.Never, "off": events.Never,
	"normal": events.Usual,
}

// fitsRemind takes what begins with a moment, well-formed or not, and what is short enough
// to name an event.
func fitsRemind(s Services) func(args string) bool {
	return func(args string) bool {
		if strings.HasSuffix(args, "?") {
			return false
		}
		_, _, err := reminders.Read(wished(args), s.Events.Now(), s.Events.Zone)
		return !isUnknown(err) || few(args)
	}
}

// isUnknown reports whether a text does not begin with a moment at all.
func isUnknown(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Key == "when.unknown"
}

// laterBy is the moment that a word names: in one or three hours, or tomorrow at nine.
func laterBy(word string, now time.Time, zone *time.Location) (time.Time, bool) {
	const morning = 9
	minute := now.Truncate(time.Minute)
	switch people.Fold(word) {
	case "1h":
		return minute.Add(time.Hour), true
	case "3h":
		return minute.Add(3 * time.Hour), true
	case "morgen", "tomorrow":
		y, m, d := now.In(zone).Date()
		return time.Date(y, m, d+1, morning, 0, 0, 0, zone), true
	}
	return time.Time{}, false
}
