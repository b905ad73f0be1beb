package chat_test

import (
	"testing"

	"kigo/bot/chat"
)

func TestWhoIsMentioned(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"@kigo":                             "",
		"@kigo hilfe":                       "hilfe",
		"@KIGO, hilfe":                      "hilfe",
		"@kigo: anmelden forum":             "anmelden forum",
		"  @kigo\nanmelden  forum":          "anmelden  forum",
		"Weißt du das, @kigo?":              "Weißt du das?",
		"Frag @kigo. Der weiß es":           "Frag. Der weiß es",
		"Hallo @kigo wann ist das Forum?":   "Hallo wann ist das Forum?",
		"(@kigo) hilfe":                     "( ) hilfe",
		"**@kigo** hilfe":                   "** ** hilfe",
		"@bert @kigo hilfe":                 "@bert hilfe",
		"`@bert` @kigo was ist `x`?":        "`@bert` was ist `x`?",
		"@kigo Größe":                       "Größe",
		"@kigo @kigo hilfe":                 "@kigo hilfe",
		"@kigo … und\n\nnoch eine Zeile":    "… und\n\nnoch eine Zeile",
		"äöü @kigo wo ist der Ratssaal? äö": "äöü wo ist der Ratssaal? äö",
	} {
		if got, ok := chat.Mentioned(text, "kigo"); !ok || got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "kigo", "kigo hilfe", "x@kigo.de", "mail@kigo", "@kigobot hilfe", "@kigo_neu", "@kigo-neu", "@kigo.neu",
		"`@kigo`", "```\n@kigo hilfe\n```", "```@kigo", "@@kigo", "https://example.org/@kigo", "@all", "@channel hilfe", "@\u200bkigo",
	} {
		if got, ok := chat.Mentioned(text, "kigo"); ok {
			t.Errorf("%q counts as a mention that says %q", text, got)
		}
	}
}

func FuzzMentioned(f *testing.F) {
	f.Add("@kigo hilfe", "kigo")
	f.Add("`@kigo` \xff@KIGO.", "kigo")
	f.Add("hm @k!", "\u212A") // a Kelvin, which is a long k
	f.Add("@kigo", "\x80")
	f.Fuzz(func(_ *testing.T, text, name string) { chat.Mentioned(text, name) })
}
