package mattermosttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// quiet swallows what net/http says about connections that tests break.
var quiet = log.New(io.Discard, "", 0)

// call is a request while it is answered.
type call struct {
	s       *Server
	w       http.ResponseWriter
	r       *http.Request
	vars    map[string]string
	body    []byte
	session *session // nil without login
	user    *account // whose session it is
	status  int      // of success, 200 unless set
	taken   bool     // the handler has taken over the connection
}

// raw is an answer that is written as it is.
type raw []byte

// text is an answer in plain text.
type text string

// okay is the answer that says no more than that.
var okay = map[string]string{"status": "OK"}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	rt, vars, found := s.find(r)
	name := rt.name
	if !found {
		name = r.Method + " " + r.URL.Path
	}
	c := &call{s: s, w: w, r: r, vars: vars}
	unreadable := c.readBody(rt) // before anything else, so that a sender may go away
	p := s.faults.next(r, name)
	if p.before(w, s.site.down()) || !s.limitRate(w, r) {
		return
	}
	if p.lose {
		c.w = &lost{header: http.Header{}}
	}
	s.answer(c, rt, found, unreadable)
	if p.lose {
		breakOff()
	}
}

// answer writes the response to a call.
func (s *Server) answer(c *call, rt route, found bool, unreadable *failure) {
	h := c.w.Header()
	h.Set("X-Request-Id", model.NewId())
	h.Set("X-Version-Id", s.Settings().Version+".0.emulator.false")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Type", "application/json")
	if c.r.Method == http.MethodGet {
		h.Set("Expires", "0")
	}
	var status int
	var body []byte
	switch {
	case !found:
		status, body = http.StatusNotFound, render(c.w, fail(404, "api.context.404.app_error"))
	case unreadable != nil:
		status, body = unreadable.StatusCode, render(c.w, unreadable)
	default:
		status, body = s.run(c, rt)
	}
	if c.taken {
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body)
}

// run checks the session and calls the handler.
func (s *Server) run(c *call, rt route) (int, []byte) {
	if !rt.open {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	if f := c.identify(rt); f != nil {
		return f.StatusCode, render(c.w, f)
	}
	f := c.checkIDs()
	var result any
	if f == nil {
		result, f = rt.handle(c)
	}
	if f != nil {
		return f.StatusCode, render(c.w, f)
	}
	if c.taken {
		return 0, nil
	}
	if c.status == 0 {
		c.status = http.StatusOK
	}
	switch result := result.(type) {
	case raw:
		return c.status, result
	case text:
		c.w.Header().Set("Content-Type", "text/plain")
		return c.status, []byte(result)
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(result); err != nil {
		panic(fmt.Sprintf("answer to %s: %v", rt.name, err))
	}
	return c.status, b.Bytes()
}

// render makes the body of a failure.
func render(w http.ResponseWriter, f *failure) []byte {
	b, err := json.Marshal(map[string]any{
		"id": f.Id, "message": f.Message, "detailed_error": "",
		"request_id": w.Header().Get("X-Request-Id"), "status_code": f.StatusCode,
	})
	if err != nil {
		panic(err)
	}
	return b
}

// slack is what a body may have more than the limit says.
const slack = bytes.MinRead

func (c *call) readBody(rt route) *failure {
	settings := c.s.Settings()
	limit := settings.MaximumPayloadSizeBytes
	if rt.files {
		limit = settings.MaxFileSize
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, int64(limit+slack)))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fail(413, "api.context.request_body_too_large.app_error")
	}
	if err != nil {
		return invalidParam("body")
	}
	c.body = body
	return nil
}

// identify finds out whose call it is.
func (c *call) identify(rt route) *failure {
	if rt.open {
		c.s.mu.Lock()
		defer c.s.mu.Unlock()
	}
	if token := tokenOf(c.r); token != "" {
		c.session = c.s.sessionOf(token)
		if c.session != nil {
			c.user = c.s.users[c.session.user]
		}
	}
	if c.session == nil && !rt.public {
		return fail(401, "api.context.session_expired.app_error")
	}
	return nil
}

// checkIDs finds ids in the path that can't be any; users have names for ids too.
func (c *call) checkIDs() *failure {
	for _, name := range []string{"channel", "post", "team", "command", "role", "file"} {
		if id, ok := c.vars[name]; ok && !model.IsValidId(id) {
			return invalidURL(name + "_id")
		}
	}
	return nil
}

// tokenOf returns the token of a request's Authorization header.
func tokenOf(r *http.Request) string {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch strings.ToLower(kind) {
	case "bearer", "token":
		return strings.TrimSpace(token)
	}
	return ""
}

// read decodes the body into v; a failure names what it should have been.
func (c *call) read(v any, name string) *failure {
	if err := json.NewDecoder(bytes.NewReader(c.body)).Decode(v); err != nil {
		return invalidParam(name)
	}
	return nil
}

func (c *call) query(name string) string { return c.r.URL.Query().Get(name) }

func (c *call) form() url.Values { return c.r.URL.Query() }

// Pages hold at most this many.
const (
	perPageDefault = 60
	perPageMost    = 200
)

// page returns which entries of a list of n a call asks for.
func (c *call) page(n int) (from, to int) {
	page, err := strconv.Atoi(c.query("page"))
	if err != nil || page < 0 {
		page = 0
	}
	per, err := strconv.Atoi(c.query("per_page"))
	if err != nil || per < 0 {
		per = perPageDefault
	}
	per = min(per, perPageMost)
	from = min(page*per, n)
	return from, min(from+per, n)
}

// who returns the account that {user} stands for; "me" is the caller.
func (c *call) who() (*account, *failure) {
	id := c.vars["user"]
	if id == "me" {
		id = c.user.Id
	}
	if !model.IsValidId(id) {
		return nil, invalidURL("user_id")
	}
	a := c.s.users[id]
	if a == nil {
		return nil, noAccount()
	}
	return a, nil
}

func ping(*call) (any, *failure) {
	return map[string]string{
		"status": "OK", "AndroidLatestVersion": "", "AndroidMinVersion": "", "IosLatestVersion": "", "IosMinVersion": "",
	}, nil
}
