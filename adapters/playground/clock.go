package playground

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"kigo/bot/i18n"
)

// maxAdvance is the furthest that the clock moves at once.
const maxAdvance = 366 * day

const day = 24 * time.Hour

// demoClock is what the page shows of the demo clock. It notices when another process
// moves it.
type demoClock struct {
	now     func() time.Time
	changed func()

	mu     sync.Mutex
	moving bool
	offset time.Duration // from the real clock
}

func newDemoClock(now func() time.Time, changed func()) *demoClock {
	return &demoClock{now: now, changed: changed, offset: time.Until(now())}
}

// wireClock is the clock as the page gets it.
type wireClock struct {
	Now    int64 `json:"now"` // Unix milliseconds
	Moving bool  `json:"moving"`
}

func (c *demoClock) wire() wireClock {
	c.mu.Lock()
	defer c.mu.Unlock()
	return wireClock{Now: c.now().UnixMilli(), Moving: c.moving}
}

// look tells the pages if the clock has jumped.
func (c *demoClock) look() {
	c.mu.Lock()
	offset := time.Until(c.now())
	jumped := (offset - c.offset).Abs() > time.Second
	c.offset = offset
	c.mu.Unlock()
	if jumped {
		c.changed()
	}
}

func (c *demoClock) begin() bool {
	c.mu.Lock()
	if c.moving {
		c.mu.Unlock()
		return false
	}
	c.moving = true
	c.mu.Unlock()
	c.changed()
	return true
}

func (c *demoClock) finish() {
	c.mu.Lock()
	c.moving = false
	c.mu.Unlock()
	c.changed()
}

// advance moves the demo clock on. It goes on when the page is closed meanwhile.
func (p *Playground) advance(w http.ResponseWriter, r *http.Request) {
	var in struct {
		By string `json:"by"`
	}
	if _, ok := p.decode(w, r, &in); !ok {
		return
	}
	by, err := parseSpan(in.By)
	if err != nil {
		p.refuse(w, r, http.StatusBadRequest, "playground.error.span")
		return
	}
	if !p.clock.begin() {
		p.refuse(w, r, http.StatusConflict, "playground.error.moving")
		return
	}
	defer p.clock.finish()
	patient(w)
	if err := p.Advance(context.WithoutCancel(r.Context()), by); err != nil {
		ref := p.NewID()
		p.Log.Error("demo clock not moved", "ref", ref, "by", by, "error", err)
		p.refuse(w, r, http.StatusInternalServerError, "playground.error.internal", i18n.Args{"Ref": ref})
		return
	}
	p.post.nudge("")
	p.write(w, http.StatusOK, map[string]int64{"now": p.Now().UnixMilli()})
}

// patient lifts the server's time limits for an answer that takes long.
func patient(w http.ResponseWriter) {
	control := http.NewResponseController(w)
	// Not every server has such limits; then there is nothing to lift. The one for reading
	// would end the request's context.
	_ = control.SetReadDeadline(time.Time{})
	_ = control.SetWriteDeadline(time.Time{})
}

var errSpan = errors.New("no span of time")

var spanPart = regexp.MustCompile(`^\s*\+?\s*(\d{1,5})\s*(\pL+)\s*`)

// spanUnits are what people type behind a number, in German and English.
var spanUnits = map[string]time.Duration{
	"m": time.Minute, "min": time.Minute, "minute": time.Minute, "minuten": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "std": time.Hour, "stunde": time.Hour, "stunden": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"d": day, "t": day, "tag": day, "tage": day, "tagen": day, "day": day, "days": day,
	"w": 7 * day, "woche": 7 * day, "wochen": 7 * day, "week": 7 * day, "weeks": 7 * day,
}

// parseSpan reads "26h", "3d", "1w 2d", "+90 min" or "3 Tage".
func parseSpan(s string) (time.Duration, error) {
	rest := strings.ToLower(strings.TrimSpace(s))
	var sum time.Duration
	for rest != "" {
		m := spanPart.FindStringSubmatch(rest)
		if m == nil {
			return 0, errSpan
		}
		n, err := strconv.Atoi(m[1])
		unit, ok := spanUnits[m[2]]
		if err != nil || !ok {
			return 0, errSpan
		}
		sum += time.Duration(n) * unit
		rest = rest[len(m[0]):]
	}
	if sum <= 0 || sum > maxAdvance {
		return 0, errSpan
	}
	return sum, nil
}
