package mattermosttest

import (
	"slices"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestABotPostsOnlyWhereItIsAMember(t *testing.T) {
	b := start(t)
	public, private := b.channel(model.ChannelTypeOpen), b.channel(model.ChannelTypePrivate)
	for _, ch := range []*model.Channel{public, private} {
		_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
		b.refused(err, 403, "api.context.permissions.app_error")
	}
	_, _, err := b.bot.AddChannelMember(b.ctx, private.Id, b.botID)
	b.refused(err, 403, "api.context.permissions.app_error")
	_, _, err = b.bot.AddChannelMember(b.ctx, public.Id, b.botID)
	b.ok(err)
	b.say(public.Id, "now it works")
}

func TestRolesOpenMoreChannels(t *testing.T) {
	b := start(t)
	anna, bert := b.human(), b.human()
	theirs, _, err := anna.Client.CreateDirectChannel(b.ctx, anna.ID, bert.ID)
	b.ok(err)
	channels := []*model.Channel{b.channel(model.ChannelTypeOpen), b.channel(model.ChannelTypePrivate), theirs}
	for _, tc := range []struct {
		role  string
		works []bool
	}{
		{"", []bool{false, false, false}},
		{" system_post_all_public", []bool{true, false, false}},
		{" system_post_all", []bool{true, true, true}},
	} {
		_, err := b.admin.UpdateUserRoles(b.ctx, b.botID, "system_user"+tc.role)
		b.ok(err)
		for i, ch := range channels {
			_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
			if tc.works[i] {
				b.ok(err)
				continue
			}
			b.refused(err, 403, "api.context.permissions.app_error")
		}
	}
}

func TestEphemeralPostsNeedAPermissionThatHardlyAnybodyHas(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch := b.plaza(bert)
	whisper := func() error {
		_, _, err := b.bot.CreatePostEphemeral(b.ctx, &model.PostEphemeral{UserID: bert.ID, Post: &model.Post{ChannelId: ch.Id, Message: "psst"}})
		return err
	}
	b.refused(whisper(), 403, "api.context.permissions.app_error")
	for name, r := range b.s.roles {
		if slices.Contains(r.Permissions, "create_post_ephemeral") && name != "system_admin" {
			t.Errorf("role %s has create_post_ephemeral", name)
		}
	}
	role, _, err := b.admin.GetRoleByName(b.ctx, "system_post_all_public")
	b.ok(err)
	more := append(role.Permissions, "create_post_ephemeral")
	_, _, err = b.bot.PatchRole(b.ctx, role.Id, &model.RolePatch{Permissions: &more})
	b.refused(err, 403, "api.context.permissions.app_error")
	_, _, err = b.admin.PatchRole(b.ctx, role.Id, &model.RolePatch{Permissions: &more})
	b.ok(err)
	_, err = b.admin.UpdateUserRoles(b.ctx, b.botID, "system_user system_post_all_public")
	b.ok(err)
	b.ok(whisper())
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if p.UserId != b.botID || p.Message != "psst" || p.Type != "system_ephemeral" {
		t.Errorf("bert sees %+v", p)
	}
}

func TestRolesAreReadByAnybody(t *testing.T) {
	b := start(t)
	list, _, err := b.bot.GetRolesByNames(b.ctx, []string{"system_user", "team_user", "no_such"})
	b.ok(err)
	if len(list) != 2 {
		t.Errorf("%d roles", len(list))
	}
	_, err = b.bot.UpdateUserRoles(b.ctx, b.botID, "system_user system_admin")
	b.refused(err, 403, "api.context.permissions.app_error")
}

func TestOnesOwnAndOthersPosts(t *testing.T) {
	b := start(t)
	bert := b.human()
	dm := b.direct(bert)
	p := b.say(dm.Id, "from the bot")
	b.refused(bert.Delete(b.ctx, p), 403, "api.context.permissions.app_error")
	_, err := bert.Edit(b.ctx, p, "mine")
	b.refused(err, 403, "api.context.permissions.app_error")
	own, err := bert.Post(b.ctx, dm.Id, "mine")
	b.ok(err)
	_, err = b.bot.DeletePost(b.ctx, own.Id)
	b.refused(err, 403, "api.context.permissions.app_error")
	b.ok(bert.Delete(b.ctx, own))
}
