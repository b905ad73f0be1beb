package setup

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// setUpCommand makes the slash command, or brings it up to date.
func (r *run) setUpCommand(ctx context.Context) {
	const name = "slash command"
	if r.off(Commands) {
		r.say(Skip, name, "waits for slash commands to be allowed", "")
		return
	}
	have, err := findCommand(ctx, r.Server, r.team.Id)
	switch {
	case err != nil && r.DryRun && r.FixConfig && isStatus(err, http.StatusNotImplemented):
		r.say(Would, name, "create or update /"+Trigger+", once slash commands are allowed", "")
		return
	case err != nil:
		r.fails(name, "", err)
		return
	case have == nil:
		made := r.wanted(&model.Command{TeamId: r.team.Id})
		ok := r.change(name, fmt.Sprintf("create /%s, which calls %s, and %s", Trigger, made.URL, r.CommandToken.order()),
			fmt.Sprintf("/%s created, which calls %s", Trigger, made.URL), func() error {
				have, _, err = r.CreateCommand(ctx, made)
				return err
			})
		if ok {
			r.commandToken(have.Token, true)
		}
		return
	}
	want := r.wanted(have)
	if differs := commandChanges(have, want); len(differs) > 0 {
		what := strings.Join(differs, ", ")
		r.change(name, "change /"+Trigger+": "+what, "/"+Trigger+" changed: "+what, func() error {
			changed, _, err := r.UpdateCommand(ctx, want)
			if err == nil {
				have = changed
			}
			return err
		})
	} else {
		r.say(OK, name, fmt.Sprintf("/%s calls %s; nothing to do", Trigger, have.URL), "")
	}
	r.commandToken(have.Token, false)
}

// findCommand is the team's slash command of kigo, or nil.
func findCommand(ctx context.Context, s *Server, team string) (*model.Command, error) {
	all, _, err := s.ListCommands(ctx, team, true)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.Trigger == Trigger && c.DeleteAt == 0 {
			return c, nil
		}
	}
	return nil, nil
}

// wanted is the command as it shall be, everything else as it is in have.
func (r *run) wanted(have *model.Command) *model.Command {
	c := *have
	c.Trigger, c.Method, c.URL = Trigger, model.CommandMethodPost, strings.TrimRight(r.PublicURL, "/")+commandPath
	c.Username = r.Bot
	if r.bot != nil {
		// What clients fetch for the bot's own posts, too.
		site := strings.TrimRight(cmp.Or(r.Config.Client("SiteURL"), r.URL), "/")
		c.IconURL = site + model.APIURLSuffix + "/users/" + r.bot.Id + "/image"
	}
	c.DisplayName, c.Description = r.Texts.Name, r.Texts.Description
	c.AutoComplete, c.AutoCompleteHint, c.AutoCompleteDesc = true, r.Texts.Hint, r.Texts.Use
	return &c
}

// commandChanges names what is different.
func commandChanges(have, want *model.Command) []string {
	var all []string
	for _, f := range []struct{ name, have, want string }{
		{"address", have.URL, want.URL},
		{"method", have.Method, want.Method},
		{"user name", have.Username, want.Username},
		{"picture", have.IconURL, want.IconURL},
		{"title", have.DisplayName, want.DisplayName},
		{"description", have.Description, want.Description},
		{"hint", have.AutoCompleteHint, want.AutoCompleteHint},
		{"autocomplete text", have.AutoCompleteDesc, want.AutoCompleteDesc},
		{"autocomplete", fmt.Sprint(have.AutoComplete), fmt.Sprint(want.AutoComplete)},
	} {
		if f.have != f.want {
			all = append(all, fmt.Sprintf("%s %q → %q", f.name, f.have, f.want))
		}
	}
	return all
}

// order says what is to be done with the token of a new command.
func (s Secret) order() string {
	if s.File == "" {
		return "print its token"
	}
	return "write its token to " + s.File
}

// commandToken sees to it that kigo gets the command's token. It is printed where it is new,
// or where kigo has a wrong one.
func (r *run) commandToken(token string, isNew bool) {
	const name = "command token"
	have := r.CommandToken
	switch {
	case token == "":
		r.say(Skip, name, "the server does not tell it to @"+r.User.Username, "have a system administrator run setup")
	case have.Value == token:
		r.say(OK, name, "the one in "+have.From+" is right; nothing to do", "")
	case have.Value != "" && !have.isSetting():
		r.say(Fail, name, "the one in "+have.From+" is another one", "remove that file, and run setup again")
	case have.Value != "" && have.File == "" && r.DryRun:
		r.say(Fail, name, "the one in "+have.From+" is another one", "setup prints the right one")
	case have.Value != "" && have.File == "":
		r.CommandToken.print(token)
		r.say(Fail, name, "the one in "+have.From+" is another one", "use the one that is printed below")
	case have.File == "" && !isNew:
		r.say(OK, name, "the command has one, which Integrations → Slash Commands shows; nothing to do", "give it in KIGO_MATTERMOST_COMMAND_TOKEN to have it checked")
	case have.File == "":
		r.CommandToken.print(token)
		r.say(Done, name, "made; it is printed below", "")
	default:
		if err := have.canSave(); err != nil {
			r.fails(name, "", err)
			return
		}
		r.change(name, "write it to "+have.File, "written to "+have.File, func() error {
			return r.CommandToken.save(func() (string, error) { return token, nil })
		})
	}
}
