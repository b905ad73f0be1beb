package main

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// TestMattermostStory is the main job on Mattermost, with kigo as a process of its own:
// anna creates a workshop with two seats, others sign up by every way there is, wait, leave,
// move up and are told once; it is changed, written to and called off, while kigo restarts.
// KIGO_TRIAL_MATTERMOST lets it happen on a real server, too; see docs/performance.md.
func TestMattermostStory(t *testing.T) {
	t.Parallel()
	for where, open := range venues(t) {
		for how, names := range ways {
			t.Run(where+", "+how, func(t *testing.T) {
				p := &play{stage: newStage(t, open(t), names)}
				p.assemble()
				for _, act := range []func(){
					p.setUp, p.create, p.signUp, p.doubleClick, p.moveUp, p.foreignClicks, p.change, p.write,
					p.refuse, p.restart, p.drain, p.callOff, p.end,
				} {
					act()
				}
			})
		}
	}
}

// play is the workshop and those who want to come.
type play struct {
	*stage
	bert, carla, dora, emil, finn, gesa, heiko, ida *player

	list       sight // of what is on, in the plaza
	bertsPlace sight
	lost       int // messages that gesa had when she left
}

func (p *play) assemble() {
	for name, who := range map[string]**player{"bert": &p.bert, "carla": &p.carla, "emil": &p.emil, "finn": &p.finn, "gesa": &p.gesa, "heiko": &p.heiko, "ida": &p.ida} {
		*who = p.cast(name, "de")
	}
	p.dora = p.cast("dora", "en")
}

// setUp proves the connection.
func (p *play) setUp() {
	p.reads(p.does(0, "doctor"), "ok    Mattermost callback", "the kigo that runs there answers")
}

// create makes the workshop in a form that has mistakes at first.
func (p *play) create() {
	anna := p.anna
	p.finn.types("veranstaltung neu")
	p.finn.isAnswered("^/kigo veranstaltung neu darfst du nicht benutzen", "Ich speichere deinen Namen")
	anna.types("veranstaltung neu Werkstatt")
	form := anna.form("Neue Veranstaltung")
	details := map[string]any{"start": "31. Februar 10 Uhr", "end": "2 Stunden", "place": "Rathaus, Raum 12", "seats": -3.0}
	anna.objects(anna.fills(form, details), map[string]string{"start": "31. Februar", "seats": "ganze Zahl von 1 bis"})
	details["start"], details["seats"] = "in 3 Wochen 14 Uhr", 5.0
	anna.done(anna.fills(form, details))
	preview := anna.isAnswered("^So sehen es alle, sobald du veröffentlichst", "Werkstatt", "noch 5 Plätze")

	p.bert.types("anmelden werkstatt")
	p.bert.isAnswered("^Ich finde keine Veranstaltung, die zu „werkstatt“ passt")
	anna.press(preview, "Ändern")
	anna.done(anna.fills(anna.form("Veranstaltung ändern"), map[string]any{"seats": 2.0, "description": "Für alle @all, **ohne** Vorkenntnisse"}))
	preview = anna.isAnswered("^So sehen es alle", "noch 2 Plätze", `Für alle @all, \*\*ohne\*\* Vorkenntnisse`)
	anna.press(preview, "Veröffentlichen")
	published := anna.isAnswered("^Werkstatt ist veröffentlicht")
	if replaced := published.Id == preview.Id; replaced == p.names {
		p.t.Errorf("the preview was replaced: %v", replaced)
	}
}

// signUp comes by slash command, by a button that everybody has, and by a message.
func (p *play) signUp() {
	p.bert.types("anmelden werkstatt")
	p.bert.isAnswered("^Platz sicher: Werkstatt\n", "Wo: Rathaus, Raum 12")
	question := p.carla.asks("@kigo termine")
	p.list = p.carla.hears(question, "^Das steht an", "Für alle @all", "noch 1 Platz")
	p.carla.press(p.list, "Anmelden: Werkstatt")
	p.carla.reads("^Platz sicher: Werkstatt\n")
	p.dora.tells("join werkstatt")
	p.dora.reads("^Waiting list, place 1 of 1: Werkstatt\n")
}

// doubleClick presses twice at the same time.
func (p *play) doubleClick() {
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { p.emil.press(p.list, "Anmelden: Werkstatt") })
	}
	both.Wait()
	p.emil.reads("^Warteliste, Platz 2 von 2: Werkstatt\n")
	p.emil.reads("^Du bist schon angemeldet, es ändert sich nichts.\nWarteliste, Platz 2 von 2: Werkstatt\n")
	p.finn.types("anmelden werkstatt")
	p.finn.isAnswered("^Warteliste, Platz 3 von 3: Werkstatt\n")
	question := p.finn.asks("@kigo: platz")
	p.finn.reads("^Deine Anmeldung", "Warteliste, Platz 3 von 3: Werkstatt")
	p.finn.hears(question, "^Ich habe dir die Antwort als Direktnachricht geschickt.$")
}

// moveUp lets somebody leave, and the next one takes the calendar file.
func (p *play) moveUp() {
	p.bert.types("abmelden")
	p.bert.press(p.bert.isAnswered("^Möchtest du dich wirklich von Werkstatt abmelden"), "Ja, abmelden")
	p.bert.isAnswered("^Du bist von Werkstatt abgemeldet")
	up := p.dora.reads("^Good news: you have moved up. Seat confirmed: Werkstatt\n")
	p.dora.press(up, "Add to calendar")
	p.dora.receives(p.dora.reads("^Here is the date for your calendar"), ".ics", "SUMMARY:Werkstatt\r\n", "STATUS:CONFIRMED\r\n", "TZID:Europe/Berlin\r\n")
	p.emil.types("platz")
	p.emil.isAnswered("Warteliste, Platz 1 von 2: Werkstatt")
	p.bert.types("anmelden werkstatt")
	p.bertsPlace = p.bert.isAnswered("^Warteliste, Platz 3 von 3: Werkstatt\n")
}

// foreignClicks are on somebody else's buttons, and on forged ones.
func (p *play) foreignClicks() {
	ctx, cancel := p.limit()
	defer cancel()
	leave := p.bertsPlace.Attachments()[0].Actions[1]
	err := p.gesa.Act(ctx, p.bertsPlace.Post, leave.Id, "", leave.Cookie)
	if p.names {
		p.gesa.reads("^Diese Schaltfläche gehört zu einer Nachricht an jemand anderen")
	}
	if refused := isRefused(err, http.StatusForbidden); refused == p.names {
		p.t.Errorf("a foreign click: %v", err)
	}
	forged := &model.Post{ChannelId: p.plaza, Message: "Freibier!"}
	forged.AddProp(model.PostPropsAttachments, []*model.MessageAttachment{{Actions: []*model.PostAction{{
		Id: "frei", Type: model.PostActionTypeButton, Name: "Freibier",
		Integration: &model.PostActionIntegration{URL: p.env["KIGO_PUBLIC_URL"] + "/mattermost/action", Context: map[string]any{"line": "abmelden werkstatt ja"}},
	}}}})
	post, err := p.gesa.Send(ctx, forged)
	p.fine(err)
	if err := p.carla.Click(ctx, post, "Freibier"); !isRefused(err, http.StatusBadRequest) {
		p.t.Errorf("a forged button: %v", err)
	}
	p.carla.types("platz")
	p.carla.isAnswered("^Deine Anmeldung", "Platz sicher: Werkstatt")
	p.bert.tells("platz")
	p.bert.reads("^Deine Anmeldung", "Warteliste, Platz 3 von 3: Werkstatt")
}

// end counts, after everything is done, what each of them was told.
func (p *play) end() {
	p.stop()
	for who, want := range map[*player]map[string]int{
		p.anna:  {"Gute Nachricht": 0, "Werkstatt wurde verlegt": 0, "Nachricht von": 0, "Werkstatt am .* abgesagt": 0},
		p.bert:  {"Deine Anmeldung": 2, "Gute Nachricht": 1, "Werkstatt wurde verlegt": 1, "Nachricht von": 1, "Werkstatt am .* abgesagt": 1},
		p.carla: {"Gute Nachricht": 0, "Werkstatt wurde verlegt": 1, "Nachricht von": 1, "Werkstatt am .* abgesagt": 1},
		p.dora:  {"Good news": 1, "Werkstatt has been moved": 1, "Message from": 1, "Unfortunately Werkstatt": 1},
		p.emil:  {"Gute Nachricht": 1, "Werkstatt wurde verlegt": 1, "Nachricht von": 1, "Werkstatt am .* abgesagt": 0},
		p.finn:  {"Gute Nachricht": 1, "Werkstatt wurde verlegt": 1, "Nachricht von": 1, "Werkstatt am .* abgesagt": 1},
		p.heiko: {"Gute Nachricht": 1, "Werkstatt wurde verlegt": 0, "Nachricht von": 0, "Werkstatt am .* abgesagt": 1},
		p.ida:   {"Gute Nachricht": 1, "Werkstatt wurde verlegt": 0, "Nachricht von": 0, "Werkstatt am .* abgesagt": 1},
	} {
		texts := p.posts(who.direct())
		for _, pattern := range slices.Sorted(maps.Keys(want)) {
			if n := count(texts, "^"+pattern); n != want[pattern] {
				p.t.Errorf("%s read %d times %q, want %d:\n%s", who.id, n, pattern, want[pattern], strings.Join(texts, "\n---\n"))
			}
		}
	}
	if texts := p.posts(p.gesa.direct()); len(texts) != p.lost {
		p.t.Errorf("gesa has %d messages more than when her account was switched off: %q", len(texts)-p.lost, texts)
	}
	public := p.posts(p.plaza)
	if len(public) != 3 || count(public, "^Das steht an") != 2 || count(public, "^Ich habe dir die Antwort") != 1 {
		p.t.Errorf("in the plaza stand %d posts of kigo's: %q", len(public), public)
	}
	p.quiet()
}

// receives downloads the only file of a post.
func (p *player) receives(s sight, suffix string, want ...string) {
	p.t.Helper()
	if len(s.FileIds) != 1 {
		p.t.Fatalf("%d files: %s", len(s.FileIds), s.text)
	}
	info, _, err := p.client.GetFileInfo(p.t.Context(), s.FileIds[0])
	p.fine(err)
	data, _, err := p.client.GetFile(p.t.Context(), s.FileIds[0])
	p.fine(err)
	for _, w := range want {
		if !strings.Contains(string(data), w) || !strings.HasSuffix(info.Name, suffix) {
			p.t.Errorf("%s has no %q:\n%s", info.Name, w, data)
		}
	}
}

// isRefused says whether the server answered with this status.
func isRefused(err error, status int) bool {
	var app *model.AppError
	return errors.As(err, &app) && app.StatusCode == status
}
