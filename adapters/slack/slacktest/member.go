package slacktest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Member is a person with Slack open. Methods that reach the app wait until it acknowledged
// and return what the person sees go wrong, such as ErrTimeout.
type Member struct {
	s  *Server
	ID string
}

// Member is who has that id.
func (s *Server) Member(id string) *Member { return &Member{s, id} }

// DM is the direct chat with the app.
func (m *Member) DM() string {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	return m.s.dm(m.ID).id
}

// Messages are those of a channel that can be read by all in it, oldest first.
func (m *Member) Messages(channel string) []Message { return m.read(channel, channel) }

// Ephemerals are the messages in a channel that only this person sees, Slackbot's warnings
// included.
func (m *Member) Ephemerals(channel string) []Message {
	return m.read("whispers:"+m.ID, channel)
}

func (m *Member) read(from, channel string) []Message {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	ch := m.s.channels[from]
	if ch == nil || from == channel && !ch.members[m.ID] {
		return nil
	}
	var out []Message
	for _, msg := range ch.messages {
		if msg.channel == channel {
			out = append(out, m.s.seen(msg))
		}
	}
	return out
}

// Messages are the messages of a channel, oldest first.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	if ch := s.channels[channel]; ch != nil {
		for _, msg := range ch.messages {
			out = append(out, s.seen(msg))
		}
	}
	return out
}

// Modal is the modal on top; ok is false if none is open.
func (m *Member) Modal() (v View, ok bool) {
	all := m.Modals()
	if len(all) == 0 {
		return View{}, false
	}
	return all[len(all)-1], true
}

// Modals are those that are open, the top one last.
func (m *Member) Modals() []View {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	var out []View
	for _, v := range m.s.stacks[m.ID] {
		out = append(out, m.s.look(v))
	}
	return out
}

// Home is the home tab; ok is false if the app has published none.
func (m *Member) Home() (v View, ok bool) {
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	if v := m.s.homes[m.ID]; v != nil {
		return m.s.look(v), true
	}
	return View{}, false
}

// Wait waits for a message of the channel, ephemeral or not, that ok says yes to; nil is
// any.
func (m *Member) Wait(ctx context.Context, channel string, ok func(Message) bool) (Message, error) {
	var got Message
	err := m.s.Wait(ctx, func() bool {
		all := slices.Concat(m.Messages(channel), m.Ephemerals(channel))
		i := slices.IndexFunc(all, func(msg Message) bool { return ok == nil || ok(msg) })
		if i >= 0 {
			got = all[i]
		}
		return i >= 0
	})
	if err != nil {
		var seen []string
		for _, msg := range slices.Concat(m.Messages(channel), m.Ephemerals(channel)) {
			seen = append(seen, msg.Shown())
		}
		err = fmt.Errorf("no such message: %w; there are %q", err, seen)
	}
	return got, err
}

// WaitText waits for a message of the app's that shows all of the words.
func (m *Member) WaitText(ctx context.Context, channel string, words ...string) (Message, error) {
	return m.Wait(ctx, channel, func(msg Message) bool {
		return msg.User == m.s.BotUserID && has(msg.Shown(), words)
	})
}

func has(s string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(s, w) })
}

// WaitModal waits until a modal on top shows all of the words.
func (m *Member) WaitModal(ctx context.Context, words ...string) (View, error) {
	return m.waitView(ctx, m.Modal, words)
}

// WaitHome waits until the home tab shows all of the words.
func (m *Member) WaitHome(ctx context.Context, words ...string) (View, error) {
	return m.waitView(ctx, m.Home, words)
}

func (m *Member) waitView(ctx context.Context, look func() (View, bool), words []string) (View, error) {
	var got View
	err := m.s.Wait(ctx, func() bool {
		v, ok := look()
		got = v
		return ok && has(v.Shown(), words)
	})
	if err != nil {
		err = fmt.Errorf("no view with %q: %w; there is %q", words, err, got.Shown())
	}
	return got, err
}
