package mattermosttest

import (
	"bytes"
	"cmp"
	"image"
	_ "image/gif" // formats that pictures may have
	_ "image/jpeg"
	_ "image/png"
	"io"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"
)

func sortUsers(list []*model.User) {
	slices.SortFunc(list, func(a, b *model.User) int { return cmp.Compare(a.Username, b.Username) })
}

func patchUser(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	var in model.UserPatch
	if f := c.read(&in, "user"); f != nil {
		return nil, f
	}
	if !c.mayManage(a) {
		return nil, denied()
	}
	a.Patch(&in)
	c.s.told(a)
	return c.seen(a), nil
}

func setActive(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	var in struct {
		Active *bool `json:"active"`
	}
	if f := c.read(&in, "active"); f != nil || in.Active == nil {
		return nil, invalidParam("active")
	}
	if !c.can(model.PermissionManageSystem) {
		return nil, fail(403, "api.user.update_active.permissions.app_error")
	}
	if f := c.s.activate(a, *in.Active); f != nil {
		return nil, f
	}
	return okay, nil
}

// activate is setActive within the limit of users, which is asked for bots too.
func (s *Server) activate(a *account, active bool) *failure {
	if active && s.full() {
		return fail(400, "app.user.update_active.user_limit.exceeded")
	}
	s.setActive(a, active)
	return nil
}

func deactivate(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	switch {
	case c.can(model.PermissionManageSystem):
	case a.Id == c.user.Id:
		return nil, fail(401, "api.user.update_active.not_enable.app_error")
	default:
		return nil, denied()
	}
	c.s.setActive(a, false)
	return okay, nil
}

// setActive activates an account, or deactivates it: sessions end, sockets close, and the
// bots that it owns stop too where the settings say so.
func (s *Server) setActive(a *account, active bool) {
	if active {
		a.DeleteAt = 0
		if b := s.bots[a.Id]; b != nil {
			b.DeleteAt = 0
		}
		s.told(a)
		return
	}
	a.DeleteAt = s.millis()
	if b := s.bots[a.Id]; b != nil {
		b.DeleteAt = a.DeleteAt
	}
	s.told(a)
	s.expel(a.Id)
	if !s.settings.DisableBotsWhenOwnerIsDeactivated {
		return
	}
	for id, b := range s.bots {
		if b.OwnerId == a.Id && b.DeleteAt == 0 {
			s.setActive(s.users[id], false)
		}
	}
}

func setImage(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	if !c.mayManage(a) {
		return nil, denied()
	}
	data, _, f := c.part("image", "api.user.upload_profile_user.no_file.app_error")
	if f != nil {
		return nil, f
	}
	if _, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil {
		return nil, fail(400, "api.user.upload_profile_user.check_image_limits.app_error")
	}
	a.picture, a.LastPictureUpdate = data, c.s.millis()
	c.s.told(a)
	return okay, nil
}

func readImage(c *call) (any, *failure) {
	a, f := c.who()
	if f != nil {
		return nil, f
	}
	c.w.Header().Set("Content-Type", "image/png")
	return raw(a.picture), nil
}

// part returns a file of a multipart form.
func (c *call) part(field, missing string) (data []byte, name string, f *failure) {
	c.r.Body = io.NopCloser(bytes.NewReader(c.body))
	if err := c.r.ParseMultipartForm(int64(len(c.body)) + 1); err != nil {
		return nil, "", fail(500, "api.user.upload_profile_user.parse.app_error")
	}
	list := c.r.MultipartForm.File[field]
	if len(list) == 0 {
		return nil, "", fail(400, missing)
	}
	in, err := list[0].Open()
	if err != nil {
		return nil, "", fail(500, "api.user.upload_profile_user.open.app_error")
	}
	defer func() { _ = in.Close() }()
	data, err = io.ReadAll(in)
	if err != nil {
		return nil, "", fail(500, "api.user.upload_profile_user.open.app_error")
	}
	return data, list[0].Filename, nil
}
