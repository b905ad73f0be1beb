package slacktest

import (
	"encoding/json"

	"kigo/adapters/slack/slacktest/blockkit"
)

func (c *call) apiTest() (object, error) {
	if code := c.str("error"); code != "" {
		return nil, fail(code)
	}
	return object{"args": c.args}, nil
}

func (c *call) authTest() (object, error) {
	s := c.s
	return object{
		"url": "https://kigo.slack.com/", "team": "kigo", "team_id": s.TeamID,
		"user": s.people[s.BotUserID].Name, "user_id": s.BotUserID, "bot_id": s.BotID, "is_enterprise_install": false,
	}, nil
}

func (c *call) authRevoke() (object, error) {
	if c.flag("test") {
		return object{"revoked": false}, nil
	}
	c.s.authError = "token_revoked"
	c.s.touch()
	return object{"revoked": true}, nil
}

// ClientID and ClientSecret are what apps.uninstall asks for.
const (
	ClientID     = "1.1"
	ClientSecret = "client-secret"
)

func (c *call) appsUninstall() (object, error) {
	switch {
	case c.str("client_id") != ClientID:
		return nil, fail("invalid_client_id")
	case c.str("client_secret") != ClientSecret:
		return nil, fail("bad_client_secret")
	}
	c.s.uninstall()
	return object{}, nil
}

func (c *call) teamInfo() (object, error) {
	if t := c.str("team"); t != "" && t != c.s.TeamID {
		return nil, fail("team_not_found")
	}
	return object{"team": object{
		"id": c.s.TeamID, "name": "kigo", "domain": "kigo", "email_domain": "", "icon": object{"image_default": true},
	}}, nil
}

func (c *call) botsInfo() (object, error) {
	if bot := c.str("bot"); bot != c.s.BotID {
		if bot == "" {
			return nil, fail("bot_not_found")
		}
		return nil, fail("bot_not_found")
	}
	return object{"bot": object{
		"id": c.s.BotID, "deleted": false, "name": c.s.app.Display.Name, "updated": c.s.clock.Now().Unix(),
		"app_id": c.s.AppID, "user_id": c.s.BotUserID, "icons": object{},
	}}, nil
}

// blocksValidate is Slack's own validator: exactly one of blocks, message and view.
func (c *call) blocksValidate() (object, error) {
	given := 0
	for _, name := range []string{"blocks", "message", "view"} {
		if c.args[name] != nil {
			given++
		}
	}
	if given != 1 {
		return nil, fail("invalid_arguments")
	}
	for _, name := range []string{"blocks", "message", "view"} {
		v, ok, err := c.json(name)
		if !ok {
			continue
		}
		if err != nil {
			return nil, fail("invalid_json")
		}
		var problems blockkit.Problems
		switch name {
		case "blocks":
			problems = blockkit.Blocks(blockkit.Message, v)
		case "view":
			problems = blockkit.View(v)
		case "message":
			problems = checkMessage(v)
		}
		if len(problems) > 0 {
			return nil, &failure{"invalid_" + name, object{"errors": problems}}
		}
	}
	return object{}, nil
}

func checkMessage(v any) blockkit.Problems {
	o, ok := v.(object)
	if !ok {
		return blockkit.Problems{{Code: blockkit.FailedConstraint, Message: "must provide an object"}}
	}
	problems := blockkit.Blocks(blockkit.Message, orEmpty(o["blocks"])).Under("/blocks")
	return append(problems, blockkit.InAttachments(orEmpty(o["attachments"])).Under("/attachments")...)
}

func orEmpty(v any) any {
	if v == nil {
		return []any{}
	}
	return v
}

// clone is a copy of JSON that shares nothing.
func clone[T any](v T) T {
	var out T
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		panic("slacktest: no JSON: " + err.Error())
	}
	return out
}
