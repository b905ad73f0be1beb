package events

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// Feed is a calendar that a person's own program fetches by itself. Its address holds a
// token that nobody can guess; the token itself is not stored.
type Feed struct {
	ID      string    `bson:"_id" json:"-"` // hash of the token
	Person  people.ID `bson:"person" json:"-"`
	Made    time.Time `bson:"made" json:"made"`
	Tag     string    `bson:"tag" json:"-"`           // names what it brought last
	Changed time.Time `bson:"changed" json:"changed"` // when that was first brought
}

// FeedStore keeps feeds. Each write may be repeated.
type FeedStore interface {
	AddFeed(ctx context.Context, f Feed) error
	// Feed returns false if there is none under that hash.
	Feed(ctx context.Context, id string) (Feed, bool, error)
	// FeedsOf are a person's, in no order.
	FeedsOf(ctx context.Context, p people.ID) ([]Feed, error)
	// AllFeeds is every feed, in no order.
	AllFeeds(ctx context.Context) ([]Feed, error)
	// FeedBrings notes that what the feed brings has changed.
	FeedBrings(ctx context.Context, id, tag string, at time.Time) error
	// DropFeed ends a feed. It is no error if there is none.
	DropFeed(ctx context.Context, id string) error
}

// Feeds hands calendars out to programs that know an address.
type Feeds struct {
	Store   FeedStore
	Events  *Service
	People  People
	Printer func(people.Person) i18n.Printer
	Now     func() time.Time
	// NewToken makes a secret of letters and digits, of at least 128 random bits.
	NewToken func() string
	// Address is what stands before a token in the address of a calendar, such as
	// https://kigo.example.org/calendar/; "" where there is none, and no feeds are offered.
	Address string
}

// Offered reports whether people can have a feed.
func (f *Feeds) Offered() bool { return f != nil && f.Address != "" }

// feedID is what is stored of a token. It is looked up by that, so that how long it takes
// to refuse a token says nothing about others.
func feedID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Of is the feed of a person; false if they have none.
func (f *Feeds) Of(ctx context.Context, p people.ID) (Feed, bool, error) {
	all, err := f.Store.FeedsOf(ctx, p)
	if err != nil || len(all) == 0 {
		return Feed{}, false, wrapFeed("find feed", err)
	}
	return slices.MaxFunc(all, func(a, b Feed) int { return a.Made.Compare(b.Made) }), true, nil
}

// Renew makes a person's feed and returns its address, which can't be had a second time.
// Older addresses of theirs lead nowhere from then on.
func (f *Feeds) Renew(ctx context.Context, p people.ID) (address string, err error) {
	old, err := f.Store.FeedsOf(ctx, p)
	if err != nil {
		return "", wrapFeed("find feeds", err)
	}
	token, now := f.NewToken(), f.Now().UTC()
	if err := f.Store.AddFeed(ctx, Feed{ID: feedID(token), Person: p, Made: now, Changed: now}); err != nil {
		return "", wrapFeed("make feed", err)
	}
	return f.Address + token + ".ics", f.drop(ctx, old)
}

// End makes all addresses of a person lead nowhere. It reports whether there was one.
func (f *Feeds) End(ctx context.Context, p people.ID) (bool, error) {
	all, err := f.Store.FeedsOf(ctx, p)
	if err != nil {
		return false, wrapFeed("find feeds", err)
	}
	return len(all) > 0, f.drop(ctx, all)
}

func (f *Feeds) drop(ctx context.Context, all []Feed) error {
	for _, feed := range all {
		if err := f.Store.DropFeed(ctx, feed.ID); err != nil {
			return wrapFeed("end feed", err)
		}
	}
	return nil
}

func wrapFeed(what string, err error) error {
	if err != nil {
		err = fmt.Errorf("calendar: %s: %w", what, err)
	}
	return err
}

// FeedFile is a calendar as it is now.
type FeedFile struct {
	chat.File
	Tag     string    // another one for other content
	Changed time.Time // when this content was first brought, to the second
}

// Read is the calendar behind a token as it is now. It returns false if the token leads
// nowhere: nobody ever had it, it was ended, or its person is gone.
func (f *Feeds) Read(ctx context.Context, token string) (FeedFile, bool, error) {
	feed, ok, err := f.Store.Feed(ctx, feedID(token))
	if err != nil || !ok {
		return FeedFile{}, false, wrapFeed("find feed", err)
	}
	found, err := f.People.GetMany(ctx, []people.ID{feed.Person})
	if err != nil {
		return FeedFile{}, false, wrapFeed("find person", err)
	}
	person, ok := found[feed.Person]
	if !ok || person.Gone {
		return FeedFile{}, false, nil
	}
	all, err := f.Events.Recent(ctx)
	if err != nil {
		return FeedFile{}, false, err
	}
	mine := keep(all, func(e Event) bool { return e.Standing(person.ID).In() })
	file := feedCalendar(f.Printer(person), mine, person.ID)
	sum := sha256.Sum256(file.Data)
	out := FeedFile{File: file, Tag: hex.EncodeToString(sum[:16]), Changed: feed.Changed}
	if out.Tag != feed.Tag {
		// Programs that compare times, which have no fractions, must see another one.
		out.Changed = f.Now().UTC().Truncate(time.Second)
		if !out.Changed.After(feed.Changed) {
			out.Changed = feed.Changed.Truncate(time.Second).Add(time.Second)
		}
		err = wrapFeed("note change", f.Store.FeedBrings(ctx, feed.ID, out.Tag, out.Changed))
	}
	return out, err == nil, err
}

// Export is what feeds hold about a person. Their addresses are not among it.
func (f *Feeds) Export(ctx context.Context, p people.ID) (any, error) {
	all, err := f.Store.FeedsOf(ctx, p)
	return all, wrapFeed("export", err)
}

// Forget ends all that a person has.
func (f *Feeds) Forget(ctx context.Context, p people.ID) error {
	_, err := f.End(ctx, p)
	return err
}

// Prune ends the feeds of people who are gone.
func (f *Feeds) Prune(ctx context.Context) error {
	all, err := f.Store.AllFeeds(ctx)
	if err != nil {
		return wrapFeed("list feeds", err)
	}
	owners := make([]people.ID, len(all))
	for i, feed := range all {
		owners[i] = feed.Person
	}
	found, err := f.People.GetMany(ctx, owners)
	if err != nil {
		return wrapFeed("find people", err)
	}
	return f.drop(ctx, slices.DeleteFunc(all, func(feed Feed) bool {
		p, ok := found[feed.Person]
		return ok && !p.Gone
	}))
}
