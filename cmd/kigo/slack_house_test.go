package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"kigo/adapters/mongodb/mongotest"
	"kigo/adapters/slack/slacktest"
)

// slackScenes are kigo on Slack's emulator, in both modes.
func slackScenes() map[string]scene {
	return map[string]scene{
		"Socket Mode": func(t *testing.T) *stage { return newTower(t).stage },
		"HTTP":        func(t *testing.T) *stage { return newTower(t, "--http", "https://kigo.example.org").stage },
	}
}

// tower is a Slack workspace with kigo in its plaza.
type tower struct {
	*stage
	slack  *slacktest.Server
	clock  *slacktest.Leaping
	listen string // in HTTP mode, where Slack calls
	plaza  string
}

// newTower installs kigo's app; flags are those of `kigo slack manifest`. Its store is the
// embedded one, or a database on the server that KIGO_TEST_MONGODB_URI names.
func newTower(t *testing.T, flags ...string) *tower {
	t.Helper()
	t.Parallel()
	clock := slacktest.NewLeaping()
	o, slack := installSlack(t, flags, slacktest.WithClock(clock))
	w := &tower{slack: slack, clock: clock}
	w.stage = &stage{operator: o, house: w, manners: manners{here: true, replaces: true, paced: true}}
	if len(flags) == 0 {
		w.env["KIGO_SLACK_APP_TOKEN"] = slack.AppToken()
	} else {
		w.listen, w.env["KIGO_SLACK_SIGNING_SECRET"] = w.env["KIGO_LISTEN"], signingSecret
		w.env["KIGO_PUBLIC_URL"], w.env["SSL_CERT_FILE"] = front(t, w.listen)
	}
	if uri := os.Getenv(mongotest.URIVariable); uri != "" {
		w.env["KIGO_MONGODB_URI"], w.env["KIGO_MONGODB_DATABASE"] = uri, mongotest.OpenEmpty(t).Name()
	}
	w.plaza = w.slack.AddChannel("plaza")
	w.slack.Join(w.plaza, w.slack.BotUserID)
	w.anna = w.cast("anna", "de")
	w.env["KIGO_ADMINS"] = "slack:" + w.anna.login.(*colleague).ID
	return w
}

func (w *tower) settle(name, locale string) login {
	return w.welcome(slacktest.Person{Name: name, Locale: map[string]string{"de": "de-DE", "en": "en-GB"}[locale]})
}

func (w *tower) welcome(p slacktest.Person) login {
	p.RealName = strings.ToUpper(p.Name[:1]) + p.Name[1:] + " Beispiel"
	c := &colleague{Member: w.slack.AddMember(p), tower: w, seen: map[string]bool{}}
	w.slack.Join(w.plaza, c.ID)
	return c
}

func (w *tower) guest(name string) login {
	return w.welcome(slacktest.Person{Name: name, Locale: "de-DE", Guest: true})
}

func (w *tower) dismiss(a login) {
	w.slack.ChangeMember(a.(*colleague).Member, func(p *slacktest.Person) { p.Deactivated = true })
}

func (w *tower) ready() {
	w.t.Helper()
	ctx, cancel := w.limit()
	defer cancel()
	var err error
	if w.listen == "" {
		err = w.slack.Wait(ctx, func() bool { return w.slack.Connections() > 0 })
	} else {
		err = w.slack.UseRequestURLs(ctx, "http://"+w.listen) // Slack verifies the address
	}
	if err != nil {
		w.t.Fatalf("%v\n%s", err, w.kigo.errOut)
	}
}

// later is the minute after which Slack tries for the second time to hand an event in again.
func (w *tower) later() { w.clock.Leap(slacktest.SecondRetry) }

func (w *tower) proofs() []string {
	if w.listen == "" {
		return []string{"ok    Slack socket", "so a kigo serves"}
	}
	return []string{"ok    Slack signing secret", "ok    Slack requests: kigo answers at https://127.0.0.1:"}
}

// amid needs nothing to be held up: Slack has the acknowledgement before the answer is made.
func (w *tower) amid(who *player, line string, do func()) {
	w.t.Helper()
	who.types(line)
	do()
}

// interlude are the home page, which follows what anna does, and the shortcuts.
func (w *tower) interlude(p *play) {
	ctx, cancel := w.limit()
	defer cancel()
	anna, carla := p.anna.login.(*colleague), p.carla.login.(*colleague)
	home := func(c *colleague, words ...string) slacktest.View {
		v, err := c.WaitHome(ctx, words...)
		w.fine(err)
		return v
	}
	anna.OpenHome()
	w.fine(anna.Click(home(anna, "Werkstatt", "ausgebucht, 3 warten"), "Anmelden: Werkstatt"))
	p.anna.reads("^Warteliste, Platz 4 von 4: Werkstatt\n")
	home(anna, "Warteliste, Platz 4 von 4: Werkstatt")
	p.anna.types("abmelden werkstatt ja")
	p.anna.isAnswered("^Du bist von Werkstatt abgemeldet")
	home(anna, "ausgebucht, 3 warten", "Anmelden: Werkstatt")

	carla.OpenHome()
	w.fine(carla.Click(home(carla, "Platz sicher: Werkstatt", "Rathaus, Raum 12"), "In den Kalender"))
	p.carla.receives(p.carla.reads("^Hier ist der Termin für deinen Kalender"), ".ics", "SUMMARY:Werkstatt\r\n")
	w.fine(carla.Shortcut("kigo_ask"))
	p.carla.reads("frage")
	own := carla.Messages(w.plaza)
	at := slices.IndexFunc(own, func(m slacktest.Message) bool { return m.User == carla.ID })
	w.fine(carla.MessageShortcut("kigo_ask_msg", own[at]))
	p.carla.reads("frage")
}

// epilogue opens a home page again: the kigo that showed it has ended.
func (w *tower) epilogue(p *play) {
	ctx, cancel := w.limit()
	defer cancel()
	carla := p.carla.login.(*colleague)
	carla.OpenHome()
	_, err := carla.WaitHome(ctx, "Zurzeit sind keine Veranstaltungen geplant")
	w.fine(err)
}

func (w *tower) said() (all []string) {
	for _, m := range w.slack.Messages(w.plaza) {
		if m.User == w.slack.BotUserID {
			all = append(all, invisible.Replace(m.Shown()))
		}
	}
	return all
}

func (w *tower) quiet() {
	w.t.Helper()
	for _, complaint := range w.slack.Complaints() {
		w.t.Errorf("Slack complains: %s", complaint)
	}
	if refused := w.slack.Refusals(); len(refused) > 0 && !w.crowded {
		w.t.Errorf("Slack was asked too often: %+v", refused)
	}
	for _, p := range w.players {
		for _, n := range w.slack.Notified(p.login.(*colleague).Member) {
			if n.Message.User == w.slack.BotUserID && n.Why != "direct message" {
				w.t.Errorf("kigo calls for %s: %s", n.Why, n.Message.Shown())
			}
		}
	}
}
