package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kigo/bot/chat"
)

// Rates are how often Slack takes what, a minute. The tiers are those of its
// documentation (https://docs.slack.dev/apis/web-api/rate-limits).
type Rates struct {
	Channel   float64 // chat.postMessage to one channel
	Workspace float64 // chat.postMessage in all
	Tier2     float64
	Tier3     float64
	Tier4     float64

	speed float64 // of time; 1 if zero
}

// DefaultRates are Slack's.
var DefaultRates = Rates{Channel: 60, Workspace: 600, Tier2: 20, Tier3: 50, Tier4: 100}

// Scaled are rates in a time that runs so many times as fast; for tests.
func (r Rates) Scaled(by float64) Rates {
	r.speed = by
	return r
}

// tiers says which limit a method has. Each method has its own of that size.
var tiers = map[string]func(Rates) float64{
	"users.list":            tier2,
	"conversations.open":    tier3,
	"conversations.history": tier3,
	"conversations.replies": tier3,
	"users.conversations":   tier3,
	"conversations.members": tier4,
	"chat.update":           tier3,
	"chat.delete":           tier3,
	"files.delete":          tier3,
	"chat.postEphemeral":    tier4,
	"users.info":            tier4,
	"views.publish":         tier4,
	"views.update":          tier4,
	"views.open":            tier4,
	"files":                 tier4, // both methods that an upload needs
}

func tier2(r Rates) float64 { return r.Tier2 }
func tier3(r Rates) float64 { return r.Tier3 }
func tier4(r Rates) float64 { return r.Tier4 }

const (
	posting  = "chat.postMessage"
	mostRate = 0.99 // of what Slack takes, for clocks that differ
	mostSize = 10   // requests at once
)

// bucket holds the requests that may be made now. More of them come with time.
type bucket struct {
	rate, size float64 // a second; at most
	keep       float64 // left over by what can wait
	tokens     float64 // below zero: people wait for them
	at         time.Duration
	until      time.Duration // Slack wants nothing before
}

// newBucket never lets more than limit through in any minute.
func newBucket(limit float64) *bucket {
	size := max(1, min(mostSize, limit/5))
	return &bucket{rate: (limit*mostRate - size) / 60, size: size, keep: size / 2, tokens: size}
}

// newChannel takes one message more than the limit after a rest, as Slack does. That one
// is for answers.
func newChannel(limit float64) *bucket {
	return &bucket{rate: limit / 60, size: 2, keep: 1, tokens: 2}
}

// wait is how long it takes until a request may be made.
func (b *bucket) wait(now time.Duration, bulk bool) time.Duration {
	b.tokens = min(b.size, b.tokens+(now-b.at).Seconds()*b.rate)
	b.at = now
	need := 1 - b.tokens
	if bulk {
		need += b.keep
	}
	const moment = 1e-9 // tokens; for what floating point loses
	pause := b.until - now
	if need > moment {
		pause = max(pause, time.Duration(need/b.rate*float64(time.Second))+1)
	}
	return max(pause, 0)
}

// pace keeps requests below Slack's limits: one bucket a method, and for messages one a
// channel and one for the workspace. Whoever answers people goes before what can wait.
type pace struct {
	rates Rates
	start time.Time
	speed float64

	mu       sync.Mutex
	methods  map[string]*bucket
	channels map[string]*bucket
}

func newPace(r Rates) *pace {
	p := &pace{rates: r, start: time.Now(), speed: r.speed, methods: map[string]*bucket{}, channels: map[string]*bucket{}}
	if p.speed == 0 {
		p.speed = 1
	}
	return p
}

// now is how long it has been running, in the time of the rates.
func (p *pace) now() time.Duration { return p.slack(time.Since(p.start)) }

// slack is a real duration in the time of the rates; real is the other way round.
func (p *pace) slack(d time.Duration) time.Duration { return time.Duration(float64(d) * p.speed) }
func (p *pace) real(d time.Duration) time.Duration  { return time.Duration(float64(d) / p.speed) }

// maxChannels bounds the buckets kept in memory; one that was not used for seconds says
// nothing more.
const maxChannels = 10_000

// buckets are those that a request needs a place in; channel is given for messages only.
func (p *pace) buckets(method, channel string) []*bucket {
	if method == posting {
		b, ok := p.channels[channel]
		if !ok {
			if len(p.channels) >= maxChannels {
				clear(p.channels)
			}
			b = newChannel(p.rates.Channel)
			p.channels[channel] = b
		}
		return []*bucket{b, p.bucket(posting, p.rates.Workspace)}
	}
	tier, ok := tiers[method]
	if !ok {
		return nil
	}
	return []*bucket{p.bucket(method, tier(p.rates))}
}

func (p *pace) bucket(method string, limit float64) *bucket {
	b, ok := p.methods[method]
	if !ok {
		b = newBucket(limit)
		p.methods[method] = b
	}
	return b
}

type bulkKey struct{}

// bulk marks what can wait: it leaves some room for others, and is told to come back
// rather than kept for longer than patience; 0 is as long as it takes.
func bulk(ctx context.Context, patience time.Duration) context.Context {
	var until time.Time
	if patience > 0 {
		until = time.Now().Add(patience)
	}
	return context.WithValue(ctx, bulkKey{}, until)
}

// sendPatience is how long the outbox is kept waiting by one call. Its lease is longer
// than that of all calls that a message needs.
const sendPatience = 4 * time.Second

// wait returns once method may be called, or with a *chat.RetryError that says when.
func (p *pace) wait(ctx context.Context, method, channel string) error {
	until, isBulk := ctx.Value(bulkKey{}).(time.Time)
	if deadline, ok := ctx.Deadline(); ok && (until.IsZero() || deadline.Before(until)) {
		until = deadline
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		pause, mine := p.take(method, channel, isBulk, until)
		if mine && pause == 0 {
			return nil
		}
		if !until.IsZero() && time.Until(until) < pause {
			return &chat.RetryError{After: pause, Err: fmt.Errorf("%s has to wait", method)}
		}
		if err := chat.Sleep(ctx, pause); err != nil {
			return err
		}
		if mine {
			return nil
		}
	}
}

// take takes a place in each bucket, if it is free before until. People have theirs for
// certain after the pause; what can wait asks again.
func (p *pace) take(method, channel string, isBulk bool, until time.Time) (pause time.Duration, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, all := p.now(), p.buckets(method, channel)
	for _, b := range all {
		pause = max(pause, p.real(b.wait(now, isBulk)))
	}
	if (isBulk && pause > 0) || (!until.IsZero() && time.Until(until) < pause) {
		return pause, false
	}
	for _, b := range all {
		b.tokens--
	}
	return pause, true
}

// crowded is how long somebody would wait who has to be answered now, in the time of the
// rates.
func (p *pace) crowded(method, channel string) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	for _, b := range p.buckets(method, channel) {
		wait = max(wait, b.wait(now, false))
	}
	return wait
}

// refused notes that Slack wants no more of these before so long.
func (p *pace) refused(method, channel string, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.buckets(method, channel) {
		b.until = max(b.until, p.now()+after)
	}
}
