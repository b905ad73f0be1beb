package setup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/mattermost/mattermost/server/public/model"
)

// redirectError is an answer that points elsewhere. Following it would turn what is sent
// into a mere question.
type redirectError struct{ to string }

func (e *redirectError) Error() string { return "redirected to " + e.to }

// Explain makes a *Problem of an error of a request to the Mattermost server at address.
// It returns nil for nil.
func Explain(err error, address string) *Problem {
	var p *Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	}
	if p := explainNetwork(err, address, "KIGO_MATTERMOST_URL"); p != nil {
		return p
	}
	var app *model.AppError
	if !errors.As(err, &app) {
		return &Problem{"no Mattermost server answers at " + address, "set KIGO_MATTERMOST_URL to the address that people open in the browser, without a team's name behind it", err}
	}
	return explainAnswer(app, err)
}

// explainNetwork explains why an address could not be reached; nil if it could.
func explainNetwork(err error, address, setting string) *Problem {
	var redirect *redirectError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	var dns *net.DNSError
	var broken *url.Error
	switch {
	case errors.As(err, &redirect):
		return &Problem{address + " sends on to " + redirect.to, "set " + setting + " to that address, without what stands behind the host unless Mattermost has a sub-path", err}
	case errors.As(err, &unknown):
		return &Problem{"the certificate of " + address + " is of an authority that this machine does not know", "put your organisation's root certificate into the system's store, or name its file in SSL_CERT_FILE", err}
	case errors.As(err, &host):
		return &Problem{"the certificate of " + address + " is for another host", "use the host name that is in the certificate, or have one made for this name", err}
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return &Problem{"the certificate of " + address + " has expired, or this machine's clock is wrong", "renew the certificate", err}
	case errors.As(err, &verify):
		return &Problem{"the certificate of " + address + " is not valid", "check it with: openssl s_client -connect HOST:443", err}
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return &Problem{address + " does not speak TLS", "check host and port, or use http:// in " + setting, err}
	case errors.As(err, &dns):
		return &Problem{"the name " + dns.Name + " is not known here", "check the spelling in " + setting + " and this machine's DNS", err}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &Problem{"nothing listens at " + address, "check host and port in " + setting + ", and that the server runs", err}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &Problem{address + " does not answer in time", "check " + setting + ", and firewall and proxy between this machine and the server", err}
	case errors.Is(err, context.Canceled):
		return &Problem{"interrupted", "run it again", err}
	case errors.As(err, &broken):
		return &Problem{address + " can't be reached (" + broken.Err.Error() + ")", "check " + setting + ", and firewall and proxy between this machine and the server", err}
	}
	return nil
}

// explainAnswer explains what the server says.
func explainAnswer(app *model.AppError, err error) *Problem {
	switch {
	case app.Id == "api.bot.create_disabled":
		return &Problem{"the server does not let anybody create bot accounts", BotCreation.Set("true") + ", or run setup with --fix-config", err}
	case app.Id == "api.command.disabled.app_error":
		return &Problem{"slash commands are switched off on the server", Commands.Set("true") + ", or run setup with --fix-config", err}
	case strings.Contains(app.Id, "user_limit"):
		return &Problem{"the server has as many active users as it may have; then no bot is enabled either", "deactivate accounts that nobody uses (System Console → User Management → Users), or get a licence", err}
	case strings.Contains(app.Id, "max_accounts"):
		return &Problem{"the team is full", TeamSize.Set("a larger number"), err}
	case strings.Contains(app.Id, "restricted"):
		return &Problem{"direct messages are for people who share a team", "run setup, which puts the bot into the team, or " + DirectWith.Set("any"), err}
	case app.Id == "api.team.add_members.user_denied":
		return &Problem{"the team takes only members of its groups", "remove the group constraint of the team (System Console → User Management → Teams), or choose another team with KIGO_MATTERMOST_TEAM", err}
	case app.Id == "api.command.duplicate_trigger.app_error":
		return &Problem{"the team already has a command /" + Trigger + " that you may not see", "have a system administrator run setup, or delete that command (Integrations → Slash Commands)", err}
	case app.Id == "api.user.update_user_roles.license.app_error", app.StatusCode == http.StatusNotImplemented:
		return &Problem{"the server does not offer that without a licence, or has it switched off (" + app.Message + ")", "leave it out", err}
	case strings.Contains(app.Id, "username_exists"):
		return &Problem{"the user name is taken", "choose another one with --bot", err}
	case app.StatusCode == http.StatusUnauthorized:
		return &Problem{"the session or token is no longer accepted", "sign in again", err}
	case app.StatusCode == http.StatusForbidden:
		return &Problem{"this account may not do that", "have a system administrator run setup", err}
	}
	text := app.Message
	if app.DetailedError != "" {
		text += " (" + app.DetailedError + ")"
	}
	return &Problem{fmt.Sprintf("the server says: %s [%d %s]", text, app.StatusCode, app.Id), "look into the server's log (System Console → Reporting → Server Logs)", err}
}

// isStatus reports whether the server answered with this HTTP status.
func isStatus(err error, status int) bool {
	var app *model.AppError
	return errors.As(err, &app) && app.StatusCode == status
}
