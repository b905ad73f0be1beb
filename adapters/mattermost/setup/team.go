package setup

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// findTeam looks the team up; without it nothing can be set up.
func (r *run) findTeam(ctx context.Context) bool {
	const name = "team"
	if r.Team == "" {
		r.say(Fail, name, "KIGO_MATTERMOST_TEAM is not set", "set it to "+r.teams(ctx))
		return false
	}
	team, _, err := r.GetTeamByName(ctx, r.Team, "")
	switch {
	case isStatus(err, http.StatusNotFound), isStatus(err, http.StatusForbidden):
		r.say(Fail, name, fmt.Sprintf("there is no team %q that @%s may see", r.Team, r.User.Username), "set KIGO_MATTERMOST_TEAM to "+r.teams(ctx))
		return false
	case err != nil:
		r.fails(name, "", err)
		return false
	case team.DeleteAt > 0:
		r.say(Fail, name, fmt.Sprintf("the team %q is archived", r.Team), "set KIGO_MATTERMOST_TEAM to "+r.teams(ctx))
		return false
	}
	r.team = team
	r.say(OK, name, fmt.Sprintf("%s (%s)", team.Name, team.DisplayName), "")
	return true
}

// maxTeams is how many teams are named where one is unknown.
const maxTeams = 20

// teams names the teams that there are.
func (r *run) teams(ctx context.Context) string {
	all, _, err := r.GetAllTeams(ctx, "", 0, 200)
	if err != nil {
		if all, _, err = r.GetTeamsForUser(ctx, r.User.Id, ""); err != nil {
			return "the team's name in its address"
		}
	}
	var names []string
	for _, t := range all {
		if t.DeleteAt == 0 {
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	switch {
	case len(names) == 0:
		return "a team of which @" + r.User.Username + " is a member"
	case len(names) == 1:
		return names[0]
	case len(names) > maxTeams:
		return "the team's name in its address, like " + names[0]
	}
	return "one of " + strings.Join(names, ", ")
}

// joinTeam makes the bot a member.
func (r *run) joinTeam(ctx context.Context) {
	const name = "membership"
	order := fmt.Sprintf("make @%s a member of the team %s", r.Bot, r.team.Name)
	if r.bot == nil {
		if r.DryRun {
			r.say(Would, name, order, "")
		} else {
			r.say(Skip, name, "needs the bot account", "")
		}
		return
	}
	member, err := isMember(ctx, r.Server, r.team.Id, r.bot.Id)
	switch {
	case err != nil:
		r.fails(name, "", err)
	case member:
		r.say(OK, name, fmt.Sprintf("@%s is in the team %s; nothing to do", r.bot.Username, r.team.Name), "")
	default:
		r.change(name, order, fmt.Sprintf("@%s is now in the team %s", r.bot.Username, r.team.Name), func() error {
			_, _, err := r.AddTeamMember(ctx, r.team.Id, r.bot.Id)
			return err
		})
	}
}

func isMember(ctx context.Context, s *Server, team, user string) (bool, error) {
	m, _, err := s.GetTeamMember(ctx, team, user, "")
	if isStatus(err, http.StatusNotFound) {
		return false, nil
	}
	return err == nil && m.DeleteAt == 0, err
}

// membersOf are the teams of an account.
func membersOf(ctx context.Context, s *Server, user string) ([]*model.Team, error) {
	all, _, err := s.GetTeamsForUser(ctx, user, "")
	return all, err
}
