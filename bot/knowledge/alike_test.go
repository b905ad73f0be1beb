package knowledge

import (
	"strings"
	"testing"
)

// same are pairs that one answer serves.
var same = [][2]string{
	{"Gibt es Parkplätze am Rathaus?", "gibts am rathaus parkplätze"},
	{"Gibt es einen Parkplatz am Rathaus?", "Gibt es am Rathaus Parkplätze?"},
	{"Wo kann ich parken?", "wo kann man denn hier parken??"},
	{"Wer repariert den Beamer im Ratssaal?", "wer kann den Beamer im Ratssaal reparieren"},
	{"Wann ist die nächste Schulung zu Excel?", "Wann findet die nächste Excel-Schulung statt?"},
	{"Bekomme ich die Fahrtkosten zum Forum erstattet?", "Werden die Fahrtkosten zum Forum erstattet?"},
	{"Gibt es beim Forum etwas zu essen?", "gibt es essen beim forum"},
	{"Muss ich für das Forum Urlaub nehmen?", "Muss man Urlaub nehmen fürs Forum?"},
	{"Wie komme ich an ein Diensthandy?", "wie komm ich an ein diensthandy"},
	{"Kann ich ein Diensthandy bekommen?", "Wie kann ich ein Diensthandy bekommen?"},
	{"Ist die Teilnahme am Forum Arbeitszeit?", "Zählt die Teilnahme am Forum als Arbeitszeit?"},
	{"Welche Software brauche ich für die Videokonferenz?", "Was für Software brauche ich für Videokonferenzen?"},
	{"Kann ich meine Kinder zum Forum mitbringen?", "Darf ich meine Kinder mit zum Forum bringen?"},
	{"Wer zahlt das Hotel?", "Wer bezahlt das Hotel?"},
	{"Wo finde ich die Folien vom letzten Forum?", "wo find ich die folien vom letzten forum"},
	{"Wird das Forum aufgezeichnet?", "Wird das Ki:GO-Forum aufgezeichnet?"},
	{"Gibt es eine Gebärdensprachdolmetscherin?", "Gibt es Gebärdensprachdolmetscher*innen?"},
	{"Ist der Ratssaal barrierefrei?", "ist der ratsaal barrierefrei"},
	{"Dürfen Azubis mitmachen?", "Können Azubis auch mitmachen?"},
	{"Was passiert mit meinen alten Akten?", "was passiert eigentlich mit meinen alten Akten?"},
	{"Jobticket", "Jobticket?"},
	{"Wie melde ich einen Kollegen zum Workshop an?", "Wie kann ich einen Kollegen zum Workshop anmelden?"},
	{"Is there vegan food at the forum?", "is there any vegan food at the forum"},
	{"Wie lange ist der Vertrag der Digital-Coaches?", "wie lang läuft der vertrag von digital coaches"},
	{"Wo bekomme ich ein Ki:GO-Plakat?", "wo kriege ich ein KiGo Plakat her"},
	{"Welche Schuhe brauche ich für die Baustellenbegehung?", "was für schuhe brauch ich bei der baustellenbegehung"},
	{"Gibt es Betreuung für Kinder während des Forums?", "Gibt es während des Forums eine Kinderbetreuung?"},
	{"Wie komme ich mit dem Bus zum Ratssaal?", "Wie komm ich per Bus zum Ratssaal"},
	{"Hat das WLAN im Rathaus ein Passwort?", "hat das wlan im rathaus n passwort"},
	{"Kann ich im Workshop meinen eigenen Laptop benutzen?", "Kann ich meinen eigenen Laptop im Workshop nutzen?"},
	{"Wo gebe ich meine Ideen ab?", "wo kann ich meine ideen abgeben"},
	{"Wann wird das Intranet abgeschaltet?", "wann wird das intranet abgestellt"},
	{"Ist die E-Akte Pflicht?", "Ist die E-Akte verpflichtend?"},
	{"Gibt es eine Teilnahmebescheinigung?", "Bekomme ich eine Teilnahmebescheinigung?"},
	{"Wer ist für den Datenschutz bei Ki:GO zuständig?", "wer ist bei kigo zuständig für datenschutz"},
	{"Wie sind die Öffnungszeiten der Bibliothek?", "öffnungszeiten bibliothek"},
}

// different are pairs that look alike and need two answers.
var different = [][2]string{
	{"Wann hat die Kantine offen?", "Wo ist die Kantine?"},
	{"Was ist Homeoffice?", "Wie beantrage ich Homeoffice?"},
	{"Wie beantrage ich Urlaub?", "Wie beantrage ich Homeoffice?"},
	{"Wer leitet das Dezernat II?", "Wer leitet das Dezernat IV?"},
	{"Gibt es 2026 ein Forum in Mettenhof?", "Gibt es 2027 ein Forum in Mettenhof?"},
	{"Darf ich am Forum teilnehmen?", "Darf ich nicht am Forum teilnehmen?"},
	{"Gibt es Parkplätze am Rathaus?", "Gibt es Fahrradständer am Rathaus?"},
	{"Was kostet das Jobticket?", "Wer bekommt das Jobticket?"},
	{"Jobticket", "Was kostet das Jobticket für Azubis?"},
	{"Gibt es beim Forum etwas zu essen?", "Gibt es beim Workshop etwas zu essen?"},
	{"Muss ich für das Forum Urlaub nehmen?", "Muss ich für das Forum Geld bezahlen?"},
	{"Wer repariert den Beamer?", "Wer repariert den Drucker?"},
	{"Wann kommt die neue Telefonanlage?", "Warum kommt die neue Telefonanlage?"},
	{"Kann ich ein Diensthandy bekommen?", "Kann ich ein Dienstrad bekommen?"},
	{"Wie viele Leute kommen zum Forum?", "Wie kommt man zum Forum?"},
	{"Wie ändere ich mein Passwort?", "Wie ändere ich meinen Namen?"},
	{"Wo finde ich die Folien vom letzten Forum?", "Wo finde ich das Protokoll vom letzten Forum?"},
	{"Ist der Ratssaal barrierefrei?", "Ist der Ratssaal frei?"},
	{"Wie beantrage ich Urlaub im Sommer?", "Wie beantrage ich Urlaub im Winter?"},
	{"Wird das Forum aufgezeichnet?", "Wird das Forum verschoben?"},
	{"Dürfen Azubis mitmachen?", "Dürfen Führungskräfte mitmachen?"},
	{"Was passiert mit meinen alten Akten?", "Was passiert mit meinen alten Möbeln?"},
	{"Wie melde ich mich an?", "Wie melde ich mich ab?"},
	{"Wer zahlt das Hotel?", "Wo ist das Hotel?"},
	{"Wie lange dauert die Schulung?", "Wie teuer ist die Schulung?"},
	{"Was?", "Wann?"},
	{"Gibt es für das Forum einen Livestream?", "Gibt es für das Forum einen Parkplatz?"},
	{"Wer bezahlt die Verpflegung beim Forum?", "Wer bezahlt die Anreise beim Forum?"},
	{"Kann ich den Workshop wiederholen?", "Kann ich den Workshop absagen?"},
	{"Was kostet ein Marktstand beim Forum?", "Was kostet ein Ticket beim Forum?"},
	{"Wann öffnet die Kantine?", "Wann schließt die Kantine?"},
	{"Wer ist für den Datenschutz bei Ki:GO zuständig?", "Wer ist für die Finanzen bei Ki:GO zuständig?"},
	{"Wie sind die Öffnungszeiten der Bibliothek?", "Wie sind die Öffnungszeiten der Kantine?"},
	{"Darf ich am Workshop online teilnehmen?", "Darf ich am Workshop teilnehmen?"},
	{"Gibt es ein Budget für Digital-Coaches?", "Gibt es ein Budget für Change-Manager?"},
	{"Wann beginnt die Schulung am Montag?", "Wann beginnt die Schulung am Freitag?"},
	{"Wann beginnt die Schulung am 3. Dezember?", "Wann beginnt die Schulung am 4. Dezember?"},
	{"Wer vertritt mich im Workshop?", "Wen vertritt der Workshop?"},
	{"Wie viele Digital-Coaches gibt es im Dezernat V?", "Wie viele Digital-Coaches gibt es im Dezernat III?"},
	{"Was ist ein Sprint?", "Was ist ein Backlog?"},
	{"Wie installiere ich Teams?", "Wie installiere ich Zoom?"},
	{"Wird mein Arbeitsplatz wegfallen?", "Wird mein Arbeitsplatz digital?"},
	{"Bekomme ich mehr Geld als Digital-Coach?", "Bekomme ich mehr Zeit als Digital-Coach?"},
	{"Wo ist der Workshop?", "Wo ist der Workshopleiter?"},
	{"Wer darf Umfragen anlegen?", "Wer darf Umfragen sehen?"},
}

// tooFar are pairs that one answer would serve, in words that only a person sees to be the
// same. They stay two questions until an editor gives both the same answer.
var tooFar = [][2]string{
	{"Wann wird die neue Telefonanlage eingeführt?", "wann kommt die neue Telefonanlage"},
	{"Was kostet ein Marktstand beim Forum?", "Wie teuer ist ein Marktstand auf dem Forum?"},
	{"Wer bezahlt die Verpflegung beim Forum?", "Wer übernimmt die Verpflegung beim Forum?"},
	{"Darf mein Team gemeinsam am Workshop teilnehmen?", "Kann mein Team zusammen am Workshop teilnehmen?"},
	{"Wann öffnet die Kantine?", "Wann macht die Kantine auf?"},
	{"Gibt es für das Forum einen Livestream?", "Kann man das Forum im Livestream sehen?"},
}

func TestTheSameQuestionInOtherWordsIsRecognised(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	for name, tc := range map[string]struct {
		pairs  [][2]string
		joined bool
	}{
		"one answer":                  {same, true},
		"two answers":                 {different, false},
		"one answer, but who can see": {tooFar, false},
	} {
		for _, p := range tc.pairs {
			if got := x.Alike(p[0], p[1]); got >= sameFrom != tc.joined {
				t.Errorf("%s: %q and %q are alike by %.2f", name, p[0], p[1], got)
			}
			if x.Alike(p[0], p[1]) != x.Alike(p[1], p[0]) {
				t.Errorf("%q and %q: it matters which comes first", p[0], p[1])
			}
		}
	}
}

func TestAnythingCanBeCompared(t *testing.T) {
	t.Parallel()
	x := indexFor(t)
	for _, q := range []string{"", " ", "???", "🎉🎉", "der die das", strings.Repeat("a b ", 2500)} {
		if got := x.Alike(q, "Wann hat die Kantine offen?"); got >= sameFrom {
			t.Errorf("%.20q is alike by %v", q, got)
		}
	}
}
