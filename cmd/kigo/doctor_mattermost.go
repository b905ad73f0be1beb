package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"time"

	"kigo/adapters/mattermost"
	"kigo/adapters/mattermost/setup"
)

// useMattermost prepares the checks of the connection, where there is one.
func (d *doctor) useMattermost() {
	c := d.cfg
	if c.MattermostURL == "" {
		return
	}
	d.mattermost = &setup.Connection{
		URL: c.MattermostURL, Token: c.MattermostToken, Team: c.MattermostTeam, CommandToken: c.MattermostCommandToken,
		AdminToken: c.MattermostAdminToken, PublicURL: c.PublicURL, Allow: c.mattermostAllow,
		People: setup.People{Admins: c.Admins, Trust: c.TrustEmail, Others: c.SlackBotToken != ""}, DNS: net.DefaultResolver,
	}
}

// onMattermost is a check of the connection to Mattermost; nothing where there is none.
func (d *doctor) onMattermost(check func(context.Context) []finding) func(context.Context) []finding {
	return func(ctx context.Context) []finding {
		if d.mattermost == nil {
			return nil
		}
		all := check(ctx)
		for i := range all {
			all[i].Name = "Mattermost " + all[i].Name
		}
		return all
	}
}

// proofTime is how long doctor's button is good for.
const proofTime = 5 * time.Minute

func (d *doctor) checkCallback(ctx context.Context) []finding {
	secret := []byte(d.cfg.Secret)
	if len(secret) == 0 {
		return []finding{{Level: setup.Skip, Name: "callback", Text: "needs KIGO_SECRET"}}
	}
	nonce := "doctor" + rand.Text()
	return d.mattermost.CheckCallback(ctx, setup.Proof{
		Button: mattermost.DoctorButton(secret, d.cfg.PublicURL, nonce, time.Now().Add(proofTime)),
		Nonce:  nonce,
		Read: func(context map[string]any) (string, error) {
			for _, v := range context {
				if sealed, ok := v.(string); ok {
					return mattermost.DoctorAnswer(secret, sealed, time.Now())
				}
			}
			return "", errors.New("no button of kigo's")
		},
	}, d.cfg.Listen)
}
