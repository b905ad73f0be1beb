package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// call asks Slack for something at the right pace, and says what its errors mean. channel
// is given for messages only.
func (a *Adapter) call(ctx context.Context, method, channel string, do func() error) error {
	if err := a.pace.wait(ctx, method, channel); err != nil {
		return err
	}
	begun := time.Now()
	err := trouble(method, do())
	if after, ok := limited(err); ok {
		a.pace.refused(method, channel, after)
	}
	a.state.heard(begun, err)
	return err
}

// limited reports whether Slack was asked too often, and when to come back.
func limited(err error) (after time.Duration, ok bool) {
	var e *api.RateLimitedError
	switch {
	case errors.As(err, &e):
		return max(e.RetryAfter, time.Second), true
	case slices.Contains([]string{"ratelimited", "rate_limited"}, code(err)):
		return time.Second, true
	}
	return 0, false
}

// What Slack's errors mean. gone says that nobody is there any more; unable that somebody
// has to look after kigo's app first, and that nothing was posted.
var (
	gone = []string{
		"channel_not_found", "user_not_found", "user_not_visible", "user_disabled", "is_archived", "is_inactive",
		"message_not_found", "cannot_dm_bot", "cant_delete_message", "not_in_channel",
	}
	unable = []string{
		"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "not_allowed_token_type",
		"missing_scope", "no_permission", "access_denied", "messages_tab_disabled", "app_missing_action_url",
		"org_login_required", "ekm_access_denied", "team_access_not_granted", "accesslimited",
	}
)

// trouble translates an error of Slack.
func trouble(method string, err error) error {
	if err == nil {
		return nil
	}
	if after, ok := limited(err); ok {
		return &chat.RetryError{After: after, Err: fmt.Errorf("%s: %w", method, err)}
	}
	switch why := code(err); {
	case slices.Contains(gone, why):
		return fmt.Errorf("%s: %w: %w", method, chat.ErrGone, err)
	case slices.Contains(unable, why):
		return &chat.RetryError{After: time.Minute, Err: fmt.Errorf("run kigo doctor: %s: %w%s", method, err, needed(err))}
	}
	return fmt.Errorf("%s: %w", method, err)
}

// needed names the scope that is missing.
func needed(err error) string {
	var e api.SlackErrorResponse
	if errors.As(err, &e) && e.Needed != "" {
		return " (" + e.Needed + ")"
	}
	return ""
}

// code is Slack's name of an error, or "".
func code(err error) string {
	var e api.SlackErrorResponse
	if errors.As(err, &e) {
		return e.Err
	}
	return ""
}

// final reports whether Slack has said no for good.
func final(err error) bool {
	var status api.StatusCodeError
	if errors.As(err, &status) {
		return status.Code < http.StatusInternalServerError
	}
	switch code(err) {
	case "", "internal_error", "fatal_error", "service_unavailable", "request_timeout":
		return false
	}
	return true
}
