package main

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

var (
	// mattermostID is the form of Mattermost's ids and tokens.
	mattermostID = regexp.MustCompile(`^[a-z0-9]{26}$`)
	// teamName is what a team is called in its address.
	teamName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,63}$`)
)

// checkMattermost tidies and checks the settings of the connection to Mattermost.
func (c *Config) checkMattermost() []error {
	var wrong []error
	mistake := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if c.MattermostURL != "" && !isWeb(c.MattermostURL) {
		mistake("KIGO_MATTERMOST_URL=%q: use the address that people open in the browser, like https://chat.example.org", c.MattermostURL)
	}
	if c.MattermostTeam != "" && !teamName.MatchString(c.MattermostTeam) {
		mistake("KIGO_MATTERMOST_TEAM=%q: use the team's name in its address, like kiel in https://chat.example.org/kiel/channels/town-square", c.MattermostTeam)
	}
	for _, t := range []struct{ name, value string }{
		{"KIGO_MATTERMOST_TOKEN", c.MattermostToken},
		{"KIGO_MATTERMOST_COMMAND_TOKEN", c.MattermostCommandToken},
		{"KIGO_MATTERMOST_ADMIN_TOKEN", c.MattermostAdminToken},
	} {
		if t.value != "" && !mattermostID.MatchString(t.value) {
			mistake("%s is no token of Mattermost: use the 26 small letters and digits, without quotes or blanks", t.name)
		}
	}
	if c.MattermostToken != "" && c.MattermostToken == c.MattermostCommandToken {
		mistake("KIGO_MATTERMOST_TOKEN and KIGO_MATTERMOST_COMMAND_TOKEN are the same: use the bot's token and the slash command's")
	}
	for i, a := range c.MattermostAllow {
		a = strings.TrimSpace(a)
		c.MattermostAllow[i] = a
		p, err := prefix(a)
		switch {
		case a == "":
		case err != nil:
			mistake("KIGO_MATTERMOST_ALLOW: %q is no address: use ones like 10.1.2.3 or 10.1.0.0/16, separated by commas", a)
		default:
			c.mattermostAllow = append(c.mattermostAllow, p)
		}
	}
	return wrong
}

// prefix reads an IP address or a CIDR.
func prefix(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.Unmap()
		return a.WithZone("").Prefix(a.BitLen())
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return p, err
	}
	if a := p.Addr(); a.Is4In6() {
		return a.Unmap().Prefix(max(p.Bits()-96, 0))
	}
	return p.Masked(), nil
}

// needsMattermost is what serve asks of a configuration that connects to Mattermost.
func needsMattermost(c Config) error {
	if c.MattermostURL == "" {
		return nil
	}
	var wrong []error
	for _, s := range []struct{ name, value, what, cure string }{
		{"KIGO_MATTERMOST_TEAM", c.MattermostTeam, "the team that has the slash command", "set it to the team's name in its address, then run `kigo mattermost setup`"},
		{"KIGO_MATTERMOST_TOKEN", c.MattermostToken, "the bot account's token", "run `kigo mattermost setup`, which makes it"},
		{"KIGO_MATTERMOST_COMMAND_TOKEN", c.MattermostCommandToken, "the slash command's token", "run `kigo mattermost setup`, which tells it"},
		{"KIGO_PUBLIC_URL", c.PublicURL, "the address under which Mattermost reaches kigo", "set it to one like https://kigo.example.org, then run `kigo mattermost setup`"},
	} {
		if s.value == "" {
			wrong = append(wrong, fmt.Errorf("%s, %s, is not set: %s", s.name, s.what, s.cure))
		}
	}
	return errors.Join(wrong...)
}
