package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"kigo/adapters/slack/slacktest"
)

// colleague is an account on Slack.
type colleague struct {
	*slacktest.Member
	*tower

	mu   sync.Mutex
	seen map[string]bool // what see has returned, as it stood then
}

func (c *colleague) slash(_ context.Context, line string) error {
	err := c.Slash(c.plaza, line)
	switch {
	case errors.Is(err, slacktest.ErrDispatch):
		return fmt.Errorf("%w: %w", errAway, err)
	case errors.Is(err, slacktest.ErrInactive):
		return fmt.Errorf("%w: %w", errDismissed, err)
	}
	return err
}

func (c *colleague) write(_ context.Context, text string) error {
	_, err := c.Say(c.DM(), text)
	return err
}

func (c *colleague) post(_ context.Context, text string) (string, error) {
	return c.Say(c.plaza, text)
}

func (c *colleague) mention() string { return "<@" + c.slack.BotUserID + ">" }

func (c *colleague) click(_ context.Context, s sight, label string) error {
	return c.Click(s.at.(slacktest.Message), label)
}

func (c *colleague) see(ctx context.Context, fits func(sight) bool) (sight, error) {
	var found sight
	err := c.slack.Wait(ctx, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, m := range append(c.alone(), c.kigos(c.Messages(c.plaza))...) {
			s, as := c.sight(m), m.TS+m.JSON()
			if !c.seen[as] && fits(s) {
				found, c.seen[as] = s, true
				return true
			}
		}
		return false
	})
	if err != nil {
		err = fmt.Errorf("%w; there are %q", err, append(c.letters(), c.said()...))
	}
	return found, err
}

// alone are kigo's messages that nobody else reads, oldest first.
func (c *colleague) alone() []slacktest.Message {
	all := c.kigos(slices.Concat(c.Messages(c.DM()), c.Ephemerals(c.DM()), c.Ephemerals(c.plaza)))
	slices.SortFunc(all, func(a, b slacktest.Message) int { return cmp.Compare(a.TS, b.TS) })
	return all
}

func (c *colleague) kigos(all []slacktest.Message) []slacktest.Message {
	return slices.DeleteFunc(all, func(m slacktest.Message) bool { return m.User != c.slack.BotUserID })
}

func (c *colleague) sight(m slacktest.Message) sight {
	return sight{
		id: m.TS, text: invisible.Replace(m.Shown()), thread: m.ThreadTS,
		plaza: m.Channel == c.plaza, private: m.Ephemeral || m.Channel != c.plaza, at: m,
	}
}

func (c *colleague) opened(ctx context.Context, title string) (any, error) {
	var found slacktest.View
	err := c.slack.Wait(ctx, func() (ok bool) {
		found, ok = c.Modal()
		return ok && found.Title == title
	})
	return found, err
}

func (c *colleague) submit(_ context.Context, form any, v values) (map[string]string, error) {
	all := slacktest.Values{}
	for name, text := range v {
		all[name] = []string{text}
	}
	return c.Submit(form.(slacktest.View), all)
}

// download takes the messages just before one, which bring its files.
func (c *colleague) download(s sight) (all []attachment) {
	for _, m := range c.kigos(c.Messages(c.DM())) {
		if m.TS == s.id {
			return all
		}
		if len(m.Files) == 0 {
			all = nil
		}
		for _, f := range m.Files {
			all = append(all, attachment{f.Name, f.Data})
		}
	}
	return nil
}

func (c *colleague) letters() (all []string) {
	for _, m := range c.alone() {
		all = append(all, c.sight(m).text)
	}
	return all
}
