package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Digest is what editors should know after a week.
type Digest struct {
	New      []Gap      // asked for the first time in that week, most asked first
	Open     []Gap      // all that wait for an editor, most asked first
	Disliked []Disliked // most often first
	Due      []Record   // entries that somebody should look at
}

// Disliked is an entry whose answer did not help.
type Disliked struct {
	Entry  Entry
	Times  int
	Helped int // times that it did
}

// Empty reports whether there is nothing to do.
func (d Digest) Empty() bool { return len(d.Open)+len(d.Disliked)+len(d.Due) == 0 }

// Digest is how things stand, and what is new since a week before now.
func (b *Inbox) Digest(ctx context.Context) (d Digest, err error) {
	if d.Open, err = b.Open(ctx); err != nil {
		return d, err
	}
	since := b.Now().AddDate(0, 0, -7)
	for _, g := range d.Open {
		if g.First.After(since) {
			d.New = append(d.New, g)
		}
	}
	if d.Disliked, err = b.Disliked(ctx); err != nil {
		return d, err
	}
	d.Due, err = b.Library.Due(ctx)
	return d, err
}

// Open are the gaps that wait for an editor, most asked first.
func (b *Inbox) Open(ctx context.Context) ([]Gap, error) {
	all, err := b.Gaps.Gaps(ctx)
	if err != nil {
		return nil, fmt.Errorf("list open questions: %w", err)
	}
	return openGaps(all), nil
}

// Disliked are the entries that did not help somebody, most often first.
func (b *Inbox) Disliked(ctx context.Context) ([]Disliked, error) {
	bad, err := b.tallies(ctx, TallyDisliked)
	if err != nil {
		return nil, err
	}
	good, err := b.tallies(ctx, TallyHelped)
	if err != nil {
		return nil, err
	}
	var all []Disliked
	for _, e := range b.Library.Base.Index().Entries() {
		if n := bad[string(e.ID)]; n > 0 {
			all = append(all, Disliked{e, n, good[string(e.ID)]})
		}
	}
	slices.SortStableFunc(all, func(x, y Disliked) int { return cmp.Compare(y.Times, x.Times) })
	return all, nil
}

func (b *Inbox) tallies(ctx context.Context, kind TallyKind) (map[string]int, error) {
	all, err := b.Gaps.Tallies(ctx, kind)
	if err != nil {
		return nil, fmt.Errorf("list tallies %s: %w", kind, err)
	}
	by := map[string]int{}
	for _, t := range all {
		by[t.Subject] = t.Count
	}
	return by, nil
}

// Subscribe makes an editor get the weekly digest, or not.
func (b *Inbox) Subscribe(ctx context.Context, by people.Person, wants bool) error {
	if err := b.Gaps.Subscribe(ctx, by.ID, wants); err != nil {
		return fmt.Errorf("subscribe %s to the digest: %w", by.ID, err)
	}
	return nil
}

// Subscribed reports whether somebody gets the weekly digest.
func (b *Inbox) Subscribed(ctx context.Context, by people.Person) (bool, error) {
	wants, err := b.Gaps.Subscribed(ctx, by.ID)
	if err != nil {
		return false, fmt.Errorf("read subscription of %s: %w", by.ID, err)
	}
	return wants, nil
}

// SendDigest puts the digest that was due at an instant into the outbox, for everybody who
// wants it. It may be repeated.
func (b *Inbox) SendDigest(ctx context.Context, due time.Time) error {
	all, err := b.Gaps.Subscribers(ctx)
	if err != nil {
		return fmt.Errorf("send digest: %w", err)
	}
	for _, p := range all {
		r := outbox.Row{
			ID: fmt.Sprintf("digest/%s/%s", due.In(b.Zone).Format(time.DateOnly), p), Kind: KindDigest, Person: p,
			Due: due, Waits: true, Data: map[string]string{"due": strconv.FormatInt(due.UnixMilli(), 10)},
		}
		if err := b.Outbox.Enqueue(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// renderDigest writes a digest as things stand when it is sent. It is outdated for who
// wants none any more or is no editor any more, and if there is nothing to do.
func (b *Inbox) renderDigest(ctx context.Context, _ outbox.Row, to people.Person, p i18n.Printer) (chat.Message, bool, error) {
	wants, err := b.Subscribed(ctx, to)
	if err != nil || !wants || !Edits(to) {
		return chat.Message{}, false, err
	}
	d, err := b.Digest(ctx)
	if err != nil || d.Empty() {
		return chat.Message{}, false, err
	}
	return DigestView(p, d), true, nil
}
