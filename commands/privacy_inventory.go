package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/inventory"
)

// privacyInventory lets the works council and admins read what is stored about people, and
// hands out the documents with every field.
func privacyInventory(s Services) bot.Command {
	return bot.Command{May: looksAfter, Run: func(_ context.Context, r bot.Request) (chat.Reply, error) {
		m := inventory.View(r.P, s.Stored)
		var err error
		m.Files, err = s.Record()
		return bot.Private(m), err
	}}
}
