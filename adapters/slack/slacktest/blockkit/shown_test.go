package blockkit_test

import (
	"slices"
	"testing"

	"kigo/adapters/slack/slacktest/blockkit"
)

func names(kind, id string) string {
	return map[string]string{"user:U1": "Anna", "channel:C1": "forum", "group:S1": "rat"}[kind+":"+id]
}

func TestMrkdwnIsSeenAsSlackShowsIt(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"Wort":                               "Wort",
		"*fett* _schräg_ ~weg~":              "fett schräg weg",
		"*fett*er 2*3*4 snake_case_name a~b": "*fett*er 2*3*4 snake_case_name a~b",
		"* Punkt* und * mehr":                "* Punkt* und * mehr",
		"*a* *b*":                            "a b",
		"`/kigo hilfe` ```*x*```":            "/kigo hilfe *x*",
		"<https://a.example|Rat &amp; Haus>": "Rat & Haus",
		"<https://a.example>":                "https://a.example",
		"*<https://a.example|Link>*":         "Link",
		"<mailto:a@b.example>":               "a@b.example",
		"<@U1> <@U2|bert> <@U3> <#C1> <!subteam^S1> <!here> <!channel>": "@Anna @bert @U3 #forum @rat @here @channel",
		"<!date^1|30. November>":           "30. November",
		"&lt;!channel&gt; &amp;amp;":       "<!channel> &amp;",
		"&gt; zitiert\nnicht &gt; zitiert": "zitiert\nnicht > zitiert",
		":smile: :unbekannt: 10:30:00":     "😄 :unbekannt: 10:30:00",
		"**doppelt** [a](b) # Titel":       "**doppelt** [a](b) # Titel",
		"a &lt; b":                         "a < b",
	} {
		if got := blockkit.Mrkdwn(source, names); got != want {
			t.Errorf("%q is shown as %q, want %q", source, got, want)
		}
	}
}

func TestBlocksAreSeenAsLines(t *testing.T) {
	t.Parallel()
	v := asJSON(t, goodMessage())
	const want = "Titel\nfett Link\nWo\nfett Link\n[Anmelden]\nBild\nEin Balken\nklein Zeichen\n[Öffnen]\n" +
		"Wann?: [Eins – das erste]\nGruppe?: [Eins – das erste]\nWer?:\nWas alles?: [Eins – das erste]\n…:\n…:\n" +
		"…: [Eins – das erste]\n…: [Eins – das erste]\n…: [Eins – das erste]\nSuche:\nName:\nHinweis\n" +
		"WortRathaus@U012😄\n• Punkt\ncode\n# Titel\na"
	if got := blockkit.Shown(v, names); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	literal := decode(t, `[{"type":"section","text":{"type":"plain_text","text":"*a* <!here> :smile: &amp;","emoji":false}}]`)
	if got := blockkit.Shown(literal, nil); got != "*a* <!here> :smile: &amp;" {
		t.Errorf("plain text is shown as %q", got)
	}
	withEmoji := decode(t, `[{"type":"section","text":{"type":"plain_text","text":":smile:"}}]`)
	if got := blockkit.Shown(withEmoji, nil); got != "😄" {
		t.Errorf("without emoji: false, a name is shown as %q", got)
	}
}

func TestControlsHaveTheWordsBesideThem(t *testing.T) {
	t.Parallel()
	var got []string
	for _, c := range blockkit.Controls(asJSON(t, goodMessage()), names) {
		got = append(got, c.Type+" "+c.ActionID)
		if c.Type == "button" && c.ActionID == "b" && !slices.Equal(c.Labels, []string{"Anmelden", "fett Link"}) {
			t.Errorf("labels: %q", c.Labels)
		}
	}
	if len(got) != 13 || got[0] != "button b" || got[12] != "plain_text_input p" {
		t.Errorf("got %q", got)
	}
}

func TestMentionsAreFoundWhereSlackFindsThem(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		blocks string
		calls  string
	}{
		"nobody":                        {section(""), ""},
		"plain text calls nobody":       {`{"type":"section","text":` + plain("<!channel> <@U1> @here") + `}`, ""},
		"rich text's words call nobody": {rich(`{"type":"text","text":"<!channel> <@U1> @here"}`), ""},
		"mrkdwn calls":                  {`{"type":"section","text":` + mrkdwn("<!channel>") + `}`, "channel"},
		"mrkdwn calls somebody":         {`{"type":"section","fields":[` + mrkdwn("<@U1|anna>") + `]}`, "U1"},
		"code does not protect":         {`{"type":"section","text":` + mrkdwn("`<!here>`") + `}`, "here"},
		"escaped calls nobody":          {`{"type":"section","text":` + mrkdwn("&lt;!channel&gt; &lt;@U1&gt;") + `}`, ""},
		"mrkdwn reads bare signs":       {`{"type":"section","text":` + mrkdwn("@here") + `}`, "here"},
		"verbatim mrkdwn does not":      {`{"type":"section","text":{"type":"mrkdwn","text":"@here","verbatim":true}}`, ""},
		"an element of rich text calls": {rich(`{"type":"user","user_id":"U1"}`), "U1"},
		"rich text calls all":           {rich(`{"type":"broadcast","range":"everyone"}`), "everyone"},
		"groups are called":             {`{"type":"section","text":` + mrkdwn("<!subteam^S1>") + `}`, "S1"},
		"a mail address calls nobody":   {`{"type":"section","text":` + mrkdwn("a@here.example") + `}`, ""},
		"markdown calls":                {`{"type":"markdown","text":"<!channel>"}`, "channel"},
		"options call nobody":           {actions(menu(options(1))), ""},
		"context calls":                 {`{"type":"context","elements":[` + mrkdwn("<!here>") + `]}`, "here"},
	} {
		m := blockkit.NewMentions()
		m.InBlocks(decode(t, "["+tc.blocks+"]"))
		got := ""
		for _, set := range []map[string]bool{m.Users, m.Groups} {
			for id := range set {
				got += id
			}
		}
		for word, is := range map[string]bool{"channel": m.Channel, "here": m.Here, "everyone": m.Everyone} {
			if is {
				got += word
			}
		}
		if got != tc.calls {
			t.Errorf("%s: got %q, want %q", name, got, tc.calls)
		}
	}
	m := blockkit.NewMentions()
	m.InMrkdwn("Hallo @anna.muster, @channel.", false)
	if len(m.Words) > 0 || m.Channel {
		t.Error("bare signs need link_names")
	}
	m.InMrkdwn("Hallo @anna.muster, @channel.", true)
	if !m.Words["anna.muster"] || !m.Channel {
		t.Errorf("got %+v", m)
	}
}
