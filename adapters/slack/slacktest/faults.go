package slacktest

import (
	"net/http"
	"strconv"
	"time"
)

// Fault is what goes wrong with one call.
type Fault struct {
	name   string
	after  bool // the call is carried out first
	wait   time.Duration
	answer func(http.ResponseWriter)
}

// LoseAnswer carries the call out and kills the connection instead of answering.
func LoseAnswer() Fault { return Fault{name: "lost", after: true, answer: hangUp} }

// Refuse kills the connection without carrying the call out.
func Refuse() Fault { return Fault{name: "refused", answer: hangUp} }

// Status answers with an HTTP status and no JSON, without carrying the call out.
func Status(code int) Fault {
	return Fault{name: "status " + strconv.Itoa(code), answer: func(w http.ResponseWriter) {
		http.Error(w, http.StatusText(code), code)
	}}
}

// StatusAfter carries the call out and answers with an HTTP status, such as 502.
func StatusAfter(code int) Fault {
	f := Status(code)
	f.after = true
	return f
}

// RateLimit answers 429 with Retry-After, without carrying the call out.
func RateLimit(wait time.Duration) Fault {
	return Fault{name: "rate limit", wait: wait, answer: func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
		writeJSON(w, http.StatusTooManyRequests, refuse(fail("ratelimited")))
	}}
}

// Fail answers ok: false with that error, such as fatal_error.
func Fail(code string) Fault {
	return Fault{name: code, answer: func(w http.ResponseWriter) { writeJSON(w, http.StatusOK, refuse(fail(code))) }}
}

// hangUp closes the connection without a word.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// Inject lets the next calls of a method go wrong, one fault each. "*" is any method,
// "upload" the upload of a file, "response_url" an answer to an interaction.
func (s *Server) Inject(method string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], faults...)
}

// fault takes the next fault of a method; the caller holds the lock.
func (s *Server) fault(method string) *Fault {
	for _, key := range []string{method, "*"} {
		if queue := s.faults[key]; len(queue) > 0 {
			s.faults[key] = queue[1:]
			return &queue[0]
		}
	}
	return nil
}

// DelayHistory makes new messages appear in conversations.history and conversations.replies
// only d after they were posted. People see them at once.
func (s *Server) DelayHistory(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag = d
}

// Call is a call that was made.
type Call struct {
	Method string
	Args   map[string]any
	Error  string // what was answered; "" is ok
	Fault  string // what was injected
	At     time.Time
}

// Refusal is a 429.
type Refusal struct {
	Method, Channel string
	At              time.Time
	RetryAfter      time.Duration
}

// record notes a call; the caller holds the lock.
func (s *Server) record(c *call, answer object, wait time.Duration, fault *Fault) {
	done := Call{Method: c.method, Args: c.args, At: c.start}
	done.Error, _ = answer["error"].(string)
	if fault != nil {
		done.Fault, wait = fault.name, max(wait, fault.wait)
	}
	s.calls = append(s.calls, done)
	if wait > 0 {
		s.refusals = append(s.refusals, Refusal{c.method, c.str("channel"), c.start, time.Duration(seconds(wait)) * time.Second})
	}
	s.touch()
}

// Calls are all calls of a method, the ones that failed included; "" is every method.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// Count is how often a method was called.
func (s *Server) Count(method string) int { return len(s.Calls(method)) }

// Refusals are all 429s that were given.
func (s *Server) Refusals() []Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Refusal(nil), s.refusals...)
}

// Complaints are what Slack would drop without a word, or only its users would see: answers
// that are too long, to nothing or of no use, dead response_urls. A test of an adapter
// wants none.
func (s *Server) Complaints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.complaints...)
}
