//go:build browser

package playground_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"kigo/bot/chat"
)

const chromium = "/usr/bin/chromium"

type step = chromedp.Action[chromedp.Void]

// tab is a page in a real browser.
type tab struct {
	*world
	ctx context.Context

	mu       sync.Mutex
	troubles []string // what the browser complains about, such as a breach of the policy
}

// browse opens a persona's page.
func browse(w *world, as string) *tab {
	w.Helper()
	if _, err := os.Stat(chromium); errors.Is(err, fs.ErrNotExist) {
		w.Fatalf("browser tests need Debian's chromium at %s: apt-get install chromium", chromium)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("accept-lang", "de-DE"),
	)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	w.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	w.Cleanup(cancel)
	return open(w, ctx, as)
}

// open opens another tab.
func open(w *world, parent context.Context, as string) *tab {
	w.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	w.Cleanup(cancel)
	b := &tab{world: w, ctx: ctx}
	b.do(chromedp.Navigate("about:blank"))
	go func() {
		for m, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			if m.Type == "error" || m.Type == chromedp.ConsoleException {
				b.mu.Lock()
				b.troubles = append(b.troubles, m.Text)
				b.mu.Unlock()
			}
		}
	}()
	b.do(chromedp.EmulateViewport(1200, 800), chromedp.Navigate(w.server.URL+"/playground/?as="+as))
	b.see(`document.body.classList.contains('ready')`)
	return b
}

func (b *tab) do(steps ...step) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// see waits until something is true in the page.
func (b *tab) see(expression string) {
	b.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(40*time.Second)))
	if err != nil {
		b.Fatalf("never came true: %s: %v\nthe page shows: %s", expression, err, eval[string](b, `JSON.stringify([document.activeElement.outerHTML.slice(0, 120), document.querySelector('[data-test=composer]').value]) + document.body.innerText.slice(0, 1500)`))
	}
}

func eval[T any](b *tab, expression string) T {
	b.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return out
}

func (b *tab) click(hook string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(`[data-test="` + hook + `"]`)))
}

// keys presses keys where the focus is.
func (b *tab) keys(keys string, modifiers ...chromedp.Modifier) {
	b.Helper()
	b.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// empty takes out what is typed.
func (b *tab) empty() {
	b.Helper()
	eval[bool](b, `document.querySelector('[data-test=composer]').select() ?? true`)
	b.keys(kb.Backspace)
}

// theme is what the system prefers.
func (b *tab) theme(name string) {
	b.Helper()
	_, err := chromedp.Run(b.ctx, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return chromedp.Void{}, err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// calm fails if the browser complained.
func (b *tab) calm() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.troubles {
		b.Errorf("the browser says: %s", text)
	}
}

// everything answers with all that a message may hold.
func everything(ev chat.Event) chat.Reply {
	if reply := forms(ev); reply.Form != nil && ev.Line == "neu" || ev.Kind == chat.FormSubmit {
		return reply
	}
	if ev.Kind == chat.Click {
		return chat.Reply{Replace: true, Message: chat.Say(chat.Words("Erledigt: "+ev.Line), chat.Button{Label: "Zurück", Line: "zurück"})}
	}
	return chat.Reply{Public: ev.Kind == chat.Mention, Message: chat.Message{
		Sections: []chat.Section{{
			Text: chat.Text{
				{Kind: chat.Strong, Text: "Ki:GO Forum"}, {Kind: chat.Break}, {Kind: chat.Plain, Text: ev.Line},
				{Kind: chat.Code, Text: "/kigo termine"}, {Kind: chat.Link, Text: "Mehr", URL: "https://kiel.de/kigo"},
				{Kind: chat.List, Items: []chat.Text{chat.Words("eins"), chat.Words("zwei")}},
			},
			Fields:  []chat.Field{{Label: "Wo", Value: chat.Words("Ratssaal")}},
			Buttons: []chat.Button{{Label: "Anmelden", Line: "anmelden forum", Style: chat.Primary}, {Label: "Absagen", Line: "absagen forum", Style: chat.Danger}, {Label: "Mehr", Line: "mehr"}},
			Selects: []chat.Select{{Label: "Wozu", Line: "anmelden", Options: []chat.Option{{Label: "Forum", Value: "forum"}}}},
		}},
		Files: []chat.File{{Name: "forum.ics", Type: "text/calendar", Data: []byte("x")}},
	}}
}

func newBrowserWorld(t *testing.T) *world { return newWorld(t, everything) }
