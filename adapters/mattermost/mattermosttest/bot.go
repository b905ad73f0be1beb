package mattermosttest

import (
	"strconv"

	"github.com/mattermost/mattermost/server/public/model"
)

// addBot makes a bot account that is in no team.
func (s *Server) addBot(in *model.Bot) (*model.Bot, *failure) {
	if f := in.IsValidCreate(); f != nil {
		return nil, f
	}
	u := model.UserFromBot(in)
	u.IsBot = true
	a, f := s.addUser(u, "")
	if f != nil {
		return nil, f
	}
	b := *in
	b.UserId, b.CreateAt, b.UpdateAt = a.Id, a.CreateAt, a.UpdateAt
	a.BotDescription = b.Description
	s.bots[a.Id] = &b
	return &b, nil
}

func createBot(c *call) (any, *failure) {
	var patch model.BotPatch
	if f := c.read(&patch, "bot"); f != nil {
		return nil, f
	}
	in := &model.Bot{OwnerId: c.user.Id}
	in.Patch(&patch)
	switch {
	case !c.can(model.PermissionCreateBot), c.user.IsBot:
		return nil, denied()
	case !c.s.settings.EnableBotAccountCreation:
		return nil, fail(403, "api.bot.create_disabled")
	}
	b, f := c.s.addBot(in)
	if f != nil {
		return nil, f
	}
	c.status = 201
	return b, nil
}

// bot returns the bot that {bot} names where the caller may manage it, or just read it.
func (c *call) bot(manage bool) (*model.Bot, *failure) {
	missing := fail(404, "store.sql_bot.get.missing.app_error")
	b := c.s.bots[c.vars["bot"]]
	if b == nil {
		return nil, missing
	}
	own, others := model.PermissionReadBots, model.PermissionReadOthersBots
	if manage {
		own, others = model.PermissionManageBots, model.PermissionManageOthersBots
	}
	need, read := others, model.PermissionReadOthersBots
	if b.OwnerId == c.user.Id {
		need, read = own, model.PermissionReadBots
	}
	switch {
	case c.can(need):
		return b, nil
	case c.can(read):
		return nil, denied()
	}
	return nil, missing
}

func readBot(c *call) (any, *failure) {
	b, f := c.bot(false)
	if f != nil {
		return nil, f
	}
	if deleted, _ := strconv.ParseBool(c.query("include_deleted")); b.DeleteAt != 0 && !deleted {
		return nil, fail(404, "store.sql_bot.get.missing.app_error")
	}
	return b, nil
}

func listBots(c *call) (any, *failure) {
	if !c.can(model.PermissionReadBots) && !c.can(model.PermissionReadOthersBots) {
		return nil, denied()
	}
	deleted, _ := strconv.ParseBool(c.query("include_deleted"))
	list := []*model.Bot{}
	for _, id := range c.s.order {
		b := c.s.bots[id]
		if b == nil || b.DeleteAt != 0 && !deleted || b.OwnerId != c.user.Id && !c.can(model.PermissionReadOthersBots) {
			continue
		}
		list = append(list, b)
	}
	from, to := c.page(len(list))
	return list[from:to], nil
}

func patchBot(c *call) (any, *failure) {
	var patch model.BotPatch
	if f := c.read(&patch, "bot"); f != nil {
		return nil, f
	}
	b, f := c.bot(true)
	if f != nil {
		return nil, f
	}
	if patch.Username != nil && c.s.named(*patch.Username) != nil && *patch.Username != b.Username {
		return nil, fail(400, "app.user.save.username_exists.app_error")
	}
	b.Patch(&patch)
	b.UpdateAt = c.s.millis()
	a := c.s.users[b.UserId]
	a.Username, a.FirstName, a.BotDescription = b.Username, b.DisplayName, b.Description
	c.s.told(a)
	return b, nil
}

func enableBot(c *call) (any, *failure) { return c.setBot(true) }

func disableBot(c *call) (any, *failure) { return c.setBot(false) }

func (c *call) setBot(active bool) (any, *failure) {
	b, f := c.bot(true)
	if f != nil {
		return nil, f
	}
	if f := c.s.activate(c.s.users[b.UserId], active); f != nil {
		return nil, f
	}
	return b, nil
}
