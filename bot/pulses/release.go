package pulses

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// KindAsk asks somebody to release a draft, in the version it had then.
const KindAsk = "pulse.ask"

// MayRelease reports whether somebody is the second person that a draft needs.
func (s *Service) MayRelease(p people.Person, r Run) bool {
	role := people.Admin
	if s.Releaser != "" {
		role = s.Releaser
	}
	return p.Is(role) && p.ID != r.Creator
}

// AskRelease asks everybody who may release a draft to do so, and returns how many that
// are. Nobody is the fault pulse.no_releaser.
func (s *Service) AskRelease(ctx context.Context, by people.Person, r Run) (int, error) {
	if err := s.mayManage(by, r); err != nil {
		return 0, err
	}
	if r.State != Draft {
		return 0, fault.New("pulse.not_draft", r.args())
	}
	all, err := s.People.Everybody(ctx)
	if err != nil {
		return 0, wrap(err, "ask for release of pulse", r.ID)
	}
	asked := 0
	for _, p := range all {
		if p.Gone || !s.MayRelease(p, r) {
			continue
		}
		version := strconv.Itoa(r.Version)
		row := outbox.Row{
			ID: fmt.Sprintf("%s%s/%s", rowPrefix(KindAsk, r.ID), p.ID, version), Kind: KindAsk, Person: p.ID,
			Data: map[string]string{"pulse": string(r.ID), "version": version},
		}
		if err := s.Outbox.Enqueue(ctx, row); err != nil {
			return asked, wrap(err, "ask for release of pulse", r.ID)
		}
		asked++
	}
	if asked == 0 {
		return 0, fault.New("pulse.no_releaser")
	}
	return asked, nil
}

// renderAsk shows the draft, if it still waits in that version.
func (s *Service) renderAsk(ctx context.Context, row outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
	r, err := s.Get(ctx, ID(row.Data["pulse"]), to)
	if err != nil || r.State != Draft || strconv.Itoa(r.Version) != row.Data["version"] || !s.MayRelease(to, r) {
		return chat.Message{}, false, ignoreFault(err)
	}
	m, err := s.Show(ctx, p, r, to)
	return m, err == nil, err
}

// renderMissed tells why a run does not take place.
func (s *Service) renderMissed(ctx context.Context, row outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
	r, err := s.Get(ctx, ID(row.Data["pulse"]), to)
	if err != nil {
		return chat.Message{}, false, ignoreFault(err)
	}
	due, err := time.Parse(time.RFC3339, row.Data["due"])
	if err != nil {
		return chat.Message{}, false, err
	}
	audience, err := strconv.Atoi(row.Data["audience"])
	return MissedView(p, r, due, row.Data["why"], audience), err == nil, err
}

// ignoreFault takes a fault for "not worth sending any more".
func ignoreFault(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		return nil
	}
	return err
}

// Show is a run as it stands, for somebody who looks after runs: a draft as participants
// will see it, everything else with how far it is.
func (s *Service) Show(ctx context.Context, p i18n.Printer, r Run, me people.Person) (chat.Message, error) {
	size := r.Invited
	if r.ahead() {
		var err error
		if size, err = s.Audience(ctx, r.Target); err != nil {
			return chat.Message{}, wrap(err, "count who would be asked in pulse", r.ID)
		}
	}
	names, err := s.names(ctx, []Run{r})
	if err != nil {
		return chat.Message{}, err
	}
	rate, err := s.rateText(ctx, p, r)
	if err != nil {
		return chat.Message{}, err
	}
	return manageView(p, s.shown(r, names), size, rate, s.doable(r, me)), nil
}

// doable is what me can do with a run now, as the words of commands.
func (s *Service) doable(r Run, me people.Person) []string {
	mine := s.mayManage(me, r) == nil
	var words []string
	add := func(ok bool, word string) {
		if ok {
			words = append(words, word)
		}
	}
	switch r.State {
	case Draft:
		add(mine, "test")
		add(s.MayRelease(me, r), "freigeben")
		add(mine && !s.MayRelease(me, r), "freigabe")
		add(mine, "ändern")
		add(mine, "verwerfen")
	case Released:
		add(mine, "starten")
		add(mine, "verwerfen")
	case Recurring:
		add(mine, "pause")
		add(mine, "ändern")
		add(mine, "beenden")
	case Paused:
		add(mine, "weiter")
		add(mine, "ändern")
		add(mine, "beenden")
	case Open:
		add(mine, "schließen")
	case Published:
		add(true, "ergebnis")
		add(mine && !r.Feedback.Sent, "rückmeldung")
		add(me.Is(people.Admin) || me.Is(people.Council), "texte")
	}
	return words
}
