package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"kigo/bot/i18n"
)

// CalendarFile is a calendar that somebody's program fetches.
type CalendarFile struct {
	Type    string // media type
	Data    []byte
	Tag     string    // another one for other content
	Changed time.Time // when this content was new, to the second
}

// ReadCalendar is the calendar behind a token, or false if the token leads nowhere.
type ReadCalendar func(ctx context.Context, token string) (CalendarFile, bool, error)

// How many calendars are fetched at most: 5,000 programs that look every 15 minutes are 6 a
// second. Who is beyond that comes again later; programs do.
const (
	calendarsASecond = 50
	calendarsAtOnce  = 8
	calendarBurst    = 500
	calendarTime     = 10 * time.Second
	calendarLater    = "60" // seconds
)

// Calendars serves <path><token>.ics. It sets no cookies, and no answer says more than that
// a token leads nowhere. printer speaks the language of whoever opens a dead address.
func Calendars(path string, read ReadCalendar, printer func(lang string) i18n.Printer, log *slog.Logger) http.Handler {
	c := &calendars{
		read: read, printer: printer, log: log,
		often: rate.NewLimiter(calendarsASecond, calendarBurst), places: make(chan struct{}, calendarsAtOnce),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+path+"{file}", c.serve) // HEAD, too
	return mux
}

type calendars struct {
	read    ReadCalendar
	printer func(string) i18n.Printer
	log     *slog.Logger
	often   *rate.Limiter
	places  chan struct{}
}

func (c *calendars) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	if !c.often.Allow() {
		c.later(w, http.StatusTooManyRequests)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), calendarTime)
	defer cancel()
	select {
	case c.places <- struct{}{}:
		defer func() { <-c.places }()
	case <-ctx.Done():
		c.later(w, http.StatusServiceUnavailable)
		return
	}
	token, _ := strings.CutSuffix(r.PathValue("file"), ".ics")
	f, ok, err := c.read(ctx, token)
	switch {
	case err != nil:
		c.log.Error("calendar not read", "error", err) // never the address: it is a secret
		c.later(w, http.StatusServiceUnavailable)
	case !ok:
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, c.printer(r.Header.Get("Accept-Language")).Plain("event.feed.dead")+"\n")
	default:
		h.Set("Content-Type", f.Type)
		h.Set("ETag", `"`+f.Tag+`"`)
		http.ServeContent(w, r, "", f.Changed, bytes.NewReader(f.Data))
	}
}

// later sends a program away that comes again by itself.
func (c *calendars) later(w http.ResponseWriter, status int) {
	w.Header().Set("Retry-After", calendarLater)
	w.WriteHeader(status)
}
