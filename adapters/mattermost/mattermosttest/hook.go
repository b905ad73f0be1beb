package mattermosttest

import (
	"bytes"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// hook is a response_url: whoever knows it can speak in the name of who ran the command.
type hook struct {
	id      string
	command string
	args    model.CommandArgs
	at      time.Time
	uses    int
}

const (
	hookUses = 5
	hookAge  = 30 * time.Minute
)

func (s *Server) newHook(command string, args model.CommandArgs) *hook {
	h := &hook{id: model.NewId(), command: command, args: args, at: s.now()}
	s.hooks[h.id] = h
	return h
}

// useHook answers POST /hooks/commands/{id}.
func useHook(c *call) (any, *failure) {
	answer, err := model.CommandResponseFromHTTPBody(c.r.Header.Get("Content-Type"), bytes.NewReader(c.body))
	if err != nil || answer == nil {
		return nil, fail(400, "web.command_webhook.parse.app_error")
	}
	h := c.s.hooks[c.vars["hook"]]
	if h == nil || !c.s.now().Before(h.at.Add(hookAge)) {
		return nil, fail(404, "web.command_webhook.general.app_error")
	}
	cmd := c.s.commands[h.command]
	if cmd == nil || cmd.DeleteAt != 0 || h.uses >= hookUses {
		return nil, fail(400, "web.command_webhook.general.app_error")
	}
	h.uses++
	args := h.args
	args.TeamId = cmd.TeamId
	if f := c.s.takeResponse(cmd, args, answer); f != nil {
		return nil, fail(f.StatusCode, "web.command_webhook.general.app_error")
	}
	return text("ok"), nil
}
