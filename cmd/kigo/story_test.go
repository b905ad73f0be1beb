package main

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestMattermostStory plays the story on Mattermost, on the emulator and on the real server
// that KIGO_TRIAL_MATTERMOST names; see docs/performance.md.
func TestMattermostStory(t *testing.T) { playedIn(t, mattermostScenes(t), playStory) }

// TestSlackStory plays it on Slack's emulator, in Socket Mode and over HTTP.
func TestSlackStory(t *testing.T) { playedIn(t, slackScenes(), playStory) }

// playStory is the main job of kigo as a process of its own: anna creates a workshop with two
// seats, others sign up by every way there is, wait, leave, move up and are told once; it is
// changed, written to and called off, while kigo restarts.
func playStory(t *testing.T, open scene) {
	p := &play{stage: open(t)}
	p.start()
	p.assemble()
	for _, act := range []func(){
		p.setUp, p.create, p.signUp, p.doubleClick, p.moveUp, p.visit, p.change, p.write,
		p.refuse, p.restart, p.drain, p.callOff, p.end,
	} {
		act()
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
	p.operator.reads(p.does(0, "doctor"), p.proofs()...)
}

// create makes the workshop in a form that has mistakes at first.
func (p *play) create() {
	anna := p.anna
	p.finn.types("veranstaltung neu")
	p.finn.isAnswered("^/kigo veranstaltung neu darfst du nicht benutzen", "Ich speichere deinen Namen")
	anna.types("veranstaltung neu Werkstatt")
	form := anna.form("Neue Veranstaltung")
	details := values{"start": "31. Februar 10 Uhr", "end": "2 Stunden", "place": "Rathaus, Raum 12", "seats": "-3"}
	anna.objects(anna.fills(form, details), map[string]string{"start": "31. Februar", "seats": "ganze Zahl von 1 bis"})
	details["start"], details["seats"] = "in 3 Wochen 14 Uhr", "5"
	anna.done(anna.fills(form, details))
	preview := anna.isAnswered("^So sehen es alle, sobald du veröffentlichst", "Werkstatt", "noch 5 Plätze")

	p.bert.types("anmelden werkstatt")
	p.bert.isAnswered("^Ich finde keine Veranstaltung, die zu „werkstatt“ passt")
	anna.press(preview, "Ändern")
	anna.done(anna.fills(anna.form("Veranstaltung ändern"), values{"seats": "2", "description": "Für alle @all, **ohne** Vorkenntnisse"}))
	preview = anna.isAnswered("^So sehen es alle", "noch 2 Plätze", `Für alle @all, \*\*ohne\*\* Vorkenntnisse`)
	anna.press(preview, "Veröffentlichen")
	published := anna.isAnswered("^Werkstatt ist veröffentlicht")
	if replaced := published.id == preview.id; replaced != p.replaces {
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
	p.finn.isReferred(question)
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

// visit is what only this platform has, after which everybody stands where they stood.
func (p *play) visit() {
	p.interlude(p)
	p.carla.types("platz")
	p.carla.isAnswered("^Deine Anmeldung", "Platz sicher: Werkstatt")
	p.bert.tells("platz")
	p.bert.reads("^Deine Anmeldung", "Warteliste, Platz 3 von 3: Werkstatt")
}

// end counts, after everything is done, what each of them was told.
func (p *play) end() {
	p.epilogue(p)
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
		texts := who.letters()
		for _, pattern := range slices.Sorted(maps.Keys(want)) {
			if n := count(texts, "^"+pattern); n != want[pattern] {
				p.t.Errorf("%s read %d times %q, want %d:\n%s", who.name, n, pattern, want[pattern], strings.Join(texts, "\n---\n"))
			}
		}
	}
	if texts := p.gesa.letters(); len(texts) != p.lost {
		p.t.Errorf("gesa has %d messages more than when her account was switched off: %q", len(texts)-p.lost, texts)
	}
	public, want := p.said(), 2
	if p.refers {
		want = 3
	}
	if len(public) != want || count(public, "^Das steht an") != 2 || count(public, "^Ich habe dir die Antwort") != want-2 {
		p.t.Errorf("in the plaza stand %d messages of kigo's: %q", len(public), public)
	}
	p.quiet()
}
