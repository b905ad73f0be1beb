package slacktest

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// page is what a list method is asked for.
type page struct {
	from, limit int
}

// page reads limit and cursor. A cursor is good for the method that gave it.
func (c *call) page(standard, most int) (page, error) {
	p := page{limit: standard}
	if s := c.str("limit"); s != "" && s != "0" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > most {
			return p, fail("invalid_limit")
		}
		p.limit = n
	}
	cursor := c.str("cursor")
	if cursor == "" {
		return p, nil
	}
	raw, err := base64.StdEncoding.DecodeString(cursor)
	from, ok := strings.CutPrefix(string(raw), c.method+":")
	n, bad := strconv.Atoi(from)
	if err != nil || !ok || bad != nil || n < 0 {
		return p, fail("invalid_cursor")
	}
	p.from = n
	return p, nil
}

// cut is the part of n things that the page shows, and the cursor of the next one.
func (c *call) cut(p page, n int) (from, to int, next string) {
	from = min(p.from, n)
	to = min(from+p.limit, n)
	if to < n {
		next = base64.StdEncoding.EncodeToString([]byte(c.method + ":" + strconv.Itoa(to)))
	}
	return from, to, next
}

func cursor(next string) object { return object{"next_cursor": next} }
