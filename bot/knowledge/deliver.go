package knowledge

import (
	"context"
	"errors"
	"fmt"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// The kinds of messages that the inbox sends; see Renderers.
const (
	KindAnswered  = "gap.answered"
	KindDismissed = "gap.dismissed"
	KindLapsed    = "gap.lapsed"
	KindDigest    = "gap.digest"
)

// row is the occasion to tell p how a gap was closed: one a round. Since when the gap is
// there tells it from one that asked the same and is forgotten by now.
func (b *Inbox) row(g Gap, p people.ID) outbox.Row {
	kind := KindAnswered
	switch g.State {
	case GapDismissed:
		kind = KindDismissed
	case GapLapsed:
		kind = KindLapsed
	case GapOpen, GapAnswered:
	}
	return outbox.Row{
		ID: fmt.Sprintf("answer/%s/%d/%d/%s", g.ID, g.First.Unix(), g.Round, p), Kind: kind, Person: p, Due: b.Now(), Waits: true,
		Data: map[string]string{
			"question": g.Told(), "answer": g.Answer, "source": g.Source, "entry": string(g.Entry), "reason": g.Reason,
		},
	}
}

// Renderers say what the kinds of rows of the inbox read like when they are sent, and
// whether they still hold at that moment.
func (b *Inbox) Renderers() map[string]outbox.Renderer {
	return map[string]outbox.Renderer{
		KindAnswered: func(ctx context.Context, r outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
			answer, source := r.Data["answer"], r.Data["source"]
			e, err := b.entryNow(ctx, ID(r.Data["entry"]))
			if err != nil {
				return chat.Message{}, false, err
			}
			if e.ID != "" {
				answer, source = e.Answer, e.Source // as it reads by now
			}
			return toldView(p, r.Data["question"], answer, source), true, nil
		},
		KindDismissed: func(_ context.Context, r outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
			return dismissedView(p, r.Data["question"], r.Data["reason"]), true, nil
		},
		KindLapsed: func(_ context.Context, r outbox.Row, _ people.Person, p i18n.Printer) (chat.Message, bool, error) {
			return lapsedView(p, r.Data["question"]), true, nil
		},
		KindDigest: b.renderDigest,
	}
}

// entryNow is an entry that answers questions; none if there is no such entry any more.
func (b *Inbox) entryNow(ctx context.Context, id ID) (Entry, error) {
	if id == "" {
		return Entry{}, nil
	}
	e, err := b.Library.Entry(ctx, id)
	var f *fault.Fault
	if errors.As(err, &f) {
		return Entry{}, nil
	}
	return e, err
}
