package mattermost_test

import (
	"testing"
	"time"

	"kigo/adapters/adaptertest"
	"kigo/adapters/mattermost/mattermosttest"
)

// What a private answer looks like depends on what the administrator allows.
var allowances = map[string]func(*mattermosttest.Settings){
	"answers with the bot's name": func(s *mattermosttest.Settings) {
		s.EnablePostUsernameOverride, s.EnablePostIconOverride = true, true
	},
	"answers as direct messages": func(*mattermosttest.Settings) {},
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, allow := range allowances {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			adaptertest.Run(t, adaptertest.Chat{
				Name: "mattermost", Long: wholeText, Lacks: []adaptertest.Ability{adaptertest.Vanish},
				Deliver: func(t *testing.T) adaptertest.Harness { return deliverer(t, allow) },
				Talk:    func(t *testing.T, bot *adaptertest.Bot) adaptertest.Room { return newRoom(t, bot.Answer, allow) },
			})
		})
	}
	t.Run("answers that only one person sees", func(t *testing.T) {
		t.Parallel()
		adaptertest.Run(t, adaptertest.Chat{
			Name: "mattermost", Long: wholeText,
			Deliver: func(t *testing.T) adaptertest.Harness { return deliverer(t, nil) },
			Talk: func(t *testing.T, bot *adaptertest.Bot) adaptertest.Room {
				return newRoom(t, bot.Answer, nil, func(w *world) {
					w.server.Permit("system_post_all_public", "create_post_ephemeral")
					w.server.Grant(w.bot.ID, "system_post_all_public")
				})
			},
		})
	})
}

// wholeText is how many characters stand together at least; what is longer is divided.
const wholeText = 15_000

func deliverer(t *testing.T, allow func(*mattermosttest.Settings)) adaptertest.Harness {
	w := newWorld(t, nil, allow)
	anna, bert, gone := w.server.Human("anna"), w.server.Human("bert"), w.server.Human("gone")
	w.server.SetActive(gone.ID, false)
	town, old := w.server.Channel("kantine", w.bot.ID, anna.ID, bert.ID), w.server.Channel("archiv", w.bot.ID, anna.ID)
	w.server.Archive(old.Id)
	return adaptertest.Harness{
		Channel: town.Id, ShownThere: func(testing.TB) []string { return w.shownIn(town.Id) },
		Elsewhere: []string{w.server.Channel("fremd", anna.ID).Id, w.server.PrivateChannel("vertraulich", anna.ID).Id, old.Id},
		Private:   w.server.PrivateChannel("rat", w.bot.ID, anna.ID).Id,
		Adapter:   w.adapter, Users: [2]string{anna.ID, bert.ID}, Gone: gone.ID, Long: wholeText,
		Shown:  func(_ testing.TB, user string) []string { return w.shown(user) },
		Refuse: func(d time.Duration) { w.server.On("POST /posts").Refuse(1, d) },
		Break:  func() { w.server.On("POST /posts").Answer(1, 503) },
	}
}
