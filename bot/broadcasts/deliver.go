package broadcasts

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

// The kinds of messages that announcements send; see Renderers. They begin the ids of rows.
const (
	KindCopy     = "broadcast"          // to one person of the audience
	KindEdit     = "broadcast-edit"     // in the place of a copy: the correction, or the notice of a recall
	KindTest     = "broadcast-test"     // to the admin who wants to see it
	KindAsk      = "broadcast-ask"      // to another admin, for approval
	KindProgress = "broadcast-progress" // to those in charge
	KindEyes     = "broadcast-eyes"     // to another admin: shall two eyes be enough?
)

// standstill is how long a copy is left alone that was claimed after its announcement was
// stopped. Sweep takes it out of the outbox meanwhile, unless a try of it is in doubt.
const standstill = time.Second

// Renderers say what the kinds of rows of announcements read like when they are sent, and
// whether they still hold at that moment.
func (s *Service) Renderers() map[string]outbox.Renderer {
	return map[string]outbox.Renderer{
		KindCopy: s.told(s.copyFor), KindEdit: s.told(s.editFor), KindTest: s.told(s.testFor),
		KindAsk: s.told(s.askFor), KindProgress: s.told(s.progressFor), KindEyes: s.eyesFor,
	}
}

type telling func(ctx context.Context, b Broadcast, r outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error)

// told reads the announcement at each claim: that is what makes stopping quick.
func (s *Service) told(say telling) outbox.Renderer {
	return func(ctx context.Context, r outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
		b, err := s.Store.Get(ctx, ID(r.Data["broadcast"]))
		if errors.Is(err, ErrNotFound) {
			return chat.Message{}, false, nil
		}
		if err != nil {
			return chat.Message{}, false, fmt.Errorf("read announcement: %w", err)
		}
		return say(ctx, b, r, to, p)
	}
}

func (s *Service) copyFor(ctx context.Context, b Broadcast, _ outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
	switch b.State {
	case Stopped:
		return chat.Message{}, false, outbox.NotBefore(s.Now().Add(standstill))
	case Sending, Done:
		if !b.reaches(to) {
			return chat.Message{}, false, nil
		}
		m, err := s.whole(ctx, b, posted(p, b, MessageView))
		return m, true, err
	}
	return chat.Message{}, false, nil
}

func (s *Service) editFor(ctx context.Context, b Broadcast, r outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
	if r.Data["edition"] != strconv.Itoa(b.Edition) {
		return chat.Message{}, false, nil // a later edition is on its way
	}
	if b.State == Recalled {
		return posted(p, b, RecalledNotice), true, nil
	}
	m, err := s.whole(ctx, b, posted(p, b, CorrectedView))
	return m, true, err
}

func (s *Service) testFor(ctx context.Context, b Broadcast, r outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
	if r.Data["version"] != strconv.Itoa(b.Version) {
		return chat.Message{}, false, nil
	}
	m, err := s.whole(ctx, b, TestView(p, b))
	return m, true, err
}

func (s *Service) askFor(ctx context.Context, b Broadcast, r outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
	if !b.Undecided() || r.Data["version"] != strconv.Itoa(b.Version) {
		return chat.Message{}, false, nil
	}
	a, err := s.shownAudience(ctx, b)
	var gone *fault.Fault
	switch {
	case errors.As(err, &gone) && gone.Key != noChannels().Key:
		return chat.Message{}, false, nil // there is nothing to approve: whom it is for has to be changed first
	case err != nil:
		return chat.Message{}, false, err
	}
	a.Looks = s.looks(a, posted(p, b.proposed(), MessageView))
	m, err := s.whole(ctx, b, askView(p, b, a, s.starts(b), to.ID, r.Data["from"]))
	return m, true, err
}

// progressFor says nothing of receipts: the message updates itself with what is sent, and not
// with each of them.
func (s *Service) progressFor(_ context.Context, b Broadcast, _ outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
	asks := b.Receipt
	b.Receipt = false
	m := progressView(p, b, 0, s.starts(b))
	if asks && b.State != Recalled {
		m.Sections[0].Text = chat.Lines(m.Sections[0].Text, p.Text("broadcast.receipt.where"))
	}
	return m, true, nil
}

// Show is an announcement as me, one of the admins, finds it: what waits for approval as a
// preview, everything else with how far it is.
func (s *Service) Show(ctx context.Context, p i18n.Printer, b Broadcast, me people.ID) (chat.Message, error) {
	if !b.Undecided() {
		return s.Progress(ctx, p, b)
	}
	a, err := s.shownAudience(ctx, b)
	if err != nil {
		return chat.Message{}, err
	}
	if b.State == Draft {
		a.Instead = s.instead(ctx, b.Order, a)
	}
	a.Looks = s.looks(a, posted(p, b.proposed(), MessageView))
	return s.whole(ctx, b, previewView(p, b, a, s.starts(b), me))
}

// shownAudience is the audience for a preview. A correction has one whatever became of those
// whom the announcement was for.
func (s *Service) shownAudience(ctx context.Context, b Broadcast) (Audience, error) {
	a, err := s.Audience(ctx, b.Order)
	var gone *fault.Fault
	if b.State != Draft && errors.As(err, &gone) {
		return Audience{}, nil
	}
	return a, err
}

// Progress shows how far an announcement is.
func (s *Service) Progress(ctx context.Context, p i18n.Printer, b Broadcast) (chat.Message, error) {
	receipts, err := s.Receipts(ctx, b)
	if err != nil {
		return chat.Message{}, err
	}
	return progressView(p, b, receipts, s.starts(b)), nil
}

func (s *Service) eyesFor(ctx context.Context, r outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
	e, err := s.Eyes(ctx)
	if err != nil {
		return chat.Message{}, false, err
	}
	return EyesAskView(p, r.Data["from"]), !e.Two && string(e.AskedBy) == r.Data["by"], nil
}

// Test sends what waits for approval, or else the announcement as it is, to by alone.
func (s *Service) Test(ctx context.Context, b Broadcast, by people.ID) error {
	return s.Outbox.Enqueue(ctx, outbox.Row{
		ID:   fmt.Sprintf("%s/%s/%s/%s", KindTest, b.ID, by, s.NewID()),
		Kind: KindTest, Person: by, Data: map[string]string{"broadcast": string(b.ID), "version": strconv.Itoa(b.Version)},
	})
}
