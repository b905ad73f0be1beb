package slack

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

func same(line string) string { return line }

func TestHomeGoldens(t *testing.T) {
	for name, sections := range map[string][]chat.Section{"everything": everything().Sections, "nothing": nil} {
		t.Run(name, func(t *testing.T) {
			view := home(sections, same)
			validView(t, view)
			golden(t, filepath.Join("testdata", "home_"+name+".json"), asJSON(t, view))
		})
	}
}

func TestEveryHomeIsValid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMessage(rapid.Bool().Draw(t, "small")).Draw(t, "message")
		validView(t, home(m.Sections, same, chat.Section{Text: chat.Words("Es gibt mehr.")}))
	})
}

// What there is no room for is said, whole sections at a time.
func TestHomeSaysThatThereIsMore(t *testing.T) {
	t.Parallel()
	hint := chat.Section{Text: chat.Words("Es gibt mehr.")}
	sections := func(n int) []chat.Section {
		var out []chat.Section
		for i := range n {
			out = append(out, chat.Section{Text: chat.Words(fmt.Sprintf("Nummer %d.", i)), Buttons: []chat.Button{{Label: "Mehr", Line: "mehr"}}})
		}
		return out
	}
	huge := chat.Section{Text: chat.Words("Anfang")}
	for i := range 600 {
		huge.Buttons = append(huge.Buttons, chat.Button{Label: "Mehr", Line: fmt.Sprint(i)})
	}
	heavy := chat.Section{}
	for range 90 {
		heavy.Text = append(heavy.Text, chat.Words(strings.Repeat("<", 2900)+"\n\n")...)
	}
	for name, tc := range map[string]struct {
		sections    []chat.Section
		blocks      int
		first, last string // what it shows
		hinted      bool
	}{
		"all fit":      {sections(50), 100, "Nummer 0.", "Nummer 49.", false},
		"one too many": {sections(51), 99, "Nummer 0.", "Nummer 48.", true},
		"many":         {sections(500), 99, "Nummer 0.", "Nummer 48.", true},
		"one huge":     {[]chat.Section{huge, {Text: chat.Words("Ende")}}, 100, "Anfang", "[Mehr]", true},
		"bytes":        {[]chat.Section{{Text: chat.Words("Anfang")}, heavy}, 2, "Anfang", "Anfang", true},
	} {
		t.Run(name, func(t *testing.T) {
			view := home(tc.sections, same, hint)
			validView(t, view)
			shown := blockkit.Shown(asJSON(t, view.Blocks), nil)
			if len(view.Blocks.BlockSet) != tc.blocks || !strings.HasPrefix(shown, tc.first) || !strings.Contains(shown, tc.last) ||
				strings.HasSuffix(shown, "Es gibt mehr.") != tc.hinted {
				t.Errorf("%d blocks:\n%s", len(view.Blocks.BlockSet), chat.Shorten(shown, 3000))
			}
		})
	}
}
