package slack_test

import (
	"strings"
	"testing"
	"time"

	"kigo/adapters/adaptertest"
	"kigo/adapters/slack/slacktest"
	"kigo/adapters/slack/slacktest/blockkit"
)

func TestContract(t *testing.T) {
	bothModes(t, func(t *testing.T, m mode) {
		adaptertest.Run(t, adaptertest.Chat{
			Name:    "slack",
			Deliver: func(t *testing.T) adaptertest.Harness { return deliverer(t, m) },
			Talk:    func(t *testing.T, bot *adaptertest.Bot) adaptertest.Room { return newRoom(t, m, bot.Answer) },
		})
	})
}

func deliverer(t *testing.T, m mode) adaptertest.Harness {
	var anna, bert, gone *slacktest.Member
	var town, private string
	var elsewhere []string
	w := newWorld(t, m, nil, setting{before: func(w *world) {
		anna, bert = w.server.AddMember(slacktest.Person{Name: "anna"}), w.server.AddMember(slacktest.Person{Name: "bert"})
		gone = w.server.AddMember(slacktest.Person{Name: "gone", Deactivated: true})
		town = w.server.AddChannel("kantine", anna, bert)
		w.server.Join(town, w.server.BotUserID)
		elsewhere = []string{w.server.AddChannel("fremd", anna), w.server.AddPrivateChannel("vertraulich", anna), w.server.AddChannel("archiv", anna)}
		w.server.Join(elsewhere[2], w.server.BotUserID)
		w.server.Archive(elsewhere[2])
		private = w.server.AddPrivateChannel("rat", anna)
		w.server.Join(private, w.server.BotUserID)
	}})
	return adaptertest.Harness{
		Channel: town, ShownThere: func(testing.TB) []string { return w.shownIn(anna, town) }, Elsewhere: elsewhere, Private: private,
		Adapter: w.adapter, Users: [2]string{anna.ID, bert.ID}, Gone: gone.ID,
		Shown: func(_ testing.TB, user string) []string { return w.shown(w.server.Member(user)) },
		Refuse: func(d time.Duration) {
			w.refusals++
			w.server.Inject("chat.postMessage", slacktest.RateLimit(d))
		},
		Break: func() { w.server.Inject("chat.postMessage", slacktest.Status(503)) },
	}
}

// shown are kigo's messages in somebody's direct chat, each with all of its posts.
func (w *world) shown(m *slacktest.Member) []string {
	w.Helper()
	return w.shownIn(m, m.DM())
}

func (w *world) shownIn(m *slacktest.Member, channel string) []string {
	w.Helper()
	var order []string
	texts := map[string][]string{}
	var files []string // they belong to what comes next
	for _, post := range m.Messages(channel) {
		if post.User != w.server.BotUserID {
			continue
		}
		payload, _ := post.Metadata["event_payload"].(object)
		key, _ := payload["key"].(string)
		if key, _, _ = strings.Cut(key, "/"); key == "" {
			files = append(files, read(post))
			continue
		}
		if texts[key] == nil {
			order = append(order, key)
		}
		texts[key] = append(append(texts[key], files...), read(post))
		files = nil
	}
	var all []string
	for _, key := range order {
		all = append(all, strings.Join(texts[key], " "))
	}
	return append(all, files...)
}

// read is a message as it is read: where a text goes on in the next block, it goes on.
func read(m slacktest.Message) string {
	before := ""
	for _, b := range blocks(m.JSON()) {
		now := blockkit.Shown([]any{b}, nil)
		if before != "" {
			now = " " + now
		}
		before += now
	}
	for _, f := range m.Files {
		before += "\n" + f.Name + "\n" + f.Alt
	}
	return before
}
