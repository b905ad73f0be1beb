package web_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kigo/adapters/web"
	"kigo/bot/i18n"
)

const goodToken = "abcdefghijklmnopqrstuvwxyz"

// calendars serves one calendar; log takes what is logged.
func calendars(t *testing.T, log *bytes.Buffer) http.Handler {
	t.Helper()
	catalogue, err := i18n.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	read := func(_ context.Context, token string) (web.CalendarFile, bool, error) {
		switch token {
		case "broken":
			return web.CalendarFile{}, false, errors.New("the store is away")
		case goodToken:
			return web.CalendarFile{
				Type: "text/calendar; charset=utf-8", Data: []byte("BEGIN:VCALENDAR\r\n"), Tag: "t1",
				Changed: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC),
			}, true, nil
		}
		return web.CalendarFile{}, false, nil
	}
	printer := func(lang string) i18n.Printer { return catalogue.Printer(i18n.Match(lang, "de")) }
	return web.Calendars("/calendar/", read, printer, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

func fetch(t *testing.T, h http.Handler, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestCalendarIsServed(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := calendars(t, &log)
	const path, modified = "/calendar/" + goodToken + ".ics", "Wed, 25 Nov 2026 09:00:00 GMT"
	for name, tc := range map[string]struct {
		method string
		header []string
		status int
		length int64
	}{
		"get":                     {http.MethodGet, nil, http.StatusOK, 17},
		"head":                    {http.MethodHead, nil, http.StatusOK, 17},
		"same tag":                {http.MethodGet, []string{"If-None-Match", `"t1"`}, http.StatusNotModified, 0},
		"other tag":               {http.MethodGet, []string{"If-None-Match", `"t0"`}, http.StatusOK, 17},
		"not changed since":       {http.MethodGet, []string{"If-Modified-Since", modified}, http.StatusNotModified, 0},
		"changed since":           {http.MethodGet, []string{"If-Modified-Since", "Wed, 25 Nov 2026 08:59:59 GMT"}, http.StatusOK, 17},
		"a tag means more":        {http.MethodGet, []string{"If-None-Match", `"t0"`, "If-Modified-Since", modified}, http.StatusOK, 17},
		"nobody writes calendars": {http.MethodPost, nil, http.StatusMethodNotAllowed, 0},
		"nor deletes them":        {http.MethodDelete, nil, http.StatusMethodNotAllowed, 0},
	} {
		res := fetch(t, h, tc.method, path, tc.header...)
		if res.StatusCode != tc.status || (tc.length > 0 && res.ContentLength != tc.length) {
			t.Errorf("%s: %d, %d bytes", name, res.StatusCode, res.ContentLength)
		}
		if tc.status != http.StatusOK {
			continue
		}
		for header, want := range map[string]string{
			"Etag": `"t1"`, "Last-Modified": modified, "Cache-Control": "private, no-cache", "Content-Type": "text/calendar; charset=utf-8",
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex", "Set-Cookie": "",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		} {
			if got := res.Header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
	}
	if log.Len() > 0 {
		t.Errorf("the log says: %s", &log)
	}
}

// Whoever guesses learns nothing but that it was wrong, in whichever way.
func TestDeadCalendarAddressesAreAllTheSame(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := calendars(t, &log)
	var first string
	for _, name := range []string{"zzzzzzzzzzzzzzzzzzzzzzzzzz.ics", "x.ics", ".ics", "x", strings.Repeat("a", 5000) + ".ics", "%00.ics", "a%2Fb.ics", strings.ToUpper(goodToken) + ".ics"} {
		res := fetch(t, h, http.MethodGet, "/calendar/"+name, "Accept-Language", "de-DE,de;q=0.9")
		var b bytes.Buffer
		if _, err := b.ReadFrom(res.Body); err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = b.String()
		}
		if res.StatusCode != http.StatusNotFound || b.String() != first || !strings.Contains(first, "/kigo kalender") || res.Header.Get("Etag") != "" {
			t.Errorf("%.40s: %d %q %v", name, res.StatusCode, b.String(), res.Header)
		}
	}
	if res := fetch(t, h, http.MethodGet, "/calendar/broken.ics"); res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("where the store is away: %d", res.StatusCode)
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || strings.Contains(got, "broken.ics") {
		t.Errorf("the log says: %s", got)
	}
}

func TestTooManyCalendarsAtOnceHaveToWait(t *testing.T) {
	t.Parallel()
	h := calendars(t, &bytes.Buffer{})
	for range 5000 {
		if res := fetch(t, h, http.MethodGet, "/calendar/x.ics"); res.StatusCode == http.StatusTooManyRequests {
			if res.Header.Get("Retry-After") == "" {
				t.Error("nobody says when to come back")
			}
			return
		}
	}
	t.Error("5,000 tries in a row were all answered")
}
