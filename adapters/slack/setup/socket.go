package setup

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/gorilla/websocket"
	api "github.com/slack-go/slack"
)

// ofApp finds the id of the app in an app-level token.
var ofApp = regexp.MustCompile(`^xapp-\d+-(A[A-Z0-9]{6,})-`)

// CheckSocket connects in Socket Mode, waits for Slack's greeting, and hangs up: by that
// it is proved that token, app, firewall and proxy let kigo hear. If somebody types a
// command in that very moment, Slack may give it to this connection; they are asked by
// Slack to type it again.
func (c *Connection) CheckSocket(ctx context.Context) []Finding {
	const name = "socket"
	switch {
	case c.AppToken == "":
		return nil
	case c.me == nil:
		return []Finding{{Skip, name, "needs the workspace", ""}}
	}
	if f, ok := c.otherApp(ctx); ok {
		return []Finding{f}
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	_, address, err := c.client.StartSocketModeContext(ctx)
	if err != nil {
		return []Finding{c.explainApp(err).finding(name)}
	}
	first, err := greeting(ctx, address)
	if err != nil {
		p := c.explain(err)
		if n, ok := explainNetwork(err, hostOf(address), "let this machine open WebSockets (wss) to *.slack.com on port 443; where a proxy is needed, set HTTPS_PROXY, and have it let them through"); ok {
			p = n
		}
		return []Finding{p.finding(name)}
	}
	return []Finding{first.finding(name)}
}

// otherApp reports that the two tokens are of two apps, as far as that can be seen.
func (c *Connection) otherApp(ctx context.Context) (Finding, bool) {
	of := ofApp.FindStringSubmatch(c.AppToken)
	if of == nil {
		return Finding{}, false
	}
	bot, err := c.client.GetBotInfoContext(ctx, api.GetBotInfoParameters{Bot: c.me.BotID})
	if err != nil || bot.AppID == "" || bot.AppID == of[1] {
		return Finding{}, false
	}
	return Finding{Fail, "socket", fmt.Sprintf("KIGO_SLACK_APP_TOKEN is of the app %s, and KIGO_SLACK_BOT_TOKEN of %s", of[1], bot.AppID),
		"take both from the same app: https://api.slack.com/apps/" + bot.AppID}, true
}

// hello is the first that Slack says over a WebSocket.
type hello struct {
	Type        string `json:"type"`
	Reason      string `json:"reason"`
	Connections int    `json:"num_connections"`
}

func (h hello) finding(name string) Finding {
	switch {
	case h.Type == "hello" && h.Connections > 1:
		return Finding{OK, name, fmt.Sprintf("Slack speaks to kigo in Socket Mode; %d more connected, so a kigo serves", h.Connections-1), ""}
	case h.Type == "hello":
		return Finding{OK, name, "Slack speaks to kigo in Socket Mode; no kigo is connected but this doctor", ""}
	case h.Reason == "link_disabled":
		return socketOff.finding(name)
	case h.Reason == "too_many_websockets":
		return Finding{Fail, name, "as many kigos are connected as Slack allows an app, which is ten", "stop those that are not needed, for example on test machines"}
	}
	return Finding{Warn, name, fmt.Sprintf("Slack greets with %q %s", h.Type, h.Reason), "run doctor again"}
}

func greeting(ctx context.Context, address string) (h hello, err error) {
	d := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: requestTimeout}
	conn, answer, err := d.DialContext(ctx, address, nil)
	if answer != nil {
		_ = answer.Body.Close()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, answer.Status)
		}
	}
	if err != nil {
		return h, err
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(requestTimeout)); err != nil {
		return h, err
	}
	if err := conn.ReadJSON(&h); err != nil {
		return h, err
	}
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)) // it is over anyway
	return h, nil
}
