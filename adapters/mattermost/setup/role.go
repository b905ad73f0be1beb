package setup

import (
	"context"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// ephemeralRole is the role that gets the permission: ordinary accounts do not have it, and
// it stands for posting to all public channels already.
const ephemeralRole = model.SystemPostAllPublicRoleId

// grantEphemeral lets the bot itself post what only one person sees, where that is wished.
// By default it may not: then such answers go through the slash command's address for
// answers, and as direct messages.
func (r *run) grantEphemeral(ctx context.Context) {
	const name = "private posts"
	may := r.bot != nil && r.postsPrivately(ctx, r.bot)
	defer func() { r.sayAll(r.Config.CheckOverrides(may)) }()
	switch {
	case may:
		r.say(OK, name, "the bot may post what only one person sees; nothing to do", "")
		return
	case !r.Ephemeral:
		r.say(OK, name, "the bot may not post what only one person sees, and uses direct messages; --ephemeral changes that", "")
		return
	case r.bot == nil && !r.DryRun:
		r.say(Skip, name, "needs the bot account", "")
		return
	}
	role, _, err := r.GetRoleByName(ctx, ephemeralRole)
	if err != nil {
		r.fails(name, "", err)
		return
	}
	if !canPostEphemeral(role) {
		permission := model.PermissionCreatePostEphemeral.Id
		if !r.change(name, "add the permission "+permission+" to the role "+ephemeralRole, "the role "+ephemeralRole+" now has the permission "+permission, func() error {
			all := append(slices.Clone(role.Permissions), permission)
			_, _, err := r.PatchRole(ctx, role.Id, &model.RolePatch{Permissions: &all})
			return err
		}) && !r.DryRun {
			return
		}
	}
	may = r.change(name, "give @"+r.Bot+" the role "+ephemeralRole, "@"+r.Bot+" now has the role "+ephemeralRole, func() error {
		_, err := r.UpdateUserRoles(ctx, r.bot.Id, strings.TrimSpace(r.bot.Roles+" "+ephemeralRole))
		return err
	}) || r.DryRun
}

// postsPrivately says whether an account may post what only one person sees.
func (s *Server) postsPrivately(ctx context.Context, u *model.User) bool {
	roles, _, err := s.GetRolesByNames(ctx, strings.Fields(u.Roles))
	return err == nil && slices.ContainsFunc(roles, canPostEphemeral)
}

func canPostEphemeral(role *model.Role) bool {
	return slices.Contains(role.Permissions, model.PermissionCreatePostEphemeral.Id)
}
