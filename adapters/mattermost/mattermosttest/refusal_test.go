package mattermosttest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// ask sends any request; a failure has its id, an answer of another kind has none.
func (b *bench) ask(token, line, body string) (status int, id string) {
	b.t.Helper()
	method, path, _ := strings.Cut(line, " ")
	r, err := http.NewRequestWithContext(b.ctx, method, b.url+"/api/v4"+path, strings.NewReader(body))
	b.ok(err)
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	b.ok(err)
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	b.ok(err)
	var f struct{ ID string }
	if resp.StatusCode >= 300 {
		_ = json.Unmarshal(got, &f)
	}
	return resp.StatusCode, f.ID
}

func TestRefusals(t *testing.T) {
	b := start(t)
	bert, anna := b.human(), b.human()
	dm, public, private := b.direct(bert), b.channel(model.ChannelTypeOpen), b.channel(model.ChannelTypePrivate)
	deleted := b.post(&model.Post{ChannelId: dm.Id, Message: "x", PendingPostId: unique("p")})
	p := b.say(dm.Id, "x")
	_, err := b.bot.DeletePost(b.ctx, deleted.Id)
	b.ok(err)
	none := strings.Repeat("a", 26)
	const (
		badURL, badBody = "api.context.invalid_url_param.app_error", "api.context.invalid_body_param.app_error"
		noSuchUser      = "app.user.missing_account.const"
		noChannel       = "app.channel.get.existing.app_error"
		noPost          = "app.post.get.app_error"
		noCommand       = "store.sql_command.save.get.app_error"
		noBot           = "store.sql_bot.get.missing.app_error"
		expired         = "api.context.session_expired.app_error"
	)
	for _, tc := range []struct {
		token, line, body string
		status            int
		id                string
	}{
		{"", "GET /users/me", "", 401, expired},
		{none, "GET /users/me", "", 401, expired},
		{none, "POST /posts", "{", 401, expired},
		{b.token, "POST /posts", `{"channel_id":"` + dm.Id + `","message":"x","pending_post_id":"` + deleted.PendingPostId + `"}`, 500, "api.post.deduplicate_create_post.failed_to_get"},
		{anna.Token, "GET /channels/" + dm.Id + "/posts", "", 403, forbiddenError},
		{anna.Token, "GET /channels/" + dm.Id, "", 403, forbiddenError},
		{anna.Token, "GET /channels/" + none + "/posts", "", 404, noChannel},
		{anna.Token, "GET /channels/" + none, "", 404, noChannel},
		{anna.Token, "GET /channels/xyz/posts", "", 400, badURL},
		{anna.Token, "GET /channels/" + public.Id + "/posts?since=x", "", 400, badBody},
		{anna.Token, "GET /channels/" + public.Id + "/posts?before=x", "", 400, badBody},
		{anna.Token, "GET /channels/" + public.Id + "/posts?include_deleted=true", "", 403, forbiddenError},
		{anna.Token, "GET /channels/" + private.Id + "/posts", "", 403, forbiddenError},
		{anna.Token, "GET /posts/xyz", "", 400, badURL},
		{anna.Token, "GET /posts/" + none, "", 404, noPost},
		{anna.Token, "GET /posts/" + p.Id, "", 403, forbiddenError},
		{anna.Token, "GET /posts/" + p.Id + "/thread", "", 403, forbiddenError},
		{anna.Token, "GET /posts/" + p.Id + "/reactions", "", 403, forbiddenError},
		{anna.Token, "PUT /posts/" + none + "/patch", `{"message":"x"}`, 403, forbiddenError},
		{anna.Token, "PUT /posts/" + p.Id + "/patch", `{"message":"x"}`, 403, forbiddenError},
		{anna.Token, "PUT /posts/" + p.Id, `{"id":"` + p.Id + `","message":"x"}`, 403, forbiddenError},
		{bert.Token, "PUT /posts/" + p.Id, `{"id":"` + p.Id + `","message":"x"}`, 403, forbiddenError},
		{anna.Token, "DELETE /posts/" + none, "", 404, noPost},
		{anna.Token, "DELETE /posts/" + p.Id, "", 403, forbiddenError},
		{b.token, "DELETE /posts/" + p.Id + "?permanent=true", "", 501, "api.post.delete_post.not_enabled.app_error"},
		{anna.Token, "POST /posts", `{"message":"x"}`, 403, forbiddenError},
		{anna.Token, "POST /posts", `{"channel_id":"` + none + `","message":"x"}`, 403, forbiddenError},
		{anna.Token, "POST /posts", `"xx"`, 400, badBody},
		{anna.Token, "POST /posts", `{`, 400, badBody},
		{bert.Token, "POST /posts", `{"channel_id":"` + dm.Id + `","id":"` + none + `","message":"x"}`, 400, "app.post.save.existing.app_error"},
		{anna.Token, "POST /posts/ephemeral", `{"post":{"channel_id":"` + dm.Id + `","message":"x"}}`, 400, badBody},
		{anna.Token, "POST /posts/ephemeral", `{"user_id":"` + bert.ID + `"}`, 400, badBody},
		{anna.Token, "POST /reactions", `{"user_id":"` + bert.ID + `","post_id":"` + p.Id + `","emoji_name":"x"}`, 403, "api.reaction.save_reaction.user_id.app_error"},
		{anna.Token, "POST /reactions", `{"user_id":"` + anna.ID + `","post_id":"` + p.Id + `","emoji_name":"x"}`, 403, forbiddenError},
		{b.token, "POST /users/ids", "[]", 400, badBody},
		{b.token, "POST /users/usernames", "[]", 400, badBody},
		{b.token, "GET /users/" + none, "", 404, noSuchUser},
		{b.token, "GET /users/username/nosuchuser", "", 404, "app.user.get_by_username.app_error"},
		{b.token, "GET /users?in_channel=" + private.Id, "", 403, forbiddenError},
		{b.token, "POST /roles/names", "[]", 400, badBody},
		{b.token, "GET /roles/name/nosuch", "", 404, "app.role.get_by_name.app_error"},
		{b.token, "PUT /roles/" + none + "/patch", `{"permissions":[]}`, 404, "app.role.get.app_error"},
		{b.token, "PUT /users/" + bert.ID + "/roles", `{"roles":"system_user system_admin"}`, 403, forbiddenError},
		{b.token, "PUT /users/" + bert.ID + "/roles", `{"roles":"system_admin"}`, 400, badBody},
		{b.token, "PUT /users/" + bert.ID + "/patch", `{"nickname":"x"}`, 403, forbiddenError},
		{b.token, "GET /users/" + b.botID + "/tokens", "", 403, forbiddenError},
		{b.token, "GET /users/" + bert.ID + "/channels", "", 403, forbiddenError},
		{b.token, "POST /users/tokens/revoke", `{"token_id":"` + none + `"}`, 403, forbiddenError},
		{anna.Token, "PUT /users/" + bert.ID + "/active", `{"active":false}`, 403, "api.user.update_active.permissions.app_error"},
		{anna.Token, "DELETE /users/" + bert.ID, "", 403, forbiddenError},
		{anna.Token, "DELETE /users/" + anna.ID, "", 401, "api.user.update_active.not_enable.app_error"},
		{anna.Token, "GET /config", "", 403, forbiddenError},
		{anna.Token, "PUT /config/patch", `{}`, 403, forbiddenError},
		{anna.Token, "POST /bots", `{"username":"x"}`, 403, forbiddenError},
		{b.token, "GET /bots", "", 403, forbiddenError},
		{b.token, "GET /bots/" + b.botID, "", 404, noBot},
		{b.token, "POST /bots/" + b.botID + "/disable", "", 404, noBot},
		{b.token, "GET /commands/" + none, "", 404, noCommand},
		{b.token, "PUT /commands/" + none, `{"id":"` + none + `"}`, 404, noCommand},
		{b.token, "DELETE /commands/" + none, "", 404, noCommand},
		{b.token, "GET /commands?custom_only=true", "", 400, badBody},
		{b.token, "GET /commands?custom_only=true&team_id=" + none, "", 403, forbiddenError},
		{b.token, "POST /commands", `{"team_id":"` + none + `","trigger":"x","url":"http://x.example","method":"P"}`, 403, forbiddenError},
		{bert.Token, "POST /commands/execute", `{"command":"/x","channel_id":"` + none + `"}`, 403, forbiddenError},
		{bert.Token, "POST /commands/execute", `{"command":"/x","channel_id":"x"}`, 400, "api.command.execute_command.start.app_error"},
		{b.token, "GET /teams/" + none, "", 404, "app.team.get.find.app_error"},
		{b.token, "GET /teams/name/nosuchteam", "", 404, "app.team.get_by_name.missing.app_error"},
		{b.token, "GET /teams/" + b.team.Id + "/channels/name/nosuch", "", 404, "app.channel.get_by_name.missing.app_error"},
		{b.token, "GET /teams/" + b.team.Id + "/channels/name/" + private.Name, "", 404, "app.channel.get_by_name.missing.app_error"},
		{b.token, "GET /teams/name/" + b.team.Name + "/channels/name/" + public.Name, "", 200, ""},
		{b.token, "POST /teams/" + b.team.Id + "/members", `{"team_id":"` + b.team.Id + `","user_id":"` + b.stranger().ID + `"}`, 201, ""},
		{b.token, "GET /teams/" + b.team.Id + "/members/" + none, "", 404, ""},
		{b.token, "GET /channels/" + public.Id + "/members/" + bert.ID, "", 403, forbiddenError},
		{bert.Token, "GET /channels/" + dm.Id + "/members/" + anna.ID, "", 404, "app.channel.get_member.missing.app_error"},
		{b.token, "POST /channels/" + dm.Id + "/members", `{"user_id":"` + anna.ID + `"}`, 400, "api.channel.add_user_to_channel.type.app_error"},
		{b.token, "POST /channels/" + public.Id + "/members", `{"user_id":"` + anna.ID + `"}`, 403, forbiddenError},
		{b.token, "POST /channels/" + public.Id + "/members", `{"user_id":"x"}`, 400, badBody},
		{b.token, "POST /channels/direct", `["` + b.botID + `"]`, 201, ""},
		{b.token, "POST /channels/direct", `["` + b.botID + `","` + bert.ID + `","` + anna.ID + `"]`, 400, badBody},
		{b.token, "POST /channels/group", `["` + bert.ID + `"]`, 400, "api.channel.create_group.bad_size.app_error"},
		{b.token, "POST /channels", `{"team_id":"` + b.team.Id + `","type":"O","name":"` + public.Name + `","display_name":"x"}`, 400, "store.sql_channel.save_channel.exists.app_error"},
		{b.token, "POST /channels/members/me/view", `{"channel_id":"` + dm.Id + `"}`, 200, ""},
		{b.token, "POST /channels/members/me/view", `{"channel_id":"x"}`, 400, badBody},
		{b.token, "POST /channels/members/" + bert.ID + "/view", `{"channel_id":"` + dm.Id + `"}`, 403, forbiddenError},
		{b.token, "POST /files?channel_id=" + dm.Id, "x", 400, badURL},
		{b.token, "POST /files?filename=x", "x", 400, badURL},
		{b.token, "POST /files?filename=x&channel_id=" + none, "x", 403, forbiddenError},
		{b.token, "GET /files/" + none, "", 404, "api.file.get_file_info.app_error"},
		{bert.Token, "POST /actions/dialogs/submit", `{"channel_id":"` + dm.Id + `"}`, 400, badBody},
		{"", "POST /actions/dialogs/submit", `{"url":"http://x.example"}`, 401, expired},
		{"", "POST /actions/dialogs/open", `{`, 400, badBody},
		{bert.Token, "POST /posts/xyz/actions/abc", "", 400, badURL},
		{bert.Token, "POST /posts/" + none + "/actions/abc", "", 403, forbiddenError},
		{b.admin.AuthToken, "POST /posts/" + none + "/actions/abc", "", 404, noPost},
		{bert.Token, "POST /posts/" + p.Id + "/actions/abc", "", 404, noAction},
		{b.admin.AuthToken, "POST /users/" + b.botID + "/tokens", `{}`, 400, badBody},
		{b.admin.AuthToken, "PUT /users/" + bert.ID + "/roles", `{"roles":"no_such_role"}`, 400, ""},
		{b.admin.AuthToken, "POST /channels/" + public.Id + "/members", `{"user_id":"` + none + `"}`, 404, noSuchUser},
		{b.admin.AuthToken, "POST /channels/" + public.Id + "/members", `{"user_id":"` + b.stranger().ID + `"}`, 404, "app.team.get_member.missing.app_error"},
		{b.admin.AuthToken, "POST /users", `{"username":"` + bert.Name + `","email":"x@y.example","password":"Passw0rd!"}`, 400, "app.user.save.username_exists.app_error"},
		{b.admin.AuthToken, "POST /teams", `{"name":"` + b.team.Name + `","display_name":"x","type":"O"}`, 400, "store.sql_team.save_team.existing.app_error"},
		{b.admin.AuthToken, "PUT /config/patch", `{"ServiceSettings":{"SiteURL":""}}`, 400, "api.config.update_config.clear_siteurl.app_error"},
		{b.admin.AuthToken, "POST /users/" + bert.ID + "/image", "x", 500, "api.user.upload_profile_user.parse.app_error"},
	} {
		status, id := b.ask(tc.token, tc.line, tc.body)
		if status != tc.status || tc.id != "" && id != tc.id {
			t.Errorf("%s %s: want %d %s, got %d %s", tc.line, tc.body, tc.status, tc.id, status, id)
		}
	}
}
