package pulses

import (
	"context"
	"errors"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Views say what the rows of pulses read like.
type Views struct {
	// Invitation asks, with the buttons or the form's; Reminder does so once more.
	Invitation, Reminder func(p i18n.Printer, r Run) chat.Message
	// Result shows the report, or that the keys were lost.
	Result func(p i18n.Printer, r Run, rep Report) chat.Message
}

// Renderers say whether the rows of pulses still hold when they are sent, and how they
// read. Those of KindRemind are asked only once the attempt to send is stored.
func (s *Service) Renderers(v Views) map[string]outbox.Renderer {
	return map[string]outbox.Renderer{
		KindAsk:    s.renderAsk,
		KindMissed: s.renderMissed,
		KindInvite: s.toMembers(func(_ context.Context, r Run, _ people.ID, p i18n.Printer) (chat.Message, bool, error) {
			if !r.Answerable(s.Now()) {
				return chat.Message{}, false, nil
			}
			return v.Invitation(p, r), true, nil
		}),
		KindRemind: s.toMembers(func(ctx context.Context, r Run, to people.ID, p i18n.Printer) (chat.Message, bool, error) {
			if !r.Answerable(s.Now()) {
				return chat.Message{}, false, nil
			}
			answered, err := s.hasAnswered(ctx, r.ID, to)
			if err != nil || answered {
				return chat.Message{}, false, err
			}
			return v.Reminder(p, r), true, nil
		}),
		KindResult: s.toMembers(func(ctx context.Context, r Run, _ people.ID, p i18n.Printer) (chat.Message, bool, error) {
			rep, there, err := s.Store.Report(ctx, r.ID)
			if err != nil || !there || r.State != Published {
				return chat.Message{}, false, err
			}
			return v.Result(p, r, rep), true, nil
		}),
		KindFeedback: s.toMembers(func(_ context.Context, r Run, _ people.ID, p i18n.Printer) (chat.Message, bool, error) {
			return FeedbackView(p, r), r.Feedback.Sent, nil
		}),
	}
}

type telling func(ctx context.Context, r Run, to people.ID, p i18n.Printer) (chat.Message, bool, error)

// toMembers renders rows for those who were asked and still are.
func (s *Service) toMembers(tell telling) outbox.Renderer {
	return func(ctx context.Context, row outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
		r, err := s.Store.Get(ctx, ID(row.Data["pulse"]))
		if errors.Is(err, ErrNotFound) {
			return chat.Message{}, false, nil
		}
		if err != nil {
			return chat.Message{}, false, err
		}
		if _, asked, err := s.Store.Member(ctx, r.ID, to.ID); err != nil || !asked {
			return chat.Message{}, false, err
		}
		return tell(ctx, s.seen(r), to.ID, p)
	}
}
