package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"kigo/adapters/mongodb/mongotest"
)

// TestMattermostTwoReplicas plays two replicas on Mattermost.
func TestMattermostTwoReplicas(t *testing.T) { playedIn(t, mattermostScenes(t), playReplicas) }

// TestSlackTwoReplicas plays them on Slack's emulator, in Socket Mode and over HTTP.
func TestSlackTwoReplicas(t *testing.T) { playedIn(t, slackScenes(), playReplicas) }

// playReplicas has two kigos on one store, which is this process's. What people write and click
// comes to both, or to the one or the other, and each is restarted while people ask: every
// question is answered once, and whoever moves up is told once.
func playReplicas(t *testing.T, open scene) {
	s := open(t)
	s.crowded = true
	each := 12
	if long() {
		each = 120
	}
	if s.paced {
		each = 4 // else the answers take minutes
	}
	g := newGate(s)
	s.env["KIGO_MONGODB_URI"], s.env["KIGO_MONGODB_DATABASE"] = mongotest.URI(t), mongotest.OpenEmpty(t).Name()
	replicas := []*daemon{s.replica(g, 0), s.replica(g, 1)}
	var curious []*player
	for _, name := range []string{"bert", "carla", "dora", "emil", "finn", "gesa"} {
		curious = append(curious, s.cast(name, "de"))
	}
	s.publish("Werkstatt", "2")
	s.question(curious, 0, each)
	for i := range replicas {
		var meanwhile sync.WaitGroup
		meanwhile.Go(func() { s.question(curious, each*(i+1), each) })
		s.ends(replicas[i])
		replicas[i] = s.replica(g, i)
		meanwhile.Wait()
	}
	s.answersOnce(curious, 3*each)
	s.movesUp(curious)
	for _, d := range replicas {
		s.ends(d)
	}
	s.toldOnce(curious, 3*each)
	s.quiet()
}

// replica starts a kigo, to which the gate leads from now on.
func (s *stage) replica(g *gate, i int) *daemon {
	s.t.Helper()
	s.launch()
	g.lead(i, s.kigo.url)
	s.ready()
	return s.kigo
}

// riddle is what kigo's answer repeats.
func riddle(n int) string { return fmt.Sprintf("nirgends%04d", n) }

// question lets everybody ask so many questions, each in writing to kigo or in the plaza.
func (s *stage) question(who []*player, from, n int) {
	s.t.Helper()
	var all sync.WaitGroup
	for _, p := range who {
		all.Go(func() {
			for i := range n {
				line := "/kigo anmelden " + riddle(from+i)
				if i%2 == 0 {
					p.tells(line)
				} else {
					p.asks("@kigo " + line)
				}
			}
		})
	}
	all.Wait()
}

// answersOnce waits for all answers.
func (s *stage) answersOnce(who []*player, n int) {
	s.t.Helper()
	for _, p := range who {
		for i := range n {
			p.reads("^Ich finde keine Veranstaltung, die zu „" + riddle(i) + "“ passt")
		}
	}
}

// movesUp lets everybody come, and those who were first go again.
func (s *stage) movesUp(who []*player) {
	s.t.Helper()
	for _, p := range who {
		p.types("anmelden werkstatt")
		p.isAnswered("^(Platz sicher|Warteliste, Platz . von .): Werkstatt\n")
	}
	for i, p := range who[:len(who)-2] {
		p.types("abmelden werkstatt ja")
		p.isAnswered("^Du bist von Werkstatt abgemeldet")
		who[i+2].reads("^Gute Nachricht: Du bist nachgerückt. Platz sicher: Werkstatt\n")
	}
}

// toldOnce counts when no kigo is there any more.
func (s *stage) toldOnce(who []*player, questions int) {
	s.t.Helper()
	for at, p := range who {
		texts := p.letters()
		for i := range questions {
			if n := count(texts, "^Ich finde keine Veranstaltung, die zu „"+riddle(i)+"“ passt"); n != 1 {
				s.t.Errorf("%s was answered %d times", riddle(i), n)
			}
		}
		if n := count(texts, "^Gute Nachricht"); n != min(1, at/2) {
			s.t.Errorf("%s was told %d times that they moved up", p.name, n)
		}
	}
	mentions := 0
	if s.refers {
		mentions = len(who) * questions / 2
	}
	if public := s.said(); len(public) != mentions || count(public, "^Ich habe dir die Antwort als Direktnachricht geschickt") != mentions {
		s.t.Errorf("in the plaza stand %d answers, want %d: %q", len(public), mentions, public)
	}
}

// gate hands what comes on to replicas in turn, and to the next one where one is away.
type gate struct {
	mu   sync.Mutex
	urls [2]string
	turn int
}

// newGate stands where the platform looks for kigo.
func newGate(s *stage) *gate {
	s.t.Helper()
	g := &gate{}
	listener, err := net.Listen("tcp", s.env["KIGO_LISTEN"])
	s.fine(err)
	front := &httptest.Server{Listener: listener, Config: &http.Server{Handler: g}}
	front.Start()
	s.t.Cleanup(front.Close)
	s.env["KIGO_LISTEN"] = "127.0.0.1:0"
	return g
}

func (g *gate) lead(i int, url string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.urls[i] = url
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	g.mu.Lock()
	urls := []string{g.urls[g.turn%2], g.urls[(g.turn+1)%2]}
	g.turn++
	g.mu.Unlock()
	for _, url := range urls {
		out, err := http.NewRequestWithContext(r.Context(), r.Method, strings.TrimRight(url, "/")+r.URL.Path, bytes.NewReader(body))
		if err != nil {
			continue
		}
		out.Header = r.Header
		resp, err := http.DefaultClient.Do(out)
		if err != nil {
			continue
		}
		answer, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
		w.WriteHeader(resp.StatusCode)
		_, _ = w.Write(answer)
		return
	}
	http.Error(w, "no kigo is there", http.StatusBadGateway)
}
