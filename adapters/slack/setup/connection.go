package setup

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"kigo/adapters/slack"
)

// Connection is a connection to a workspace as kigo is configured for it. Its methods
// examine it, each one thing, and in the order in which they stand here: later ones use
// what earlier ones found.
type Connection struct {
	APIURL        string
	BotToken      string
	AppToken      string // Socket Mode
	SigningSecret string // HTTP mode
	PublicURL     string
	People        People
	DNS           Resolver

	client *api.Client
	me     *api.AuthTestResponse // nil where the bot's token does not work
}

// Resolver looks names up; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

const (
	// requestTimeout is for one request.
	requestTimeout = 15 * time.Second
	// maxSkew is how far clocks may be apart. Slack's header is to the second.
	maxSkew = 5*time.Second + time.Second
)

// web follows no redirects, which would turn a POST into a GET.
var web = &http.Client{
	Timeout:       requestTimeout,
	CheckRedirect: func(r *http.Request, _ []*http.Request) error { return &redirectError{r.URL.String()} },
}

// CheckWorkspace asks Slack whose token the bot's is, and what time it has.
func (c *Connection) CheckWorkspace(ctx context.Context) []Finding {
	const name = "workspace"
	c.me = nil
	if c.APIURL == "" {
		c.APIURL = slack.APIURL
	}
	if !strings.HasSuffix(c.APIURL, "/") {
		c.APIURL += "/"
	}
	c.client = api.New(c.BotToken, api.OptionAPIURL(c.APIURL), api.OptionAppLevelToken(c.AppToken), api.OptionHTTPClient(web))
	if c.BotToken == "" {
		return []Finding{{Skip, name, "needs KIGO_SLACK_BOT_TOKEN", ""}}
	}
	before := time.Now()
	me, err := c.client.AuthTestContext(ctx)
	after := time.Now()
	if err != nil {
		return []Finding{c.explainBot(err).finding(name)}
	}
	c.me = me
	return []Finding{{OK, name, fmt.Sprintf("kigo is @%s in %q (%s)", me.User, me.Team, me.URL), ""}, c.clock(me.Header, before, after)}
}

func (c *Connection) clock(h http.Header, before, after time.Time) Finding {
	const name = "clock"
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return Finding{Skip, name, "Slack does not tell the time", ""}
	}
	if theirs.Before(before.Add(-maxSkew)) || theirs.After(after.Add(maxSkew)) {
		text := fmt.Sprintf("Slack's clock is %s off this machine's", theirs.Sub(after).Round(time.Second).Abs())
		if c.SigningSecret != "" {
			text += ", and beyond five minutes kigo takes no request for Slack's"
		}
		return Finding{Fail, name, text, "synchronise this machine (NTP): timedatectl shows whether it is on"}
	}
	return Finding{OK, name, "goes like Slack's", ""}
}

// CheckScopes compares what the bot may do with what kigo needs.
func (c *Connection) CheckScopes(context.Context) []Finding {
	const name = "scopes"
	if c.me == nil {
		return []Finding{{Skip, name, "need the workspace", ""}}
	}
	told := c.me.Header.Get("X-OAuth-Scopes")
	if told == "" {
		return []Finding{{Skip, name, "Slack does not tell what kigo may do", ""}}
	}
	has := map[string]bool{}
	for _, s := range strings.Split(told, ",") {
		has[strings.TrimSpace(s)] = true
	}
	var all []Finding
	for _, s := range slack.Scopes {
		if !has[s.Name] {
			all = append(all, Finding{Fail, name, s.Name + " is missing (" + s.Why + ")",
				"put what kigo slack manifest prints into " + atManifest + ", and reinstall the app after updating the manifest: " + atInstall})
		}
		delete(has, s.Name)
	}
	if all == nil {
		all = append(all, Finding{OK, name, fmt.Sprintf("kigo has all %d that it needs", len(slack.Scopes)), ""})
	}
	if len(has) > 0 {
		var extra []string
		for s := range has {
			extra = append(extra, s)
		}
		slices.Sort(extra)
		all = append(all, Finding{Warn, name, "kigo has some that it does not need: " + strings.Join(extra, ", "),
			"put what kigo slack manifest prints into " + atManifest + ", and reinstall the app: " + atInstall + "; scopes that were granted once go only when the app is removed from the workspace before"})
	}
	return all
}
