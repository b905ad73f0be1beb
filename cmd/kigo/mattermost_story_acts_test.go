package main

import (
	"net/http"
	"syscall"
	"time"

	"kigo/adapters/mattermost/mattermosttest"
)

// change gives the workshop another seat, takes none away, and moves it.
func (p *play) change() {
	p.anna.types("veranstaltung ändern werkstatt")
	p.anna.done(p.anna.fills(p.anna.form("Veranstaltung ändern"), map[string]any{"seats": 3.0}))
	p.anna.isAnswered("^Gespeichert. So sieht Werkstatt jetzt aus", "ausgebucht, 2 warten")
	p.emil.reads("^Gute Nachricht: Du bist nachgerückt. Platz sicher: Werkstatt\n")

	p.anna.types("veranstaltung ändern werkstatt")
	form := p.anna.form("Veranstaltung ändern")
	p.anna.objects(p.anna.fills(form, map[string]any{"seats": 2.0}), map[string]string{"seats": "^Auf 2 kannst du die Plätze nicht senken: Vergeben sind schon 3"})
	p.anna.done(p.anna.fills(form, map[string]any{"place": "Ratssaal"}))
	p.anna.isAnswered("^Gespeichert", "Wo: Ratssaal")
	for _, who := range []*player{p.bert, p.carla, p.emil, p.finn} {
		who.reads("^Werkstatt wurde verlegt.\nBisher: .*, Rathaus, Raum 12\nJetzt: .*, Ratssaal\n")
	}
	p.dora.reads("^Werkstatt has been moved.\n")
}

// write sends a message to everybody in the workshop, and reads who that is.
func (p *play) write() {
	p.anna.types("veranstaltung nachricht werkstatt")
	p.anna.done(p.anna.fills(p.anna.form("Nachricht an alle"), map[string]any{"text": "Bringt @all **Tassen** mit\nund gute Laune"}))
	p.anna.isAnswered("^Die Nachricht zu Werkstatt geht an 5 Personen")
	for _, who := range []*player{p.bert, p.carla, p.emil, p.finn} {
		who.reads("^Nachricht von Anna Beispiel zu Werkstatt:\nBringt @all \\*\\*Tassen\\*\\* mit\nund gute Laune")
	}
	p.dora.reads("^Message from Anna Beispiel about Werkstatt:\nBringt @all")
	p.anna.types("veranstaltung teilnehmende werkstatt")
	list := p.anna.reads("^Werkstatt: 3 angemeldet \\(Plätze: 3\\), 2 auf der Warteliste\n",
		"1. Carla Beispiel: Platz sicher\n2. Dora Beispiel: Platz sicher\n3. Emil Beispiel: Platz sicher\n4. Finn Beispiel: Warteliste, Platz 1\n5. Bert Beispiel: Warteliste, Platz 2")
	p.anna.receives(list, ".csv", "\ufeffNr.;Name;", "5;Bert Beispiel;")
}

// refuse has a guest, and somebody whose account is switched off while she waits.
func (p *play) refuse() {
	if p.emulator == nil {
		p.t.Log("without a guest: guests take a licence")
	} else {
		guest := p.admit(p.emulator.Human("gast", mattermosttest.Guest))
		guest.types("anmelden werkstatt")
		guest.isAnswered("^Ich bin leider nur für Beschäftigte der Stadtverwaltung da, nicht für Gastkonten")
		guest.tells("anmelden werkstatt")
		guest.reads("^Ich bin leider nur für Beschäftigte")
	}
	p.gesa.tells("anmelden werkstatt")
	p.gesa.reads("^Warteliste, Platz 3 von 3: Werkstatt\n")
	p.lost = len(p.posts(p.gesa.direct()))
	p.heiko.tells("anmelden werkstatt") // behind her: once he is told, her turn is over
	p.heiko.reads("^Warteliste, Platz 4 von 4: Werkstatt\n")
	ctx, cancel := p.limit()
	defer cancel()
	_, err := p.admin.DeleteUser(ctx, p.gesa.id)
	p.fine(err)
	if err := p.gesa.Slash(ctx, p.plaza, "/kigo abmelden werkstatt ja"); !isRefused(err, http.StatusUnauthorized) {
		p.t.Errorf("who is switched off: %v", err)
	}
	p.anna.types("veranstaltung ändern werkstatt")
	p.anna.done(p.anna.fills(p.anna.form("Veranstaltung ändern"), map[string]any{"seats": 7.0}))
	p.anna.isAnswered("^Gespeichert", "ausgebucht")
	for _, who := range []*player{p.finn, p.bert, p.heiko} {
		who.reads("^Gute Nachricht: Du bist nachgerückt. Platz sicher: Werkstatt\n")
	}
}

// restart has kigo away for a moment: what is asked in writing meanwhile is answered afterwards.
func (p *play) restart() {
	p.stop()
	p.bert.tells("platz")
	question := p.carla.asks("@kigo termine")
	ctx, cancel := p.limit()
	defer cancel()
	if err := p.dora.Slash(ctx, p.plaza, "/kigo status"); !isRefused(err, http.StatusInternalServerError) {
		p.t.Errorf("a command while kigo is away: %v", err)
	}
	p.start()
	p.bert.reads("^Deine Anmeldung", "Platz sicher: Werkstatt")
	p.carla.hears(question, "^Das steht an", "ausgebucht")
	p.dora.types("status")
	p.dora.isAnswered("Seat confirmed: Werkstatt")
}

// drain stops kigo while emil signs off: he is answered, and who moves up is told by the next one.
func (p *play) drain() {
	p.ida.tells("anmelden werkstatt")
	p.ida.reads("^Warteliste, Platz 1 von 1: Werkstatt\n")
	if p.emulator == nil {
		p.emil.types("abmelden werkstatt ja")
	} else {
		const profile = "GET /users/{user}" // this kigo has not met emil yet
		before := p.emulator.Requests(profile)
		release := p.emulator.On(profile).Hold()
		left := make(chan error)
		go func() {
			ctx, cancel := p.limit()
			defer cancel()
			left <- p.emil.Slash(ctx, p.plaza, "/kigo abmelden werkstatt ja")
		}()
		p.until(func() bool { return p.emulator.Requests(profile) > before })
		p.fine(p.kigo.cmd.Process.Signal(syscall.SIGTERM))
		p.until(func() bool { _, _, err := get(p.kigo.url + "/healthz"); return err != nil })
		release()
		p.fine(<-left)
	}
	p.emil.isAnswered("^Du bist von Werkstatt abgemeldet")
	p.stop()
	p.start()
	p.ida.reads("^Gute Nachricht: Du bist nachgerückt. Platz sicher: Werkstatt\n")
}

// until looks for something that no event tells.
func (s *stage) until(is func() bool) {
	s.t.Helper()
	for late := time.Now().Add(patience); !is(); {
		if time.Now().After(late) {
			s.t.Fatal("it does not happen")
		}
		time.Sleep(time.Millisecond)
	}
}

// callOff ends it, with a reason.
func (p *play) callOff() {
	p.anna.types("veranstaltung absagen werkstatt")
	form := p.anna.form("Veranstaltung absagen")
	p.anna.objects(p.anna.fills(form, map[string]any{"reason": " "}), map[string]string{"reason": "^Bitte fülle dieses Feld aus"})
	p.anna.done(p.anna.fills(form, map[string]any{"reason": "Wasserschaden"}))
	p.anna.isAnswered("^Werkstatt ist abgesagt. 7 Personen bekommen Bescheid")
	for _, who := range []*player{p.bert, p.carla, p.finn, p.heiko, p.ida} {
		who.reads("^Werkstatt am .* ist leider abgesagt.\nGrund: Wasserschaden\n")
	}
	p.dora.reads("^Unfortunately Werkstatt on .* has been cancelled.\nReason: Wasserschaden\n")
	p.emil.press(p.list, "Anmelden: Werkstatt")
	p.emil.reads("^Werkstatt ist abgesagt. Grund: Wasserschaden")
}
