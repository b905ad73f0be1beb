package slacktest

import (
	"slices"
	"time"

	"kigo/adapters/slack/slacktest/manifest"
)

// EventsPerHour is how many events an app gets; then it is told app_rate_limited, once a
// minute.
const EventsPerHour = 30_000

// emit tells the app of an event, if it subscribed to it and has the scope. The caller
// holds the lock.
func (s *Server) emit(name string, event object) {
	scope := manifest.Events[name]
	if s.authError != "" || !s.app.Subscribed(name) || scope != "" && !s.may(scope) {
		return
	}
	if event["event_ts"] == nil {
		event["event_ts"] = s.ts()
	}
	payload := object{
		"token": "verification-token", "team_id": s.TeamID, "context_team_id": s.TeamID, "api_app_id": s.AppID,
		"type": "event_callback", "event": event, "event_id": s.id("Ev"), "event_time": s.clock.Now().Unix(),
		"is_ext_shared_channel": false, "event_context": "4-" + random(8),
		"authorizations": []object{{
			"enterprise_id": nil, "team_id": s.TeamID, "user_id": s.BotUserID, "is_bot": true, "is_enterprise_install": false,
		}},
	}
	if !s.withinHour(name) {
		return
	}
	s.deliver(&delivery{kind: "events_api", payload: clone(payload), url: s.app.EventsURL()})
}

// withinHour counts an event. If it is one too many, the app is told so, once a minute.
func (s *Server) withinHour(name string) bool {
	now := s.clock.Now()
	s.events = slices.DeleteFunc(s.events, func(at time.Time) bool { return now.Sub(at) >= time.Hour })
	if len(s.events) < s.config.eventsPerHour {
		s.events = append(s.events, now)
		return true
	}
	s.complain("more than %d events an hour: %s was not delivered", s.config.eventsPerHour, name)
	if minute := now.Truncate(time.Minute); minute.After(s.limited) {
		s.limited = minute
		s.deliver(&delivery{kind: "events_api", url: s.app.EventsURL(), payload: object{
			"token": "verification-token", "type": "app_rate_limited", "team_id": s.TeamID,
			"minute_rate_limited": minute.Unix(), "api_app_id": s.AppID,
		}})
	}
	return false
}
