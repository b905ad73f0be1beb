package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"kigo/bot/chat"
	"kigo/bot/fault"
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
	if err == nil {
		if err := d.Store.Finish(ctx, sent); err != nil {
			return fmt.Errorf("finish %s: %w", row.Kind, err)
		}
		return nil
	}
	var waits *putOff
	if errors.As(err, &waits) {
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
	if row.Attempt != nil {
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
	person, err := d.People.Get(ctx, row.Person)
	var unknown *fault.Fault
	switch {
	case errors.As(err, &unknown), err == nil && person.Gone:
		return nil, done, chat.ErrGone
	case err != nil:
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
	to, adapter, err := d.route(person)
	if err != nil {
		return held, sent, err
	}
	channel, err := adapter.Direct(ctx, to.UserID)
	if err != nil {
		return held, sent, err
	}
	sent.Platform, sent.Channel = to.Platform, channel
	attempt := Attempt{Platform: to.Platform, Channel: channel, At: d.RealNow()}
	if len(parts) > 1 {
		attempt.Bundle = parts[0].row.ID + "+" + claim
	}
	var mine []part
	for _, p := range parts {
		p.row.Attempt = &attempt
		ok, err := d.Store.Attempting(ctx, p.row.ID, claim, attempt)
		if err != nil {
			return held, sent, err
		}
		if ok {
			mine = append(mine, p)
		}
	}
	if held = mine; len(held) == 0 {
		return nil, sent, nil
	}
	sent.Ref, err = adapter.Send(ctx, channel, bundle(held, d.Printer(person)), d.Key(held[0].row.deliveryName()))
	return held, sent, err
}

// deliveryName is what the delivery key of the row's last attempt is made of.
func (r Row) deliveryName() string {
	if r.Attempt != nil && r.Attempt.Bundle != "" {
		return r.Attempt.Bundle
	}
	return r.ID
}

// bundle is one message that says what all parts say.
func bundle(parts []part, p i18n.Printer) chat.Message {
	if len(parts) == 1 {
		return parts[0].message
	}
	m := chat.Say(p.Text("outbox.bundle", i18n.Args{"Count": len(parts)}))
	for _, part := range parts {
		m.Sections = append(m.Sections, part.message.Sections...)
		m.Images = append(m.Images, part.message.Images...)
		m.Files = append(m.Files, part.message.Files...)
	}
	return m
}

// lookBack asks the platform whether an earlier attempt got through, once the platform
// has had its time to show it.
func (d *Dispatcher) lookBack(ctx context.Context, row Row) (Sent, error) {
	a := row.Attempt
	s := Sent{ID: row.ID, Person: row.Person, Platform: a.Platform, Channel: a.Channel, At: d.Now()}
	adapter, ok := d.Adapters[a.Platform]
	if !ok {
		return s, fmt.Errorf("platform %q of the last attempt is not connected", a.Platform)
	}
	if wait := a.At.Add(d.Limits.Settle).Sub(d.RealNow()); wait > 0 {
		return s, &chat.RetryError{After: wait, Err: errSettling}
	}
	ref, err := adapter.Find(ctx, a.Channel, d.Key(row.deliveryName()), a.At.Add(-time.Minute))
	s.Ref = ref
	return s, err
}

// route is where a message for p goes. Somebody without an account may still get one, as
// long as what the message says holds.
func (d *Dispatcher) route(p people.Person) (people.Identity, chat.Adapter, error) {
	accounts := p.Identities()
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
