package mattermosttest

import (
	"encoding/json"

	"github.com/mattermost/mattermost/server/public/model"
)

// obey does what a client asks for over the socket; false ends it.
func (k *socket) obey(in *model.WebSocketRequest) bool {
	switch {
	case in.Action == "":
		return k.reply(in, "api.web_socket_router.no_action.app_error")
	case in.Seq <= 0:
		return k.reply(in, "api.web_socket_router.bad_seq.app_error")
	case in.Action == string(model.WebsocketAuthenticationChallenge):
		return k.challenge(in)
	case in.Action == string(model.WebsocketPresenceIndicator):
		return k.reply(in, "")
	case !k.known():
		return k.reply(in, "api.web_socket_router.not_authenticated.app_error")
	}
	switch in.Action {
	case "ping", "user_typing", "get_statuses", "get_statuses_by_ids", "user_update_active_status":
		return k.reply(in, "")
	}
	return k.reply(in, "api.web_socket_router.bad_action.app_error")
}

func (k *socket) known() bool {
	select {
	case <-k.auth:
		return true
	default:
		return false
	}
}

// challenge authenticates a socket that came without a token. A bad one is not answered.
func (k *socket) challenge(in *model.WebSocketRequest) bool {
	if k.known() {
		return true
	}
	token, _ := in.Data["token"].(string)
	k.s.mu.Lock()
	t := k.s.sessionOf(token)
	k.s.mu.Unlock()
	if t == nil || !k.join(t.user, token) {
		return false
	}
	close(k.auth)
	return k.reply(in, "")
}

// reply answers a request of the client; id is what is wrong with it, "" is nothing.
func (k *socket) reply(in *model.WebSocketRequest, id string) bool {
	answer := map[string]any{"status": "OK", "seq_reply": in.Seq}
	if id != "" {
		answer = map[string]any{
			"status": "FAIL", "seq_reply": in.Seq,
			"error": map[string]any{"id": id, "message": id, "detailed_error": "", "status_code": 400},
		}
	}
	b, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	h := k.s.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if k.link.user != "" {
		h.queue(k.link, message{reply: b})
	}
	return true
}
