package mattermosttest

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// freshConfig is the configuration of a new server as JSON.
var freshConfig = sync.OnceValue(func() []byte {
	c := &model.Config{}
	c.SetDefaults()
	b, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return b
})

// fullConfig is the configuration as administrators see it.
func (s *Server) fullConfig() *model.Config {
	if s.config == nil {
		s.config = &model.Config{}
		if err := json.Unmarshal(freshConfig(), s.config); err != nil {
			panic(err)
		}
	}
	set := s.settings
	service := &s.config.ServiceSettings
	service.SiteURL = &set.SiteURL
	service.EnableBotAccountCreation = &set.EnableBotAccountCreation
	service.EnableUserAccessTokens = &set.EnableUserAccessTokens
	service.EnableCommands = &set.EnableCommands
	service.AllowedUntrustedInternalConnections = &set.AllowedUntrustedInternalConnections
	service.OutgoingIntegrationRequestsTimeout = new(int64(set.OutgoingIntegrationRequestsTimeout / time.Second))
	service.EnablePostUsernameOverride = &set.EnablePostUsernameOverride
	service.EnablePostIconOverride = &set.EnablePostIconOverride
	service.DisableBotsWhenOwnerIsDeactivated = &set.DisableBotsWhenOwnerIsDeactivated
	service.MaximumPayloadSizeBytes = new(int64(set.MaximumPayloadSizeBytes))
	s.config.PrivacySettings.ShowEmailAddress = &set.ShowEmailAddress
	s.config.PrivacySettings.ShowFullName = &set.ShowFullName
	s.config.TeamSettings.RestrictDirectMessage = &set.RestrictDirectMessage
	s.config.FileSettings.MaxFileSize = new(int64(set.MaxFileSize))
	return s.config
}

// takeConfig makes an administrator's configuration the server's.
func (s *Server) takeConfig(c *model.Config) {
	s.config = c
	set, service := &s.settings, c.ServiceSettings
	set.SiteURL = *service.SiteURL
	set.EnableBotAccountCreation = *service.EnableBotAccountCreation
	set.EnableUserAccessTokens = *service.EnableUserAccessTokens
	set.EnableCommands = *service.EnableCommands
	set.AllowedUntrustedInternalConnections = *service.AllowedUntrustedInternalConnections
	if t := *service.OutgoingIntegrationRequestsTimeout; t != int64(set.OutgoingIntegrationRequestsTimeout/time.Second) {
		set.OutgoingIntegrationRequestsTimeout = time.Duration(t) * time.Second
	}
	set.EnablePostUsernameOverride = *service.EnablePostUsernameOverride
	set.EnablePostIconOverride = *service.EnablePostIconOverride
	set.DisableBotsWhenOwnerIsDeactivated = *service.DisableBotsWhenOwnerIsDeactivated
	set.MaximumPayloadSizeBytes = int(*service.MaximumPayloadSizeBytes)
	set.ShowEmailAddress = *c.PrivacySettings.ShowEmailAddress
	set.ShowFullName = *c.PrivacySettings.ShowFullName
	set.RestrictDirectMessage = *c.TeamSettings.RestrictDirectMessage
	set.MaxFileSize = int(*c.FileSettings.MaxFileSize)
}

func readConfig(c *call) (any, *failure) {
	if !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	return c.s.fullConfig(), nil
}

// writeConfig answers PUT /config, which replaces what it names and resets the rest.
func writeConfig(c *call) (any, *failure) {
	return c.changeConfig(&model.Config{})
}

// patchConfig answers PUT /config/patch, which changes what it names.
func patchConfig(c *call) (any, *failure) {
	b, err := json.Marshal(c.s.fullConfig())
	if err != nil {
		panic(err)
	}
	var base model.Config
	if err := json.Unmarshal(b, &base); err != nil {
		panic(err)
	}
	var patch map[string]any
	if f := c.read(&patch, "config"); f != nil {
		return nil, f
	}
	dropNull(patch)
	if c.body, err = json.Marshal(patch); err != nil {
		panic(err)
	}
	return c.changeConfig(&base)
}

// dropNull takes out what a patch leaves open.
func dropNull(m map[string]any) {
	for k, v := range m {
		switch v := v.(type) {
		case nil:
			delete(m, k)
		case map[string]any:
			dropNull(v)
		}
	}
}

func (c *call) changeConfig(base *model.Config) (any, *failure) {
	if f := c.read(base, "config"); f != nil {
		return nil, f
	}
	base.SetDefaults()
	if !c.can(model.PermissionManageSystem) {
		return nil, denied()
	}
	if *base.ServiceSettings.SiteURL == "" && c.s.settings.SiteURL != "" {
		return nil, fail(400, "api.config.update_config.clear_siteurl.app_error")
	}
	c.s.takeConfig(base)
	return c.s.fullConfig(), nil
}
