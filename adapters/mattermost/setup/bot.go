package setup

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"image/png"
	"net/http"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// findBot looks for the bot account.
func (r *run) findBot(ctx context.Context) {
	u, _, err := r.GetUserByUsername(ctx, r.Bot, "")
	switch {
	case isStatus(err, http.StatusNotFound):
	case err != nil:
		r.fails("bot account", "", err)
	default:
		r.bot = u
	}
}

// setUpBot makes the bot account, or brings it up to date.
func (r *run) setUpBot(ctx context.Context) {
	const name = "bot account"
	want := model.Bot{Username: r.Bot, DisplayName: r.Texts.Name, Description: r.Texts.About}
	if r.bot == nil && r.off(BotCreation) {
		level, text := Skip, "can't be created yet"
		if r.DryRun {
			level, text = Would, "create @"+r.Bot+", once that is allowed"
		}
		r.say(level, name, text, "")
		return
	}
	if r.bot == nil {
		r.change(name, "create @"+r.Bot, "@"+r.Bot+" created", func() error {
			b, _, err := r.CreateBot(ctx, &want)
			if err != nil {
				return err
			}
			r.owner = b.OwnerId
			r.bot, _, err = r.GetUser(ctx, b.UserId, "")
			return err
		})
		return
	}
	if !r.bot.IsBot {
		r.say(Fail, name, "@"+r.Bot+" is somebody's account and no bot", "choose another name with --bot")
		r.bot = nil
		return
	}
	have, _, err := r.GetBotIncludeDeleted(ctx, r.bot.Id, "")
	if isStatus(err, http.StatusNotFound) || isStatus(err, http.StatusForbidden) {
		r.leaveBot(name)
		return
	}
	if err != nil {
		r.fails(name, "", err)
		return
	}
	r.owner = have.OwnerId
	changed := false
	if have.DeleteAt > 0 {
		changed, r.sleeping = true, true
		r.sleeping = !r.change(name, "enable @"+r.Bot+", which is disabled", "@"+r.Bot+" enabled", func() error {
			_, _, err := r.EnableBot(ctx, r.bot.Id)
			return err
		})
	}
	var differs []string
	if have.DisplayName != want.DisplayName {
		differs = append(differs, fmt.Sprintf("display name %q → %q", have.DisplayName, want.DisplayName))
	}
	if have.Description != want.Description {
		differs = append(differs, "description")
	}
	if len(differs) > 0 {
		changed = true
		what := strings.Join(differs, ", ")
		r.change(name, "change "+what, "changed: "+what, func() error {
			_, _, err := r.PatchBot(ctx, r.bot.Id, &model.BotPatch{DisplayName: &want.DisplayName, Description: &want.Description})
			return err
		})
	}
	if !changed {
		r.say(OK, name, "@"+r.Bot+"; nothing to do", "")
	}
}

// leaveBot is for who may not change bot accounts.
func (r *run) leaveBot(name string) {
	if r.bot.DeleteAt > 0 {
		r.sleeping = true
		r.say(Fail, name, "@"+r.Bot+" is disabled", "have a system administrator run setup, or enable it (Integrations → Bot Accounts)")
		return
	}
	r.say(OK, name, "@"+r.Bot+" is there; whether it is up to date, only a system administrator can see", "")
}

// picture is the bot's, 128 by 128 pixels, which is what the server makes of any other.
//
//go:embed kigo.png
var picture []byte

// setPicture gives the bot its picture, unless somebody has chosen another one.
func (r *run) setPicture(ctx context.Context) {
	const name = "picture"
	if r.bot == nil {
		if r.DryRun {
			r.say(Would, name, "set it", "")
		}
		return
	}
	have, _, err := r.GetProfileImage(ctx, r.bot.Id, "")
	switch {
	case err == nil && samePicture(have, picture):
		r.say(OK, name, "nothing to do", "")
		return
	case err == nil && r.bot.LastPictureUpdate > 0:
		r.say(OK, name, "somebody has chosen another one, which stays; nothing to do", "")
		return
	case !r.isSystemAdmin():
		r.say(Skip, name, "only a system administrator can set it", "")
		return
	}
	r.change(name, "set it", "set", func() error {
		_, err := r.SetProfileImage(ctx, r.bot.Id, picture)
		return err
	})
}

// samePicture compares what the pictures show: the server packs them anew.
func samePicture(a, b []byte) bool {
	x, err1 := png.Decode(bytes.NewReader(a))
	y, err2 := png.Decode(bytes.NewReader(b))
	if err1 != nil || err2 != nil || x.Bounds().Size() != y.Bounds().Size() {
		return false
	}
	at, bt := x.Bounds().Min, y.Bounds().Min
	for i := range x.Bounds().Dx() {
		for j := range x.Bounds().Dy() {
			r1, g1, b1, a1 := x.At(at.X+i, at.Y+j).RGBA()
			r2, g2, b2, a2 := y.At(bt.X+i, bt.Y+j).RGBA()
			if r1>>8 != r2>>8 || g1>>8 != g2>>8 || b1>>8 != b2>>8 || a1>>8 != a2>>8 {
				return false
			}
		}
	}
	return true
}
