package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
	"kigo/bot/chat"
)

// townsman is an account on Mattermost.
type townsman struct {
	human
	*square
	id     string
	client *model.Client4
	chat   string   // direct channel with kigo
	texts  sync.Map // wording of each post that was looked at
}

func (m *townsman) slash(ctx context.Context, line string) error {
	err := m.Slash(ctx, m.plaza, line)
	switch {
	case isRefused(err, http.StatusInternalServerError):
		return fmt.Errorf("%w: %w", errAway, err)
	case isRefused(err, http.StatusUnauthorized):
		return fmt.Errorf("%w: %w", errDismissed, err)
	}
	return err
}

// isRefused says whether the server answered with this status.
func isRefused(err error, status int) bool {
	var app *model.AppError
	return errors.As(err, &app) && app.StatusCode == status
}

func (m *townsman) write(ctx context.Context, text string) error {
	_, err := m.Message(ctx, m.botID, text)
	return err
}

func (m *townsman) post(ctx context.Context, text string) (string, error) {
	p, err := m.Post(ctx, m.plaza, text)
	if err != nil {
		return "", err
	}
	return p.Id, nil
}

func (m *townsman) mention() string { return "@" + m.bot }

func (m *townsman) click(ctx context.Context, s sight, label string) error {
	return m.Click(ctx, s.at.(*model.Post), label)
}

func (m *townsman) see(ctx context.Context, fits func(sight) bool) (sight, error) {
	var found sight
	_, err := m.Wait(ctx, func(e mattermosttest.Event) bool {
		s, ok := m.sight(e)
		if ok = ok && fits(s); ok {
			found = s
		}
		return ok
	})
	if p, ok := found.at.(*model.Post); ok && !found.plaza && p.Type != model.PostTypeEphemeral && p.ChannelId != m.direct() {
		m.t.Errorf("it stands where others read it: %s", found.text)
	}
	return found, err
}

func (m *townsman) sight(e mattermosttest.Event) (sight, bool) {
	switch {
	case e.Post == nil:
		return sight{}, false
	case e.Type == "ephemeral_message":
	case e.Type != "posted" && e.Type != "post_edited", e.Post.UserId != m.botID, e.Post.IsSystemMessage():
		return sight{}, false
	}
	s := sight{id: e.Post.Id, thread: e.Post.RootId, plaza: e.Post.ChannelId == m.plaza, at: e.Post}
	s.private = e.Type == "ephemeral_message" || !s.plaza
	if calls := e.Data["mentions"]; calls != nil {
		s.calls = fmt.Sprint(calls)
	}
	text, known := m.texts.Load(e.Post)
	if !known {
		text = wording(e.Post)
		m.texts.Store(e.Post, text)
	}
	s.text = text.(string)
	return s, true
}

// wording is all text of a post as it is read, controls in brackets.
func wording(p *model.Post) string {
	var all []string
	for part := range strings.SplitSeq(mattermosttest.Text(p), "\n\n") {
		all = append(all, chat.Markdown(part).String())
	}
	return invisible.Replace(strings.Join(all, "\n\n"))
}

func (m *townsman) opened(ctx context.Context, title string) (any, error) {
	e, err := m.Wait(ctx, func(e mattermosttest.Event) bool { return e.Dialog != nil && e.Dialog.Title == title })
	return e.Dialog, err
}

func (m *townsman) submit(ctx context.Context, form any, v values) (map[string]string, error) {
	d := form.(*mattermosttest.Dialog)
	all := map[string]any{}
	for _, e := range d.Elements {
		text, filled := v[e.Name]
		switch {
		case filled && e.SubType == "number":
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, err
			}
			all[e.Name] = n
		case filled:
			all[e.Name] = text
		case e.Default != "":
			all[e.Name] = e.Default
		}
	}
	answer, err := m.SubmitDialog(ctx, d, all)
	if err != nil || answer == nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, errors.New(answer.Error)
	}
	return answer.Errors, nil
}

func (m *townsman) download(s sight) (all []attachment) {
	m.t.Helper()
	for _, id := range s.at.(*model.Post).FileIds {
		info, _, err := m.client.GetFileInfo(m.t.Context(), id)
		m.fine(err)
		data, _, err := m.client.GetFile(m.t.Context(), id)
		m.fine(err)
		all = append(all, attachment{info.Name, data})
	}
	return all
}

func (m *townsman) letters() []string { return m.posts(m.direct()) }

// direct is the channel in which the person and kigo are alone.
func (m *townsman) direct() string {
	m.t.Helper()
	if m.chat == "" {
		c, _, err := m.client.CreateDirectChannel(m.t.Context(), m.id, m.botID)
		m.fine(err)
		m.chat = c.Id
	}
	return m.chat
}
