package slack

import "kigo/bot/chat"

// Looks implements chat.Previewer.
func (a *Adapter) Looks(m chat.Message) (all []string) {
	for _, p := range posts(m, line) {
		all = append(all, p.words)
	}
	return all
}
