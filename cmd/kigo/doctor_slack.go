package main

import (
	"context"
	"net"

	mattermost "kigo/adapters/mattermost/setup"
	slack "kigo/adapters/slack/setup"
)

// checkSlack examines the connection to Slack; nothing where there is none.
func (d *doctor) checkSlack(ctx context.Context) []finding {
	c := d.cfg
	if !c.hasSlack() {
		return nil
	}
	s := slack.Connection{
		APIURL: c.SlackAPIURL, BotToken: c.SlackBotToken, AppToken: c.SlackAppToken, SigningSecret: c.SlackSigningSecret, PublicURL: c.PublicURL,
		People: slack.People{Admins: c.Admins, Trust: c.TrustEmail, Others: c.MattermostURL != ""}, DNS: net.DefaultResolver,
	}
	var all []finding
	for _, check := range []func(context.Context) []slack.Finding{
		s.CheckWorkspace, s.CheckScopes, s.CheckSocket, s.CheckSecret, s.CheckRequests, s.CheckPeople,
	} {
		for _, f := range check(ctx) {
			all = append(all, finding{Level: mattermost.Level(f.Level), Name: "Slack " + f.Name, Text: f.Text, Cure: f.Cure})
		}
	}
	return all
}
