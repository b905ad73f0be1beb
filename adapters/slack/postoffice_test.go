package slack_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// postOffice is the outbox of an organisation whose people are all on Slack.
type postOffice struct {
	*world
	box     *outbox.Outbox
	rows    *mongodb.Outbox
	scale   float64
	members []*slacktest.Member
}

func newPostOffice(t *testing.T, size int, scale float64) *postOffice {
	t.Helper()
	const plenty = 1000 // calls a minute
	o := &postOffice{rows: mongodb.NewOutbox(mongotest.Open(t)), scale: scale}
	o.box = &outbox.Outbox{Store: o.rows, Now: time.Now}
	o.world = newWorld(t, httpMode, nil, setting{
		server: []slacktest.Option{
			slacktest.WithScale(scale), slacktest.WithPostBurst(slacktest.PostBurst), slacktest.WithWorkspaceLimit(perMinute),
			slacktest.WithLimit("users.list", plenty), // who there is, is not what is measured
		},
		before: func(w *world) {
			o.members = w.server.AddMembers(size, func(i int) slacktest.Person { return slacktest.Person{Name: fmt.Sprint("person", i)} })
			w.config.Rates = slack.DefaultRates.Scaled(scale)
			w.config.Rates.Tier2 = plenty
		},
	})
	w := o.world
	w.until("everybody is known", func() bool { return w.server.Count("users.list") > size/200 })
	return o
}

// opened makes all direct channels known, as they are after a while.
func (o *postOffice) opened() {
	o.Helper()
	for _, m := range o.members {
		if err := o.config.Directs.SetChannel(o.Context(), slack.Platform, m.ID, m.DM()); err != nil {
			o.Fatal(err)
		}
	}
}

// Get implements outbox.People: a person's id is the number of their account.
func (o *postOffice) Get(_ context.Context, id people.ID) (people.Person, error) {
	var n int
	_, err := fmt.Sscanf(string(id), "p%d", &n)
	return people.Person{ID: id, Accounts: map[string]string{slack.Platform: o.members[n].ID}}, err
}

// enqueue puts n messages for each of the people into the outbox.
func (o *postOffice) enqueue(n int) { o.enqueueFor(0, len(o.members), n) }

// feed does so while they are sent: the embedded store reads every open row for each.
func (o *postOffice) feed() {
	const few = 40
	for from := 0; from < len(o.members); {
		open, err := o.rows.List(o.Context(), outbox.Open, few)
		if err != nil {
			o.Error(err)
			return
		}
		if len(open) < few/2 {
			to := min(from+few, len(o.members))
			o.enqueueFor(from, to, 1)
			from = to
		}
		<-time.After(5 * time.Millisecond) // until some are sent
	}
}

func (o *postOffice) enqueueFor(from, to, n int) {
	o.Helper()
	for i := from; i < to; i++ {
		for k := range n {
			row := outbox.Row{ID: fmt.Sprintf("greet/%d/%d", i, k), Kind: "greet", Person: people.ID(fmt.Sprintf("p%d", i)), Data: map[string]string{"text": fmt.Sprint("Nachricht ", k)}}
			if err := o.box.Enqueue(o.Context(), row); err != nil {
				o.Error(err)
			}
		}
	}
}

// drain sends everything that is there or comes until fed is closed, with so many
// dispatchers at once.
func (o *postOffice) drain(dispatchers int, fed <-chan struct{}) {
	o.Helper()
	var sending sync.WaitGroup
	for range dispatchers {
		sending.Go(func() {
			d := o.dispatcher()
			for {
				if err := d.Flush(o.Context()); err != nil {
					o.Error(err)
					return
				}
				over := false
				select {
				case <-fed:
					over = true
				default:
				}
				left, err := o.rows.List(o.Context(), outbox.Open, 1)
				if err != nil || (over && len(left) == 0) {
					return
				}
				<-time.After(5 * time.Millisecond) // until the next one is due
			}
		})
	}
	sending.Wait()
}

// nothing is still to come.
func nothing() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func (o *postOffice) dispatcher() *outbox.Dispatcher {
	slacks := func(d time.Duration) time.Duration { return time.Duration(float64(d) / o.scale) }
	return &outbox.Dispatcher{
		Store: o.rows, People: o, Adapters: map[string]chat.Adapter{slack.Platform: o.adapter},
		Kinds: map[string]outbox.Renderer{"greet": func(_ context.Context, r outbox.Row, _ people.Person, _ i18n.Printer) (chat.Message, bool, error) {
			return chat.Say(chat.Words(r.Data["text"])), true, nil
		}},
		Printer: func(people.Person) i18n.Printer { return printer(o)("de") }, Now: time.Now, RealNow: time.Now, NewID: people.RandomID,
		Secret: []byte("secret"), Log: slog.New(slog.NewTextHandler(o.log, nil)),
		Limits: outbox.Limits{Lease: 30 * time.Second, Settle: slacks(5 * time.Second), Tries: 60, Back: slacks(2 * time.Second)},
	}
}

// wantOnceEach fails unless everybody has got each of their n messages once.
func (o *postOffice) wantOnceEach(n int) {
	o.Helper()
	for i, m := range o.members {
		got := map[string]int{}
		for _, message := range m.Messages(m.DM()) {
			got[message.Shown()]++
		}
		for k := range n {
			if c := got[fmt.Sprint("Nachricht ", k)]; c != 1 {
				o.Errorf("person %d has got message %d %d times", i, k, c)
			}
		}
	}
	for _, state := range []outbox.State{outbox.Open, outbox.Dead} {
		if left, err := o.rows.List(o.Context(), state, 10); err != nil || len(left) > 0 {
			o.Errorf("%d rows are %s: %v", len(left), state, err)
		}
	}
}

// used is the part of an allowed rate that the calls of a method have used.
func (o *postOffice) used(method string, perMinute float64) float64 {
	calls := o.server.Calls(method)
	if len(calls) < 2 {
		return 0
	}
	took := calls[len(calls)-1].At.Sub(calls[0].At)
	return float64(len(calls)-1) / (took.Minutes() * perMinute)
}
