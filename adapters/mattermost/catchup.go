package mattermost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// catchUp asks for everything since the cursor: the server has begun a new connection.
func (in *intake) catchUp() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.saved > 0 { // otherwise reading the stored cursor asks for it
		in.miss(in.cursor())
	}
}

// miss notes that posts since at have to be fetched. in.mu is held.
func (in *intake) miss(at int64) {
	if in.missed == 0 || at < in.missed {
		in.missed = at
	}
	in.misses++
	select {
	case in.wake <- struct{}{}:
	default:
	}
}

// cursor is up to when every post is settled, in milliseconds. in.mu is held.
func (in *intake) cursor() int64 {
	at := in.last
	if in.missed > 0 {
		at = min(at, in.missed)
	}
	for _, posted := range in.open {
		at = min(at, posted-1)
	}
	return at
}

// fetch gets what was missed, if anything. What fails, and what was missed meanwhile, is
// left for the next time.
func (in *intake) fetch(ctx context.Context) {
	if err := in.load(ctx); err != nil {
		if ctx.Err() == nil {
			in.a.Log.Error("cursor not read", "platform", Platform, "error", err)
		}
		return
	}
	in.mu.Lock()
	from, misses := in.missed, in.misses
	in.mu.Unlock()
	if from == 0 {
		return
	}
	if err := in.collect(ctx, time.UnixMilli(from).Add(-overlap)); err != nil {
		if ctx.Err() == nil {
			in.a.Log.Warn("missed posts not fetched yet", "platform", Platform, "error", err)
		}
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.misses == misses {
		in.missed = 0
	}
}

// load reads the stored cursor once, and asks for what was posted since. Where there is
// none, kigo is new here, and what was posted before is not for it.
func (in *intake) load(ctx context.Context) error {
	in.mu.Lock()
	known := in.saved > 0
	in.mu.Unlock()
	if known {
		return nil
	}
	at, ok, err := in.a.Cursor.Load(ctx, Platform)
	if err == nil && !ok {
		at = in.a.Now()
		err = in.a.Cursor.Save(ctx, Platform, at)
	}
	if err != nil {
		return err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.saved = at.UnixMilli()
	in.last = max(in.last, in.saved)
	in.miss(in.saved)
	return nil
}

// save stores how far everything is settled.
func (in *intake) save(ctx context.Context) {
	in.mu.Lock()
	at, known := in.cursor(), in.saved
	in.mu.Unlock()
	if known == 0 || at <= known {
		return
	}
	if err := in.a.Cursor.Save(ctx, Platform, time.UnixMilli(at)); err != nil {
		in.a.Log.Error("cursor not stored", "platform", Platform, "error", err)
		return
	}
	in.mu.Lock()
	in.saved = max(in.saved, at)
	in.mu.Unlock()
}

// asWritten are posts with the words that they had at first: an edit is no new question.
// The server keeps what an edit has replaced beside the post, as a deleted one.
func asWritten(posts map[string]*model.Post) []*model.Post {
	first := map[string]*model.Post{}
	for _, old := range posts {
		if id := old.OriginalId; id != "" && (first[id] == nil || old.UpdateAt < first[id].UpdateAt) {
			first[id] = old
		}
	}
	var all []*model.Post
	for _, p := range posts {
		switch old := first[p.Id]; {
		case p.OriginalId != "":
		case old != nil:
			p := p.Clone()
			p.Message = old.Message
			all = append(all, p)
		default:
			all = append(all, p)
		}
	}
	return all
}

var errStopped = errors.New("stopped")

// collect hands in everything meant for kigo since a time, oldest first, in every channel
// that kigo is in.
func (in *intake) collect(ctx context.Context, since time.Time) error {
	me, err := in.a.client.me(ctx, selfAge)
	if err != nil {
		return err
	}
	channels, _, err := in.a.client.GetChannelsForUserWithLastDeleteAt(ctx, me.id, 0)
	if err != nil {
		return fmt.Errorf("list channels: %w", err)
	}
	var found []heard
	newest := int64(0)
	for _, c := range channels {
		if c.LastPostAt < since.UnixMilli() {
			continue
		}
		posts, err := in.a.since(ctx, c.Id, since)
		if err != nil {
			return err
		}
		for _, p := range asWritten(posts) {
			newest = max(newest, p.CreateAt)
			if h, ok := in.meant(ctx, p, c.Type); ok && p.CreateAt >= since.UnixMilli() {
				h.look = true
				found = append(found, h)
			}
		}
	}
	slices.SortFunc(found, func(a, b heard) int { return cmp.Compare(a.post.CreateAt, b.post.CreateAt) })
	for _, h := range found {
		if !in.begin(h.post) {
			continue
		}
		if !in.work.Put(ctx, h.post.UserId, h) {
			return errStopped
		}
	}
	in.mu.Lock()
	in.last = max(in.last, newest)
	in.mu.Unlock()
	return nil
}
