package main

import (
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/mattermost/mattermosttest"
)

func (s *square) settle(name, locale string) login { return s.welcome(s.person(name, locale)) }

func (s *square) welcome(h human) login {
	s.t.Helper()
	m := &townsman{human: h, square: s}
	switch h := h.(type) {
	case *mattermosttest.Human:
		m.id, m.client = h.ID, h.Client
	case *resident:
		m.id, m.client = h.ID, h.Client
	}
	s.enter(m.id)
	return m
}

func (s *square) guest(name string) login {
	if s.emulator == nil {
		s.t.Log("without a guest: guests take a licence")
		return nil
	}
	return s.welcome(s.emulator.Human(name, mattermosttest.Guest))
}

func (s *square) dismiss(a login) {
	s.t.Helper()
	_, err := s.admin.DeleteUser(s.t.Context(), a.(*townsman).id)
	s.fine(err)
}

func (s *square) ready() {} // it catches up with what it has missed

func (s *square) later() {} // and needs nobody to say it again

func (s *square) proofs() []string {
	return []string{"ok    Mattermost callback", "the kigo that runs there answers"}
}

func (s *square) amid(who *player, line string, do func()) {
	s.t.Helper()
	if s.emulator == nil {
		who.types(line)
		do()
		return
	}
	const profile = "GET /users/{user}" // whom kigo has not met since it started
	before := s.emulator.Requests(profile)
	release := s.emulator.On(profile).Hold()
	typed := make(chan error)
	go func() {
		ctx, cancel := s.limit()
		defer cancel()
		typed <- who.slash(ctx, "/kigo "+line)
	}()
	s.until(func() bool { return s.emulator.Requests(profile) > before })
	do()
	release()
	s.fine(<-typed)
}

// interlude are clicks on somebody else's buttons, and on forged ones.
func (s *square) interlude(p *play) {
	ctx, cancel := s.limit()
	defer cancel()
	gesa := p.gesa.login.(*townsman)
	place := p.bertsPlace.at.(*model.Post)
	leave := place.Attachments()[0].Actions[1]
	err := gesa.Act(ctx, place, leave.Id, "", leave.Cookie)
	if s.names {
		p.gesa.reads("^Diese Schaltfläche gehört zu einer Nachricht an jemand anderen")
	}
	if refused := isRefused(err, http.StatusForbidden); refused == s.names {
		s.t.Errorf("a foreign click: %v", err)
	}
	forged := &model.Post{ChannelId: s.plaza, Message: "Freibier!"}
	forged.AddProp(model.PostPropsAttachments, []*model.MessageAttachment{{Actions: []*model.PostAction{{
		Id: "frei", Type: model.PostActionTypeButton, Name: "Freibier",
		Integration: &model.PostActionIntegration{URL: s.env["KIGO_PUBLIC_URL"] + "/mattermost/action", Context: map[string]any{"line": "abmelden werkstatt ja"}},
	}}}})
	post, err := gesa.Send(ctx, forged)
	s.fine(err)
	if err := p.carla.login.(*townsman).Click(ctx, post, "Freibier"); !isRefused(err, http.StatusBadRequest) {
		s.t.Errorf("a forged button: %v", err)
	}
}

func (s *square) epilogue(*play) {}

func (s *square) said() []string { return s.posts(s.plaza) }
