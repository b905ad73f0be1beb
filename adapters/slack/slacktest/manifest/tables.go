package manifest

// Events are those that a bot may subscribe to, each with the scope that it needs. Missing
// are the ones nobody here asked for yet; add the row.
var Events = map[string]string{
	"app_home_opened":         "",
	"app_mention":             "app_mentions:read",
	"app_rate_limited":        "",
	"app_uninstalled":         "",
	"tokens_revoked":          "",
	"message.channels":        "channels:history",
	"message.groups":          "groups:history",
	"message.im":              "im:history",
	"message.mpim":            "mpim:history",
	"member_joined_channel":   "channels:read",
	"member_left_channel":     "channels:read",
	"channel_archive":         "channels:read",
	"channel_created":         "channels:read",
	"channel_deleted":         "channels:read",
	"channel_left":            "channels:read",
	"channel_rename":          "channels:read",
	"channel_unarchive":       "channels:read",
	"im_created":              "im:read",
	"link_shared":             "links:read",
	"reaction_added":          "reactions:read",
	"reaction_removed":        "reactions:read",
	"team_join":               "users:read",
	"user_change":             "users:read",
	"user_profile_changed":    "users:read",
	"user_huddle_changed":     "users:read",
	"file_shared":             "files:read",
	"file_deleted":            "files:read",
	"emoji_changed":           "emoji:read",
	"team_rename":             "team:read",
	"team_domain_change":      "team:read",
	"subteam_created":         "usergroups:read",
	"subteam_updated":         "usergroups:read",
	"subteam_members_changed": "usergroups:read",
}

// scopes are those that a bot may ask for.
var scopes = []string{
	"app_mentions:read", "assistant:write", "bookmarks:read", "bookmarks:write", "calls:read", "calls:write",
	"canvases:read", "canvases:write", "channels:history", "channels:join", "channels:manage", "channels:read",
	"channels:write.invites", "channels:write.topic", "chat:write", "chat:write.customize", "chat:write.public",
	"commands", "dnd:read", "emoji:read", "files:read", "files:write", "groups:history", "groups:read",
	"groups:write", "groups:write.invites", "groups:write.topic", "im:history", "im:read", "im:write",
	"im:write.topic", "incoming-webhook", "links.embed:write", "links:read", "links:write", "metadata.message:read",
	"mpim:history", "mpim:read", "mpim:write", "mpim:write.topic", "pins:read", "pins:write", "reactions:read",
	"reactions:write", "reminders:read", "reminders:write", "remote_files:read", "remote_files:share",
	"remote_files:write", "team.billing:read", "team.preferences:read", "team:read", "usergroups:read",
	"usergroups:write", "users.profile:read", "users:read", "users:read.email", "users:write", "workflow.steps:execute",
}
