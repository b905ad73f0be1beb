package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"kigo/adapters/mongodb/mongotest"
)

// TestMattermostTwoReplicas has two kigos on one store, which is this process's. Both hear
// every message, clicks come to the one or the other, and each is restarted while people ask:
// every question is answered once, and whoever moves up is told once.
func TestMattermostTwoReplicas(t *testing.T) {
	t.Parallel()
	for where, open := range venues(t) {
		t.Run(where, func(t *testing.T) {
			each := 12
			if long() {
				each = 120
			}
			g := &gate{}
			front := httptest.NewServer(g)
			t.Cleanup(front.Close)
			s := prepareStage(t, open(t), false, map[string]string{
				"KIGO_PUBLIC_URL": front.URL, "KIGO_LISTEN": "127.0.0.1:0",
				"KIGO_MONGODB_URI": mongotest.URI(t), "KIGO_MONGODB_DATABASE": mongotest.OpenEmpty(t).Name(),
			})
			replicas := []*daemon{s.replica(g, 0), s.replica(g, 1)}
			var curious []*player
			for _, name := range []string{"bert", "carla", "dora", "emil", "finn", "gesa"} {
				curious = append(curious, s.cast(name, "de"))
			}
			s.publish("Werkstatt", 2)
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
		})
	}
}

// replica starts a kigo, to which the gate leads from now on.
func (s *stage) replica(g *gate, i int) *daemon {
	s.start()
	g.lead(i, s.kigo.url)
	return s.kigo
}

// publish lets anna make an event.
func (s *stage) publish(title string, seats int) {
	s.t.Helper()
	s.anna.types("veranstaltung neu " + title)
	s.anna.done(s.anna.fills(s.anna.form("Neue Veranstaltung"), map[string]any{
		"start": "in 3 Wochen 14 Uhr", "end": "2 Stunden", "place": "Rathaus", "seats": float64(seats),
	}))
	s.anna.press(s.anna.isAnswered("^So sehen es alle"), "Veröffentlichen")
	s.anna.isAnswered("^" + title + " ist veröffentlicht")
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
				ctx, cancel := p.limit()
				var err error
				if i%2 == 0 {
					_, err = p.Message(ctx, p.botID, line)
				} else {
					_, err = p.Post(ctx, p.plaza, "@"+p.bot+" "+line)
				}
				if cancel(); err != nil {
					p.t.Error(err)
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
		texts := s.posts(p.direct())
		for i := range questions {
			if n := count(texts, "^Ich finde keine Veranstaltung, die zu „"+riddle(i)+"“ passt"); n != 1 {
				s.t.Errorf("%s was answered %d times", riddle(i), n)
			}
		}
		if n := count(texts, "^Gute Nachricht"); n != min(1, at/2) {
			s.t.Errorf("number %d was told %d times that they moved up", at, n)
		}
	}
	if public := s.posts(s.plaza); len(public) != len(who)*questions/2 || count(public, "^Ich habe dir die Antwort als Direktnachricht geschickt") != len(public) {
		s.t.Errorf("in the plaza stand %d answers to %d questions: %q", len(public), len(who)*questions/2, public)
	}
}

// gate hands what comes on to replicas in turn, and to the next one where one is away.
type gate struct {
	mu   sync.Mutex
	urls [2]string
	turn int
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
