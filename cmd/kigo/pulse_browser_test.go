//go:build browser

package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// become shows another persona in the same window.
func (b *browser) become(t *testing.T, w *window, user string) {
	t.Helper()
	w.run(t, chromedp.Navigate(b.url+"?as="+user))
	w.until(t, `document.body.classList.contains('ready')`)
}

// TestSurveyInTwoWindows leads a survey from its making to what comes of it: anna makes it,
// gitte releases it, six colleagues answer, all see the result with its picture.
func TestSurveyInTwoWindows(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	anna, staff := b.window(t, "anna"), b.window(t, "gitte")
	anna.say(t, "/kigo rechte geben gitte Administration ja")
	anna.see(t, "Gitte Gosch hat jetzt die Rolle")
	anna.say(t, "/kigo puls neu")
	anna.fillIn(t, [][2]string{{"vorlage", "Nach"}, {"titel", "Rückblick auf das Forum"}})
	anna.see(t, "So sehen es alle, die eingeladen werden:")
	anna.press(t, "Zur Freigabe")
	anna.see(t, "um die Freigabe gebeten")
	staff.press(t, "Freigeben")
	staff.see(t, "freigegeben, noch nicht begonnen")
	staff.press(t, "Jetzt starten")
	staff.see(t, "läuft bis")
	anna.advance(t, "2 min")

	for i, user := range []string{"bert", "deniz", "emil", "farah", "gitte", "carla"} {
		b.become(t, staff, user)
		staff.see(t, "Du bist zu einer kurzen Umfrage eingeladen")
		if user == "carla" {
			staff.toEnd(t)
			staff.picture(t, "pulse-question")
		}
		staff.press(t, "Fragen öffnen")
		staff.run(t, chromedp.WaitVisible(chromedp.CSS(`[data-test="form-submit"]`)))
		if user == "carla" {
			staff.picture(t, "pulse-form")
		}
		choose := [][3]string{{"2", "3", "6"}, {"4", "1", "9"}, {"5", "1", "10"}, {"4", "2", "8"}, {"3", "2", "7"}, {"4", "1", "9"}}[i]
		staff.fillIn(t, [][2]string{{"q1", choose[0]}, {"q2", choose[1]}, {"q3", choose[2]}})
		staff.see(t, "ist versiegelt gespeichert und zählt")
	}
	anna.say(t, "/kigo puls schließen Rückblick")
	anna.press(t, "Ja, jetzt beenden")
	anna.see(t, "ist beendet")
	anna.advance(t, "2 min")
	staff.run(t, chromedp.EmulateViewport(1280, 1500))
	staff.see(t, "6 Antworten, eingeladen waren 7")
	staff.until(t, `[...document.querySelectorAll('[data-test="message"] img')].some((i) => i.complete && i.naturalWidth === 1000 && i.alt.includes('4 – eher gut: 3 (50 %)'))`)
	staff.toEnd(t)
	staff.picture(t, "pulse-result")

	anna.say(t, "/kigo puls rückmeldung Rückblick")
	anna.fillIn(t, [][2]string{{"gesagt", "Das Forum war zu lang."}, {"tun", "Das nächste dauert zwei Stunden."}})
	anna.see(t, "So kommt es bei allen 7 Mitarbeitenden an")
	anna.press(t, "Abschicken")
	anna.see(t, "geht jetzt an alle, die eingeladen waren")
	anna.advance(t, "2 min")
	staff.see(t, "Das nächste dauert zwei Stunden.")
}
