package slack

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot"
	"kigo/bot/audit"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/hours"
	"kigo/bot/i18n"
	"kigo/bot/outbox"
	"kigo/bot/people"
	"kigo/bot/reminders"
	table "kigo/commands"
)

// visitors are people who do everything that kigo can, and look at all that it says: the
// real bot with the real commands and a store, at a time that stands still.
type visitors struct {
	*testing.T
	lang    string
	bot     *bot.Bot
	events  *events.Service
	people  *people.Service
	rows    *mongodb.Outbox
	skipped []table.Skipped
	now     time.Time
	ids     int
	seen    map[string]bool // rows of the outbox that were looked at
	kinds   map[string]bool // and what they are
	words   []string        // all that was said
	kept    map[string]bool // golden files
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
		T: t, lang: lang, now: time.Date(2026, 11, 25, 10, 0, 0, 0, zone),
		seen: map[string]bool{}, kinds: map[string]bool{}, kept: map[string]bool{},
	}
	now := func() time.Time { return v.now }
	id := func() string {
		v.ids++
		return fmt.Sprintf("%08d", v.ids)
	}
	db, log := mongotest.Open(t), slog.New(slog.DiscardHandler)
	v.rows = mongodb.NewOutbox(db)
	trail := &audit.Log{Store: mongodb.NewAudit(db), Now: now, NewID: id}
	v.people = &people.Service{
		Store: mongodb.NewPeople(db), Now: now, NewID: id, Audit: trail,
		TrustEmail: map[string]bool{Platform: true}, Admins: []string{"slack:anna"}, Platforms: []string{Platform, "mattermost"},
	}
	box := &outbox.Outbox{Store: v.rows, Now: now}
	v.events = &events.Service{
		Store: mongodb.NewEvents(db), People: v.people, Audit: trail, Now: now, NewID: id, Zone: zone, Log: log,
		Outbox: box, Hours: hours.New(zone), Sending: hours.New(zone), Choices: mongodb.NewChoices(db),
	}
	v.people.InUse = v.events.InUse
	v.bot, err = bot.New(bot.Config{
		Commands: table.All(table.Services{
			Events: v.events, People: v.people, Outbox: v.rows,
			Reminders: &reminders.Service{Store: mongodb.NewReminders(db), Outbox: box, Now: now, NewID: id, Log: log}, Letters: &outbox.Letters{Store: v.rows, Audit: trail, Now: now},
			Skipped: func(context.Context) ([]table.Skipped, error) { return v.skipped, nil },
		}),
		People: v.people, Inbox: mongodb.NewInbox(db), Catalogue: catalogue, Locale: lang,
		Now: now, RealNow: now, NewRef: id, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// does has somebody do something and looks at the answer, which is kept under a name; ""
// keeps nothing.
func (v *visitors) does(name string, ev chat.Event) chat.Reply {
	v.Helper()
	who := strings.ToUpper(ev.User.ID[:1]) + ev.User.ID[1:]
	ev.User.Name, ev.User.Email, ev.User.Locale = who+" Beispiel", ev.User.ID+"@kiel.example", v.lang
	if ev.Platform == "" {
		ev.Platform = Platform
	}
	r := v.bot.Handle(v.Context(), ev)
	v.Run(name, func(t *testing.T) {
		switch {
		case r.Form != nil:
			view := modal(*r.Form, `{"l":"`+r.Form.Line+`"}`, "Senden", "Schließen")
			validView(t, view)
			v.keeps(t, name, view)
		case len(r.Errors) > 0:
			v.keeps(t, name, r.Errors)
		case r.Message.Empty():
			t.Errorf("%s says %q, and is not answered", ev.User.ID, ev.Line)
		default:
			v.looks(t, name, r.Message)
		}
	})
	v.hears(r)
	return r
}

// looks looks at a message as Slack shows it.
func (v *visitors) looks(t *testing.T, name string, m chat.Message) {
	t.Helper()
	all := posts(m, same)
	valid(t, all)
	v.keeps(t, name, shown(t, all))
}

func (v *visitors) keeps(t *testing.T, name string, what any) {
	t.Helper()
	if name == "" || v.lang != "de" {
		return
	}
	file := filepath.Join(said, name+".json")
	if v.kept[file] {
		t.Errorf("%s is kept twice", file)
	}
	v.kept[file] = true
	golden(t, file, asJSON(t, what))
}

// hears notes the words of an answer.
func (v *visitors) hears(r chat.Reply) {
	v.words = append(v.words, r.Message.Plain())
	for _, text := range r.Errors {
		v.words = append(v.words, text)
	}
	if r.Form != nil {
		v.words = append(v.words, r.Form.Title, r.Form.Intro.String(), r.Form.Submit)
		for _, f := range r.Form.Fields {
			v.words = append(v.words, f.Label, f.Hint)
			v.choices(f.Options)
		}
	}
	for _, s := range r.Message.Sections {
		for _, sel := range s.Selects {
			v.words = append(v.words, sel.Label)
			v.choices(sel.Options)
		}
	}
	for _, f := range r.Message.Files {
		v.words = append(v.words, string(f.Data))
	}
}

func (v *visitors) choices(all []chat.Option) {
	for _, o := range all {
		v.words = append(v.words, o.Label)
	}
}

// says types a line in the direct chat.
func (v *visitors) says(name, who, line string) chat.Reply {
	v.Helper()
	return v.does(name, chat.Event{Kind: chat.Command, User: chat.User{ID: who}, Line: line})
}

// fills opens the form behind a line, changes what stands there, and sends it.
func (v *visitors) fills(name, who, line string, changes map[string]string) chat.Reply {
	v.Helper()
	form := v.says("", who, line).Form
	if form == nil {
		v.Fatalf("%s says %q, and gets no form", who, line)
	}
	values := map[string]string{}
	for _, f := range form.Fields {
		values[f.Name] = f.Value
	}
	for field, value := range changes {
		values[field] = value
	}
	return v.does(name, chat.Event{Kind: chat.FormSubmit, User: chat.User{ID: who}, Line: form.Line, Values: values})
}

// opens lets anna make an event, and returns its id.
func (v *visitors) opens(title string, changes map[string]string) string {
	v.Helper()
	values := map[string]string{"title": title, "start": "9.12.2026 14:00", "end": "16:00", "place": "Rathaus, Raum 12"}
	for field, value := range changes {
		values[field] = value
	}
	preview := v.fills("", "anna", "veranstaltung neu", values)
	if len(preview.Message.Sections) == 0 {
		v.Fatalf("%s is not made: %v", title, preview.Errors)
	}
	publish := preview.Message.Sections[2].Buttons[0].Line
	v.says("", "anna", publish)
	return publish[strings.LastIndex(publish, " ")+1:]
}

// delivered looks at what the outbox holds; the first message of each kind is kept.
func (v *visitors) delivered() {
	v.Helper()
	all, err := v.rows.List(v.Context(), outbox.Open, 1000)
	if err != nil {
		v.Fatal(err)
	}
	slices.SortFunc(all, func(a, b outbox.Row) int { return strings.Compare(a.ID, b.ID) })
	for _, row := range all {
		if v.seen[row.ID] {
			continue
		}
		v.seen[row.ID] = true
		name := "told_" + strings.TrimPrefix(row.Kind, "event.")
		if v.kinds[row.Kind] {
			name = ""
		}
		v.Run(name, func(t *testing.T) {
			to, err := v.people.Get(t.Context(), row.Person)
			if err != nil {
				t.Fatal(err)
			}
			m, due, err := v.renders(t.Context(), row, to)
			if err != nil {
				t.Fatal(err)
			}
			if due {
				v.kinds[row.Kind] = true
				v.looks(t, name, m)
				v.hears(chat.Reply{Message: m})
			}
		})
	}
}

func (v *visitors) renders(ctx context.Context, row outbox.Row, to people.Person) (chat.Message, bool, error) {
	return v.events.Renderers()[row.Kind](ctx, row, to, v.bot.PrinterFor(to))
}

// ofSlack is what the adapter says by itself.
func (v *visitors) ofSlack() {
	a := &Adapter{Config: Config{Printer: v.bot.Catalogue.Printer}}
	o := origin{locale: v.lang, line: "veranstaltung neu"}
	p := a.Printer(v.lang)
	for name, m := range map[string]chat.Message{
		"busy": chat.Say(p.Text("bot.busy")), "answered_directly": chat.Say(p.Text("adapter.answered_directly")),
		"form_offer": a.offer(o, p.Text("adapter.form.text")),
	} {
		v.Run(name, func(t *testing.T) { v.looks(t, name, m) })
		v.hears(chat.Reply{Message: m})
	}
	for name, view := range map[string]any{
		"form_wait": a.wait(o), "form_done": notice(p.Plain("slack.form.title"), p.Text("slack.form.done"), p.Plain("slack.form.close")),
	} {
		v.Run(name, func(t *testing.T) {
			validView(t, view)
			v.keeps(t, name, view)
		})
	}
}
