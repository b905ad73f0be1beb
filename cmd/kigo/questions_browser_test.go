//go:build browser

package main

import "testing"

// TestQuestionInFourWindows lets bert and carla ask what nobody knows, each in their own
// words; anna answers once, both are told without reloading, and deniz gets the answer.
func TestQuestionInFourWindows(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	bert, carla, anna := b.window(t, "bert"), b.window(t, "carla"), b.window(t, "anna")
	for w, question := range map[*window]string{bert: "Gibt es am Rathaus Parkplätze?", carla: "gibts am rathaus parkplätze"} {
		w.say(t, question)
		w.see(t, "Das weiß ich noch nicht.")
		w.press(t, "Weitergeben (ohne Namen)")
		w.see(t, "Deine Frage ist weitergegeben.")
	}
	anna.say(t, "/kigo wissen offen")
	anna.see(t, "2-mal, zuletzt am")
	anna.press(t, "Antworten")
	anna.fillIn(t, [][2]string{{"answer", "Im Hof stehen zwölf Plätze."}, {"source", "Intranet, Seite Anfahrt"}})
	anna.see(t, "2 Personen bekommen jetzt Bescheid")
	for _, w := range []*window{bert, carla} {
		w.see(t, "Quelle: Intranet, Seite Anfahrt")
		if n := w.count(t, "Du wolltest wissen"); n != 1 {
			t.Errorf("told %d times, want once", n)
		}
	}
	deniz := b.window(t, "deniz")
	deniz.say(t, "wo sind parkplätze am rathaus")
	deniz.see(t, "Im Hof stehen zwölf Plätze.")
	deniz.see(t, "Quelle: Intranet, Seite Anfahrt")
}
