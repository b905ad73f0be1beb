package slack

import (
	"context"

	"kigo/bot/chat"
)

// Menus keep the options of selects that have more than Slack shows: it asks for them
// while the person types, perhaps another replica, and long after the message was sent.
type Menus interface {
	// KeepMenu stores options under an id that is made of them.
	KeepMenu(ctx context.Context, id string, options []chat.Option) error
	// Menu returns the options, or none where the id is unknown.
	Menu(ctx context.Context, id string) ([]chat.Option, error)
}

func (a *Adapter) keep(ctx context.Context, all []menu) error {
	for _, m := range all {
		if err := a.Menus.KeepMenu(ctx, m.ID, m.Options); err != nil {
			return err
		}
	}
	return nil
}

// layout is the message as Slack's blocks, ready to be sent.
func (a *Adapter) layout(ctx context.Context, m chat.Message) ([]post, error) {
	return posts(m, line), a.keep(ctx, menus(m))
}

// suggest answers what was typed into a select, with as much as an acknowledgement holds.
func (a *Adapter) suggest(in interaction) offers {
	id, ok := menuAsked(in.Action)
	if !ok {
		return suggestions(nil, "")
	}
	ctx, cancel := context.WithTimeout(context.Background(), viewPatience)
	defer cancel()
	options, err := a.Menus.Menu(ctx, id)
	if err != nil {
		a.Log.Error("options not read", "platform", Platform, "error", err)
	}
	all := suggestions(options, in.Value)
	for jsonSize(all) > maxAck {
		all.Options = all.Options[:len(all.Options)*3/4]
	}
	return all
}
