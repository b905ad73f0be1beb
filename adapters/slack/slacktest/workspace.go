package slacktest

import (
	"slices"
	"strings"
	"time"
)

type object = map[string]any

// Person is somebody to add to the workspace.
type Person struct {
	Name        string // the handle, such as "anna.muster"
	RealName    string
	DisplayName string
	Email       string
	Locale      string // such as "de-DE"; "" is en-US
	TZ          string // IANA; "" is Europe/Berlin

	Bot          bool // another app's
	Deactivated  bool
	Guest        bool // is_restricted
	SingleGuest  bool // is_ultra_restricted, too
	Stranger     bool // of another workspace, through Slack Connect
	Admin        bool
	Away         bool // @here does not call them
	Unsubscribed bool // has no email address to be found by
}

type person struct {
	Person
	id   string
	team string
}

// kinds of channels
const (
	public  = "public_channel"
	private = "private_channel"
	direct  = "im"
)

type channel struct {
	id, name, kind string
	archived       bool
	created        time.Time
	members        map[string]bool
	order          []string
	partner        string // whom the bot talks to in an im
	messages       []*message
}

type group struct {
	id, handle string
	members    []string
}

// message is a message as it now stands. Its body is replaced by edits and never changed,
// so that it can be read without the lock.
type message struct {
	channel   string
	ts        string
	thread    string // ts of the first message, of replies only
	broadcast bool
	author    string
	to        string // the only reader of an ephemeral
	body      object
	metadata  object
	shown     time.Time // the API lists it from then on
}

// settle lets Slackbot and the app's bot move in.
func (s *Server) settle() {
	s.people["USLACKBOT"] = &person{Person{Name: "slackbot", RealName: "Slackbot", DisplayName: "Slackbot"}, "USLACKBOT", s.TeamID}
	s.order = append(s.order, "USLACKBOT")
	name := s.app.Features.BotUser.DisplayName
	s.BotUserID = s.admit(Person{Name: name, RealName: name, DisplayName: name, Bot: true})
}

func (s *Server) admit(p Person) string {
	if p.SingleGuest {
		p.Guest = true
	}
	if p.Locale == "" {
		p.Locale = "en-US"
	}
	if p.TZ == "" {
		p.TZ = "Europe/Berlin"
	}
	if p.RealName == "" {
		p.RealName = p.Name
	}
	id, team := s.id("U"), s.TeamID
	if p.Stranger {
		team = s.id("T")
	}
	s.people[id] = &person{p, id, team}
	s.order = append(s.order, id)
	return id
}

// AddMember adds somebody who was there before; the app is not told.
func (s *Server) AddMember(p Person) *Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.touch()
	return &Member{s, s.admit(p)}
}

// Welcome lets somebody join now; the app is told (team_join).
func (s *Server) Welcome(p Person) *Member {
	m := s.AddMember(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emit("team_join", object{"type": "team_join", "user": s.profile(s.people[m.ID], true)})
	return m
}

// AddMembers adds n people who were there before, as make describes them.
func (s *Server) AddMembers(n int, make func(i int) Person) []*Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*Member
	for i := range n {
		all = append(all, &Member{s, s.admit(make(i))})
	}
	s.touch()
	return all
}

// ChangeMember changes somebody's profile or deactivates them; the app is told (user_change).
func (s *Server) ChangeMember(m *Member, change func(*Person)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[m.ID]
	change(&p.Person)
	s.emit("user_change", object{"type": "user_change", "user": s.profile(p, true), "cache_ts": s.clock.Now().Unix()})
	s.touch()
}

// AddChannel opens a public channel. The bot is not in it unless Join says so.
func (s *Server) AddChannel(name string, members ...*Member) string {
	return s.addChannel(name, public, members)
}

// AddPrivateChannel opens a private channel.
func (s *Server) AddPrivateChannel(name string, members ...*Member) string {
	return s.addChannel(name, private, members)
}

func (s *Server) addChannel(name, kind string, members []*Member) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.open(name, kind)
	for _, m := range members {
		c.add(m.ID)
	}
	s.touch()
	return c.id
}

// open makes a channel; the caller holds the lock.
func (s *Server) open(name, kind string) *channel {
	prefix := "C"
	if kind == direct {
		prefix = "D"
	}
	c := &channel{id: s.id(prefix), name: name, kind: kind, created: s.clock.Now(), members: map[string]bool{}}
	s.channels[c.id] = c
	s.chanOrder = append(s.chanOrder, c.id)
	return c
}

func (ch *channel) add(id string) {
	if !ch.members[id] {
		ch.members[id] = true
		ch.order = append(ch.order, id)
	}
}

// Join puts people into a channel, the bot by BotUserID; the app is told if it is there.
func (s *Server) Join(channel string, ids ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	for _, id := range ids {
		c.add(id)
		if c.members[s.BotUserID] {
			s.emit("member_joined_channel", object{
				"type": "member_joined_channel", "user": id, "channel": c.id, "channel_type": c.id[:1], "team": s.TeamID,
			})
		}
	}
	s.touch()
}

// Leave takes people out of a channel.
func (s *Server) Leave(channel string, ids ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	for _, id := range ids {
		delete(c.members, id)
		c.order = slices.DeleteFunc(c.order, func(has string) bool { return has == id })
	}
	s.touch()
}

// Archive closes a channel for good.
func (s *Server) Archive(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[channel].archived = true
	s.touch()
}

// AddGroup makes a user group, to be mentioned as <!subteam^ID>.
func (s *Server) AddGroup(handle string, members ...*Member) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &group{id: s.id("S"), handle: handle}
	for _, m := range members {
		g.members = append(g.members, m.ID)
	}
	s.groups[g.id] = g
	return g.id
}

// dm is the direct chat of the bot with somebody; the caller holds the lock.
func (s *Server) dm(user string) *channel {
	for _, id := range s.chanOrder {
		if c := s.channels[id]; c.kind == direct && c.partner == user {
			return c
		}
	}
	c := s.open("", direct)
	c.partner = user
	c.add(user)
	c.add(s.BotUserID)
	return c
}

// address is what the limit of one message a second counts by: a person and the direct
// chat with them are one.
func (s *Server) address(arg string) string {
	if c := s.channels[arg]; c != nil && c.kind == direct {
		return c.partner
	}
	return arg
}

// names says how people, channels and groups are shown; the caller holds the lock.
func (s *Server) names(kind, id string) string {
	switch kind {
	case "user":
		if p := s.people[id]; p != nil {
			return p.shownName()
		}
	case "channel":
		if c := s.channels[id]; c != nil {
			return c.name
		}
	case "group":
		if g := s.groups[id]; g != nil {
			return g.handle
		}
	}
	return ""
}

func (p *person) shownName() string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	return p.RealName
}

// find is the stored message of that ts.
func (ch *channel) find(ts string) *message {
	i, ok := slices.BinarySearchFunc(ch.messages, ts, func(m *message, ts string) int { return strings.Compare(m.ts, ts) })
	if !ok {
		return nil
	}
	return ch.messages[i]
}
