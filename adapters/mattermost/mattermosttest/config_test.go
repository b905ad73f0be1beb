package mattermosttest

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestWhoeverMayReadTheConfiguration(t *testing.T) {
	b := start(t)
	_, _, err := b.bot.GetConfig(b.ctx)
	b.refused(err, 403, "api.context.permissions.app_error")
	c, _, err := b.admin.GetConfig(b.ctx)
	b.ok(err)
	if c.ServiceSettings.AllowedUntrustedInternalConnections == nil || *c.ServiceSettings.SiteURL != b.url {
		t.Errorf("the configuration is %v", c.ServiceSettings.SiteURL)
	}
	for name, client := range map[string]*model.Client4{"bot": b.bot, "nobody": model.NewAPIv4Client(b.url)} {
		resp, err := client.DoAPIGet(b.ctx, "/config/client?format=old", "")
		b.ok(err)
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		b.ok(err)
		var got map[string]string
		b.ok(json.Unmarshal(body, &got))
		want := []string{"Version", "SiteURL", "AsymmetricSigningPublicKey", "EnableBotAccountCreation"}
		if name == "bot" {
			want = append(want, "MaxPostSize", "EnableCommands", "EnablePostUsernameOverride", "EnablePostIconOverride", "ShowEmailAddress", "EnableUserAccessTokens", "RestrictDirectMessage")
		} else if got["MaxPostSize"] != "" {
			t.Error("nobody is told MaxPostSize")
		}
		for _, key := range want {
			if got[key] == "" {
				t.Errorf("%s is not told %s", name, key)
			}
		}
		if _, told := got["AllowedUntrustedInternalConnections"]; told {
			t.Errorf("%s is told AllowedUntrustedInternalConnections", name)
		}
		if got["Version"] != "11.6.0" {
			t.Errorf("version %s", got["Version"])
		}
	}
}

func TestAdministratorsChangeSettings(t *testing.T) {
	b := emulated(t)
	_, _, err := b.admin.PatchConfig(b.ctx, &model.Config{ServiceSettings: model.ServiceSettings{
		AllowedUntrustedInternalConnections: model.NewPointer("10.0.0.0/8"), EnableBotAccountCreation: model.NewPointer(false),
	}})
	b.ok(err)
	if c := b.s.Settings(); c.AllowedUntrustedInternalConnections != "10.0.0.0/8" || c.EnableBotAccountCreation || !c.EnablePostUsernameOverride {
		t.Errorf("after a patch: %+v", c)
	}
	c, _, err := b.admin.GetConfig(b.ctx)
	b.ok(err)
	*c.PrivacySettings.ShowEmailAddress = false
	_, _, err = b.admin.UpdateConfig(b.ctx, c)
	b.ok(err)
	if c := b.s.Settings(); c.ShowEmailAddress || c.AllowedUntrustedInternalConnections != "10.0.0.0/8" {
		t.Errorf("after an update: %+v", c)
	}
	_, _, err = b.bot.PatchConfig(b.ctx, &model.Config{})
	b.refused(err, 403, "api.context.permissions.app_error")
}
