package slack

import (
	"context"
	"sync"
	"time"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// homes are the home pages that people have opened. Whoever opens one anew sees it made
// anew; in between, it follows what this process hears of.
type homes struct {
	pause time.Duration

	mu     sync.Mutex
	shown  map[string]string // hash of the page by user
	behind map[string]time.Time
}

func newHomes(pause time.Duration) *homes {
	return &homes{pause: pause, shown: map[string]string{}, behind: map[string]time.Time{}}
}

// homePause gathers several changes into one new page.
const homePause = 2 * time.Second

func (h *homes) opened(user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.shown) >= maxUsers {
		clear(h.shown)
	}
	if _, ok := h.shown[user]; !ok {
		h.shown[user] = ""
	}
}

// stale notes that something has changed for the user.
func (h *homes) stale(user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.shown[user]; !ok {
		return
	}
	if _, ok := h.behind[user]; !ok {
		h.behind[user] = time.Now().Add(h.pause)
	}
}

// due are those whose page is out of date, and who have been given it now.
func (h *homes) due(give func(user string) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for user, at := range h.behind {
		if !at.After(time.Now()) && give(user) {
			delete(h.behind, user)
		}
	}
}

func (h *homes) hash(user string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shown[user]
}

func (h *homes) put(user, hash string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shown[user] = hash
}

// show shows a person's home page, soon.
func (a *Adapter) show(user string) {
	if !a.shows.Try(user, user) {
		a.homes.stale(user)
	}
}

// publish shows a person's home page: what "/kigo" says.
func (a *Adapter) publish(user string) {
	defer func() {
		if r := recover(); r != nil {
			a.panicked(r)
		}
	}()
	ctx := context.Background()
	u, err := a.who(ctx, user)
	if err != nil {
		a.Log.Warn("home page not shown", "platform", Platform, "error", err)
		a.homes.stale(user)
		return
	}
	if u.Bot {
		return
	}
	a.Answer(ctx, chat.Event{Kind: chat.Click, Platform: Platform, User: u, Unasked: true}, func(ctx context.Context, r chat.Reply) error {
		if err := a.keep(ctx, menus(chat.Message{Sections: r.Message.Sections})); err != nil {
			return err
		}
		view := home(r.Message.Sections, line, chat.Section{Text: a.Printer(u.Locale).Text("slack.home.more")})
		err := a.publishView(ctx, user, view)
		if err != nil {
			a.Log.Warn("home page not shown", "platform", Platform, "error", err)
			a.homes.stale(user)
		}
		return nil // there is nothing to hand in again
	})
}

func (a *Adapter) publishView(ctx context.Context, user string, view api.HomeTabViewRequest) error {
	hash := a.homes.hash(user)
	return chat.Insist(ctx, final, func() error {
		var resp *api.ViewResponse
		publish := func() (err error) {
			req := api.PublishViewContextRequest{UserID: user, View: view}
			if hash != "" {
				req.Hash = &hash
			}
			resp, err = a.api.PublishViewContext(ctx, req)
			return err
		}
		err := a.call(ctx, "views.publish", "", publish)
		if code(err) == "hash_conflict" { // another replica was faster; ours is as new
			hash = ""
			err = a.call(ctx, "views.publish", "", publish)
		}
		if err == nil {
			a.homes.put(user, resp.Hash)
		}
		return err
	})
}
