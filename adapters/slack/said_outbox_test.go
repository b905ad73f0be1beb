package slack

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	table "kigo/commands"
)

// repair looks after what did not arrive: a message of each kind.
func (v *visitors) repair() {
	v.says("diagnose", "anna", "diagnose")
	v.kill(slices.Sorted(maps.Keys(v.kinds))...)
	v.skipped = []table.Skipped{{Job: "digest", Times: 1, Last: v.now}, {Job: "prune", Times: 3, Last: v.now}}
	v.says("diagnose_dead", "anna", "diagnose")
	v.says("diagnose_again", "anna", "diagnose dead/event.offer")
	v.says("diagnose_gone", "anna", "diagnose dead/event.offer")
	v.says("diagnose_discarded", "anna", "diagnose verwerfen dead/event.remind")
	v.says("diagnose_again_all", "anna", "diagnose alle")
	v.kill("a", "b", "c")
	v.says("diagnose_dead_unnamed", "anna", "diagnose")
}

// kill has messages of kinds fail for good.
func (v *visitors) kill(kinds ...string) {
	v.Helper()
	anna := v.person("anna")
	for _, kind := range kinds {
		row := outbox.Row{ID: "dead/" + kind, Kind: kind, Person: anna.ID, State: outbox.Open, Enqueued: v.now, Due: v.now}
		if _, err := v.rows.Insert(v.Context(), row); err != nil {
			v.Fatal(err)
		}
		v.seen[row.ID] = true // it says nothing
	}
	rows, err := v.rows.Claim(v.Context(), v.now, v.now, "claim", time.Minute, 1000)
	if err != nil {
		v.Fatal(err)
	}
	for _, row := range rows {
		if strings.HasPrefix(row.ID, "dead/") {
			err = v.rows.Retry(v.Context(), row.ID, "claim", outbox.Dead, "channel_not_found", v.now)
		} else {
			err = v.rows.Return(v.Context(), row.ID, "claim")
		}
		if err != nil {
			v.Fatal(err)
		}
	}
}

// letterbox is a chat that shows what is sent to it.
type letterbox struct {
	chat.Adapter
	*visitors
}

func (l letterbox) Direct(_ context.Context, userID string) (string, error) { return userID, nil }

// Send keeps the first message that holds several others.
func (l letterbox) Send(_ context.Context, _ string, m chat.Message, _ string) (string, error) {
	if name := "told_bundle"; len(m.Sections) > 2 && !l.told[name] {
		l.told[name] = true
		l.Run(name, func(t *testing.T) { l.looks(t, name, m) })
		l.hears(chat.Reply{Message: m})
	}
	return "1", nil
}

// deliver sends what is due, several things to one person in one message.
func (v *visitors) deliver() {
	v.Helper()
	box, now, claims := letterbox{visitors: v}, func() time.Time { return v.now }, 0
	d := &outbox.Dispatcher{
		Store: v.rows, People: v.people, Adapters: map[string]chat.Adapter{Platform: box, "mattermost": box}, Kinds: v.kinds, Printer: v.bot.PrinterFor,
		Now: now, RealNow: now, Secret: []byte("secret"), Limits: outbox.DefaultLimits, Hours: v.hours,
		NewID: func() string { claims++; return fmt.Sprint("claim", claims) }, Log: slog.New(slog.DiscardHandler),
	}
	d.Limits.Workers = 1 // one after the other
	if err := d.Drain(v.Context()); err != nil {
		v.Fatal(err)
	}
}
