package slacktest

import (
	"regexp"
	"slices"
)

var tsForm = regexp.MustCompile(`^\d{1,12}(\.\d{1,6})?$`)

// readable is the channel whose messages the bot may read.
func (c *call) readable() (*channel, error) {
	ch, err := c.known(historyScope)
	if err == nil && !ch.members[c.s.BotUserID] {
		err = fail("not_in_channel")
	}
	return ch, err
}

// history lists messages from the newest to the oldest, without answers in threads.
func (c *call) history() (object, error) {
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	p, err := c.page(100, 999)
	if err != nil {
		return nil, err
	}
	all, err := c.between(ch, func(m *message) bool { return m.thread == "" || m.broadcast })
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	from, to, next := c.cut(p, len(all))
	answer := object{"messages": c.shown(ch, all[from:to]), "has_more": next != "", "pin_count": 0}
	if next != "" {
		answer["response_metadata"] = cursor(next)
	}
	return answer, nil
}

// replies lists a thread from its first message on.
func (c *call) replies() (object, error) {
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	ts := c.str("ts")
	if ch.find(ts) == nil {
		return nil, fail("thread_not_found")
	}
	p, err := c.page(100, 999)
	if err != nil {
		return nil, err
	}
	all, err := c.between(ch, func(m *message) bool { return m.ts == ts || m.thread == ts })
	if err != nil {
		return nil, err
	}
	from, to, next := c.cut(p, len(all))
	answer := object{"messages": c.shown(ch, all[from:to]), "has_more": next != ""}
	if next != "" {
		answer["response_metadata"] = cursor(next)
	}
	return answer, nil
}

// between are the messages from oldest to latest that are listed by now.
func (c *call) between(ch *channel, ok func(*message) bool) ([]*message, error) {
	oldest, latest := c.str("oldest"), c.str("latest")
	switch {
	case oldest != "" && !tsForm.MatchString(oldest):
		return nil, fail("invalid_ts_oldest")
	case latest != "" && !tsForm.MatchString(latest):
		return nil, fail("invalid_ts_latest")
	}
	var all []*message
	now, inclusive := c.s.clock.Now(), c.flag("inclusive")
	for _, m := range ch.messages {
		switch {
		case m.shown.After(now), !ok(m):
		case oldest != "" && (before(m.ts, oldest) || !inclusive && !before(oldest, m.ts)):
		case latest != "" && (before(latest, m.ts) || !inclusive && !before(m.ts, latest)):
		default:
			all = append(all, m)
		}
	}
	return all, nil
}

// before compares timestamps as numbers, which may have different lengths.
func before(a, b string) bool { return micros(a) < micros(b) }

// micros is a timestamp in microseconds.
func micros(ts string) int64 {
	var n int64
	digits := -1
	for _, r := range ts {
		switch {
		case r == '.':
			digits = 0
		case r >= '0' && r <= '9' && digits < 6:
			n = n*10 + int64(r-'0')
			if digits >= 0 {
				digits++
			}
		}
	}
	for range 6 - max(digits, 0) {
		n *= 10
	}
	return n
}

func (c *call) shown(ch *channel, messages []*message) []object {
	out := []object{}
	for _, m := range messages {
		o := m.view(c.flag("include_all_metadata"))
		if replies, users := ch.answers(m.ts); replies > 0 {
			o["thread_ts"], o["reply_count"], o["reply_users"] = m.ts, replies, users
		}
		out = append(out, o)
	}
	return out
}

// answers counts the answers to a message.
func (ch *channel) answers(ts string) (n int, users []string) {
	for _, m := range ch.messages {
		if m.thread == ts {
			n++
			if !slices.Contains(users, m.author) {
				users = append(users, m.author)
			}
		}
	}
	return n, users
}
