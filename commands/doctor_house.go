package commands

import (
	"cmp"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/scheduler"
)

// House is how the kigo that answers is: one of several, where there are replicas.
type House struct {
	Version, Commit, Host string
	Since                 time.Time // when it was started
	Embedded              bool      // the store is the built-in one
	Answer                time.Duration
	Skew                  time.Duration // how far the store's clock is ahead of kigo's
	Chats                 []Chat
	Jobs                  []scheduler.Standing
}

// Chat is a chat platform that kigo is connected to.
type Chat struct {
	Platform string
	State    chat.State
}

// mostSkew is what the clocks may differ by before kigo counts as not ready.
const mostSkew = 5 * time.Second

func houseView(p i18n.Printer, h House) chat.Section {
	store := "doctor.store.mongodb"
	if h.Embedded {
		store = "doctor.store.embedded"
	}
	clock := p.Text("doctor.clock.fine")
	if h.Skew.Abs() > mostSkew {
		clock = p.Text("doctor.clock.off", i18n.Args{"Count": int(h.Skew.Abs() / time.Second)})
	}
	lines := []chat.Text{
		p.Text("doctor.version", i18n.Args{"Version": h.Version, "Commit": h.Commit, "Host": cmp.Or(h.Host, "?"), "Since": h.Since}),
		p.Text(store, i18n.Args{"Millis": max(h.Answer.Milliseconds(), 1)}), clock,
	}
	for _, c := range h.Chats {
		lines = append(lines, chatView(p, c))
	}
	return chat.Section{Text: chat.Lines(lines...)}
}

func chatView(p i18n.Printer, c Chat) chat.Text {
	args := i18n.Args{"Platform": cmp.Or(p.Optional("people.platform."+c.Platform), c.Platform), "Since": c.State.Since}
	switch {
	case c.State.Connected:
		return p.Text("doctor.chat.connected", args)
	case c.State.Since.IsZero():
		return p.Text("doctor.chat.not_yet", args)
	}
	args["Count"], args["Error"] = c.State.Failures, chat.Shorten(c.State.LastError, 200)
	return p.Text("doctor.chat.lost", args)
}

// jobsView names the jobs that are late or of which runs were skipped.
func jobsView(p i18n.Printer, jobs []scheduler.Standing, now time.Time) chat.Text {
	const late = 2 * time.Minute // the scheduler looks every second, and a run may take a while
	var lines, skipped []chat.Text
	for _, j := range jobs {
		if now.Sub(j.Due) > late {
			lines = append(lines, p.Text("doctor.job.late", i18n.Args{"Job": j.Job, "Due": j.Due}))
		}
		if j.Skipped.Times > 0 {
			skipped = append(skipped, p.Text("doctor.job", i18n.Args{"Job": j.Job, "Count": j.Skipped.Times, "Last": j.Skipped.Last}))
		}
	}
	if len(lines) > 0 {
		lines = append([]chat.Text{p.Text("doctor.jobs.late")}, lines...)
	}
	if len(skipped) > 0 {
		lines = append(append(lines, p.Text("doctor.jobs")), skipped...)
	}
	if len(lines) == 0 {
		return p.Text("doctor.jobs.fine")
	}
	return chat.Lines(lines...)
}
