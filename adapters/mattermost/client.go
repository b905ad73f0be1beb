package mattermost

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// requestTimeout is how long one request may take. The outbox's lease is longer than
// twice as much.
const requestTimeout = 10 * time.Second

// client speaks to the server as the bot.
type client struct {
	*model.Client4
	plain *http.Client // without kigo's token, for response_url

	mu   sync.Mutex
	self *self
}

// self is what the server says about the bot and about itself.
type self struct {
	id       string
	name     string // user name, what people write after the @
	key      *ecdsa.PublicKey
	keyText  string
	override bool // slash answers may carry the bot's name
	// ephemeral says that the bot itself may post what only one person sees.
	ephemeral bool
	at        time.Time
}

// selfAge is how long what the server says about itself is believed.
const selfAge = 5 * time.Minute

func newClient(url, token string, transport http.RoundTripper) *client {
	if transport == nil {
		transport = http.DefaultTransport
	}
	paced := &pace{next: transport}
	c := model.NewAPIv4Client(strings.TrimRight(url, "/"))
	c.SetToken(token)
	c.HTTPClient = &http.Client{Transport: paced, Timeout: requestTimeout}
	return &client{Client4: c, plain: &http.Client{Transport: paced, Timeout: requestTimeout}}
}

// me returns what is known about the bot, asked anew where it is older than age.
func (c *client) me(ctx context.Context, age time.Duration) (self, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.self != nil && time.Since(c.self.at) < age {
		return *c.self, nil
	}
	s, err := c.ask(ctx)
	if err != nil {
		if c.self != nil && !isStatus(err, http.StatusUnauthorized) {
			return *c.self, nil // better old than none
		}
		return self{}, fmt.Errorf("ask Mattermost who kigo is: %w", err)
	}
	c.self = &s
	return s, nil
}

func (c *client) ask(ctx context.Context) (self, error) {
	user, _, err := c.GetMe(ctx, "")
	if err != nil {
		return self{}, err
	}
	config, err := c.clientConfig(ctx)
	if err != nil {
		return self{}, err
	}
	s := self{
		id: user.Id, name: user.Username, at: time.Now(), keyText: config["AsymmetricSigningPublicKey"],
		override: config["EnablePostUsernameOverride"] == "true",
	}
	if s.key, err = parseKey(s.keyText); err != nil {
		return self{}, err
	}
	// Where the bot may not read its roles, it can't know and takes the other way.
	if roles, _, err := c.GetRolesByNames(ctx, strings.Fields(user.Roles)); err == nil {
		for _, r := range roles {
			s.ephemeral = s.ephemeral || slices.Contains(r.Permissions, model.PermissionCreatePostEphemeral.Id)
		}
	}
	return s, nil
}

func (c *client) clientConfig(ctx context.Context) (map[string]string, error) {
	resp, err := c.DoAPIGet(ctx, "/config/client?format=old", "")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var config map[string]string
	return config, json.NewDecoder(resp.Body).Decode(&config)
}

// isStatus reports whether the server answered with this HTTP status.
func isStatus(err error, status int) bool {
	var app *model.AppError
	return errors.As(err, &app) && app.StatusCode == status
}

// isError reports whether the server answered with this error id.
func isError(err error, part string) bool {
	var app *model.AppError
	return errors.As(err, &app) && strings.Contains(app.Id, part)
}
