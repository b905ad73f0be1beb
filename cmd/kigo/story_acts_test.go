package main

import (
	"errors"
	"syscall"
)

// change gives the workshop another seat, takes none away, and moves it.
func (p *play) change() {
	p.anna.types("veranstaltung ändern werkstatt")
	p.anna.done(p.anna.fills(p.anna.form("Veranstaltung ändern"), values{"seats": "3"}))
	p.anna.isAnswered("^Gespeichert. So sieht Werkstatt jetzt aus", "ausgebucht, 2 warten")
	p.emil.reads("^Gute Nachricht: Du bist nachgerückt. Platz sicher: Werkstatt\n")

	p.anna.types("veranstaltung ändern werkstatt")
	form := p.anna.form("Veranstaltung ändern")
	p.anna.objects(p.anna.fills(form, values{"seats": "2"}), map[string]string{"seats": "^Auf 2 kannst du die Plätze nicht senken: Vergeben sind schon 3"})
	p.anna.done(p.anna.fills(form, values{"place": "Ratssaal", "seats": "3"}))
	p.anna.isAnswered("^Gespeichert", "Wo: Ratssaal")
	for _, who := range []*player{p.bert, p.carla, p.emil, p.finn} {
		who.reads("^Werkstatt wurde verlegt.\nBisher: .*, Rathaus, Raum 12\nJetzt: .*, Ratssaal\n")
	}
	p.dora.reads("^Werkstatt has been moved.\n")
}

// write sends a message to everybody in the workshop, and reads who that is.
func (p *play) write() {
	p.anna.types("veranstaltung nachricht werkstatt")
	p.anna.done(p.anna.fills(p.anna.form("Nachricht an alle"), values{"text": "Bringt @all und @channel **Tassen** mit\nund gute Laune"}))
	p.anna.isAnswered("^Die Nachricht zu Werkstatt geht an 5 Personen")
	for _, who := range []*player{p.bert, p.carla, p.emil, p.finn} {
		who.reads("^Nachricht von Anna Beispiel zu Werkstatt:\nBringt @all und @channel \\*\\*Tassen\\*\\* mit\nund gute Laune")
	}
	p.dora.reads("^Message from Anna Beispiel about Werkstatt:\nBringt @all")
	p.anna.types("veranstaltung teilnehmende werkstatt")
	list := p.anna.reads("^Werkstatt: 3 angemeldet \\(Plätze: 3\\), 2 auf der Warteliste\n",
		"1. Carla Beispiel: Platz sicher\n2. Dora Beispiel: Platz sicher\n3. Emil Beispiel: Platz sicher\n4. Finn Beispiel: Warteliste, Platz 1\n5. Bert Beispiel: Warteliste, Platz 2")
	p.anna.receives(list, ".csv", "\ufeffNr.;Name;", "5;Bert Beispiel;")
}

// refuse has a guest, and somebody whose account is switched off while she waits.
func (p *play) refuse() {
	if as := p.guest("gast"); as != nil {
		guest := p.admit("gast", as)
		guest.types("anmelden werkstatt")
		guest.isAnswered("^Ich bin leider nur für Beschäftigte der Stadtverwaltung da, nicht für Gastkonten")
		guest.tells("anmelden werkstatt")
		guest.reads("^Ich bin leider nur für Beschäftigte")
	}
	p.gesa.tells("anmelden werkstatt")
	p.gesa.reads("^Warteliste, Platz 3 von 3: Werkstatt\n")
	p.lost = len(p.gesa.letters())
	p.heiko.tells("anmelden werkstatt") // behind her: once he is told, her turn is over
	p.heiko.reads("^Warteliste, Platz 4 von 4: Werkstatt\n")
	ctx, cancel := p.limit()
	defer cancel()
	p.dismiss(p.gesa.login)
	if err := p.gesa.slash(ctx, "/kigo abmelden werkstatt ja"); !errors.Is(err, errDismissed) {
		p.t.Errorf("who is switched off: %v", err)
	}
	p.anna.types("veranstaltung ändern werkstatt")
	p.anna.done(p.anna.fills(p.anna.form("Veranstaltung ändern"), values{"seats": "7"}))
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
	if err := p.dora.slash(ctx, "/kigo status"); !errors.Is(err, errAway) {
		p.t.Errorf("a command while kigo is away: %v", err)
	}
	p.start()
	p.later()
	p.bert.reads("^Deine Anmeldung", "Platz sicher: Werkstatt")
	p.carla.hears(question, "^Das steht an", "ausgebucht")
	p.dora.types("status")
	p.dora.isAnswered("Seat confirmed: Werkstatt")
}

// drain stops kigo while emil signs off: he is answered, and who moves up is told by the next one.
func (p *play) drain() {
	p.ida.tells("anmelden werkstatt")
	p.ida.reads("^Warteliste, Platz 1 von 1: Werkstatt\n")
	p.amid(p.emil, "abmelden werkstatt ja", func() {
		p.fine(p.kigo.cmd.Process.Signal(syscall.SIGTERM))
		p.until(func() bool { _, _, err := get(p.kigo.url + "/healthz"); return err != nil })
	})
	p.emil.isAnswered("^Du bist von Werkstatt abgemeldet")
	p.stop()
	p.start()
	p.ida.reads("^Gute Nachricht: Du bist nachgerückt. Platz sicher: Werkstatt\n")
}

// callOff ends it, with a reason.
func (p *play) callOff() {
	p.anna.types("veranstaltung absagen werkstatt")
	form := p.anna.form("Veranstaltung absagen")
	p.anna.objects(p.anna.fills(form, values{"reason": " "}), map[string]string{"reason": "^Bitte fülle dieses Feld aus"})
	p.anna.done(p.anna.fills(form, values{"reason": "Wasserschaden"}))
	p.anna.isAnswered("^Werkstatt ist abgesagt. 7 Personen bekommen Bescheid")
	for _, who := range []*player{p.bert, p.carla, p.finn, p.heiko, p.ida} {
		who.reads("^Werkstatt am .* ist leider abgesagt.\nGrund: Wasserschaden\n")
	}
	p.dora.reads("^Unfortunately Werkstatt on .* has been cancelled.\nReason: Wasserschaden\n")
	p.emil.press(p.list, "Anmelden: Werkstatt")
	p.emil.reads("^Werkstatt ist abgesagt. Grund: Wasserschaden")
}
