package mattermosttest

import (
	"crypto/x509"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Settings are those of a Mattermost server that make a difference to an integration.
type Settings struct {
	SiteURL                             string // the server's own address unless set
	Version                             string
	EnableBotAccountCreation            bool
	EnableUserAccessTokens              bool
	EnableCommands                      bool
	AllowedUntrustedInternalConnections string
	OutgoingIntegrationRequestsTimeout  time.Duration
	EnablePostUsernameOverride          bool
	EnablePostIconOverride              bool
	ShowEmailAddress                    bool
	ShowFullName                        bool
	DisableBotsWhenOwnerIsDeactivated   bool
	RestrictDirectMessage               string // "any" or "team"
	MaxUsers                            int    // that are active; unlicensed servers have this limit
	MaxPostSize                         int    // code points
	MaximumPayloadSizeBytes             int
	MaxFileSize                         int

	// RatePerSecond is 0 where the rate is not limited.
	RatePerSecond int
	RateBurst     int

	// Ping is the time between pings; a socket that does not answer for 10/6 of it is dropped.
	Ping time.Duration
	// AuthenticationTime is how long a WebSocket may stay unauthenticated.
	AuthenticationTime time.Duration
}

// defaults are those of a server that was just installed. Addresses in the loopback net
// are forbidden for integrations, and bots can't be created.
func defaults() Settings {
	return Settings{
		Version: "11.6.0", EnableCommands: true, OutgoingIntegrationRequestsTimeout: 30 * time.Second,
		ShowEmailAddress: true, ShowFullName: true, DisableBotsWhenOwnerIsDeactivated: true,
		RestrictDirectMessage: "any", MaxUsers: 250, MaxPostSize: 16_383, MaximumPayloadSizeBytes: 300_000,
		MaxFileSize: 100 << 20, RateBurst: 100, Ping: time.Minute, AuthenticationTime: 5 * time.Second,
	}
}

// LoopbackAllowed are settings for tests whose integration listens on this machine and
// whose bot is created through the API.
func LoopbackAllowed(c *Settings) {
	c.AllowedUntrustedInternalConnections = "127.0.0.1 localhost"
	c.EnableBotAccountCreation = true
}

// Settings returns the settings as they are.
func (s *Server) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}

// Set changes settings while the server runs.
func (s *Server) Set(change func(*Settings)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.settings)
}

// limitedKeys of the client configuration are also told without login.
var limitedKeys = []string{
	"Version", "BuildNumber", "BuildHash", "BuildEnterpriseReady", "EnableBotAccountCreation", "SiteURL", "SiteName",
	"WebsocketURL", "AsymmetricSigningPublicKey", "DefaultClientLocale", "EnableGuestAccounts", "EnableUserCreation",
	"NoAccounts", "EnableSignUpWithEmail", "EnableSignInWithEmail", "EnableSignInWithUsername", "DiagnosticId",
}

// clientConfig is what every client may read. AllowedUntrustedInternalConnections is not in it.
func (s *Server) clientConfig(loggedIn bool) map[string]string {
	der, err := x509.MarshalPKIXPublicKey(&s.key.PublicKey)
	if err != nil {
		panic(err) // it is a P-256 key
	}
	c := s.settings
	all := map[string]string{
		"Version": c.Version, "BuildNumber": c.Version, "BuildHash": "none", "BuildEnterpriseReady": "false",
		"SiteURL": c.SiteURL, "SiteName": "Mattermost", "WebsocketURL": "", "DefaultClientLocale": "en",
		"AsymmetricSigningPublicKey": base64.StdEncoding.EncodeToString(der),
		"EnableBotAccountCreation":   strconv.FormatBool(c.EnableBotAccountCreation),
		"EnableUserAccessTokens":     strconv.FormatBool(c.EnableUserAccessTokens),
		"EnableCommands":             strconv.FormatBool(c.EnableCommands),
		"EnablePostUsernameOverride": strconv.FormatBool(c.EnablePostUsernameOverride),
		"EnablePostIconOverride":     strconv.FormatBool(c.EnablePostIconOverride),
		"ShowEmailAddress":           strconv.FormatBool(c.ShowEmailAddress),
		"ShowFullName":               strconv.FormatBool(c.ShowFullName),
		"RestrictDirectMessage":      c.RestrictDirectMessage,
		"MaxPostSize":                strconv.Itoa(c.MaxPostSize),
		"MaxFileSize":                strconv.Itoa(c.MaxFileSize),
		"EnableIncomingWebhooks":     "true", "EnableOutgoingWebhooks": "true", "CollapsedThreads": "always_on",
		"EnableGuestAccounts": "false", "EnableUserCreation": "true", "NoAccounts": "false",
		"EnableSignUpWithEmail": "true", "EnableSignInWithEmail": "true", "EnableSignInWithUsername": "true",
		"DiagnosticId": "emulator", "EnableFileAttachments": "true", "EnableLinkPreviews": "true",
		"MaxNotificationsPerChannel": "1000", "TeammateNameDisplay": "username", "PostEditTimeLimit": "-1",
	}
	if loggedIn {
		return all
	}
	limited := maps.Clone(all)
	maps.DeleteFunc(limited, func(k, _ string) bool { return !slices.Contains(limitedKeys, k) })
	return limited
}

// readClientConfig answers GET /config/client.
func readClientConfig(c *call) (any, *failure) {
	return c.s.clientConfig(c.user != nil), nil
}
