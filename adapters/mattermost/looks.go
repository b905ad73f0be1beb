package mattermost

import (
	"strings"

	"kigo/bot/chat"
)

// invisible is what keeps words from being read as mark-up.
var invisible = strings.NewReplacer("\u200b", "", "\u2060", "", "\u00a0", " ")

// Looks implements chat.Previewer.
func (a *Adapter) Looks(m chat.Message) (posts []string) {
	for _, p := range a.layout(m, target{}) {
		texts := strings.Split(p.Message, "\n\n")
		for _, below := range p.Attachments {
			texts = append(texts, strings.Split(below.Text, "\n\n")...)
		}
		var words []string
		for _, t := range texts {
			if w := chat.Markdown(t).String(); w != "" {
				words = append(words, w)
			}
		}
		posts = append(posts, invisible.Replace(strings.Join(words, "\n\n")))
	}
	return posts
}
