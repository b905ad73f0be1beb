package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kigo/bot"
)

// scene sets kigo up on a platform; it is still to be started.
type scene func(*testing.T) *stage

// playedIn runs a test in every scene.
func playedIn(t *testing.T, scenes map[string]scene, play func(*testing.T, scene)) {
	t.Helper()
	t.Parallel()
	for name, open := range scenes {
		t.Run(name, func(t *testing.T) { play(t, open) })
	}
}

// house is a chat platform with an organisation on it, kigo, and a plaza: a channel with
// everybody in it. What can't be done there fails the test.
type house interface {
	// settle makes somebody who speaks a language, and brings them to the plaza.
	settle(name, locale string) login
	// guest makes somebody with an account for guests; nil where that is not possible.
	guest(name string) login
	// dismiss switches an account off.
	dismiss(login)
	// ready returns once the platform reaches the kigo that was started.
	ready()
	// proofs are what doctor says while kigo runs.
	proofs() []string
	// later lets so much time pass that the platform hands in again what kigo did not take.
	later()
	// amid has somebody type a command, and does something before it is answered.
	amid(who *player, line string, do func())
	// interlude is an act that only this platform has.
	interlude(*play)
	// epilogue is one after everything else, while kigo still runs.
	epilogue(*play)
	// said is what kigo has said in the plaza for all to read, oldest first.
	said() []string
	// quiet fails the test if anything that kigo sent was wrong.
	quiet()
}

// manners are how kigo answers on a platform.
type manners struct {
	here     bool // a slash command where it was typed, and not in the direct chat
	refers   bool // a mention in private in the direct chat, and where it was asked says so
	replaces bool // a click in the place of what was clicked
	paced    bool // one message a second to each person
}

// stage is kigo as a process of its own in a house.
type stage struct {
	operator
	house
	manners
	kigo    *daemon
	crowded bool    // there are several, of which none knows what the others do
	anna    *player // kigo's admin

	mu      sync.Mutex
	players []*player
}

// cast brings somebody to the plaza.
func (s *stage) cast(name, locale string) *player {
	s.t.Helper()
	return s.admit(name, s.settle(name, locale))
}

func (s *stage) admit(name string, a login) *player {
	p := &player{login: a, stage: s, name: name}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.players = append(s.players, p)
	return p
}

func (s *stage) fine(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// start runs `kigo serve`, and waits until the platform reaches it.
func (s *stage) start() {
	s.t.Helper()
	s.launch()
	s.ready()
}

func (s *stage) launch() {
	s.t.Helper()
	d, err := startDaemon(s.command("serve"))
	s.fine(err)
	s.t.Cleanup(d.kill)
	s.kigo = d
}

// stop ends kigo in good order.
func (s *stage) stop() {
	s.t.Helper()
	s.ends(s.kigo)
}

func (s *stage) ends(d *daemon) {
	s.t.Helper()
	err := d.stop()
	if errors.Is(err, os.ErrProcessDone) && d.cmd.ProcessState.ExitCode() == 0 {
		err = nil // it was told before
	}
	s.fine(err)
	if log := d.errOut.String(); strings.Contains(log, "level=ERROR") {
		s.t.Errorf("kigo's log:\n%s", log)
	}
}

// limit is a context for one step. What one of several kigos has failed at is tried again
// after a lease.
func (s *stage) limit() (context.Context, context.CancelFunc) {
	most := patience
	if s.crowded {
		most += 2 * bot.DefaultLease
	}
	return context.WithTimeout(s.t.Context(), most)
}

// until looks for something that no event tells.
func (s *stage) until(is func() bool) {
	s.t.Helper()
	for late := time.Now().Add(patience); !is(); {
		if time.Now().After(late) {
			s.t.Fatal("it does not happen")
		}
		time.Sleep(time.Millisecond)
	}
}

// publish lets anna make an event.
func (s *stage) publish(title, seats string) {
	s.t.Helper()
	s.anna.types("veranstaltung neu " + title)
	s.anna.done(s.anna.fills(s.anna.form("Neue Veranstaltung"), values{
		"start": "in 3 Wochen 14 Uhr", "end": "2 Stunden", "place": "Rathaus", "seats": seats,
	}))
	s.anna.press(s.anna.isAnswered("^So sehen es alle"), "Veröffentlichen")
	s.anna.isAnswered("^" + title + " ist veröffentlicht")
}

// count is how many of the texts begin with what pattern says.
func count(texts []string, pattern string) (n int) {
	begins := regexp.MustCompile(pattern)
	for _, text := range texts {
		if begins.MatchString(text) {
			n++
		}
	}
	return n
}

// percentile is the value below which p of 100 lie.
func percentile[T cmp.Ordered](all []T, p int) T {
	all = slices.Sorted(slices.Values(all))
	return all[min(len(all)-1, len(all)*p/100)]
}

// figures are median and 99th percentile in milliseconds.
func figures(all []time.Duration) (p50, p99 float64) {
	return percentile(all, 50).Seconds() * 1000, percentile(all, 99).Seconds() * 1000
}
