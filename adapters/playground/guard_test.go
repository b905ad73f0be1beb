package playground_test

import (
	"net/http"
	"strings"
	"testing"

	"kigo/bot/chat"
)

func quiet(chat.Event) chat.Reply { return chat.Reply{} }

func TestOnlyThisMachineIsServed(t *testing.T) {
	w := newWorld(t, quiet)
	for host, want := range map[string]int{
		"127.0.0.1":              200,
		"127.0.0.1:8080":         200,
		"localhost":              200,
		"LOCALHOST:3000":         200,
		"[::1]":                  200,
		"[::1]:8080":             200,
		"evil.example":           403,
		"evil.example:8080":      403,
		"localhost.evil.example": 403,
		"127.0.0.1.nip.io":       403,
		"localhost.":             403,
		"192.168.1.2:8080":       403,
		"0.0.0.0:8080":           403,
	} {
		for _, path := range []string{"", "boot", "sync?as=anna", "static/main.js"} {
			req := w.request(http.MethodGet, path, nil)
			req.Host = host
			if resp, body := w.do(req); resp.StatusCode != want {
				t.Errorf("Host %s, GET %q: %d %s, want %d", host, path, resp.StatusCode, body, want)
			}
		}
	}
}

func TestOtherSitesCanNotWrite(t *testing.T) {
	w := newWorld(t, quiet)
	own := w.server.URL
	for name, tc := range map[string]struct {
		header, value string
		want          int
	}{
		"own page":              {"Origin", own, 200},
		"no browser":            {"X-Nothing", "", 200},
		"other site":            {"Origin", "https://evil.example", 403},
		"other port":            {"Origin", "http://127.0.0.1:1", 403},
		"other name":            {"Origin", strings.Replace(own, "127.0.0.1", "localhost", 1), 403},
		"opaque":                {"Origin", "null", 403},
		"cross-site, says so":   {"Sec-Fetch-Site", "cross-site", 403},
		"same machine, foreign": {"Sec-Fetch-Site", "same-site", 403},
		"no JSON, as a form":    {"Content-Type", "text/plain", 415},
	} {
		req := w.request(http.MethodPost, "say?as=anna", map[string]string{"conversation": "direct", "text": name})
		req.Header.Set(tc.header, tc.value)
		if resp, body := w.do(req); resp.StatusCode != tc.want {
			t.Errorf("%s: %d %s, want %d", name, resp.StatusCode, body, tc.want)
		}
	}
	if n := w.count(); n != 2 {
		t.Errorf("%d events reached the bot, want 2", n)
	}
}

func TestHeaders(t *testing.T) {
	w := newWorld(t, quiet)
	resp, body := w.do(w.request(http.MethodGet, "", nil))
	if resp.StatusCode != http.StatusOK || !strings.Contains(string(body), "<title>Ki:GO") {
		t.Fatalf("%d %s", resp.StatusCode, body)
	}
	csp := resp.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Content-Type": "text/html; charset=utf-8", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := resp.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	req := w.request(http.MethodGet, "", nil)
	req.URL.Path = "/playground"
	if resp, _ := w.do(req); resp.Request.URL.Path != "/playground/" {
		t.Errorf("/playground leads to %s", resp.Request.URL)
	}
}

func TestPanicBecomesASentence(t *testing.T) {
	w := newWorld(t, func(chat.Event) chat.Reply { panic("boom") })
	got := w.post(http.StatusInternalServerError, "anna", "say", map[string]string{"conversation": "direct", "text": "hallo"})
	if !strings.Contains(got.Error, "noch einmal") || strings.Contains(got.Error, "boom") {
		t.Errorf("said %q", got.Error)
	}
}

func TestUnknownPersonaIsRefused(t *testing.T) {
	w := newWorld(t, quiet)
	w.post(http.StatusNotFound, "zorro", "say", map[string]string{"conversation": "direct", "text": "hallo"})
	for _, path := range []string{"sync?as=zorro", "stream?as=zorro", "completions?as=zorro", "sync"} {
		if resp, _ := w.do(w.request(http.MethodGet, path, nil)); resp.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, resp.StatusCode)
		}
	}
}

func TestLanguageOfTheFirstPage(t *testing.T) {
	w := newWorld(t, quiet)
	for accept, want := range map[string]string{
		"": "de", "de-DE,de;q=0.9,en;q=0.8": "de", "en,de": "en", "en-GB;q=1": "en", "fr-FR,en": "de",
	} {
		req := w.request(http.MethodGet, "", nil)
		req.Header.Set("Accept-Language", accept)
		if _, body := w.do(req); !strings.Contains(string(body), `<html lang="`+want+`">`) {
			t.Errorf("%q: not in %s", accept, want)
		}
	}
}
