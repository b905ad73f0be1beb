package slacktest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kigo/adapters/slack/slacktest/blockkit"
)

// failure is an answer with ok: false.
type failure struct {
	code string
	more object
}

func (f *failure) Error() string { return f.code }

func fail(code string) *failure { return &failure{code: code} }

// invalid is the answer to a payload with problems, which stand below the argument at.
func invalid(code, at string, problems blockkit.Problems) *failure {
	problems = problems.Under(at)
	var messages, errs []string
	for _, p := range problems {
		messages = append(messages, p.String())
		errs = append(errs, p.Short())
	}
	return &failure{code, object{"errors": errs, "response_metadata": object{"messages": messages}}}
}

// call is one call of a method.
type call struct {
	s      *Server
	method string
	args   object // strings of a form, or any JSON
	token  string
	start  time.Time
}

// str is an argument as text.
func (c *call) str(name string) string {
	switch v := c.args[name].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (c *call) flag(name string) bool {
	s := c.str(name)
	return s == "true" || s == "1"
}

// json is an argument that is JSON, in a string or not; given is false for "" and null.
func (c *call) json(name string) (v any, given bool, err error) {
	v = c.args[name]
	if s, ok := v.(string); ok {
		if s == "" {
			return nil, false, nil
		}
		v, err = blockkit.Decode([]byte(s))
	}
	return v, err != nil || v != nil, err
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	c := &call{s: s, method: name, start: s.clock.Now()}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	problem := c.read(r, body)
	s.mu.Lock()
	fault := s.fault(name)
	answer, wait := object(nil), time.Duration(0)
	if fault == nil || fault.after {
		answer, wait = s.carryOut(c, problem)
	}
	s.record(c, answer, wait, fault)
	s.mu.Unlock()
	if fault != nil {
		fault.answer(w)
		return
	}
	w.Header().Set("X-OAuth-Scopes", strings.Join(s.granted(), ","))
	w.Header().Set("X-Accepted-OAuth-Scopes", strings.Join(methods[name].scopes, ","))
	status := http.StatusOK
	if wait > 0 {
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
	}
	writeJSON(w, status, answer)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that went away needs no answer
}

// carryOut answers a call; wait is how long it has to wait instead. The caller holds the lock.
func (s *Server) carryOut(c *call, problem *failure) (answer object, wait time.Duration) {
	m, known := methods[c.method]
	if !known {
		return refuse(fail("unknown_method")), 0
	}
	if problem == nil {
		problem = s.authorise(c, m)
	}
	if problem != nil {
		return refuse(problem), 0
	}
	if wait := s.limit(c, m); wait > 0 {
		return refuse(fail("ratelimited")), wait
	}
	if m.scopes != nil {
		if problem := s.scoped(m.scopes...); problem != nil {
			return refuse(problem), 0
		}
	}
	answer, err := m.run(c)
	if err != nil {
		return refuse(asFailure(err)), 0
	}
	if answer == nil {
		answer = object{}
	}
	answer["ok"] = true
	return answer, 0
}

func refuse(f *failure) object {
	answer := object{"ok": false, "error": f.code}
	for name, v := range f.more {
		answer[name] = v
	}
	return answer
}

// authorise looks at the token.
func (s *Server) authorise(c *call, m method) *failure {
	switch {
	case c.token == "" && m.token == noToken:
		return nil
	case c.token == "":
		return fail("not_authed")
	case c.token != s.config.botToken && c.token != s.config.appToken:
		return fail("invalid_auth")
	case s.authError != "":
		return fail(s.authError)
	case m.token == appToken && c.token != s.config.appToken, m.token == botToken && c.token != s.config.botToken:
		return fail("not_allowed_token_type")
	}
	return nil
}

// scoped says that a scope is missing, if one of them is.
func (s *Server) scoped(needed ...string) *failure {
	for _, scope := range needed {
		if !s.may(scope) {
			return &failure{"missing_scope", object{"needed": strings.Join(needed, ","), "provided": strings.Join(s.granted(), ",")}}
		}
	}
	return nil
}

// read takes arguments and token out of a request.
func (c *call) read(r *http.Request, body []byte) *failure {
	c.args = object{}
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	c.token = bearer
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		return fail("invalid_post_type")
	}
	for name, v := range r.URL.Query() { // a token in the address is no token
		if name != "token" {
			c.args[name] = v[0]
		}
	}
	if r.Method == http.MethodGet {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(body) == 0:
		return nil
	case r.Header.Get("Content-Type") == "":
		return fail("missing_post_type")
	case err != nil:
		return fail("invalid_post_type")
	}
	switch kind {
	case "application/json":
		return c.readJSON(body)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return fail("invalid_form_data")
		}
		for name, v := range form {
			c.args[name] = v[0]
		}
		if token := form.Get("token"); token != "" {
			c.token = token
		}
		return nil
	}
	return fail("invalid_post_type")
}

// readJSON takes JSON arguments, where the token must be in the header. Methods that take
// forms only do not see them.
func (c *call) readJSON(body []byte) *failure {
	v, err := blockkit.Decode(body)
	if err != nil {
		return fail("invalid_json")
	}
	switch o := v.(type) {
	case object:
		if methods[c.method].json {
			c.args = o
		}
		return nil
	case nil: // "null" is what slack-go sends without arguments
		return nil
	}
	return fail("json_not_object")
}
