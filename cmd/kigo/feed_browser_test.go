//go:build browser

package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestCalendarFeedInAWindow has bert subscribe to his dates: the link that he sees works.
func TestCalendarFeedInAWindow(t *testing.T) {
	t.Parallel()
	bert := openBrowser(t).window(t, "bert")
	bert.run(t, chromedp.EmulateViewport(1280, 900))
	bert.say(t, "/kigo anmelden Workshop")
	bert.see(t, "Platz sicher: Workshop Digitale Werkzeuge")
	bert.say(t, "/kigo kalender")
	bert.see(t, "Soll dein Kalender von selbst stimmen?")
	bert.press(t, "Abo einrichten")
	bert.see(t, "Dein Kalender-Abo ist eingerichtet.")
	bert.toEnd(t)
	bert.picture(t, "calendar-feed")
	link := ask[string](t, bert, `[...document.querySelectorAll('a')].map(a => a.href).find(h => h.includes('/calendar/'))`)
	text, status, err := get(link)
	if err != nil || status != http.StatusOK || !strings.Contains(text, "SUMMARY:Workshop Digitale Werkzeuge\r\n") {
		t.Errorf("%s: %d %v\n%s", link, status, err, text)
	}
	bert.press(t, "Link abschalten")
	bert.see(t, "Dein Kalender-Abo ist abgeschaltet")
	if _, status, err := get(link); err != nil || status != http.StatusNotFound {
		t.Errorf("afterwards: %d %v", status, err)
	}
}
