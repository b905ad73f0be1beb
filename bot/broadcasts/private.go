package broadcasts

import (
	"context"
	"errors"
	"slices"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/people"
)

// open are the public ones of some channels, and of the private ones those that a text means
// and that by is in. Of the others by learns nothing, not even that they exist.
func (s *Service) open(ctx context.Context, by people.Person, all []known, texts []string) (open []known, err error) {
	for _, c := range all {
		in := !c.private
		if !in && slices.ContainsFunc(texts, c.means) {
			var failed error
			if in, failed = s.lets(ctx, by, c); failed != nil {
				err = failed
			}
		}
		if in {
			open = append(open, c)
		}
	}
	return open, err
}

// lets reports whether by may have kigo write in a channel: a private one is for its members.
func (s *Service) lets(ctx context.Context, by people.Person, c known) (bool, error) {
	if !c.private {
		return true, nil
	}
	account, has := by.Accounts[c.Platform]
	if !has || by.Away[c.Platform] {
		return false, nil
	}
	members, err := s.members(ctx, c.Channel)
	switch {
	case errors.Is(err, chat.ErrGone):
		return false, nil
	case err != nil:
		return false, noChannels()
	}
	return slices.Contains(members, account), nil
}

// mayReach returns the fault that keeps by from writing for a target: a private channel that
// they are not in.
func (s *Service) mayReach(ctx context.Context, by people.Person, t Target) error {
	if t.Kind != ToChannels {
		return nil
	}
	all, trouble := s.channels(ctx)
	for _, to := range t.Channels {
		at := slices.IndexFunc(all, func(c known) bool { return c.Platform == to.Platform && c.ID == to.ID })
		switch {
		case at < 0 && trouble != nil:
			return trouble
		case at < 0:
			continue // kigo is not in it any more: it reaches nobody
		}
		in, err := s.lets(ctx, by, all[at])
		if err == nil && !in {
			err = fault.New("broadcast.channel.private", fault.Args{"Name": to.Name})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// proposerMayReach is mayReach for whoever wrote what waits for approval.
func (s *Service) proposerMayReach(ctx context.Context, b Broadcast) error {
	if b.Target.Kind != ToChannels {
		return nil
	}
	found, err := s.People.GetMany(ctx, []people.ID{b.proposer()})
	if err != nil {
		return err
	}
	return s.mayReach(ctx, found[b.proposer()], b.Target)
}
