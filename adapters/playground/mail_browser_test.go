//go:build browser

package playground_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"kigo/bot/chat"
)

func TestBrowserEditedMailChangesAndDeletedMailGoes(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	send := func(key string) {
		m := chat.Say(chat.Words("Mitteilung "+key), chat.Button{Label: "Ja", Line: "ja"})
		if _, err := w.mail.Send(t.Context(), "anna", m, key); err != nil {
			t.Fatal(err)
		}
	}
	const shown = `[...document.querySelectorAll('[data-kind=direct] .rich')].map((m) => m.textContent).join()`
	send("eins")
	send("zwei")
	b.see(shown + ` === 'Mitteilung eins,Mitteilung zwei'`)
	if err := w.mail.Edit(t.Context(), "anna", "eins", chat.Say(chat.Words("Berichtigung"), chat.Button{Label: "Ja", Line: "ja"}), "eins"); err != nil {
		t.Fatal(err)
	}
	b.see(shown + ` === 'Berichtigung,Mitteilung zwei'`)
	b.do(chromedp.Focus(chromedp.CSS(`[data-kind=direct] [data-test=button]`)))
	if err := w.mail.Delete(t.Context(), "anna", "eins"); err != nil {
		t.Fatal(err)
	}
	b.see(shown + ` === 'Mitteilung zwei' && ` + focused + ` === 'composer'`) // the focus is not lost
	b.calm()
}
