package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// part is a row with what it says now, and to whom.
type part struct {
	row     Row
	to      people.Person
	message chat.Message
}

// deliver carries out rows of one person that one claim holds. What they have to say goes
// out in one message.
func (d *Dispatcher) deliver(ctx context.Context, rows []Row, claim string) error {
	if d.Discreet[rows[0].Kind].Blind { // alone: it bundles with nothing
		return d.deliverBlind(ctx, rows[0], claim)
	}
	var parts []part
	var errs []error
	for _, row := range rows {
		p, done, err := d.compose(ctx, row)
		if p != nil {
			parts = append(parts, *p)
			continue
		}
		errs = append(errs, d.conclude(ctx, row, claim, done, err))
	}
	if len(parts) > 0 {
		held, sent, err := d.send(ctx, parts, claim)
		for _, p := range held {
			sent.ID = p.row.ID
			errs = append(errs, d.conclude(ctx, p.row, claim, sent, err))
		}
	}
	return errors.Join(errs...)
}

// conclude finishes a row, or gives it back for the reason err.
func (d *Dispatcher) conclude(ctx context.Context, row Row, claim string, sent Sent, err error) error {
	if errors.Is(err, chat.ErrGone) {
		d.Log.Info("recipient is gone", "kind", row.Kind)
		err = nil
	}
	if _, discreet := d.Discreet[row.Kind]; discreet {
		sent = sent.bare()
	}
	if err == nil {
		d.concluded(row, sent, finished(sent))
		if err := d.Store.Finish(ctx, sent); err != nil {
			return fmt.Errorf("finish %s: %w", row.Kind, err)
		}
		return nil
	}
	var waits *putOff
	if errors.As(err, &waits) {
		d.concluded(row, sent, Later)
		d.Log.Debug("message put off", "kind", row.Kind, "until", waits.until)
		if err := d.Store.PutOff(ctx, row.ID, claim, waits.until); err != nil {
			return fmt.Errorf("put off %s: %w", row.Kind, err)
		}
		return nil
	}
	state, pause := Open, d.Limits.Back<<min(row.Tries, 9)
	var retry *chat.RetryError
	if errors.As(err, &retry) {
		pause = max(pause, retry.After)
	}
	if row.Tries+1 >= d.Limits.Tries && retry == nil {
		state = Dead
	}
	d.concluded(row, sent, failed(state, retry))
	level := slog.LevelWarn
	if retry != nil {
		level = slog.LevelInfo // it waits for its time, or for its person's first chat
	}
	d.Log.Log(ctx, level, "message not sent", "kind", row.Kind, "tries", row.Tries+1, "state", state, "error", err)
	if err := d.Store.Retry(ctx, row.ID, claim, state, err.Error(), d.RealNow().Add(pause)); err != nil {
		return fmt.Errorf("give back %s: %w", row.Kind, err)
	}
	return nil
}

var errSettling = errors.New("an attempt may still show up")

// contain turns a panic into an error: it costs a row a try, not the process.
func contain(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
	}
}

// compose says what a row has to say now. It is done, and nil comes back, if an earlier
// attempt got through, if the row is outdated, or if it was an edit.
func (d *Dispatcher) compose(ctx context.Context, row Row) (_ *part, done Sent, err error) {
	defer contain(&err)
	done = Sent{ID: row.ID, Person: row.Person, At: d.Now()}
	over, err := d.Store.WasSent(ctx, row.ID)
	if err != nil || over {
		return nil, done, err
	}
	if len(row.Attempts) > 0 && row.Edits == "" {
		if sent, err := d.lookBack(ctx, row); err != nil || sent.Ref != "" {
			return nil, sent, err
		}
	}
	if row.expired(d.Now()) {
		return nil, done, nil
	}
	render, ok := d.Kinds[row.Kind]
	if !ok {
		return nil, done, fmt.Errorf("nobody renders %q", row.Kind)
	}
	person, err := d.recipient(ctx, row)
	if err != nil {
		return nil, done, err
	}
	if until, ok := d.later(row, person); ok {
		return nil, done, &putOff{until}
	}
	m, holds, err := render(ctx, row, person, d.Printer(person))
	if err != nil || !holds {
		return nil, done, err
	}
	if row.Edits != "" {
		done, err = d.edit(ctx, row, m, done)
		return nil, done, err
	}
	return &part{row, person, m}, done, nil
}

// send carries out parts that go to one person, in one message, and says what to remember
// of it and for which: those are left out whose lease was lost.
func (d *Dispatcher) send(ctx context.Context, parts []part, claim string) (held []part, sent Sent, err error) {
	held = parts
	defer contain(&err)
	person := parts[0].to
	sent = Sent{Person: person.ID, At: d.Now()}
	to, adapter, err := d.place(ctx, parts[0])
	if err != nil {
		return held, sent, err
	}
	sent.Platform, sent.Channel = to.Platform, to.Channel
	attempt := Attempt{Platform: to.Platform, Channel: to.Channel, At: d.RealNow()}
	for lost := true; lost; {
		attempt.Bundle = bundleName(held, claim)
		before := len(held)
		if held, err = d.attempting(ctx, held, claim, attempt); err != nil {
			return parts, sent, err
		}
		if len(held) == 0 {
			return nil, sent, nil
		}
		// What was lost has noted an attempt, too: no message may go out under its name.
		lost = len(held) < before
	}
	began := d.RealNow()
	err = d.timed(func() error {
		sent.Ref, err = adapter.Send(ctx, to.Channel, bundle(held, d.Printer(person)), d.Key(attempt.delivery(held[0].row)))
		return err
	})
	d.called(held[0].row, to.Platform, d.RealNow().Sub(began))
	return held, sent, err
}

// bundleName names a message with several rows as no other is named; "" is one row's own.
func bundleName(parts []part, claim string) string {
	if len(parts) == 1 {
		return ""
	}
	return fmt.Sprintf("%s+%s+%d", parts[0].row.ID, claim, len(parts))
}

// attempting notes an attempt on all parts, and returns those that the claim still holds.
func (d *Dispatcher) attempting(ctx context.Context, parts []part, claim string, a Attempt) ([]part, error) {
	var held []part
	for _, p := range parts {
		settled := slices.Collect(maps.Keys(p.row.Attempts)) // compose has looked
		ok, err := d.Store.Attempting(ctx, p.row.ID, claim, a, a.At.Add(d.Limits.Lease), settled)
		if err != nil {
			return nil, err
		}
		if ok {
			held = append(held, p)
		}
	}
	return held, nil
}

// delivery is what the delivery key of an attempt to send a row is made of.
func (a Attempt) delivery(r Row) string { return cmp.Or(a.Bundle, r.ID) }

// bundle is one message that says what all parts say.
func bundle(parts []part, p i18n.Printer) chat.Message {
	if len(parts) == 1 {
		return parts[0].message
	}
	var m chat.Message
	if parts[0].row.Group == "" {
		m = chat.Say(p.Text("outbox.bundle", i18n.Args{"Count": len(parts)}))
	}
	for _, part := range parts {
		m.Sections = append(m.Sections, part.message.Sections...)
		m.Images = append(m.Images, part.message.Images...)
		m.Files = append(m.Files, part.message.Files...)
	}
	return m
}

// lookBack asks the platforms whether an earlier attempt got through, once they have had
// their time to show it.
func (d *Dispatcher) lookBack(ctx context.Context, row Row) (Sent, error) {
	s := Sent{ID: row.ID, Person: row.Person, At: d.Now()}
	for _, claim := range slices.Sorted(maps.Keys(row.Attempts)) {
		a := row.Attempts[claim]
		adapter, ok := d.Adapters[a.Platform]
		if !ok {
			return s, fmt.Errorf("platform %q of the last attempt is not connected", a.Platform)
		}
		if wait := a.At.Add(d.Limits.Settle).Sub(d.RealNow()); wait > 0 {
			return s, &chat.RetryError{After: wait, Err: errSettling}
		}
		ref, err := adapter.Find(ctx, a.Channel, d.Key(a.delivery(row)), a.At.Add(-time.Minute))
		if err != nil || ref != "" {
			s.Platform, s.Channel, s.Ref = a.Platform, a.Channel, ref
			return s, err
		}
	}
	return s, nil
}

// place is where a part goes: the channel that its row names, or its person's direct one.
func (d *Dispatcher) place(ctx context.Context, p part) (Address, chat.Adapter, error) {
	if to := p.row.To; to != (Address{}) {
		if adapter, ok := d.Adapters[to.Platform]; ok {
			return to, adapter, nil
		}
		return to, nil, &chat.RetryError{After: time.Minute, Err: fmt.Errorf("platform %q of the channel is not connected here", to.Platform)}
	}
	to, adapter, err := d.route(p.row.Kind, p.to)
	if err != nil {
		return Address{}, nil, err
	}
	channel, err := adapter.Direct(ctx, to.UserID)
	return Address{to.Platform, channel}, adapter, err
}

// route is where a message of a kind for p goes. Somebody without an account may still get one, as
// long as what the message says holds.
func (d *Dispatcher) route(kind string, p people.Person) (people.Identity, chat.Adapter, error) {
	accounts := d.reachableBy(kind, p.Reachable())
	if len(accounts) == 0 {
		return people.Identity{}, nil, &chat.RetryError{After: time.Hour, Err: errors.New("the person has no chat yet")}
	}
	reachable := accounts[:0:0]
	for _, a := range accounts {
		if d.Adapters[a.Platform] != nil {
			reachable = append(reachable, a)
		}
	}
	if to, ok := p.Address(reachable); ok {
		return to, d.Adapters[to.Platform], nil
	}
	return people.Identity{}, nil, &chat.RetryError{After: time.Minute, Err: errors.New("none of the person's chats is connected here")}
}
