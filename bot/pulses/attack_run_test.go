package pulses_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"

	"kigo/adapters/mongodb"
	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

// platform takes messages and remembers to whom they went.
type platform struct{ sent map[string]int }

func (*platform) Platform() string                                                 { return "mattermost" }
func (*platform) Direct(_ context.Context, user string) (string, error)            { return "direct-" + user, nil }
func (*platform) Edit(context.Context, string, string, chat.Message, string) error { return nil }
func (*platform) Delete(context.Context, string, string) error                     { return nil }
func (*platform) Channels(context.Context) ([]chat.Channel, error)                 { return nil, nil }
func (*platform) MembersOf(context.Context, string) ([]string, error)              { return nil, chat.ErrGone }
func (*platform) Find(context.Context, string, string, time.Time) (string, error) {
	return "", nil
}

func (p *platform) Send(_ context.Context, channel string, _ chat.Message, _ string) (string, error) {
	p.sent[channel]++
	return rand.Text(), nil
}

// attacked is a run that is recorded from the first to the last write.
type attacked struct {
	*process
	recorder *recorder
	run      pulses.Run
	staff    []people.Person
	platform *platform
	bot      *bot.Bot
	outbox   *outbox.Dispatcher
	evidence *evidence
	truth    map[string]int // by person; -1 took no part
}

// kigo is what is attacked: how an answer is stored, whether the command is discreet, and
// which rows are.
type kigo struct {
	store    func(ctx context.Context, a *attacked, p people.ID, choice int) error
	chatty   bool
	weekly   bool // the run is one of a series, and not the first
	discreet map[string]outbox.Discretion
}

// ours is how it is done.
var ours = kigo{
	store: func(ctx context.Context, a *attacked, p people.ID, choice int) error {
		_, err := a.Answer(ctx, a.run.ID, p, chose(choice))
		return err
	},
	discreet: map[string]outbox.Discretion{pulses.KindInvite: {}, pulses.KindRemind: {Blind: true}, pulses.KindResult: {}, pulses.KindFeedback: {}},
}

func newAttacked(t *testing.T, w *world, k kigo) *attacked {
	t.Helper()
	a := &attacked{recorder: &recorder{t: t, db: w.process(t).db, asked: map[int64]string{}}, platform: &platform{map[string]int{}}, truth: map[string]int{}}
	seeding := w.process(t)
	a.evidence = &evidence{secret: secret, people: map[string][]string{}, friends: map[string]int{}, acts: map[string][2]int{}}
	for i := range 18 {
		p := seeding.staff(t, 1, []string{"OB", "III"}[i%2])[0]
		user := p.Accounts["mattermost"]
		// Each wrote on another chat last: clicking here would be a change.
		err := seeding.people.Store.Set(t.Context(), p.ID, people.Change{people.FieldLastUsed: "slack"}, false)
		if err == nil {
			_, err = seeding.people.Store.AddIdentity(t.Context(), people.Identity{Platform: "mattermost", UserID: user, Person: p.ID})
		}
		if err != nil {
			t.Fatal(err)
		}
		a.staff = append(a.staff, p)
		a.evidence.people[string(p.ID)] = []string{string(p.ID), user}
	}
	first := copyOf{docs: map[string][]string{}}
	for _, c := range mongodb.Collections() {
		first.docs[c] = a.recorder.dump(c)
	}
	a.recorder.copies = []copyOf{first}
	a.process = w.watched(t, &process{}, &event.CommandMonitor{
		Started:   func(_ context.Context, e *event.CommandStartedEvent) { a.recorder.started(e) },
		Succeeded: func(_ context.Context, e *event.CommandSucceededEvent) { a.recorder.succeeded(e) },
	})
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a.bot, err = bot.New(bot.Config{
		Commands: []bot.Command{{Name: "pulse", Words: []string{"puls"}, Discreet: !k.chatty, Run: a.command(k)}},
		People:   a.people, Inbox: mongodb.NewInbox(a.db), Catalogue: catalogue, Locale: "de",
		Now: w.clock.Now, RealNow: w.clock.Now, NewRef: people.RandomID, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	say := func(i18n.Printer, pulses.Run) chat.Message { return chat.Say(chat.Words("Bitte antworte.")) }
	a.outbox = &outbox.Dispatcher{
		Store: a.rows, People: a.people, Adapters: map[string]chat.Adapter{"mattermost": a.platform},
		Kinds: a.Renderers(pulses.Views{Invitation: say, Reminder: say, Result: func(i18n.Printer, pulses.Run, pulses.Report) chat.Message {
			return chat.Say(chat.Words("Das Ergebnis ist da."))
		}}),
		Printer: a.bot.PrinterFor, Now: w.clock.Now, RealNow: w.clock.Now, NewID: people.RandomID, Secret: secret,
		Limits: outbox.Limits{Lease: 30 * time.Second, Tries: 3, Back: time.Second}, Discreet: k.discreet, Log: log,
	}
	return a
}

// second is the second run of a series; the first one has told everybody its report.
func (a *attacked) second(t *testing.T, w *world, plan pulses.Plan) pulses.Run {
	t.Helper()
	a.Rest = 6
	plan.Repeat, plan.Opens, plan.Closes = pulses.Weekly, w.clock.Now().Add(-24*time.Hour), w.clock.Now().Add(48*time.Hour)
	plan.Remind = w.clock.Now()
	series := a.series(t, plan)
	for _, pass := range []time.Duration{0, 6 * 24 * time.Hour} {
		w.clock.Pass(pass)
		a.due(t)
	}
	return a.runs(t, series.ID)[1]
}

// command is what the buttons of the chat do.
func (a *attacked) command(k kigo) func(context.Context, bot.Request) (chat.Reply, error) {
	return func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		var err error
		switch words := strings.Fields(r.Args); words[1] {
		case "zurück":
			_, err = a.Withdraw(ctx, pulses.ID(words[0]), r.Person.ID)
		case "nein":
			_, err = a.Decline(ctx, pulses.ID(words[0]), r.Person.ID)
		default:
			choice, _ := strconv.Atoi(words[1])
			err = k.store(ctx, a, r.Person.ID, choice)
		}
		return bot.Private(chat.Say(chat.Words("Danke!"))), err
	}
}

func (a *attacked) click(t *testing.T, who people.Person, what string) {
	t.Helper()
	ev := chat.Event{
		ID: rand.Text(), Kind: chat.Click, Platform: "mattermost", User: chat.User{ID: who.Accounts["mattermost"], Name: who.Name, Locale: "de"},
		Line: "puls " + string(a.run.ID) + " " + what,
	}
	began := a.recorder.count()
	if reply := a.bot.Handle(t.Context(), ev); !strings.HasPrefix(reply.Message.Plain(), "Danke!") {
		t.Fatalf("%s: %s", what, reply.Message.Plain())
	}
	a.evidence.acts[string(who.ID)] = [2]int{began, a.recorder.count()}
}

func (a *attacked) due(t *testing.T) {
	t.Helper()
	err := a.Tick(t.Context())
	if err == nil {
		err = a.CountParticipation(t.Context(), a.Now())
	}
	if err == nil {
		err = a.outbox.Drain(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// live takes a run from its invitations to its report, and hands everything to the attacker.
func live(t *testing.T, k kigo, whole bool) *attacked {
	t.Helper()
	w := newWorld(t)
	a := newAttacked(t, w, k)
	plan := pulses.Plan{Survey: mood, Closes: w.clock.Now().Add(72 * time.Hour), Remind: w.clock.Now().Add(24 * time.Hour)}
	if k.weekly {
		a.run = a.second(t, w, plan)
	} else {
		a.run = a.planned(t, plan)
	}
	a.evidence.run = string(a.run.ID)
	a.due(t)
	answers := func(who []people.Person) {
		for _, p := range who {
			choice := len(a.truth) % 3
			a.truth[string(p.ID)] = choice
			a.click(t, p, strconv.Itoa(choice))
		}
	}
	answers(a.staff[:9])
	if whole {
		for _, p := range a.staff[3:5] {
			a.click(t, p, strconv.Itoa(a.truth[string(p.ID)])) // once more
		}
		a.click(t, a.staff[5], "zurück")
		a.truth[string(a.staff[5].ID)] = -1
		a.click(t, a.staff[17], "nein")
	}
	w.clock.Pass(24 * time.Hour)
	a.due(t)
	reminded := len(a.platform.sent)
	answers(a.staff[9:13])
	w.clock.Pass(48 * time.Hour)
	a.due(t)
	if whole {
		a.feedBack(t, a.run.ID)
		a.due(t)
	}
	for i, p := range a.staff {
		if _, took := a.truth[string(p.ID)]; !took {
			a.truth[string(p.ID)] = -1
		}
		if i < 3 || i == 13 || i == 14 {
			a.evidence.friends[string(p.ID)] = a.truth[string(p.ID)]
		}
		held, err := a.Export(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(held)
		a.evidence.reports = append(a.evidence.reports, string(b))
	}
	if rep, there, err := a.Store.Report(t.Context(), a.run.ID); err == nil && there {
		b, _ := json.Marshal(rep)
		a.evidence.reports = append(a.evidence.reports, string(b))
	}
	a.evidence.copies, a.evidence.log = a.recorder.copies, w.log.lines()
	if reminded != len(a.staff) {
		t.Errorf("%d people were invited", reminded)
	}
	return a
}

func TestTheAttackerGetsNoFurtherThanTheReport(t *testing.T) {
	t.Parallel()
	how := map[string]bool{"asked every week": true} // a run like any other, after another one
	if os.Getenv("KIGO_LONG") != "" {
		how["asked once"] = false
	}
	for name, weekly := range how {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := ours
			k.weekly = weekly
			isSafe(t, live(t, k, true))
		})
	}
}

// isSafe checks that the attacker has no claim, and that everybody got what they should.
func isSafe(t *testing.T, a *attacked) {
	t.Helper()
	if n := len(a.evidence.copies); n < 200 {
		t.Errorf("only %d copies: is every write recorded?", n)
	}
	for _, c := range attack(a.evidence) {
		t.Errorf("the attacker says of %s: took part %v, answered %d, by %s", c.person, c.took, c.how, c.by)
	}
	a.wantNobodyNamed(t)
	for i, p := range a.staff {
		want := 4 // invitation, reminder, report, feedback
		if (i < 9 && i != 5) || i == 17 {
			want = 3 // had answered, or declined
		}
		if a.run.Origin != "" {
			want += 3 // invitation, reminder and report of the run before
		}
		if got := a.platform.sent["direct-"+p.Accounts["mattermost"]]; got != want {
			t.Errorf("person %d got %d messages, want %d", i, got, want)
		}
	}
}
