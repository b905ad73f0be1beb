//go:build browser

package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browserPatience bounds each wait; what is waited for comes in milliseconds.
const browserPatience = 20 * time.Second

// browser opens windows on a running demo of its own.
type browser struct {
	url   string
	alloc context.Context
}

func openBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("there is no chromium: install it with: apt-get install chromium (make test does so)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("accept-lang", "de-DE"))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	return &browser{url: startDemo(t), alloc: ctx}
}

var demoAddress = regexp.MustCompile(`http://\S+/playground/`)

// startDemo runs "kigo demo" until the test ends and returns the address that it prints.
func startDemo(t *testing.T) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	read, write := io.Pipe()
	root := newRoot()
	root.SetArgs([]string{"demo", "--data", t.TempDir(), "--listen", "127.0.0.1:0"})
	root.SetOut(write)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the demo ended with: %v", err)
		}
	})
	text := make([]byte, 1024)
	n, err := read.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	url := demoAddress.FindString(string(text[:n]))
	if url == "" {
		t.Fatalf("no address in %q", text[:n])
	}
	return url
}

// window is a persona's, in a browser process of its own: a tab in the background gets no keys.
type window struct{ ctx context.Context }

func (b *browser) window(t *testing.T, user string) *window {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	w := &window{ctx: ctx}
	w.run(t, chromedp.EmulateViewport(1280, 860), chromedp.Navigate(b.url+"?as="+user))
	w.until(t, `document.body.classList.contains('ready')`)
	return w
}

func (w *window) run(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, browserPatience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.fail(t, err.Error())
	}
}

// fail ends the test with what the page says.
func (w *window) fail(t *testing.T, why string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, browserPatience)
	defer cancel()
	seen, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	t.Fatalf("%s; on the page:\n%s", why, seen)
}

// ask evaluates a JavaScript expression.
func ask[T any](t *testing.T, w *window, expression string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, browserPatience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		w.fail(t, err.Error())
	}
	return v
}

// say types into the composer and sends it.
func (w *window) say(t *testing.T, text string) {
	t.Helper()
	w.run(t, chromedp.SetValue(chromedp.CSS(`[data-test="composer"]`), text),
		chromedp.Click(chromedp.CSS(`[data-test="send"]`)))
}

// press presses the newest button that begins with the label.
func (w *window) press(t *testing.T, label string) {
	t.Helper()
	w.until(t, fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll('[data-test="button"]')].filter((b) => b.textContent.startsWith(%q) && !b.disabled);
		if (all.length === 0) return false;
		all.at(-1).click();
		return true;
	})()`, label))
}

// see waits until a message says text.
func (w *window) see(t *testing.T, text string) {
	t.Helper()
	w.until(t, fmt.Sprintf(`document.getElementById('messages').textContent.replace(/\s+/g, ' ').includes(%q)`, text))
}

// count is how many messages say text.
func (w *window) count(t *testing.T, text string) int {
	t.Helper()
	return ask[int](t, w, fmt.Sprintf(
		`[...document.querySelectorAll('[data-test="message"]')].filter((m) => m.textContent.includes(%q)).length`, text))
}

// until waits until an expression holds.
func (w *window) until(t *testing.T, expression string) {
	t.Helper()
	for deadline := time.Now().Add(browserPatience); !ask[bool](t, w, expression); {
		if time.Now().After(deadline) {
			w.fail(t, "this never held: "+expression)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// keys types wherever the focus is.
func (w *window) keys(t *testing.T, keys string) {
	t.Helper()
	w.run(t, chromedp.KeyEvent(keys))
}

// focusBack goes back with Shift+Tab until the focus is on the button with that label.
func (w *window) focusBack(t *testing.T, label string) {
	t.Helper()
	w.run(t, chromedp.Focus(chromedp.CSS(`[data-test="composer"]`)))
	for range 30 {
		w.run(t, chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)))
		if on := ask[string](t, w, "document.activeElement.textContent"); strings.TrimSpace(on) == label {
			return
		}
	}
	t.Fatalf("Shift+Tab never comes to the button %q", label)
}

// fillIn fills in the form that is opening, and submits it.
func (w *window) fillIn(t *testing.T, values [][2]string) {
	t.Helper()
	w.run(t, chromedp.WaitVisible(chromedp.CSS(`[data-test="form-submit"]`)))
	for _, f := range values {
		w.run(t, chromedp.SendKeys(chromedp.CSS(`[data-test="field-`+f[0]+`"]`), f[1]))
	}
	w.run(t, chromedp.Click(chromedp.CSS(`[data-test="form-submit"]`)))
}

// toEnd scrolls to the end of the newest message.
func (w *window) toEnd(t *testing.T) {
	t.Helper()
	w.until(t, `(() => { [...document.querySelectorAll('[data-test="message"]')].at(-1).scrollIntoView({block: 'end', behavior: 'instant'}); return true; })()`)
}

// advance moves the demo clock on, through everything that falls due.
func (w *window) advance(t *testing.T, by string) {
	t.Helper()
	w.run(t, chromedp.Click(chromedp.CSS(`[data-test="clock"]`)),
		chromedp.SetValue(chromedp.CSS(`[data-test="clock-free"]`), by),
		chromedp.Click(chromedp.CSS(`[data-test="clock-advance"]`)))
	w.until(t, `document.querySelector('[data-test="clock-advance"]').disabled === false`)
	w.run(t, chromedp.Click(chromedp.CSS(`[data-test="clock"]`)))
}
