package mattermosttest

import (
	"encoding/json"
	"maps"
)

// event is something that clients are told over their WebSockets. Its audience is one
// account, the members of a channel or of a team, or everybody.
type event struct {
	name     string
	data     map[string]any
	user     string
	channel  string
	team     string
	about    string          // the channel that is named although the audience is an account
	mentions map[string]bool // accounts that find themselves in data["mentions"]
}

// encode is the event as an account gets it, with the number it has on a connection.
func (e event) encode(user string, seq int64) []byte {
	data := e.data
	if e.mentions[user] {
		data = maps.Clone(data)
		data["mentions"] = `["` + user + `"]`
	}
	channel := e.channel
	if channel == "" {
		channel = e.about
	}
	b, err := json.Marshal(map[string]any{
		"event": e.name, "data": data, "seq": seq,
		"broadcast": map[string]any{
			"omit_users": nil, "user_id": e.user, "channel_id": channel, "team_id": e.team,
			"connection_id": "", "omit_connection_id": "",
		},
	})
	if err != nil {
		panic(err)
	}
	return b
}

// publish tells an event to everybody whom it concerns. The data must be locked, so that
// events have one order.
func (s *Server) publish(e event) {
	s.hub.publish(e, func(user string) bool {
		switch {
		case e.user != "":
			return user == e.user
		case e.channel != "":
			ch := s.channels[e.channel]
			return ch != nil && ch.members[user] != nil
		case e.team != "":
			return s.inTeam(user, e.team)
		}
		return true
	})
}
