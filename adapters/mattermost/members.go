package mattermost

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// memberPage is how many profiles are read at once; the server gives no more.
const memberPage = 200

// errIncomplete says that a list lacks somebody who must be on it.
var errIncomplete = errors.New("the list of the team's members lacks kigo itself: run kigo doctor")

// Members implements chat.Directory.
func (a *Adapter) Members(ctx context.Context) ([]chat.User, error) {
	ctx = bulk(ctx)
	team, err := a.team(ctx)
	if err != nil {
		return nil, err
	}
	me, err := a.client.me(ctx, selfAge)
	if err != nil {
		return nil, err
	}
	var all []chat.User
	for page := 0; ; page++ {
		var users []*model.User
		err := chat.Patient(ctx, func() (err error) {
			users, _, err = a.client.GetUsersInTeam(ctx, team, page, memberPage, "")
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("list the team's members: %w", err)
		}
		for _, u := range users {
			all = append(all, a.learn(u))
		}
		if len(users) < memberPage {
			break
		}
	}
	if !slices.ContainsFunc(all, func(u chat.User) bool { return u.ID == me.id }) {
		return nil, errIncomplete
	}
	return all, nil
}

// Member implements chat.Directory.
func (a *Adapter) Member(ctx context.Context, userID string) (chat.User, error) {
	ctx = bulk(ctx)
	team, err := a.team(ctx)
	if err != nil {
		return chat.User{}, err
	}
	var member *model.TeamMember
	err = chat.Patient(ctx, func() (err error) {
		member, _, err = a.client.GetTeamMember(ctx, team, userID, "")
		return err
	})
	switch {
	case isStatus(err, http.StatusNotFound), isStatus(err, http.StatusBadRequest), err == nil && member.DeleteAt > 0:
		return chat.User{}, chat.ErrGone // a bad request is an id that can't be one
	case err != nil:
		return chat.User{}, fmt.Errorf("read a member of the team: %w", err)
	}
	a.people.forget(userID)
	return a.user(ctx, userID)
}

// team is the id of the team that kigo is for.
func (a *Adapter) team(ctx context.Context) (string, error) {
	var team *model.Team
	err := chat.Patient(ctx, func() (err error) {
		team, _, err = a.client.GetTeamByName(ctx, a.Team, "")
		return err
	})
	if err != nil {
		return "", fmt.Errorf("find the team %s: %w", a.Team, err)
	}
	return team.Id, nil
}

// learn keeps what the server says about an account.
func (a *Adapter) learn(u *model.User) chat.User {
	user := chat.User{
		ID: u.Id, Name: fullName(u), Email: u.Email, Locale: u.Locale,
		Bot: u.IsBot, Deactivated: u.DeleteAt > 0, Guest: slices.Contains(strings.Fields(u.Roles), model.SystemGuestRoleId),
	}
	a.people.put(user)
	return user
}
