package broadcasts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kigo/bot/outbox"
	"kigo/bot/people"
)

// showEvery is how often the progress message changes while nothing happens but progress.
const showEvery = 5 * time.Second

// figures is what the progress message shows, in short: the turn, then how far it is.
func (b Broadcast) figures() string {
	f := fmt.Sprintf("%d.%d-%d-%d.%d-%d-%d", b.Turn, b.Send.Done, b.Send.Skipped, b.Send.Failed, b.Edit.Done, b.Edit.Skipped, b.Edit.Failed)
	if b.absent() {
		f += fmt.Sprintf(".%d-%d", b.Send.Waiting, b.Send.Until.Unix())
	}
	return f
}

// show sends those in charge the progress, once, and from then on edits that message. It
// goes by what is stored, which is the least that the message will say. While an edit is
// in the outbox there is no other, so that the last one arrives last.
func (w *sweep) show(ctx context.Context) error {
	f := w.b.figures()
	sameTurn := strings.HasPrefix(w.b.Shown, fmt.Sprintf("%d.", w.b.Turn))
	if f == w.b.Shown || (sameTurn && w.now.Before(w.b.ShownAt.Add(showEvery))) {
		return nil
	}
	for _, row := range w.rows {
		if row.Kind == KindProgress && row.Data["broadcast"] == string(w.b.ID) && row.State != outbox.Dead {
			return nil
		}
	}
	for _, reader := range w.b.readers() {
		if err := w.showTo(ctx, reader, f); err != nil {
			return fmt.Errorf("show progress of %s: %w", w.b.ID, err)
		}
	}
	w.b.Shown, w.b.ShownAt = f, w.now
	return nil
}

func (w *sweep) showTo(ctx context.Context, reader people.ID, figures string) error {
	first := strings.Join([]string{KindProgress, string(w.b.ID), string(reader)}, "/")
	row := outbox.Row{ID: first, Kind: KindProgress, Person: reader, Data: map[string]string{"broadcast": string(w.b.ID)}}
	_, sent, err := w.Rows.Sent(ctx, first)
	if err != nil {
		return err
	}
	if sent {
		row.ID, row.Edits = first+"/"+figures, first
	}
	return w.Outbox.Enqueue(ctx, row)
}

// TimeLeft is about how long the rest takes at the platforms' pace.
func (b Broadcast) TimeLeft() time.Duration {
	if b.Total == 0 {
		return 0
	}
	return time.Duration(b.Seconds) * time.Second * time.Duration(b.Send.Left()-b.Send.Waiting) / time.Duration(b.Total)
}

// NextDue is the earliest moment after t at which an announcement begins or goes on; ok is
// false if there is none.
func (s *Service) NextDue(ctx context.Context, t time.Time) (next time.Time, ok bool, err error) {
	live, err := s.Store.Live(ctx)
	if err != nil {
		return next, false, fmt.Errorf("look for announcements that are due: %w", err)
	}
	for _, b := range live {
		if b.State != Approved && (b.State != Sending || b.Send.Next >= b.Send.Upto) {
			continue
		}
		due := s.begins(b, t)
		if due.After(t) && (!ok || due.Before(next)) {
			next, ok = due, true
		}
	}
	return next, ok, nil
}

// starts is when copies go out; zero is at once.
func (s *Service) starts(b Broadcast) time.Time {
	now := s.Now()
	if at := s.begins(b, now); at.After(now) {
		return at
	}
	return time.Time{}
}

// begins is when copies go out from t on: at its time, and in working hours unless it hurries.
func (s *Service) begins(b Broadcast, t time.Time) time.Time {
	if b.At.After(t) {
		t = b.At
	}
	if b.hurries() || s.Hours == nil {
		return t
	}
	return s.Hours.Next(t)
}
