package setup

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// Connection is a connection to a server as kigo is configured for it. Its methods examine
// it, each one thing, and in the order in which they stand here: later ones use what
// earlier ones found.
type Connection struct {
	URL          string
	Token        string // the bot's
	Team         string
	CommandToken string
	AdminToken   string // may be empty; shows more
	PublicURL    string
	Allow        []netip.Prefix // from where callbacks are taken; empty is everywhere
	People       People
	DNS          Resolver

	up    bool
	bot   *Server // nil where the token does not work
	admin *Server // nil without a token that works
	team  *model.Team
}

// maxSkew is how far clocks may be apart. The server's header is to the second.
const maxSkew = 5*time.Second + time.Second

// oldest is the oldest version of Mattermost that kigo has a chance with, tried the one it
// was made for.
const (
	oldest = 10
	tried  = "11.6"
)

// CheckServer asks whether the server is there, which one it is, and what time it has.
func (c *Connection) CheckServer(ctx context.Context) []Finding {
	const name = "server"
	c.URL = strings.TrimRight(c.URL, "/")
	c.up, c.bot, c.admin, c.team = false, nil, nil, nil
	before := time.Now()
	version, clock, err := Reach(ctx, c.URL)
	if err != nil {
		return []Finding{Explain(err, c.URL).finding(name)}
	}
	after := time.Now()
	c.up = true
	found := Finding{OK, name, "Mattermost " + version + " at " + c.URL, ""}
	if n, err := strconv.Atoi(strings.Split(version, ".")[0]); err == nil && n < oldest {
		found = Finding{Warn, name, "Mattermost " + version + " at " + c.URL + " is older than what kigo was tried with", "update it; kigo was tried with " + tried}
	}
	all := []Finding{found}
	if isPlain(c.URL) {
		all = append(all, Finding{Warn, name, c.URL + " is not encrypted: the bot's token can be read on the way", "use https:// in KIGO_MATTERMOST_URL"})
	}
	switch {
	case clock.IsZero():
		all = append(all, Finding{Skip, "clock", "the server does not tell the time", ""})
	case clock.Before(before.Add(-maxSkew)), clock.After(after.Add(maxSkew)):
		off := clock.Sub(after).Round(time.Second)
		all = append(all, Finding{Fail, "clock", fmt.Sprintf("the server's clock is %s off this machine's, so kigo takes clicks for old ones", off.Abs()), "synchronise both machines (NTP): timedatectl shows whether it is on"})
	default:
		all = append(all, Finding{OK, "clock", "goes like the server's", ""})
	}
	if c.AdminToken == "" {
		return all
	}
	if c.admin, err = Connect(ctx, c.URL, c.AdminToken); err != nil {
		c.admin = nil
		p := Explain(TokenProblem(err), c.URL)
		all = append(all, Finding{Warn, "administrator", p.Text, p.Cure})
	} else {
		all = append(all, Finding{OK, "administrator", "@" + c.admin.User.Username, ""})
	}
	return all
}

// isPlain says whether an address sends in the clear over a network.
func isPlain(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && !mayBeHere(address)
}

// setUp is the cure of whatever setup makes.
const setUp = "run: kigo mattermost setup"

// CheckBot asks who the token belongs to.
func (c *Connection) CheckBot(ctx context.Context) []Finding {
	const name = "bot account"
	switch {
	case !c.up:
		return []Finding{{Skip, name, "needs the server", ""}}
	case c.Token == "":
		return []Finding{{Fail, name, "KIGO_MATTERMOST_TOKEN is not set", setUp + ", which makes the token"}}
	}
	s, err := Connect(ctx, c.URL, c.Token)
	switch {
	case isStatus(err, http.StatusUnauthorized):
		return []Finding{{Fail, name, "the server refuses KIGO_MATTERMOST_TOKEN: it was mistyped or revoked, or the account is disabled, as Mattermost does when its owner is deactivated",
			setUp + ", which enables the account and makes a token where there is none that works"}}
	case err != nil:
		return []Finding{Explain(err, c.URL).finding(name)}
	case !s.User.IsBot:
		return []Finding{{Fail, name, "KIGO_MATTERMOST_TOKEN belongs to @" + s.User.Username + ", who is no bot: kigo would write under that name", setUp + ", which makes a bot account, and use its token"}}
	}
	c.bot = s
	return []Finding{{OK, name, "@" + s.User.Username, ""}}
}

// CheckTeam asks whether the bot is in the team.
func (c *Connection) CheckTeam(ctx context.Context) []Finding {
	const name = "team"
	switch {
	case c.bot == nil:
		return []Finding{{Skip, name, "needs the bot account", ""}}
	case c.Team == "":
		return []Finding{{Fail, name, "KIGO_MATTERMOST_TEAM is not set", "set it to the team's name in its address, and " + setUp}}
	}
	mine, err := membersOf(ctx, c.bot, c.bot.User.Id)
	if err != nil {
		return []Finding{Explain(err, c.URL).finding(name)}
	}
	var others []string
	for _, t := range mine {
		if t.Name == c.Team {
			c.team = t
		} else {
			others = append(others, t.Name)
		}
	}
	if c.team == nil {
		text := fmt.Sprintf("@%s is not in the team %q: it hears nothing in channels there", c.bot.User.Username, c.Team)
		if _, _, err := c.bot.GetTeamByName(ctx, c.Team, ""); isStatus(err, http.StatusNotFound) {
			text = fmt.Sprintf("there is no team %q", c.Team)
			return []Finding{{Fail, name, text, "set KIGO_MATTERMOST_TEAM to the team's name in its address" + orOne(others)}}
		}
		return []Finding{{Fail, name, text, setUp + ", which adds it"}}
	}
	all := []Finding{{OK, name, fmt.Sprintf("@%s is in %s (%s)", c.bot.User.Username, c.team.Name, c.team.DisplayName), ""}}
	if len(others) > 0 {
		all = append(all, Finding{Warn, name, "@" + c.bot.User.Username + " is also in " + strings.Join(others, ", ") + ": kigo knows one team only, and /" + Trigger + " works in " + c.Team,
			"remove the bot from the others, or run a kigo with a store of its own for each team"})
	}
	return all
}

func orOne(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ", like " + strings.Join(names, " or ")
}

// CheckCommand asks whether there is a slash command that leads here.
func (c *Connection) CheckCommand(ctx context.Context) []Finding {
	const name = "slash command"
	switch {
	case c.team == nil:
		return []Finding{{Skip, name, "needs the team", ""}}
	case c.bot.Config.is(Commands, "false"):
		return []Finding{{Skip, name, "slash commands are switched off", ""}}
	case c.CommandToken == "":
		return []Finding{{Fail, name, "KIGO_MATTERMOST_COMMAND_TOKEN is not set", setUp + ", which tells it"}}
	case !model.IsValidId(c.CommandToken):
		return []Finding{{Fail, name, "KIGO_MATTERMOST_COMMAND_TOKEN is no token of Mattermost", setUp + ", which tells it"}}
	}
	known, _, err := c.bot.ListAutocompleteCommands(ctx, c.team.Id)
	if err != nil {
		return []Finding{Explain(err, c.URL).finding(name)}
	}
	there := false
	for _, k := range known {
		there = there || k.Trigger == Trigger
	}
	if !there {
		return []Finding{{Fail, name, "there is no /" + Trigger + " in the team " + c.team.Name, setUp}}
	}
	if c.admin == nil {
		return []Finding{{OK, name, "/" + Trigger + " is in the team " + c.team.Name + "; its token and address can be compared with KIGO_MATTERMOST_ADMIN_TOKEN only", ""}}
	}
	have, err := findCommand(ctx, c.admin, c.team.Id)
	want := strings.TrimRight(c.PublicURL, "/") + commandPath
	switch {
	case err != nil:
		return []Finding{Explain(err, c.URL).finding(name)}
	case have == nil:
		return []Finding{{Warn, name, "/" + Trigger + " belongs to somebody or something that @" + c.admin.User.Username + " may not see", "have a system administrator run setup"}}
	case have.URL != want:
		return []Finding{{Fail, name, "/" + Trigger + " calls " + have.URL + ", and KIGO_PUBLIC_URL says " + want, setUp + ", which changes it"}}
	case have.Method != model.CommandMethodPost:
		return []Finding{{Fail, name, "/" + Trigger + " sends with GET", setUp + ", which changes it"}}
	case have.Token != c.CommandToken:
		return []Finding{{Fail, name, "KIGO_MATTERMOST_COMMAND_TOKEN is not the token of /" + Trigger + ": kigo refuses every command", setUp + ", which tells the right one"}}
	}
	return []Finding{{OK, name, "/" + Trigger + " calls " + have.URL + ", with the right token", ""}}
}

// CheckSettings looks at the server's settings, as far as they can be seen.
func (c *Connection) CheckSettings(ctx context.Context) []Finding {
	switch {
	case !c.up:
		return nil
	case c.bot == nil:
		return []Finding{{Skip, "settings", "need the bot account", ""}}
	}
	s := c.bot
	if c.admin != nil {
		s = c.admin
	}
	return append([]Finding{s.Config.CheckCommands(), s.Config.CheckSigning(), s.Config.CheckOverrides(c.bot.postsPrivately(ctx, c.bot.User)), s.Config.CheckDirect(c.Team), s.Config.CheckNames()},
		s.CheckPeople(ctx, c.People)...)
}

// CheckOwner looks to whom the bot belongs.
func (c *Connection) CheckOwner(ctx context.Context) []Finding {
	const name = "owner"
	switch {
	case c.bot == nil:
		return nil
	case c.admin == nil:
		return []Finding{{Skip, name, "to whom the bot belongs, KIGO_MATTERMOST_ADMIN_TOKEN would show", ""}}
	}
	b, _, err := c.admin.GetBotIncludeDeleted(ctx, c.bot.User.Id, "")
	if err != nil {
		return []Finding{{Skip, name, "to whom the bot belongs, only a system administrator can see", ""}}
	}
	return []Finding{CheckOwner(ctx, c.admin, b.OwnerId)}
}
