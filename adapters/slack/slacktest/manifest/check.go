package manifest

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Limits of a manifest, from docs.slack.dev/reference/app-manifest.
const (
	nameMost           = 35
	descriptionMost    = 140
	longLeast          = 174
	longMost           = 4_000
	botNameMost        = 80
	commandsMost       = 50
	commandMost        = 32
	commandAboutMost   = 2_000
	usageHintMost      = 1_000
	shortcutsMost      = 10
	shortcutNameMost   = 24
	shortcutAboutMost  = 150
	shortcutIDMost     = 255
	eventsMost         = 100
	unfurlDomainsMost  = 5
	addressRangesMost  = 10
	redirectsMost      = 1_000
	metadataMinVersion = 1
)

type check struct {
	m      *Manifest
	faults Faults
}

func (m *Manifest) check() Faults {
	c := &check{m: m}
	c.display()
	c.commands()
	c.shortcuts()
	c.settings()
	c.scopes()
	return c.faults
}

func (c *check) add(pointer, format string, args ...any) {
	c.faults = append(c.faults, Fault{pointer, fmt.Sprintf(format, args...)})
}

// length reports s unless it has least to most characters; an empty s is judged only if least > 0
// and required.
func (c *check) length(pointer, s string, least, most int, required bool) {
	n := utf8.RuneCountInString(s)
	switch {
	case s == "" && required:
		c.add(pointer, "is required")
	case s == "":
	case n < least:
		c.add(pointer, "has %d characters, at least %d", n, least)
	case n > most:
		c.add(pointer, "has %d characters, at most %d", n, most)
	}
}

var colorForm = regexp.MustCompile(`^#(?:[0-9A-Fa-f]{3}){1,2}$`)

func (c *check) display() {
	d := c.m.Display
	c.length("/display_information/name", d.Name, 1, nameMost, true)
	c.length("/display_information/description", d.Description, 1, descriptionMost, false)
	c.length("/display_information/long_description", d.LongDescription, longLeast, longMost, false)
	if d.BackgroundColor != "" && !colorForm.MatchString(d.BackgroundColor) {
		c.add("/display_information/background_color", "is no hex color")
	}
	c.length("/features/bot_user/display_name", c.m.Features.BotUser.DisplayName, 1, botNameMost, len(c.m.OAuthConfig.Scopes.Bot) > 0)
	if v := c.m.Metadata.MajorVersion; v != 0 && v < metadataMinVersion {
		c.add("/_metadata/major_version", "is unknown")
	}
}

var commandForm = regexp.MustCompile(`^/[^\s/A-Z]+$`)

func (c *check) commands() {
	all := c.m.Features.SlashCommands
	if len(all) > commandsMost {
		c.add("/features/slash_commands", "has %d entries, at most %d", len(all), commandsMost)
	}
	seen := map[string]bool{}
	for i, cmd := range all {
		at := "/features/slash_commands/" + strconv.Itoa(i)
		c.length(at+"/command", cmd.Command, 2, commandMost, true)
		if cmd.Command != "" && !commandForm.MatchString(cmd.Command) {
			c.add(at+"/command", "must be a slash and small letters without blanks")
		}
		if seen[cmd.Command] {
			c.add(at+"/command", "stands there twice")
		}
		seen[cmd.Command] = true
		c.length(at+"/description", cmd.Description, 1, commandAboutMost, true)
		c.length(at+"/usage_hint", cmd.UsageHint, 1, usageHintMost, false)
		c.url(at+"/url", cmd.Url, !c.m.SocketMode())
	}
}

func (c *check) shortcuts() {
	all := c.m.Features.Shortcuts
	if len(all) > shortcutsMost {
		c.add("/features/shortcuts", "has %d entries, at most %d", len(all), shortcutsMost)
	}
	seen := map[string]bool{}
	for i, s := range all {
		at := "/features/shortcuts/" + strconv.Itoa(i)
		c.length(at+"/name", s.Name, 1, shortcutNameMost, true)
		c.length(at+"/description", s.Description, 1, shortcutAboutMost, true)
		c.length(at+"/callback_id", s.CallbackID, 1, shortcutIDMost, true)
		if s.Type != slack.MessageShortcut && s.Type != slack.GlobalShortcut {
			c.add(at+"/type", "must be message or global")
		}
		if seen[s.CallbackID] {
			c.add(at+"/callback_id", "stands there twice")
		}
		seen[s.CallbackID] = true
	}
	if len(all) > 0 && !c.m.Interactive() {
		c.add("/settings/interactivity/is_enabled", "must be true for shortcuts")
	}
}

// url reports s unless it is an https address.
func (c *check) url(pointer, s string, required bool) {
	if s == "" {
		if required {
			c.add(pointer, "is required without Socket Mode")
		}
		return
	}
	if u, err := url.Parse(s); err != nil || u.Scheme != "https" || u.Host == "" {
		c.add(pointer, "must be an https URL")
	}
}

func (c *check) settings() {
	http := !c.m.SocketMode()
	if c.m.Interactive() {
		c.url("/settings/interactivity/request_url", c.m.InteractionsURL(), http)
		c.url("/settings/interactivity/message_menu_options_url", c.m.OptionsURL(), false)
	}
	if e := c.m.Settings.EventSubscriptions; e != nil {
		c.url("/settings/event_subscriptions/request_url", e.RequestUrl, http && len(e.BotEvents) > 0)
		if len(e.BotEvents) > eventsMost {
			c.add("/settings/event_subscriptions/bot_events", "has %d entries, at most %d", len(e.BotEvents), eventsMost)
		}
	}
	if n := len(c.m.Features.UnfurlDomains); n > unfurlDomainsMost {
		c.add("/features/unfurl_domains", "has %d entries, at most %d", n, unfurlDomainsMost)
	}
	if n := len(c.m.Settings.AllowedIPAddressRanges); n > addressRangesMost {
		c.add("/settings/allowed_ip_address_ranges", "has %d entries, at most %d", n, addressRangesMost)
	}
	if n := len(c.m.OAuthConfig.RedirectUrls); n > redirectsMost {
		c.add("/oauth_config/redirect_urls", "has %d entries, at most %d", n, redirectsMost)
	}
}

// scopes reports scopes that there are not, and those that something needs.
func (c *check) scopes() {
	bot := c.m.OAuthConfig.Scopes.Bot
	for i, s := range bot {
		if !slices.Contains(scopes, s) {
			c.add("/oauth_config/scopes/bot/"+strconv.Itoa(i), "%q is no scope for bots", s)
		}
		if slices.Contains(bot[:i], s) {
			c.add("/oauth_config/scopes/bot/"+strconv.Itoa(i), "%q stands there twice", s)
		}
	}
	needs := func(pointer, scope string) {
		if scope != "" && !slices.Contains(bot, scope) {
			c.add(pointer, "needs the scope %s", scope)
		}
	}
	if len(c.m.Features.SlashCommands) > 0 {
		needs("/features/slash_commands", "commands")
	}
	if len(c.m.Features.Shortcuts) > 0 {
		needs("/features/shortcuts", "commands")
	}
	if c.m.Settings.EventSubscriptions == nil {
		return
	}
	for i, e := range c.m.Settings.EventSubscriptions.BotEvents {
		at := "/settings/event_subscriptions/bot_events/" + strconv.Itoa(i)
		scope, known := Events[e]
		if !known {
			c.add(at, "%q is no event for bots", e)
		}
		needs(at, scope)
	}
}
