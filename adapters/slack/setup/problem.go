package setup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/gorilla/websocket"
	api "github.com/slack-go/slack"
)

// redirectError is an answer that points elsewhere.
type redirectError struct{ to string }

func (e *redirectError) Error() string { return "redirected to " + e.to }

// code is Slack's name of an error, or "".
func code(err error) string {
	var e api.SlackErrorResponse
	if errors.As(err, &e) {
		return e.Err
	}
	return ""
}

// explainBot says what is wrong with a request under the bot's token.
func (c *Connection) explainBot(err error) problem {
	install := "copy it again from " + atBotToken + " into KIGO_SLACK_BOT_TOKEN"
	switch code(err) {
	case "invalid_auth", "not_authed":
		return problem{"Slack does not know KIGO_SLACK_BOT_TOKEN: it was mistyped, or belongs to an app that was deleted", install}
	case "token_revoked", "account_inactive":
		return problem{"KIGO_SLACK_BOT_TOKEN was withdrawn, or the app was removed from the workspace (" + code(err) + ")", "install the app (" + atInstall + "), and " + install}
	case "token_expired":
		return problem{"KIGO_SLACK_BOT_TOKEN has expired: token rotation is on", "make the app anew from what kigo slack manifest prints, as rotation can't be switched off, and " + install}
	case "not_allowed_token_type":
		return problem{"KIGO_SLACK_BOT_TOKEN is no bot's token", install}
	}
	return c.explain(err)
}

// explainApp says what is wrong with a request under the app-level token.
func (c *Connection) explainApp(err error) problem {
	renew := "make one with the scope connections:write (" + atAppToken + "), and put it into KIGO_SLACK_APP_TOKEN"
	switch code(err) {
	case "invalid_auth", "not_authed", "token_revoked", "account_inactive":
		return problem{"Slack does not take KIGO_SLACK_APP_TOKEN (" + code(err) + "): it was mistyped or withdrawn, or the app was removed", renew}
	case "missing_scope", "no_permission":
		return problem{"KIGO_SLACK_APP_TOKEN lacks the scope connections:write", renew}
	case "not_allowed_token_type":
		return problem{"KIGO_SLACK_APP_TOKEN is no app-level token", renew}
	case "socket_mode_not_enabled", "link_disabled":
		return socketOff
	}
	return c.explain(err)
}

var socketOff = problem{"Socket Mode is switched off in the app", "switch it on (Socket Mode → Enable Socket Mode), or put what kigo slack manifest prints into " + atManifest + "; for HTTP mode set KIGO_SLACK_SIGNING_SECRET instead of the app-level token"}

// explain says why Slack could not be asked.
func (c *Connection) explain(err error) problem {
	if p, ok := explainNetwork(err, hostOf(c.APIURL), "let this machine reach *.slack.com on port 443; where a proxy is needed, set HTTPS_PROXY"); ok {
		return p
	}
	var limited *api.RateLimitedError
	var status api.StatusCodeError
	switch {
	case errors.As(err, &limited), code(err) == "ratelimited":
		return problem{"Slack was asked too often just now", "wait a minute, and run doctor again"}
	case errors.As(err, &status):
		return problem{fmt.Sprintf("Slack answers with %s", status.Status), "look at https://slack-status.com, and whether KIGO_SLACK_API_URL leads to Slack"}
	case code(err) != "":
		return problem{"Slack says: " + code(err), "look the word up at https://docs.slack.dev/reference/methods"}
	}
	return problem{c.APIURL + " does not answer as Slack does (" + err.Error() + ")", "remove KIGO_SLACK_API_URL, and check what a proxy answers in the place of Slack"}
}

// explainNetwork says why a host could not be reached; false if it could. open is what
// lets it through.
func explainNetwork(err error, host, open string) (problem, bool) {
	if p, ok := explainTLS(err, host, open); ok {
		return p, true
	}
	var redirect *redirectError
	var dns *net.DNSError
	var broken *url.Error
	var op *net.OpError
	switch {
	case errors.As(err, &redirect):
		return problem{host + " sends on to " + redirect.to, "use the address that needs no detour"}, true
	case errors.As(err, &dns):
		return problem{"the name " + dns.Name + " is not known here", "check the spelling, and this machine's DNS; " + open}, true
	case errors.Is(err, syscall.ECONNREFUSED):
		return problem{"nothing listens at " + host, open}, true
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return problem{host + " does not answer in time", open}, true
	case errors.Is(err, context.Canceled):
		return problem{"interrupted", "run it again"}, true
	case errors.Is(err, websocket.ErrBadHandshake):
		return problem{host + " opens no WebSocket (" + err.Error() + ")", open}, true
	case errors.As(err, &broken):
		return problem{host + " can't be reached (" + broken.Err.Error() + ")", open}, true
	case errors.As(err, &op):
		return problem{host + " can't be reached (" + op.Err.Error() + ")", open}, true
	}
	return problem{}, false
}

func explainTLS(err error, host, open string) (problem, bool) {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	certificate := "the certificate of " + host
	switch {
	case errors.As(err, &unknown):
		return problem{certificate + " is of an authority that this machine does not know", "put that authority's root certificate into the system's store, or name its file in SSL_CERT_FILE; a proxy that looks into encrypted traffic has one of its own"}, true
	case errors.As(err, &name):
		return problem{certificate + " is for another host", "have one made for this name"}, true
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return problem{certificate + " has expired, or this machine's clock is wrong", "renew the certificate"}, true
	case errors.As(err, &verify):
		return problem{certificate + " is not valid", "check it with: openssl s_client -connect " + host + ":443"}, true
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return problem{host + " does not speak TLS", open}, true
	}
	return problem{}, false
}

// hostOf is the host of an address, with its port if that is written there.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Host
}
