package slack

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	api "github.com/slack-go/slack"
)

// pages are the posts that a message is. The one to keep carries the delivery key.
type pages struct {
	all  []string // oldest first
	keep string
}

// others are all but the one to keep.
func (p pages) others() []string {
	return slices.DeleteFunc(slices.Clone(p.all), func(ts string) bool { return ts == p.keep })
}

// Each post of a message that is too long for one names those that it knows in the id of
// its first block, which Slack tells with every click: those before it, and after an edit
// all. The one to keep is the last one, or has a sign.
const (
	pagesName  = "pages:"
	keepSign   = "*"
	maxBlockID = 255 // characters
)

// chain names other posts of a message in the blocks of one; as many as there is room for,
// the last ones. keep is the one to keep, or "" if it is the last one.
func chain(blocks []api.Block, others []string, keep string) {
	if len(blocks) == 0 || len(others) == 0 {
		return
	}
	var names []string
	for _, ts := range others {
		if ts != keep {
			names = append(names, ts)
		}
	}
	sign := ""
	if keep != "" {
		sign = keepSign + keep
	}
	for len(pagesName)+len(sign)+1+len(strings.Join(names, ",")) > maxBlockID {
		names = names[1:]
	}
	if sign != "" {
		names = append(names, sign)
	}
	id := pagesName + strings.Join(names, ",")
	switch b := blocks[0].(type) {
	case *api.RichTextBlock:
		b.BlockID = id
	case *api.ActionBlock:
		b.BlockID = id
	}
}

var stampForm = regexp.MustCompile(`^\d{1,12}\.\d{1,6}$`)

// chained are the posts of the message that ts belongs to, whose blocks have these ids.
func chained(ids []string, ts string) pages {
	p := pages{all: []string{ts}}
	for _, id := range ids {
		list, ok := strings.CutPrefix(id, pagesName)
		if !ok {
			continue
		}
		for _, name := range strings.Split(list, ",") {
			name, keep := strings.CutPrefix(name, keepSign)
			if !stampForm.MatchString(name) {
				continue
			}
			if p.all = append(p.all, name); keep {
				p.keep = name
			}
		}
		break
	}
	if p.all = ordered(p.all); p.keep == "" {
		p.keep = p.all[len(p.all)-1]
	}
	return p
}

// pagesOf are the posts of the message that m is the one to keep of.
func pagesOf(m *api.Message) pages {
	var ids []string
	for _, b := range m.Blocks.BlockSet {
		ids = append(ids, b.ID())
	}
	p := chained(ids, m.Timestamp)
	p.keep = m.Timestamp
	return p
}

// books remember the pages of messages that this process has sent: a post names only those
// before it.
type books struct {
	mu  sync.Mutex
	all map[string]pages // by channel and post
}

func newBooks() *books { return &books{all: map[string]pages{}} }

const maxBooks = 10_000 // posts

func (b *books) put(channel string, p pages) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.all) >= maxBooks {
		clear(b.all)
	}
	for _, ts := range p.all {
		if len(p.all) == 1 {
			delete(b.all, channel+"/"+ts)
			continue
		}
		b.all[channel+"/"+ts] = p
	}
}

// of are the posts of the message that one belongs to, whose blocks have these ids.
func (b *books) of(channel, ts string, ids []string) pages {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p, ok := b.all[channel+"/"+ts]; ok {
		return p
	}
	return chained(ids, ts)
}

// ordered are timestamps, oldest first, each once.
func ordered(all []string) []string {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(all)
}

// fewer leaves at most n pages. over are those that are left out.
func fewer(p pages, n int) (left pages, over []string) {
	left = pages{slices.Clone(p.all), p.keep}
	for len(left.all) > max(n, 1) {
		at := 0
		if left.all[0] == p.keep {
			at = 1
		}
		over = append(over, left.all[at])
		left.all = slices.Delete(left.all, at, at+1)
	}
	return left, over
}
