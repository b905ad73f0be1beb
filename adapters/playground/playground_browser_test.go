//go:build browser

package playground_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"kigo/bot/chat"
)

const focused = `document.activeElement.dataset.test`

func TestBrowserShowsHostileTextAsText(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	evil := `<img src=x onerror="window.hit=1"><script>window.hit=1</script> @all`
	b.keys(evil + kb.Enter)
	b.see(`document.querySelectorAll('[data-test=message]').length === 2`)
	w.say("anna", "direct", "\u202egnp.exe "+strings.Repeat("ä", 5000)+strings.Repeat(" <b>wort</b>", 50))
	b.see(`document.querySelectorAll('[data-test=message]').length === 4`)
	if got := eval[string](b, `document.querySelector('[data-kind=mine] .msg-text').textContent`); got != evil {
		t.Errorf("shows %q", got)
	}
	if got := eval[string](b, `document.querySelector('[data-kind=reply] .rich').textContent`); !strings.Contains(got, evil) {
		t.Errorf("answers %q", got)
	}
	if eval[bool](b, `'hit' in window`) {
		t.Error("the text was run")
	}
	if n := eval[int](b, `document.querySelectorAll('.messages b, .messages img, .messages script').length`); n != 0 {
		t.Errorf("%d elements came out of the text", n)
	}
	b.calm()
}

func TestBrowserButtonsReplaceTheMessage(t *testing.T) {
	b := browse(newBrowserWorld(t), "anna")
	b.keys("/kigo angebot" + kb.Enter)
	b.see(`document.querySelector('[data-test=button]')?.textContent === 'Anmelden'`)
	// Beside the button stands what to type, for those who can't see it, too.
	hint := `document.getElementById(document.querySelector('[data-test=button]').getAttribute('aria-describedby')).textContent`
	if got := eval[string](b, hint); got != "Als Befehl: /kigo anmelden forum" {
		t.Errorf("hint %q", got)
	}
	b.do(chromedp.Focus(chromedp.CSS(`[data-test=button]`)))
	b.keys(kb.Enter)
	b.see(`document.querySelector('[data-kind=reply] .rich').textContent === 'Erledigt: anmelden forum'`)
	b.see(`document.activeElement.closest('[data-test=message]') !== null`) // the focus is not lost
	b.keys("/", kb.ModifierNone)
	b.see(focused + ` === 'composer'`)
	b.calm()
}

func TestBrowserFormErrorsGetTheFocus(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	b.keys("/kigo neu" + kb.Enter)
	b.see(`document.querySelector('[data-test=form]').open && ` + focused + ` === 'field-title'`)
	b.click("form-submit")
	b.see(`document.activeElement.getAttribute('aria-invalid') === 'true' && ` + focused + ` === 'field-title'`)
	b.keys("falsch")
	b.do(chromedp.SetValue(chromedp.CSS(`[data-test=field-place]`), "Rathaus"))
	b.click("form-submit")
	b.see(`document.querySelector('[data-test=form-error]').textContent === 'So nicht.' && ` + focused + ` === 'field-title'`)
	said := `document.activeElement.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join('')`
	if got := eval[string](b, said); got != "Bitte anders." {
		t.Errorf("the field is described by %q", got)
	}
	if got := eval[string](b, `document.querySelector('[data-test=field-place]').value`); got != "Rathaus" {
		t.Errorf("the other field now holds %q", got)
	}
	b.keys(kb.Escape)
	b.see(`!document.querySelector('[data-test=form]').open && ` + focused + ` === 'composer'`)

	b.keys("/kigo neu" + kb.Enter)
	b.see(`document.querySelector('[data-test=form]').open`)
	b.keys("Forum" + kb.Enter) // Enter sends a form
	b.see(`document.querySelector('[data-kind=reply]')?.innerText.includes('Angelegt: Forum')`)
	if ev := w.last(); ev.Values["title"] != "Forum" || ev.Values["place"] != "Ratssaal" {
		t.Errorf("sent %v", ev.Values)
	}
	b.calm()
}

func TestBrowserCompletionByKeyboard(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	text := `document.querySelector('[data-test=composer]').value`
	active := `document.getElementById(document.querySelector('[data-test=composer]').getAttribute('aria-activedescendant'))?.textContent ?? ''`
	b.keys("/")
	b.see(`document.querySelectorAll('[data-test=completion]').length === 4 && document.querySelector('[data-test=composer]').ariaExpanded === 'true'`)
	b.keys(kb.ArrowDown)
	b.see(`(` + active + `).startsWith('/kigo anmelden')`)
	b.keys(kb.Tab)
	b.see(text + ` === '/kigo anmelden ' && document.querySelector('[data-test=completions]').hidden`)
	b.keys("forum" + kb.Enter)
	b.see(text + ` === ''`)
	b.see(`document.querySelectorAll('[data-kind=reply]').length === 1`)
	if ev := w.last(); ev.Kind != chat.Command || ev.Line != "anmelden forum" {
		t.Errorf("%+v", ev)
	}
	b.keys("/kigo ver")
	b.see(`document.querySelectorAll('[data-test=completion]').length === 1`)
	b.keys(kb.Enter) // takes what is marked, sends nothing
	b.see(text + ` === '/kigo veranstaltung ändern '`)
	b.empty()
	b.keys("/kigo termine")
	b.see(`document.querySelectorAll('[data-test=completion]').length === 1`)
	b.keys(kb.Enter) // is typed out, so it goes
	b.see(`document.querySelectorAll('[data-kind=reply]').length === 2`)
	b.keys("/")
	b.see(`!document.querySelector('[data-test=completions]').hidden`)
	b.keys(kb.Escape)
	b.see(`document.querySelector('[data-test=completions]').hidden && ` + text + ` === '/'`)
	b.calm()
}

// contrast computes what WCAG asks for, for every text that can be seen.
const contrast = `(() => {
  const rgb = (s) => (/srgb/.test(s) ? s.match(/[\d.]+/g).map((v, i) => (i < 3 ? v * 255 : +v)) : s.match(/[\d.]+/g).map(Number));
  const light = (c) => c.slice(0, 3).map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const c = rgb(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (node.closest('.hidden, option') || node.getBoundingClientRect().width < 2) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(node.className + ' "' + node.textContent.slice(0, 30) + '" ' + ratio.toFixed(2));
  }
  return bad;
})()`

func TestBrowserContrast(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	w.say("bert", "channel", "Moin")
	b.keys("/kigo angebot" + kb.Enter)
	b.see(`document.querySelectorAll('[data-kind=reply]').length === 1`)
	for _, theme := range []string{"light", "dark"} {
		b.theme(theme)
		check := func(where string) {
			t.Helper()
			for _, bad := range eval[[]string](b, contrast) {
				t.Errorf("%s, %s: %s", theme, where, bad)
			}
		}
		check("chat")
		b.click("clock")
		check("clock")
		b.keys(kb.Escape)
		b.click("conversation-channel")
		check("channel")
		b.click("conversation-direct")
		b.keys("/")
		b.see(`document.querySelectorAll('[data-test=completion]').length > 0`)
		check("completion")
		b.empty()
		b.keys("/kigo neu" + kb.Enter)
		b.see(`document.querySelector('[data-test=form]').open`)
		b.click("form-submit")
		b.see(`document.activeElement.getAttribute('aria-invalid') === 'true'`)
		check("form")
		b.keys(kb.Escape)
		// The field from which the form was opened gets the focus back in its own time.
		b.see(`(() => { const left = document.activeElement === document.body; document.activeElement.blur(); return left; })()`)
		b.keys("?")
		b.see(`document.querySelector('[data-test=help-dialog]').open`)
		check("help")
		b.keys(kb.Escape)
	}
	b.calm()
}

func TestBrowserNarrowScreenDoesNotScrollSideways(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	b.do(chromedp.EmulateViewport(360, 640))
	b.theme("light")
	w.say("anna", "direct", strings.Repeat("Donaudampfschifffahrt", 40))
	b.see(`document.querySelectorAll('[data-test=message]').length === 2`)
	fits := func(where string) {
		t.Helper()
		wide := eval[[]string](b, `[document.documentElement, document.querySelector('#log'), ...document.querySelectorAll('dialog[open] .dialog-body')]
			.filter((n) => n.scrollWidth > n.clientWidth).map((n) => n.className + n.id + ' ' + n.scrollWidth + ' > ' + n.clientWidth)`)
		if len(wide) > 0 {
			t.Errorf("%s: %v", where, wide)
		}
	}
	fits("chat")
	b.click("clock")
	fits("clock")
	b.keys(kb.Escape)
	b.do(chromedp.Click(chromedp.CSS(`#menu`)))
	b.see(`getComputedStyle(document.querySelector('#side')).visibility === 'visible'`)
	fits("drawer")
	b.click("persona-bert")
	b.see(`location.search === '?as=bert' && document.title.includes('Bert')`)
	b.keys("/kigo neu" + kb.Enter)
	b.see(`document.querySelector('[data-test=form]').open`)
	fits("form")
	b.calm()
}

func TestBrowserManyWindows(t *testing.T) {
	w := newBrowserWorld(t)
	first := browse(w, "anna")
	tabs := []*tab{first}
	for i := range 6 { // a browser opens six connections to a server
		tabs = append(tabs, open(w, first.ctx, []string{"bert", "anna"}[i%2]))
	}
	last := open(w, first.ctx, "carla")
	last.click("conversation-channel")
	last.keys("@kigo Hallo alle" + kb.Enter)
	for _, b := range tabs {
		b.see(`document.querySelector('[data-test=unread-conversation-channel]').textContent === '2' && document.title.startsWith('(2)')`)
	}
	for _, b := range tabs {
		b.click("conversation-channel")
		b.see(`document.querySelectorAll('[data-test=message]').length === 2 && !document.title.startsWith('(')`)
	}
}

func TestBrowserServerGoneAndBack(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	w.server.Listener.Close()
	w.server.CloseClientConnections()
	b.see(`!document.querySelector('[data-test=connection]').hidden`)
	b.keys("Das soll nicht verloren gehen" + kb.Enter)
	b.see(`!document.querySelector('[data-test=alert]').hidden && document.querySelector('[data-test=composer]').value === 'Das soll nicht verloren gehen'`)
	w.reopen()
	b.see(`document.querySelector('[data-test=connection]').hidden`)
	b.keys(kb.Enter)
	b.see(`document.querySelectorAll('[data-test=message]').length === 2 && document.querySelector('[data-test=alert]').hidden`)
}

func TestBrowserLanguageThemeAndPersonaByKeyboard(t *testing.T) {
	w := newBrowserWorld(t)
	b := browse(w, "anna")
	b.see(`document.documentElement.lang === 'de'`)
	b.click("language-en")
	b.see(`document.documentElement.lang === 'en' && document.querySelector('#conv-note').textContent.startsWith('Just you')`)
	b.theme("light")
	b.click("theme")
	b.do(chromedp.Reload())
	b.see(`document.body.classList.contains('ready') && document.documentElement.lang === 'en' && document.documentElement.dataset.theme === 'dark'`)
	b.keys("p", kb.ModifierAlt)
	b.see(focused + ` === 'persona-anna'`)
	b.keys(kb.ArrowDown + kb.Enter)
	b.see(`location.search === '?as=bert' && ` + focused + ` === 'composer'`)
	b.keys("2", kb.ModifierAlt)
	b.see(`document.querySelector('[data-test=conversation-channel]').ariaCurrent === 'true'`)
	b.keys("/kigo x" + kb.Enter)
	b.see(`document.querySelectorAll('[data-test=private]').length === 2`)
	if ev := w.last(); ev.User.ID != "bert" || ev.User.Locale != "en" {
		t.Errorf("%+v", ev)
	}
	if _, err := chromedp.Run(b.ctx, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, chromedp.Do(ctx, chromedp.NavigateBack())
	}); err != nil {
		t.Fatal(err)
	}
	b.see(`location.search === '?as=anna' && document.title.includes('Anna')`)
	b.calm()
}
