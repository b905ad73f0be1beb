//go:build browser

package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAnnouncementInTwoWindows has anna, the only admin, announce something for later. One
// message tells her how far it is and updates itself; bert gets it once, and says he read it.
func TestAnnouncementInTwoWindows(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	anna, bert := b.window(t, "anna"), b.window(t, "bert")
	anna.run(t, chromedp.EmulateViewport(1280, 1180)) // the whole preview fits into the picture
	anna.say(t, "/kigo mitteilung")
	anna.see(t, "Es gibt noch keine Mitteilung.")
	anna.press(t, "Neue Mitteilung")
	anna.fillIn(t, [][2]string{
		{"titel", "Neue Kantine"}, {"text", "Ab Montag gibt es im Neuen Rathaus **jeden Tag Suppe**."},
		{"text_en", "From Monday on there is **soup every day** in the New Town Hall."},
		{"wann", "in 3 Tagen 9 Uhr"}, {"gelesen", "Ja"},
	})
	anna.see(t, "Vorschau. So wird die Mitteilung zu lesen sein.")
	anna.see(t, "soup every day")
	anna.see(t, "Demo-Chat: 7")
	anna.toEnd(t)
	anna.picture(t, "announcement-preview")

	anna.press(t, "Zur Freigabe")
	anna.fillIn(t, [][2]string{{"anzahl", "7"}})
	anna.see(t, "Freigegeben: Die Mitteilung geht an 7 Personen.")
	anna.see(t, "Neue Kantine · freigegeben, beginnt")
	anna.advance(t, "7 Tage")
	anna.see(t, "Neue Kantine · verschickt")
	bert.see(t, "Thema: Allgemeines.")
	if n := bert.count(t, "jeden Tag Suppe"); n != 1 {
		t.Errorf("bert got it %d times, want once", n)
	}
	bert.press(t, "Gelesen")
	bert.see(t, "Danke, das ist gezählt")
	if n := anna.count(t, "Neue Kantine ·"); n != 1 {
		t.Errorf("%d messages about the progress, want one", n)
	}
	anna.toEnd(t)
	anna.picture(t, "announcement-progress")
	anna.say(t, "/kigo mitteilung")
	anna.see(t, "Gelesen1 Person")
}

// TestReminderInAWindow reminds bert of a workshop a week before, and once more when he asks for it.
func TestReminderInAWindow(t *testing.T) {
	t.Parallel()
	bert := openBrowser(t).window(t, "bert")
	bert.say(t, "/kigo anmelden Workshop")
	bert.see(t, "Platz sicher: Workshop Digitale Werkzeuge")
	bert.advance(t, "12 Tage") // a holiday may put off the day of the workshop
	bert.see(t, "Erinnerung: Workshop Digitale Werkzeuge")
	bert.picture(t, "reminder")
	reminded := bert.count(t, "Erinnerung: Workshop")
	bert.press(t, "In 1 Stunde nochmal")
	bert.see(t, "Ich erinnere dich")
	bert.advance(t, "61 min")
	bert.until(t, `[...document.querySelectorAll('[data-kind=direct]')].at(-1).textContent.includes('Erinnerung: Workshop')`)
	if n := bert.count(t, "Erinnerung: Workshop"); n != reminded+1 {
		t.Errorf("reminded %d times, want %d", n, reminded+1)
	}
}
