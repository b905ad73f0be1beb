package mattermost

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/adapters/lanes"
	"kigo/bot/chat"
)

const (
	workers = 32
	places  = 2000 // posts in work or waiting; what comes then is fetched later
	// overlap is how far before the cursor posts are fetched: somebody may have taken one
	// and died. The inbox knows what was answered.
	overlap   = 2 * time.Minute
	saveEvery = 5 * time.Second
	maxTries  = 10 // of one post
	maxSeen   = 20_000
)

// intake is what was posted to kigo: each post is answered once, whether it was heard,
// fetched, or both, and by whichever replica.
type intake struct {
	a    *Adapter
	work *lanes.Lanes[heard] // a person's posts are answered in turn
	wake chan struct{}

	mu     sync.Mutex
	open   map[string]int64 // when they were posted: those in work
	seen   map[string]bool  // settled ones
	later  []heard          // to be handed in again
	last   int64            // when the newest that was heard was posted
	missed int64            // from when on posts have to be fetched; 0 is none
	misses int              // how often that was noted
	saved  int64            // the stored cursor; 0 until it was read
}

// heard is a post that is meant for kigo.
type heard struct {
	post   *model.Post
	direct bool
	line   string
	look   bool // somebody may have answered it already
	tries  int
	at     time.Time // when to hand it in again
}

func newIntake(a *Adapter) *intake {
	in := &intake{a: a, wake: make(chan struct{}, 1), open: map[string]int64{}, seen: map[string]bool{}}
	in.work = lanes.New(workers, places, in.answer)
	return in
}

// close finishes what was taken on, and stores how far that is.
func (in *intake) close() {
	in.work.Close()
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	in.save(ctx)
}

// tend fetches what was missed, hands in again what is not settled, and keeps the cursor.
func (in *intake) tend(ctx context.Context) {
	every := min(saveEvery, in.a.Lease/4)
	tick := time.NewTicker(every)
	defer tick.Stop()
	in.fetch(ctx)
	saved := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-in.wake:
			in.fetch(ctx)
		case <-tick.C:
			in.fetch(ctx)
			in.again(ctx)
			if time.Since(saved) >= saveEvery {
				saved = time.Now()
				in.save(ctx)
			}
		}
	}
}

// hear takes a post from the WebSocket. It does not wait: what finds no place is fetched
// later.
func (in *intake) hear(ctx context.Context, p *model.Post, kind model.ChannelType) {
	h, ok := in.meant(ctx, p, kind)
	in.mu.Lock()
	in.last = max(in.last, p.CreateAt)
	in.mu.Unlock()
	if !ok || !in.begin(p) {
		return
	}
	if !in.work.Try(p.UserId, h) {
		in.mu.Lock()
		delete(in.open, p.Id)
		in.miss(p.CreateAt)
		in.mu.Unlock()
	}
}

// meant reports whether a post is for kigo: its direct messages, and where it is named.
func (in *intake) meant(ctx context.Context, p *model.Post, kind model.ChannelType) (heard, bool) {
	me, err := in.a.client.me(ctx, selfAge)
	if err != nil || p.UserId == me.id || p.Type != "" || p.DeleteAt > 0 || fromMachine(p) {
		return heard{}, false
	}
	h := heard{post: p, direct: kind == model.ChannelTypeDirect, line: unguarded(p.Message)}
	if !h.direct {
		var named bool
		h.line, named = chat.Mentioned(p.Message, me.name)
		h.line = unguarded(h.line)
		return h, named
	}
	return h, true
}

// fromMachine is a post of a bot or a webhook. People can pretend to be one; they are not
// answered then.
func fromMachine(p *model.Post) bool {
	return p.GetProp(model.PostPropsFromBot) == "true" || p.GetProp(model.PostPropsFromWebhook) == "true"
}

// begin reports whether a post is new here.
func (in *intake) begin(p *model.Post) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if _, open := in.open[p.Id]; open || in.seen[p.Id] {
		return false
	}
	in.open[p.Id] = p.CreateAt
	return true
}

// origin is where the answer goes.
func (h heard) origin(a *Adapter) origin {
	p := h.post
	o := origin{
		user: p.UserId, channel: p.ChannelId, root: p.RootId, direct: h.direct, line: h.line,
		mention: !h.direct, key: a.stamp.reply(p.Id), look: h.look,
	}
	if !h.direct && o.root == "" {
		o.root = p.Id
	}
	return o
}

// answer has a post answered, and puts it back where that is not settled.
func (in *intake) answer(h heard) {
	p, kind := h.post, chat.DirectMessage
	if !h.direct {
		kind = chat.Mention
	}
	o := h.origin(in.a)
	ev := chat.Event{ID: p.Id, Kind: kind, Line: h.line}
	if h.direct {
		ev.Files = in.a.uploads(p.FileIds)
	}
	settled := in.a.answer(context.Background(), ev, o)
	in.mu.Lock()
	defer in.mu.Unlock()
	if h.tries++; settled || h.tries >= maxTries {
		if !settled {
			in.a.Log.Error("post not answered", "platform", Platform, "tries", h.tries)
		}
		delete(in.open, p.Id)
		if len(in.seen) >= maxSeen {
			clear(in.seen)
		}
		in.seen[p.Id] = true
		return
	}
	if len(in.later) >= places { // fetched again, when there is room
		delete(in.open, p.Id)
		in.miss(p.CreateAt)
		return
	}
	h.look, h.at = true, time.Now().Add(in.a.Lease+in.a.Lease/8)
	in.later = append(in.later, h)
}

// again hands in what somebody had taken and may not have finished.
func (in *intake) again(ctx context.Context) {
	now := time.Now()
	in.mu.Lock()
	var due []heard
	in.later = slices.DeleteFunc(in.later, func(h heard) bool {
		if h.at.After(now) {
			return false
		}
		due = append(due, h)
		return true
	})
	in.mu.Unlock()
	for _, h := range due {
		if !in.work.Put(ctx, h.post.UserId, h) {
			return
		}
	}
}
