package slack_test

import (
	"context"
	"strings"
	"testing"
	"time"
)

// Slack's limits of messages: a minute in the workspace, and opened direct channels.
const (
	perMinute  = 600
	openMinute = 50
)

// TestAMessageToAllUsesWhatSlackAllows writes to many people, whose direct channels are
// open. In its long form (KIGO_LONG=1), to 2,000, and every fiftieth answer of Slack's is
// lost after it has stored the message.
func TestAMessageToAllUsesWhatSlackAllows(t *testing.T) {
	t.Parallel()
	size, scale := 80, 8.0
	if long() {
		size, scale = 2000, 1
	}
	o := newPostOffice(t, size, scale)
	o.opened()
	const every = 50
	o.relay.every = every
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		o.feed()
	}()
	o.drain(4, fed)
	o.wantOnceEach(1)
	if n := o.server.Count("chat.postMessage"); n != size {
		t.Errorf("%d messages were posted, want %d", n, size)
	}
	if n := o.server.Count("users.info"); n > 0 {
		t.Errorf("%d profiles were asked for one by one", n)
	}
	used := o.used("chat.postMessage", perMinute)
	t.Logf("%d messages, %d answers lost: %.1f %% of %d a minute used, no refusal; Slack's time ran %v times as fast", size, size/every, 100*used, perMinute, scale)
	if long() && used < 0.95 {
		t.Errorf("only %.1f %% of the allowed rate was used", 100*used)
	}
}

// TestOnePersonIsNotFlooded sends several messages to each of few people: one a second.
func TestOnePersonIsNotFlooded(t *testing.T) {
	t.Parallel()
	const times = 6
	o := newPostOffice(t, 3, 20)
	o.opened()
	o.enqueue(times)
	o.drain(2, nothing())
	o.wantOnceEach(times)
	for _, m := range o.members {
		all := m.Messages(m.DM())
		took := moments(all[len(all)-1].TS).Sub(moments(all[0].TS))
		if took < (times-2)*time.Second {
			t.Errorf("%d messages came within %v", len(all), took)
		}
	}
}

// TestChannelsAreOpenedAsFastAsSlackAllows: ahead of need, so that a message to all does not
// wait for it.
func TestChannelsAreOpenedAsFastAsSlackAllows(t *testing.T) {
	t.Parallel()
	size, scale := 60, 40.0
	if long() {
		size, scale = 500, 40
	}
	o := newPostOffice(t, size, scale)
	o.stop()
	o.config.Reach = func(context.Context) ([]string, error) {
		var ids []string
		for _, m := range o.members {
			ids = append(ids, m.ID)
		}
		return ids, nil
	}
	o.start()
	o.until("all are open", func() bool { return o.server.Count("conversations.open") == size })
	o.enqueue(1)
	o.drain(4, nothing())
	o.wantOnceEach(1)
	if n := o.server.Count("conversations.open"); n != size {
		t.Errorf("%d channels were opened, want %d", n, size)
	}
	t.Logf("%d channels: %.1f %% of %d a minute used, no refusal", size, 100*o.used("conversations.open", openMinute), openMinute)
}

// TestPeopleDoNotWaitForTheOutbox: while a message to all goes out, answers have room.
func TestPeopleDoNotWaitForTheOutbox(t *testing.T) {
	t.Parallel()
	const size = 60
	o := newPostOffice(t, size, 8)
	o.opened()
	o.enqueue(1)
	o.stop()
	script := newScript(echo)
	o.config.Answer = script.Answer
	o.start()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		o.drain(4, nothing())
	}()
	o.until("it goes out", func() bool { return o.server.Count("chat.postMessage") > 10 })
	asked := o.server.Clock().Now()
	anna := o.members[size-1]
	for n := range 3 {
		if _, err := o.members[size-1-n].Say(o.members[size-1-n].DM(), "hilfe"); err != nil {
			t.Fatal(err)
		}
	}
	m, err := anna.WaitText(o.patience(), anna.DM(), "Echo: hilfe")
	if err != nil {
		t.Fatal(err)
	}
	before := 0
	for _, call := range o.server.Calls("chat.postMessage") {
		if call.At.After(asked) && call.At.Before(moments(m.TS)) {
			before++
		}
	}
	t.Logf("answered after %v of Slack's time, %d messages went out in between", moments(m.TS).Sub(asked), before)
	if before > size/2 {
		t.Errorf("%d messages went before the answer", before)
	}
	<-sent
	o.wantOnceEach(1)
	if text := o.log.String(); strings.Contains(text, "response_url") {
		t.Error(text)
	}
}
