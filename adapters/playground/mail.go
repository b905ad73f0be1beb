package playground

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kigo/adapters/mailbox"
)

// lookEvery is how often mail is looked for while somebody is connected: another
// process may put some. A slow store is asked less often.
const lookEvery = time.Second

// postman carries mail from the store to the board.
type postman struct {
	store mailbox.Store
	board *board
	users []string
	clock *demoClock
	log   *slog.Logger
	start time.Time     // mail from before is no news
	kick  chan struct{} // there may be mail
	news  atomic.Bool   // the same, for those who ask themselves

	looking sync.Mutex // one look at a time
	looked  time.Time
	failing bool
	known   map[string]int // edits of what the board was given, by key, among them what it has dropped

	mu       sync.Mutex
	watchers int
	stop     context.CancelFunc // nil while nobody watches
	running  sync.WaitGroup
	ended    bool
}

func newPostman(store mailbox.Store, b *board, users []string, clock *demoClock, log *slog.Logger) *postman {
	return &postman{
		store: store, board: b, users: users, clock: clock, log: log,
		start: clock.now().Truncate(time.Second),
		kick:  make(chan struct{}, 1), known: map[string]int{},
	}
}

// nudge says that there may be mail.
func (m *postman) nudge(string) {
	m.news.Store(true)
	select {
	case m.kick <- struct{}{}:
	default: // it is said already
	}
}

// watch looks for mail until leave is called.
func (m *postman) watch() (leave func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watchers++
	if m.stop == nil && !m.ended {
		ctx, cancel := context.WithCancel(context.Background())
		m.stop = cancel
		m.running.Go(func() { m.run(ctx) })
	}
	return sync.OnceFunc(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.watchers--; m.watchers == 0 && m.stop != nil {
			m.stop()
			m.stop = nil
		}
	})
}

// close returns once nobody looks any more.
func (m *postman) close() {
	m.mu.Lock()
	m.ended = true
	if m.stop != nil {
		m.stop()
		m.stop = nil
	}
	m.mu.Unlock()
	m.running.Wait()
}

func (m *postman) run(ctx context.Context) {
	for {
		began := time.Now()
		m.look(ctx)
		m.clock.look()
		select {
		case <-ctx.Done():
			return
		case <-m.kick:
		case <-time.After(max(lookEvery, 10*time.Since(began))):
		}
	}
}

// fresh looks unless somebody just did and nothing is known to have come since.
func (m *postman) fresh(ctx context.Context) {
	m.looking.Lock()
	recent := time.Since(m.looked) < lookEvery
	m.looking.Unlock()
	if !recent || m.news.Load() {
		m.look(ctx)
	}
}

// look brings everybody's mail to the board. It logs the beginning and the end of
// trouble, not each second of it.
func (m *postman) look(ctx context.Context) {
	m.looking.Lock()
	defer m.looking.Unlock()
	m.news.Store(false)
	err := m.collect(ctx)
	if ctx.Err() != nil {
		return
	}
	m.looked = time.Now()
	switch {
	case err != nil && !m.failing:
		m.log.Error("playground can't read mail", "error", err)
	case err == nil && m.failing:
		m.log.Info("playground can read mail again")
	}
	m.failing = err != nil
}

func (m *postman) collect(ctx context.Context) error {
	for _, user := range append([]string{mailbox.Channel}, m.users...) {
		mails, err := m.store.List(ctx, user)
		if err != nil {
			return fmt.Errorf("list mail of %s: %w", user, err)
		}
		for _, mail := range mails {
			m.bring(mail)
		}
	}
	return nil
}

// bring makes the board show a mail as it is now.
func (m *postman) bring(mail mailbox.Mail) {
	id := "mail:" + mail.Key
	edits, known := m.known[mail.Key]
	switch {
	case mail.Gone && known:
		delete(m.known, mail.Key)
		m.board.remove(id)
	case mail.Gone:
	case !known:
		m.known[mail.Key] = mail.Edits
		e := entry{id: id, conv: directConv, only: mail.To, mail: true, old: mail.At.Before(m.start), at: mail.At, msg: mail.Message}
		if mail.To == mailbox.Channel {
			e.conv, e.only = channelConv, ""
		}
		m.board.add(e)
	case mail.Edits > edits:
		m.known[mail.Key] = mail.Edits
		m.board.replace(id, mail.Message)
	}
}
