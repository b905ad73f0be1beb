package mattermosttest

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// testHeader marks the requests of a Human: they are neither counted nor struck by faults.
const testHeader = "X-Mattermosttest"

// faults are what a test lets go wrong, and what was asked so far.
type faults struct {
	mu     sync.Mutex
	counts map[string]int
	list   []*fault
}

// fault is something that goes wrong for requests of one route.
type fault struct {
	route string
	left  int // how many more requests; negative is without end
	plan  plan
}

// plan is what happens to one request.
type plan struct {
	lose   bool
	status int           // to answer instead of carrying it out
	id     string        // of the failure to answer
	after  time.Duration // of a refusal
	delay  time.Duration
	hold   <-chan struct{}
}

func newFaults() *faults { return &faults{counts: map[string]int{}} }

// Faults lets things go wrong for the requests of one route. Requests of Humans are spared.
type Faults struct {
	s     *Server
	route string
}

// On names the requests that a fault strikes: a route as "POST /posts" or "PUT
// /posts/{post}/patch", the beginning of one, or "" for all.
func (s *Server) On(route string) Faults { return Faults{s, route} }

func (f Faults) add(n int, p plan) {
	f.s.faults.mu.Lock()
	defer f.s.faults.mu.Unlock()
	f.s.faults.list = append(f.s.faults.list, &fault{f.route, n, p})
}

// Lose carries out the next n requests and breaks their connections before the answer;
// n < 0 is all of them.
func (f Faults) Lose(n int) { f.add(n, plan{lose: true}) }

// Answer answers the next n requests with a status, without carrying them out.
func (f Faults) Answer(n, status int) { f.add(n, plan{status: status}) }

// Error answers the next n requests with a failure of the API, as 500 and
// "api.post.deduplicate_create_post.pending", without carrying them out.
func (f Faults) Error(n, status int, id string) { f.add(n, plan{status: status, id: id}) }

// Refuse answers the next n requests with 429 and Retry-After.
func (f Faults) Refuse(n int, after time.Duration) {
	f.add(n, plan{status: http.StatusTooManyRequests, after: after})
}

// Delay lets the next n requests wait before they are carried out, by the real clock.
func (f Faults) Delay(n int, d time.Duration) { f.add(n, plan{delay: d}) }

// Hold lets all requests wait until release is called.
func (f Faults) Hold() (release func()) {
	c := make(chan struct{})
	f.add(-1, plan{hold: c})
	var once sync.Once
	return func() {
		once.Do(func() {
			close(c)
			f.s.faults.remove(c)
		})
	}
}

// Calm ends all faults.
func (s *Server) Calm() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// Requests counts the requests of a route so far, refused and lost ones too.
func (s *Server) Requests(route string) int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	n := 0
	for name, count := range s.faults.counts {
		if strings.HasPrefix(name, route) {
			n += count
		}
	}
	return n
}

func (f *faults) remove(c <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.list {
		if fault.plan.hold == c {
			fault.left = 0
		}
	}
}

// next counts a request and says what happens to it.
func (f *faults) next(r *http.Request, route string) plan {
	if r.Header.Get(testHeader) != "" {
		return plan{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[route]++
	for _, fault := range f.list {
		if fault.left != 0 && strings.HasPrefix(route, fault.route) {
			fault.left--
			return fault.plan
		}
	}
	return plan{}
}

// before is what happens instead of answering, or before it; true is instead. Who has
// asked may have gone away meanwhile: what was received is carried out nevertheless,
// unless the server goes down.
func (p plan) before(w http.ResponseWriter, down <-chan struct{}) bool {
	if p.hold != nil {
		select {
		case <-p.hold:
		case <-down:
			breakOff()
		}
	}
	if p.delay > 0 {
		t := time.NewTimer(p.delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-down:
			breakOff()
		}
	}
	switch {
	case p.status == 0:
		return false
	case p.id != "":
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(p.status)
		_, _ = w.Write(render(w, fail(p.status, p.id)))
	case p.status == http.StatusTooManyRequests:
		w.Header().Set("X-Ratelimit-Limit", "100")
		w.Header().Set("X-Ratelimit-Remaining", "0")
		w.Header().Set("X-Ratelimit-Reset", "10")
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(p.after.Seconds()))))
		http.Error(w, "limit exceeded", p.status)
	default:
		http.Error(w, http.StatusText(p.status), p.status)
	}
	return true
}

// breakOff ends the connection of the request that is being handled.
func breakOff() { panic(http.ErrAbortHandler) }

// lost takes an answer that nobody will get.
type lost struct{ header http.Header }

func (l *lost) Header() http.Header         { return l.header }
func (l *lost) Write(b []byte) (int, error) { return len(b), nil }
func (l *lost) WriteHeader(int)             {}
