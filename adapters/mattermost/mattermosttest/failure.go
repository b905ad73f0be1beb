package mattermosttest

import (
	"fmt"

	"github.com/mattermost/mattermost/server/public/model"
)

// failure is an error as the API answers it.
type failure = model.AppError

// sentences are what people read for an error id; where none is given, it is the id itself.
var sentences = map[string]string{
	"api.context.permissions.app_error":                               "You do not have the appropriate permissions.",
	"api.context.session_expired.app_error":                           "Invalid or expired session, please login again.",
	"api.context.invalid_body_param.app_error":                        "Invalid or missing %s in request body.",
	"api.context.invalid_url_param.app_error":                         "Invalid or missing %s parameter in request URL.",
	"api.post.do_action.action_integration.app_error":                 "Action integration error.",
	"api.command.execute_command.failed.app_error":                    "Command with a trigger of '%s' failed.",
	"api.command.execute_command.failed_resp.app_error":               "Command with a trigger of '%s' returned response %s.",
	"api.command.execute_command.create_post_failed.app_error":        "Command '%s' failed to post response. Please contact your System Administrator.",
	"api.command.execute_command.not_found.app_error":                 "Command with a trigger of '%s' not found. To send a message beginning with \"/\", try adding an empty space at the beginning of the message.",
	"api.command.disabled.app_error":                                  "Commands have been disabled by the system admin.",
	"api.command.duplicate_trigger.app_error":                         "This trigger word is already in use. Please choose another word.",
	"api.bot.create_disabled":                                         "Bot creation has been disabled.",
	"api.channel.create_channel.direct_channel.team_restricted_error": "A direct channel cannot be created between these users because they do not share a team in common.",
	"api.user.login.invalid_credentials_email_username":               "Enter a valid email or username and/or password.",
	"app.user.update_active.user_limit.exceeded":                      "Can't activate user. Server exceeds safe user limit. Contact administrator with: ERROR_SAFETY_LIMITS_EXCEEDED.",
	"api.user.create_user.user_limits.exceeded":                       "Can't create user. Server exceeds safe user limit. Contact administrator with: ERROR_SAFETY_LIMITS_EXCEEDED.",
	"model.post.is_valid.message_length.app_error":                    "Post Message property is longer than the maximum permitted length.",
	"interactive_message.decode_trigger_id.expired":                   "Trigger ID for interactive dialog is expired. Trigger IDs live for a maximum of %s.",
	"interactive_message.decode_trigger_id.verify_signature_failed":   "Signature verification failed of trigger ID for interactive dialog.",
	"api.context.request_body_too_large.app_error":                    "Request body too large.",
	"api.channel.create_direct_channel.invalid_user.app_error":        "Invalid user ID for direct channel creation.",
	"api.user.get_user_by_email.permissions.app_error":                "Unable to get user by email.",
	"app.submit_interactive_dialog.decode_json_error":                 "Encountered an error decoding JSON response from interactive dialog submission.",
	"api.post.deduplicate_create_post.pending":                        "Rejected post since another client is making the same request.",
	"app.command_webhook.try_use.invalid":                             "Invalid webhook.",
	"api.command.execute_command.start.app_error":                     "No command trigger found.",
	"api.post.create_post.channel_root_id.app_error":                  "Invalid ChannelId for RootId parameter.",
	"api.post.create_post.root_id.app_error":                          "Invalid RootId parameter.",
}

// fail makes a failure; args go into its sentence.
func fail(status int, id string, args ...any) *failure {
	text := sentences[id]
	if text == "" {
		text = id
	} else if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	f := model.NewAppError("mattermosttest", id, nil, "", status)
	f.Message = text
	return f
}

func denied() *failure { return fail(403, "api.context.permissions.app_error") }

func invalidParam(name string) *failure {
	return fail(400, "api.context.invalid_body_param.app_error", name)
}

func invalidURL(name string) *failure {
	return fail(400, "api.context.invalid_url_param.app_error", name)
}

func noAccount() *failure { return fail(404, "app.user.missing_account.const") }

func noChannel() *failure { return fail(404, "app.channel.get.existing.app_error") }

func noPost() *failure { return fail(404, "app.post.get.app_error") }
