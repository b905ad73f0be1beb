package slack

import (
	"context"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/people"
)

// announceInChannel writes into channels, with a picture, and to people who are away.
func (v *visitors) announceInChannel() {
	v.now = v.now.AddDate(0, 0, (10-int(v.now.Weekday()))%7) // a Wednesday
	v.now = time.Date(v.now.Year(), v.now.Month(), v.now.Day(), 10, 0, 0, 0, v.now.Location())
	v.does("", chat.Event{Kind: chat.Command, Platform: "mattermost", User: chat.User{ID: "zoe"}, Line: "hilfe"})
	v.deliver()
	v.channels = []chat.Channel{{ID: "C1", Name: "general", Title: "general", Default: true}}
	fill := func(name, text, target string) chat.Reply {
		return v.fills(name, "anna", "mitteilung neu", map[string]string{"titel": "Aufzug", "text": text, "ziel": target})
	}
	fill("broadcast_channel_unknown", strings.Repeat("ä", 3001), "kanal Rathaus")
	fill("broadcast_channel_several", "Hallo.", "kanal general")
	fill("broadcast_channel_which", "Hallo.", "kanal")
	v.splits = true
	v.says("", "anna", "mitteilung verwerfen "+v.button(fill("broadcast_looks", "Hallo.", "alle"), "mitteilung verwerfen "))
	v.splits = false
	preview := fill("broadcast_instead", "Er steht am *Freitag*.", "alle")
	chosen := v.presses("broadcast_channel", "anna", preview, "mitteilung kanal ")
	id := v.button(chosen, "mitteilung test ")
	v.says("broadcast_file_none", "anna", "mitteilung anhang "+id+" Der Plan")
	attach := func(name, words string, files ...chat.File) {
		ev := chat.Event{Kind: chat.DirectMessage, User: chat.User{ID: "anna"}, Line: strings.TrimSpace("mitteilung anhang " + id + " " + words)}
		for _, f := range files {
			ev.Files = append(ev.Files, chat.Upload{Fetch: func(context.Context, int) (chat.File, error) { return f, nil }})
		}
		v.does(name, ev)
	}
	plan := chat.File{Name: "plan.png", Data: []byte("\x89PNG\r\n\x1a\nPlan")}
	attach("broadcast_file_alt", "", plan)
	attach("broadcast_file_one", "Der Plan", plan, plan)
	attach("broadcast_file_empty", "Der Plan", chat.File{Name: "leer.png"})
	attach("broadcast_file", "Der Plan: Treppe links", plan)
	both := v.fills("", "anna", "mitteilung ändern "+id, map[string]string{"ziel": "kanal slack:general, mattermost:general"})
	_ = both
	v.presses("broadcast_approved_channel", "bert", v.says("", "bert", "mitteilung "+id), "mitteilung freigeben")
	v.send()
	v.says("broadcast_done_channel", "anna", "mitteilung "+id)
	v.says("broadcast_correct_channel", "anna", "mitteilung korrigieren "+id)
	v.fills("broadcast_correction_channel", "anna", "mitteilung korrigieren "+id, map[string]string{"text": "Er steht am *Montag*."})
	v.presses("", "bert", v.says("", "bert", "mitteilung "+id), "mitteilung freigeben")
	v.spread()
	v.says("broadcast_correcting_channel", "anna", "mitteilung "+id)
	v.send()
	v.says("broadcast_recall_channel", "anna", "mitteilung zurückrufen "+id)
	v.says("broadcast_recalling_channel", "anna", "mitteilung zurückrufen "+id+" ja")
	v.send()

	v.shut = "C1"
	shut := v.button(fill("", "Hallo.", "kanal slack:general"), "mitteilung test ")
	v.presses("", "bert", v.says("", "bert", "mitteilung "+shut), "mitteilung freigeben")
	v.send()
	v.says("broadcast_shut", "anna", "mitteilung "+shut)
	v.shut, v.channels = "", nil

	emil, err := v.people.Meet(v.Context(), Platform, chat.User{ID: "emil"})
	if err == nil {
		err = v.people.Store.Set(v.Context(), emil.ID, people.Change{people.FieldQuiet: v.now.Add(24 * time.Hour)}, false)
	}
	if err != nil {
		v.Fatal(err)
	}
	quiet := v.button(fill("", "Hallo.", "alle"), "mitteilung test ")
	v.presses("", "bert", v.says("", "bert", "mitteilung "+quiet), "mitteilung freigeben")
	v.send()
	v.says("broadcast_absent", "anna", "mitteilung "+quiet)
}

// send lets announcements out.
func (v *visitors) send() {
	v.Helper()
	v.spread()
	v.delivered()
	v.deliver()
	v.spread()
}
