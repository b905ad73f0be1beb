package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/outbox"
	table "kigo/commands"
	"kigo/scheduler"
)

// repair looks after what did not arrive: a message of each kind, and more of one.
func (v *visitors) repair() {
	v.house = table.House{
		Version: "v1.0.0", Commit: "0123456789ab", Host: "kigo-1", Since: v.now.Add(-time.Hour), Answer: 2 * time.Millisecond,
		Chats: []table.Chat{{Platform: Platform, State: chat.State{Connected: true, Since: v.now.Add(-time.Hour)}}, {Platform: "mattermost"}},
	}
	v.says("diagnose", "anna", "diagnose")
	for _, beat := range []time.Time{{}, v.now.Add(-48 * time.Hour)} {
		err := v.pauses.SetPause(v.Context(), outbox.Pause{Since: v.now, Beat: beat})
		v.says(fmt.Sprintf("diagnose_paused_%t", !beat.IsZero()), "anna", "diagnose")
		if err = errors.Join(err, v.pauses.EndPause(v.Context())); err != nil {
			v.Fatal(err)
		}
	}
	p := v.bot.Catalogue.Printer(v.lang)
	kinds := slices.Sorted(maps.Keys(v.kinds))
	for _, kind := range kinds {
		if p.Optional("outbox.kind."+kind) == "" {
			v.Errorf("%s has no name for people: outbox.kind.%s", kind, kind)
		}
	}
	for n := range 30 {
		kind := kinds[n%len(kinds)]
		row := outbox.Row{
			ID: fmt.Sprintf("row%02d", n), Kind: kind, Person: v.person("anna").ID, State: outbox.Dead, Tries: 60, Due: v.now, Enqueued: v.now, Error: "channel_not_found",
		}
		if _, err := v.rows.Insert(v.Context(), row); err != nil {
			v.Fatal(err)
		}
		v.seen[row.ID] = true // it says nothing
		v.hears(chat.Reply{Message: chat.Say(p.Text("outbox.kind." + kind))})
	}
	v.house.Embedded, v.house.Skew = true, time.Minute
	v.house.Chats[1].State = chat.State{Since: v.now.Add(-time.Minute), Failures: 7, LastError: "connection refused"}
	v.house.Jobs = []scheduler.Standing{
		{Job: "digest", Due: v.now.Add(-time.Hour), Skipped: scheduler.Skipped{Times: 1, Last: v.now}},
		{Job: "prune", Due: v.now, Skipped: scheduler.Skipped{Times: 3, Last: v.now}},
	}
	waits := outbox.Row{ID: "row-waits", Kind: kinds[0], Person: v.person("anna").ID, State: outbox.Open, Due: v.now.Add(-time.Minute), Enqueued: v.now}
	if _, err := v.rows.Insert(v.Context(), waits); err != nil {
		v.Fatal(err)
	}
	v.seen[waits.ID] = true
	v.says("diagnose_dead", "anna", "diagnose")
	v.says("diagnose_again", "anna", "diagnose row00")
	v.says("diagnose_gone", "anna", "diagnose row00")
	v.says("diagnose_discarded", "anna", "diagnose verwerfen row01")
	v.says("diagnose_all", "anna", "diagnose alle")
	if _, err := v.rows.Withdraw(v.Context(), waits.ID); err != nil {
		v.Fatal(err)
	}
}

// letterbox is a chat that shows what is sent to it.
type letterbox struct {
	chat.Adapter
	*visitors
	platform string
}

func (l letterbox) Direct(_ context.Context, userID string) (string, error) { return userID, nil }

// Send keeps the first message that holds several others.
func (l letterbox) Send(_ context.Context, channel string, m chat.Message, _ string) (string, error) {
	switch {
	case channel == l.away:
		return "", errors.New("channel_not_found")
	case channel == l.shut:
		return "", chat.ErrGone
	}
	if name := "told_bundle"; len(m.Sections) > 2 && !l.told[name] {
		l.told[name] = true
		l.Run(name, func(t *testing.T) { l.looks(t, name, m) })
		l.hears(chat.Reply{Message: m})
	}
	return "1", nil
}

// Channels are the same on each chat, with everybody in them.
func (l letterbox) Channels(context.Context) ([]chat.Channel, error) { return l.channels, nil }

func (l letterbox) MembersOf(ctx context.Context, _ string) (users []string, err error) {
	all, err := l.people.Everybody(ctx)
	for _, p := range all {
		for _, user := range p.Accounts {
			users = append(users, user)
		}
	}
	return users, err
}

func (l letterbox) Looks(m chat.Message) []string {
	if l.splits && l.platform == Platform {
		return []string{m.Plain(), "…"}
	}
	return []string{m.Plain()}
}

func (l letterbox) Find(context.Context, string, string, time.Time) (string, error) { return "", nil }

func (l letterbox) Edit(context.Context, string, string, chat.Message, string) error { return nil }

// deliver sends what is due, several things to one person in one message.
func (v *visitors) deliver() {
	v.Helper()
	now, claims := func() time.Time { return v.now }, 0
	d := &outbox.Dispatcher{
		Store: v.rows, People: v.people, Adapters: v.chats, Kinds: v.kinds, Printer: v.bot.PrinterFor,
		Now: now, RealNow: now, Secret: []byte("secret"), Limits: outbox.DefaultLimits, Hours: v.hours,
		NewID: func() string { claims++; return fmt.Sprint("claim", claims) }, Log: slog.New(slog.DiscardHandler),
	}
	d.Limits.Workers, d.Limits.Tries = 1, 1 // one after the other, and once
	if err := d.Drain(v.Context()); err != nil {
		v.Fatal(err)
	}
}
