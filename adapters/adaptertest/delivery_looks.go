package adaptertest

import (
	"slices"
	"strings"
	"testing"

	"kigo/bot/chat"
)

// looks compares what the platform says beforehand with the words themselves.
func looks(t *testing.T, h Harness) {
	p, ok := h.Adapter.(chat.Previewer)
	if !ok {
		t.Skip("the platform does not say how a message will look")
	}
	m := chat.Message{Sections: []chat.Section{
		{Text: chat.Markdown("**Kantine**\n\nAb *Montag* gibt es [Suppe](https://kiel.example/suppe), @all.\n\n- Erbsen\n- Linsen\n\n# Am Dienstag\n\nnicht. Schreib `/kigo hilfe`.")},
		{Text: chat.Words("Thema: <Allgemeines> & mehr")},
	}}
	spoken := func(s string) []string {
		return slices.DeleteFunc(strings.Fields(s), func(w string) bool { return w == "-" || w == "•" })
	}
	if got := p.Looks(m); len(got) != 1 || !slices.Equal(spoken(got[0]), spoken(m.Plain())) {
		t.Errorf("it looks like %q, want %q", got, m.Plain())
	}
	long := chat.Say(chat.Words(strings.Repeat("Größe ", 8000)))
	if got := p.Looks(long); !slices.Equal(spoken(strings.Join(got, " ")), spoken(long.Plain())) {
		t.Errorf("a long one looks like %s", brief(got))
	}
	h.send(t, m, "key")
	for _, word := range spoken(p.Looks(m)[0]) {
		if !strings.Contains(word, "://") && !strings.Contains(h.shown(t), word) { // a link shows its label
			t.Errorf("%q is not shown: %q", word, h.shown(t))
		}
	}
}
