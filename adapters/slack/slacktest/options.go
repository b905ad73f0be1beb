package slacktest

import (
	"time"

	"kigo/adapters/slack/slacktest/manifest"
)

// config is how a workspace and the app in it are set up.
type config struct {
	clock         Clock
	manifest      *manifest.Manifest
	botToken      string
	appToken      string
	signingSecret string
	scopes        []string // nil: those of the manifest
	pingEvery     time.Duration
	postBurst     int
	perWorkspace  int // messages a minute; 0 is no limit
	strictAcks    bool
	lenient       bool // messages with blocks need no text
	limits        map[string]int
	eventsPerHour int
}

func defaults() config {
	return config{
		clock:         ScaledClock(1),
		botToken:      "xoxb-1-kigo",
		appToken:      "xapp-1-kigo",
		signingSecret: "8f742231b10e8888abcd99yyyzzz85a5",
		pingEvery:     100 * time.Millisecond,
		postBurst:     PostBurst,
		limits:        map[string]int{},
		eventsPerHour: EventsPerHour,
	}
}

// Option changes how a workspace is set up.
type Option func(*config)

// WithManifest installs the app of that manifest. Without it, it is DefaultManifest.
func WithManifest(m *manifest.Manifest) Option { return func(c *config) { c.manifest = m } }

// WithClock sets the time; see ScaledClock, Hand and Leaping.
func WithClock(clock Clock) Option { return func(c *config) { c.clock = clock } }

// WithScale makes time run factor times as fast. Trigger ids and acknowledgements have
// less real time then: 3 s are 30 ms at 100.
func WithScale(factor float64) Option { return WithClock(ScaledClock(factor)) }

// WithTokens sets the tokens of the bot (xoxb-) and the app (xapp-).
func WithTokens(bot, app string) Option {
	return func(c *config) { c.botToken, c.appToken = bot, app }
}

// WithSigningSecret sets what requests to the app are signed with.
func WithSigningSecret(secret string) Option { return func(c *config) { c.signingSecret = secret } }

// WithScopes grants these instead of what the manifest asks for, as before a new install.
func WithScopes(scopes ...string) Option {
	return func(c *config) { c.scopes = append([]string{}, scopes...) }
}

// WithPings sets how often a WebSocket is pinged, in real time; 0 is never.
func WithPings(every time.Duration) Option { return func(c *config) { c.pingEvery = every } }

// WithPostBurst sets how many messages a channel takes at once before one a second.
func WithPostBurst(n int) Option { return func(c *config) { c.postBurst = n } }

// WithWorkspaceLimit allows so many messages a minute in all channels together, such as 600.
func WithWorkspaceLimit(perMinute int) Option { return func(c *config) { c.perWorkspace = perMinute } }

// WithEventLimit sets how many events an hour the app gets, in the place of EventsPerHour.
func WithEventLimit(n int) Option { return func(c *config) { c.eventsPerHour = n } }

// WithLimit sets how often a method may be called a minute, in the place of its tier.
func WithLimit(method string, perMinute int) Option {
	return func(c *config) { c.limits[method] = perMinute }
}

// WithStrictAcks takes an acknowledgement only over the connection that its envelope went
// through. slack-go breaks this after a reconnect; what Slack does is not known.
func WithStrictAcks() Option { return func(c *config) { c.strictAcks = true } }

// WithoutText lets messages with blocks go without a top-level text, as Slack does. Without
// the option they are refused (no_text), because notifications and screen readers need it.
func WithoutText() Option { return func(c *config) { c.lenient = true } }
