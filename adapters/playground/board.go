package playground

import (
	"slices"
	"sync"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
)

// The conversations that every persona has.
const (
	directConv  = "direct"        // alone with kigo
	channelConv = "channel"       // shared by all personas
	channelName = mailbox.Channel // chat.Event.Channel there
)

// maxHistory bounds what a persona's conversation holds.
const maxHistory = 500

// entry is one message. It never changes; a newer version takes its place.
type entry struct {
	id   string
	conv string
	from string // account; "" is kigo
	only string // account that alone may see it; "" is everybody in the conversation
	mail bool   // a message from kigo that answers nothing
	old  bool   // was there before the playground started: not news
	gone bool   // taken away; nothing of it is left to see
	at   time.Time
	seq  uint64 // when it was added
	rev  uint64 // when this version was
	text string // what a persona wrote
	msg  chat.Message
}

type place struct{ user, conv string }

// board holds who sees which messages: one list for each persona and conversation,
// sorted by time. A public message stands in several.
type board struct {
	epoch string // another one after every start: revisions of the last run mean nothing
	users []string

	mu      sync.Mutex
	rev     uint64
	logs    map[place][]*entry
	seen    map[place]uint64 // seq up to which the persona has read
	changed chan struct{}    // closed at the next change
}

func newBoard(epoch string, users []string) *board {
	return &board{
		epoch: epoch, users: users,
		logs: map[place][]*entry{}, seen: map[place]uint64{}, changed: make(chan struct{}),
	}
}

// add shows e to those who may see it: in the channel everybody unless e.only says
// otherwise, in a direct chat e.only.
func (b *board) add(e entry) *entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rev++
	e.seq, e.rev = b.rev, b.rev
	e.at = e.at.Truncate(time.Millisecond) // as the store keeps it, or mail would sort before what caused it
	for _, user := range b.users {
		if e.only == "" || e.only == user {
			b.put(place{user, e.conv}, &e)
		}
	}
	b.signal()
	return &e
}

func (b *board) put(at place, e *entry) {
	log := b.logs[at]
	i := len(log)
	for i > 0 && log[i-1].at.After(e.at) {
		i--
	}
	log = slices.Insert(log, i, e)
	if n := len(log) - maxHistory; n > 0 {
		log = slices.Delete(log, 0, n)
	}
	b.logs[at] = log
}

// replace puts m in place of a message, for everybody who sees it.
func (b *board) replace(id string, m chat.Message) {
	b.change(id, func(e *entry) { e.msg = m })
}

// remove takes a message away from everybody who sees it.
func (b *board) remove(id string) {
	b.change(id, func(e *entry) { e.msg, e.text, e.gone = chat.Message{}, "", true })
}

// change makes the next version of a message.
func (b *board) change(id string, how func(*entry)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rev++
	var next *entry
	for _, log := range b.logs {
		for i, e := range log {
			if e.id != id || e.gone {
				continue
			}
			if next == nil {
				version := *e
				how(&version)
				version.rev = b.rev
				next = &version
			}
			log[i] = next
		}
	}
	b.signal()
}

// find is the message if user may see it.
func (b *board) find(user string, is func(*entry) bool) (*entry, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, conv := range []string{directConv, channelConv} {
		there := func(e *entry) bool { return !e.gone && is(e) }
		if i := slices.IndexFunc(b.logs[place{user, conv}], there); i >= 0 {
			return b.logs[place{user, conv}][i], true
		}
	}
	return nil, false
}

// since is what user may see of what has changed after rev, among it what is gone, and
// the revision it is complete up to.
func (b *board) since(user string, rev uint64) (entries []*entry, now uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, conv := range []string{directConv, channelConv} {
		for _, e := range b.logs[place{user, conv}] {
			if e.rev > rev {
				entries = append(entries, e)
			}
		}
	}
	return entries, b.rev
}

// read notes that user has read a conversation up to seq.
func (b *board) read(user, conv string, seq uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := place{user, conv}
	if seq = min(seq, b.rev); seq > b.seen[at] {
		before := b.count(at)
		b.seen[at] = seq
		if b.count(at) != before {
			b.signal()
		}
	}
}

// unread is how many messages each persona has not read, by conversation.
func (b *board) unread() map[string]map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[string]map[string]int{}
	for _, user := range b.users {
		out[user] = map[string]int{
			directConv:  b.count(place{user, directConv}),
			channelConv: b.count(place{user, channelConv}),
		}
	}
	return out
}

func (b *board) count(at place) (n int) {
	for _, e := range b.logs[at] {
		if e.seq > b.seen[at] && e.from != at.user && !e.old && !e.gone {
			n++
		}
	}
	return n
}

// wait returns a channel that is closed at the next change.
func (b *board) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}

// touch makes everybody look again.
func (b *board) touch() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.signal()
}

func (b *board) signal() {
	close(b.changed)
	b.changed = make(chan struct{})
}
