package slack

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/audit"
	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/hours"
	"kigo/bot/i18n"
	"kigo/bot/knowledge"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/pulses"
	"kigo/bot/reminders"
	table "kigo/commands"
)

// visitors are people who do everything that kigo can, and look at all that it says: the
// real bot with the real commands and a store, at a time that stands still.
type visitors struct {
	*testing.T
	lang       string
	bot        *bot.Bot
	events     *events.Service
	feeds      *events.Feeds
	reminders  *reminders.Service
	broadcasts *broadcasts.Service
	library    *knowledge.Library
	inbox      *knowledge.Inbox
	pulses     *pulses.Service
	people     *people.Service
	rows       *mongodb.Outbox
	hours      *hours.Hours
	chats      map[string]chat.Adapter
	away       string // a user whom nothing reaches
	skipped    []table.Skipped
	pauses     *mongodb.Pauses
	now        time.Time
	ids        int
	tokens     int
	kinds      map[string]outbox.Renderer
	seen       map[string]bool // rows of the outbox that were looked at
	told       map[string]bool // and what they are
	words      []string        // all that was said
	kept       map[string]bool // golden files
}

// said is where the golden files are.
var said = filepath.Join("testdata", "said")

func newVisitors(t *testing.T, lang string) *visitors {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := i18n.New(zone)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitors{
		T: t, lang: lang, now: time.Date(2026, 11, 25, 10, 0, 0, 0, zone), hours: hours.New(zone),
		kinds: map[string]outbox.Renderer{}, seen: map[string]bool{}, told: map[string]bool{}, kept: map[string]bool{},
	}
	v.chats = map[string]chat.Adapter{Platform: letterbox{visitors: v}, "mattermost": letterbox{visitors: v}}
	now := func() time.Time { return v.now }
	id := func() string {
		v.ids++
		return fmt.Sprintf("%08d", v.ids)
	}
	db, log := mongotest.Open(t), slog.New(slog.DiscardHandler)
	v.rows = mongodb.NewOutbox(db)
	trail, box := &audit.Log{Store: mongodb.NewAudit(db), Now: now, NewID: id}, &outbox.Outbox{Store: v.rows, Now: now}
	v.people = &people.Service{
		Store: mongodb.NewPeople(db), Now: now, NewID: id, Audit: trail,
		TrustEmail: map[string]bool{Platform: true}, Admins: []string{"slack:anna"}, Platforms: []string{Platform, "mattermost"},
	}
	v.events = &events.Service{
		Store: mongodb.NewEvents(db), People: v.people, Outbox: box, Audit: trail, Now: now, NewID: id, Zone: zone, Log: log,
		Hours: v.hours, Sending: v.hours, Choices: mongodb.NewChoices(db),
	}
	v.feeds = &events.Feeds{
		Store: mongodb.NewFeeds(db), Events: v.events, People: v.people, Now: now, NewToken: v.token,
		Printer: func(p people.Person) i18n.Printer { return v.bot.PrinterFor(p) },
	}
	v.reminders = &reminders.Service{Store: mongodb.NewReminders(db), Outbox: box, Now: now, NewID: id, Log: log}
	v.broadcasts = &broadcasts.Service{
		Store: mongodb.NewBroadcasts(db), People: v.people, Events: v.events, Outbox: box, Rows: v.rows, Audit: trail, Chats: v.chats,
		Pace: map[string]float64{Platform: 1, "mattermost": 1}, Hours: v.hours, Now: now, NewID: id, Zone: zone, Secret: []byte("secret"),
	}
	v.library = newLibrary(t, &knowledge.Library{Store: mongodb.NewKnowledge(db), People: v.people, Audit: trail, Now: now, NewID: id, Log: log})
	v.inbox = &knowledge.Inbox{
		Gaps: mongodb.NewGaps(db), Library: v.library, People: v.people, Outbox: box, Audit: trail,
		Now: now, Zone: zone, Log: log,
	}
	v.pulses = v.newPulses(mongodb.NewPulses(db), &pulses.Service{Outbox: box, Audit: trail, Now: now, NewID: id, Zone: zone, Log: log})
	v.people.InUse = v.events.InUse
	for _, kinds := range []map[string]outbox.Renderer{v.events.Renderers(), v.reminders.Renderers(), v.broadcasts.Renderers(), v.inbox.Renderers(), v.pulses.Renderers(pulses.Views{Invitation: pulses.InvitationView, Reminder: pulses.ReminderView, Result: v.pulses.Result})} {
		maps.Copy(v.kinds, kinds)
	}
	v.pauses = mongodb.NewPauses(db)
	services := table.Services{
		Events: v.events, Feeds: v.feeds, Reminders: v.reminders, Broadcasts: v.broadcasts, Pulses: v.pulses, People: v.people, Stored: mongodb.Records(),
		Library: v.library, Inbox: v.inbox, Outbox: v.rows,
		Letters: &outbox.Letters{Store: v.rows, Audit: trail, Now: now},
		Skipped: func(context.Context) ([]table.Skipped, error) { return v.skipped, nil },
		Paused:  v.pauses.Pause,
	}
	v.bot, err = bot.New(bot.Config{
		Commands: table.All(services), Ask: table.Answer(services),
		People: v.people, Inbox: mongodb.NewInbox(db), Catalogue: catalogue, Locale: lang,
		Now: now, RealNow: now, NewRef: id, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// newLibrary holds the built-in entries; nobody looks after a few of them.
func newLibrary(t *testing.T, l *knowledge.Library) *knowledge.Library {
	t.Helper()
	builtIn, err := knowledge.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	builtIn.Entries = slices.Clone(builtIn.Entries)
	for i := 7; i < len(builtIn.Entries); i++ {
		builtIn.Entries[i].Owner = "Ki:GO-Team"
	}
	if l.Model, err = knowledge.BuiltInModel(); err != nil {
		t.Fatal(err)
	}
	l.Base = knowledge.NewBase(knowledge.NewIndex(knowledge.Folder{}, l.Model))
	if err := l.Seed(t.Context(), builtIn); err != nil {
		t.Fatal(err)
	}
	if err := l.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return l
}
