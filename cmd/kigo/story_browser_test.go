//go:build browser

package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var screenshots = flag.Bool("screenshots", false, "write the stories' pictures to docs/screenshots")

// TestStoryInFourWindows is the main job: anna creates an event with two seats, three
// others sign up in three windows, the third waits; one leaves, and the third is told
// without reloading.
func TestStoryInFourWindows(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	anna := b.window(t, "anna")
	createEvent(t, anna)

	bert, carla, deniz := b.window(t, "bert"), b.window(t, "carla"), b.window(t, "deniz")
	for _, w := range []*window{bert, carla} {
		w.say(t, "/kigo anmelden")
		w.press(t, "Probelauf")
		w.see(t, "Platz sicher: Probelauf")
	}
	bert.picture(t, "signup")
	deniz.say(t, "/kigo anmelden Probelauf")
	deniz.see(t, "Warteliste, Platz 1 von 1: Probelauf")
	deniz.picture(t, "waiting")

	bert.press(t, "Abmelden")
	bert.press(t, "Ja, abmelden")
	left := time.Now()
	bert.see(t, "Du bist von Probelauf abgemeldet.")
	deniz.see(t, "Du bist nachgerückt")
	t.Logf("told %s after pressing the button", time.Since(left).Round(time.Millisecond))
	deniz.run(t, chromedp.Click(chromedp.CSS(`[data-test="theme"]`)))
	deniz.picture(t, "dark")
	if n := deniz.count(t, "Du bist nachgerückt"); n != 1 {
		t.Errorf("deniz was told %d times, want once", n)
	}
	if n := carla.count(t, "Du bist nachgerückt"); n != 0 {
		t.Errorf("carla was told what concerns deniz")
	}
}

// TestStoryByKeyboardOnly signs up and off again without a pointer: the composer has the
// focus, Shift+Tab goes back to the buttons of the newest answer, Enter presses them.
func TestStoryByKeyboardOnly(t *testing.T) {
	t.Parallel()
	w := openBrowser(t).window(t, "carla")
	w.keys(t, "/")
	w.run(t, chromedp.WaitVisible(chromedp.CSS(`[data-test="completions"]`)))
	w.keys(t, kb.Escape)
	w.keys(t, kb.Backspace)
	w.keys(t, "/kigo anmelden Workshop"+kb.Escape+kb.Enter)
	w.see(t, "Platz sicher: Workshop Digitale Werkzeuge")
	w.focusBack(t, "Abmelden")
	w.keys(t, kb.Enter)
	w.see(t, "Möchtest du dich wirklich")
	w.focusBack(t, "Ja, abmelden")
	w.keys(t, kb.Enter)
	w.see(t, "Du bist von Workshop Digitale Werkzeuge abgemeldet.")
}

func createEvent(t *testing.T, w *window) {
	t.Helper()
	w.say(t, "/kigo veranstaltung neu")
	w.run(t, chromedp.WaitVisible(chromedp.CSS(`[data-test="form-submit"]`)))
	w.run(t, chromedp.Click(chromedp.CSS(`[data-test="form-submit"]`)))
	w.run(t, chromedp.WaitVisible(chromedp.CSS(`[aria-invalid="true"]`))) // nothing filled in: it says so
	w.fillIn(t, [][2]string{
		{"title", "Probelauf"}, {"start", w.inTwoWeeks()}, {"end", "2 Stunden"}, {"place", "Rathaus, Raum 12"}, {"seats", "2"},
	})
	w.see(t, "So sehen es alle, sobald du veröffentlichst.")
	w.press(t, "Veröffentlichen")
	w.see(t, "Probelauf ist veröffentlicht.")
}

func (w *window) inTwoWeeks() string {
	return time.Now().AddDate(0, 0, 14).Format("02.01.2006") + " 14:00"
}

// picture writes a screenshot for the README if asked to.
func (w *window) picture(t *testing.T, name string) {
	t.Helper()
	if !*screenshots {
		return
	}
	w.run(t, chromedp.MouseEvent(chromedp.MouseMoved, 0, 0)) // no button says what it does
	w.until(t, `document.getAnimations().length === 0`)
	png, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("..", "..", "docs", "screenshots", name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
