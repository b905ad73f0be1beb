package slack

import (
	"fmt"
	"strings"

	"kigo/bot/chat"
)

// ask asks what is answered, and what is not.
func (v *visitors) ask() {
	v.says("ask", "bert", "frage")
	v.sends("ask_wrong", "bert", v.says("", "bert", "frage"), map[string]string{"question": "???"})
	answer := v.says("answer", "bert", "frage Was ist Ki:GO?")
	v.presses("answer_helped", "bert", answer, "frage hilfreich")
	v.presses("answer_unhelped", "bert", answer, "frage unhilfreich")
	v.says("answer_unhelped_noted", "bert", "frage unhilfreich kigo-was")
	v.says("answer_unsure", "bert", "frage daneben kigo-was")
	v.presses("answer_not_meant", "bert", answer, "frage daneben")
	v.says("answer_runs", "bert", "frage Bin ich angemeldet?")
	v.does("answer_for_all", chat.Event{Kind: chat.Mention, User: chat.User{ID: "bert"}, Channel: "C1", Line: "Was ist Ki:GO?"})
	v.does("answer_mistyped", chat.Event{Kind: chat.DirectMessage, User: chat.User{ID: "bert"}, Line: "anmeldn"})
	v.says("answer_meant", "bert", "frage Dezernat")
	v.says("answer_none", "bert", "frage nichts-davon "+parking)
	v.says("ask_insult", "bert", "frage Du Arschloch")
	v.says("ask_wordless", "bert", "frage nichts-davon 🎉🎉")
	v.says("ask_long", "bert", "frage nichts-davon "+strings.Repeat("Gilt der Tarif? ", 40))
}

const parking = "Gibt es am Rathaus Parkplätze?"

// passOn passes questions on, with and without a name.
func (v *visitors) passOn() {
	missed := v.says("", "bert", "frage "+parking)
	passed := v.presses("passed", "bert", missed, "frage weitergeben")
	v.presses("passed_withdrawn", "bert", passed, "frage zurückziehen")
	v.presses("", "bert", missed, "frage weitergeben")
	v.says("", "carla", "frage gibt es einen parkplatz beim rathaus")
	v.does("passed_named", chat.Event{Kind: chat.Click, User: chat.User{ID: "carla"}, Line: missed.Message.Sections[0].Buttons[1].Line})
	private := v.says("personal", "dora", "frage Wann ruft Frau Petersen an, unter 0431 901 1234 oder petersen@kiel.de, wegen DE02 1203 0000 0000 2020 51 und Nummer 12345678?")
	v.presses("rephrase", "dora", private, "frage umformulieren")
	v.sends("rephrase_wrong", "dora", v.presses("", "dora", private, "frage umformulieren"), map[string]string{"question": "Wann ruft Frau Petersen an?"})
	v.presses("", "dora", private, "frage trotzdem")
	v.presses("", "dora", v.says("", "dora", "frage Darf Herr Petersen zur Baustelle?"), "frage trotzdem")
	for n, word := range []string{"Aquarium", "Fahrradkeller", "Sonnensegel", "Klavier", "Gewächshaus"} {
		v.presses("", "finn", v.says("", "finn", fmt.Sprintf("frage nichts-davon Wann wird das %s geputzt?", word)), "frage weitergeben")
		if n < 2 {
			v.says("", "emil", fmt.Sprintf("frage nichts-davon Wann wird das %s geputzt?", word))
		}
	}
}

// answer closes what was asked, as editors do.
func (v *visitors) answer() {
	v.says("gaps", "anna", "wissen offen")
	v.says("gaps_last_page", "anna", "wissen offen 2")
	v.says("digest", "anna", "wissen wochenbericht")
	v.says("digest_on", "anna", "wissen wochenbericht ein")
	if err := v.inbox.SendDigest(v.Context(), v.now); err != nil {
		v.Fatal(err)
	}
	v.delivered()
	v.says("digest_off", "anna", "wissen wochenbericht aus")
	park, piano, tank, phone := v.gap("Rathaus"), v.gap("Klavier"), v.gap("Aquarium"), v.gap("Petersen")
	form := v.says("gap_answer", "anna", "wissen antworten "+park)
	v.sends("gap_answer_wrong", "anna", form, map[string]string{"answer": " "})
	solution := map[string]string{"answer": "Im Hof stehen **zwölf Plätze**:\n- für Besuche\n- mit Ladesäule", "source": "Intranet, Seite Anfahrt"}
	v.sends("gap_answered", "anna", form, solution)
	v.sends("gap_closed_again", "anna", form, solution)
	v.sends("gap_meanwhile", "anna", form, map[string]string{"answer": "Im *Keller*.", "source": "Flurfunk"})
	v.says("passed_late", "finn", "frage weitergeben "+park)
	once := map[string]string{"answer": "Montags.", "source": "Hausmeisterei", "into": "once"}
	v.says("gap_assign", "anna", "wissen zuordnen "+piano)
	v.says("gap_assigned", "anna", "wissen zuordnen "+piano+" ideen")
	v.sends("", "anna", v.says("", "anna", "wissen antworten "+phone), once)
	dismissal := v.says("gap_dismiss", "anna", "wissen erledigt "+tank)
	v.sends("gap_dismissed", "anna", dismissal, map[string]string{"reason": "Das ist kein Thema von Ki:GO."})
	v.sends("gap_meanwhile_dismissed", "anna", dismissal, map[string]string{"reason": "Fische sind stumm."})
	v.sends("", "anna", v.says("", "anna", "wissen erledigt "+v.gap("Baustelle")), nil)
	v.says("passed_dismissed", "bert", "frage weitergeben "+tank)
	v.delivered()
	v.says("", "bert", "frage nichts-davon Wann wird das Aquarium geputzt?")
	v.sends("gap_meanwhile_open", "anna", dismissal, map[string]string{"reason": "Nein."})
	v.says("gap_answer_nobody", "anna", "wissen antworten "+tank)
	again := v.says("gap_dismiss_nobody", "anna", "wissen erledigt "+tank)
	v.sends("gap_closed_nobody", "anna", again, nil)
}

// lapse is half a year later, when nobody has answered.
func (v *visitors) lapse() {
	v.presses("", "finn", v.says("", "finn", "frage nichts-davon Wann ruft Herr Hansen zurück?"), "frage trotzdem")
	form := v.says("", "anna", "wissen antworten "+v.gap("Sonnensegel"))
	v.now = v.now.AddDate(0, 0, 200)
	if _, err := v.inbox.Prune(v.Context()); err != nil {
		v.Fatal(err)
	}
	v.sends("gap_meanwhile_lapsed", "anna", form, map[string]string{"answer": "Nie.", "source": "Hausmeisterei"})
	v.delivered()
}

// gap is the open question about something.
func (v *visitors) gap(about string) string {
	open, err := v.inbox.Open(v.Context())
	if err != nil {
		v.Fatal(err)
	}
	for _, g := range open {
		if strings.Contains(g.Question(), about) {
			return string(g.ID)
		}
	}
	v.Fatalf("nobody has asked about %s", about)
	return ""
}
