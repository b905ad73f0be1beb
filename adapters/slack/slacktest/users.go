package slacktest

import (
	"strings"
	"time"
)

// Limits of users.list.
const (
	UsersMost     = 999  // a call
	UsersStandard = 100  // without a limit
	UsersWithout  = 1000 // more than these, and a limit is required
)

// profile is somebody as methods give them back.
func (s *Server) profile(p *person, locale bool) object {
	profile := object{
		"real_name": p.RealName, "real_name_normalized": p.RealName, "display_name": p.DisplayName,
		"display_name_normalized": p.DisplayName, "team": p.team, "title": "", "phone": "", "status_text": "",
		"avatar_hash": "g0", "image_72": "https://secure.gravatar.com/avatar/g0.jpg",
	}
	first, last, _ := strings.Cut(p.RealName, " ")
	profile["first_name"], profile["last_name"] = first, last
	if s.may("users:read.email") && p.Email != "" {
		profile["email"] = p.Email
	}
	bot := p.Bot
	if bot {
		delete(profile, "email")
		profile["api_app_id"], profile["bot_id"] = "A0OTHER", "B0OTHER"
		if p.id == s.BotUserID {
			profile["api_app_id"], profile["bot_id"] = s.AppID, s.BotID
		}
	}
	o := object{
		"id": p.id, "team_id": p.team, "name": p.Name, "deleted": p.Deactivated, "profile": profile,
		"is_bot": bot, "is_app_user": false, "updated": s.clock.Now().Unix(),
	}
	if p.Stranger {
		o["is_stranger"] = true
	}
	if p.Deactivated { // Slack says no more of them
		return o
	}
	o["real_name"], o["color"] = p.RealName, "9f69e7"
	o["is_admin"], o["is_owner"], o["is_primary_owner"] = p.Admin, false, false
	o["is_restricted"], o["is_ultra_restricted"] = p.Guest, p.SingleGuest
	o["is_email_confirmed"], o["who_can_share_contact_card"] = p.Email != "", "EVERYONE"
	if p.id != "USLACKBOT" {
		o["tz"], o["tz_label"], o["tz_offset"] = p.TZ, p.TZ, s.offset(p.TZ)
	}
	if locale {
		o["locale"] = p.Locale
	}
	return o
}

// offset is a zone's distance to UTC in seconds.
func (s *Server) offset(zone string) int {
	l, err := time.LoadLocation(zone)
	if err != nil {
		return 0
	}
	_, seconds := s.clock.Now().In(l).Zone()
	return seconds
}

// listUsers lists everybody of the workspace: deactivated people, bots and Slackbot, too, and
// no strangers.
func (c *call) listUsers() (object, error) {
	s := c.s
	all := make([]*person, 0, len(s.order))
	for _, id := range s.order {
		if p := s.people[id]; !p.Stranger {
			all = append(all, p)
		}
	}
	if limit := c.str("limit"); (limit == "" || limit == "0") && len(all) > UsersWithout {
		return nil, fail("limit_required")
	}
	p, err := c.page(UsersStandard, UsersMost)
	if err != nil {
		return nil, err
	}
	from, to, next := c.cut(p, len(all))
	members := []object{}
	for _, p := range all[from:to] {
		members = append(members, s.profile(p, c.flag("include_locale")))
	}
	return object{"members": members, "cache_ts": s.clock.Now().Unix(), "response_metadata": cursor(next)}, nil
}

func (c *call) userInfo() (object, error) {
	p := c.s.people[c.str("user")]
	if p == nil {
		return nil, fail("user_not_found")
	}
	return object{"user": c.s.profile(p, c.flag("include_locale"))}, nil
}

// lookupByEmail finds active people of the workspace.
func (c *call) lookupByEmail() (object, error) {
	email := c.str("email")
	for _, id := range c.s.order {
		p := c.s.people[id]
		if email != "" && strings.EqualFold(p.Email, email) && !p.Deactivated && !p.Stranger && !p.Bot {
			return object{"user": c.s.profile(p, c.flag("include_locale"))}, nil
		}
	}
	return nil, fail("users_not_found")
}
