package main

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// checkSlack checks the settings of the connection to Slack.
func (c *Config) checkSlack() []error {
	var wrong []error
	mistake := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if c.SlackBotToken != "" && !isSlackToken(c.SlackBotToken, "xoxb-") {
		mistake("KIGO_SLACK_BOT_TOKEN is no bot token: use the one that begins with xoxb- (OAuth & Permissions → Bot User OAuth Token), without quotes or blanks")
	}
	if c.SlackAppToken != "" && !isSlackToken(c.SlackAppToken, "xapp-") {
		mistake("KIGO_SLACK_APP_TOKEN is no app-level token: use one that begins with xapp- (Basic Information → App-Level Tokens), without quotes or blanks")
	}
	if s := c.SlackSigningSecret; isSlackToken(s, "xoxb-") || isSlackToken(s, "xapp-") || strings.ContainsAny(s, " \t\"'") {
		mistake("KIGO_SLACK_SIGNING_SECRET is no signing secret: use the 32 letters and digits under Basic Information → App Credentials → Signing Secret, without quotes or blanks")
	}
	if c.SlackAppToken != "" && c.SlackSigningSecret != "" {
		mistake("KIGO_SLACK_APP_TOKEN (Socket Mode) and KIGO_SLACK_SIGNING_SECRET (HTTP mode) are both set: remove the one that the app was not made for; Socket Mode needs no address that Slack can reach")
	}
	if c.SlackAPIURL != "" && !isWeb(c.SlackAPIURL) {
		mistake("KIGO_SLACK_API_URL=%q is no address: remove it, as https://slack.com/api/ is the default", c.SlackAPIURL)
	}
	return wrong
}

// isSlackToken says whether s is a token of that kind.
func isSlackToken(s, prefix string) bool {
	return strings.HasPrefix(s, prefix) && len(s) > len(prefix) && !strings.ContainsAny(s, " \t\"'")
}

// hasSlack says whether somebody has begun to set Slack up.
func (c Config) hasSlack() bool {
	return c.SlackBotToken != "" || c.SlackAppToken != "" || c.SlackSigningSecret != ""
}

// needsSlack is what serve asks of a configuration that connects to Slack.
func needsSlack(c Config) error {
	if !c.hasSlack() {
		return nil
	}
	var wrong []error
	if c.SlackBotToken == "" {
		wrong = append(wrong, errors.New("KIGO_SLACK_BOT_TOKEN, the bot's token, is not set: set it to the Bot User OAuth Token of the app, which `kigo slack manifest` helps to make"))
	}
	if c.SlackAppToken == "" && c.SlackSigningSecret == "" {
		wrong = append(wrong, errors.New("neither KIGO_SLACK_APP_TOKEN nor KIGO_SLACK_SIGNING_SECRET is set, so nothing of Slack's reaches kigo: set the app-level token for Socket Mode, which needs no public address, or the signing secret for HTTP mode"))
	}
	if c.SlackSigningSecret != "" && c.SlackAppToken == "" {
		if c.PublicURL == "" {
			wrong = append(wrong, errors.New("KIGO_PUBLIC_URL, the address under which Slack reaches kigo, is not set: set it to one like https://kigo.example.org, or use Socket Mode (KIGO_SLACK_APP_TOKEN), which needs none"))
		} else if isWeb(c.PublicURL) && !strings.HasPrefix(c.PublicURL, "https://") {
			wrong = append(wrong, fmt.Errorf("KIGO_PUBLIC_URL=%q: Slack calls https only: use an address like https://kigo.example.org, with a reverse proxy before kigo, or Socket Mode (KIGO_SLACK_APP_TOKEN), which needs none", c.PublicURL))
		}
	}
	return errors.Join(wrong...)
}

// slackReaches says what is wrong with an address that Slack shall call.
func slackReaches(address string) error {
	const use = "use the address under which Slack reaches kigo, like https://kigo.example.org"
	u, err := url.Parse(address)
	if err != nil || !isWeb(address) || u.Scheme != "https" {
		return fmt.Errorf("%q is no https address: %s", address, use)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Hostname() == "localhost" || (err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified())) {
		return fmt.Errorf("%q can't be reached from the internet: %s, or leave --http out for Socket Mode, which needs no address", address, use)
	}
	if strings.Contains(u.Path, "/slack") {
		return fmt.Errorf("%q: leave out what begins with /slack, which the manifest adds", address)
	}
	return nil
}
