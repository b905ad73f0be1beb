package blockkit_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest/blockkit"
)

// goodMessage is one of everything, as slack-go writes it.
func goodMessage() []slack.Block {
	words := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	marked := slack.NewTextBlockObject("mrkdwn", "*fett* <https://a.example|Link>", false, true)
	offer := slack.NewOptionBlockObject("1", words("Eins"), words("das erste"))
	group := slack.NewOptionGroupBlockElement(words("Gruppe"), offer)
	button := slack.NewButtonBlockElement("b", "join", words("Anmelden")).WithStyle(slack.StylePrimary)
	button.Confirm = slack.NewConfirmationBlockObject(words("Sicher?"), words("Wirklich?"), words("Ja"), words("Nein"))
	link := slack.NewButtonBlockElement("l", "", words("Öffnen")).WithURL("https://a.example/")
	static := slack.NewOptionsSelectBlockElement("static_select", words("Wann?"), "s", offer).WithInitialOption(offer)
	rich := slack.NewRichTextBlock("",
		slack.NewRichTextSection(
			slack.NewRichTextSectionTextElement("Wort", &slack.RichTextSectionTextStyle{Bold: true, Code: true}),
			slack.NewRichTextSectionLinkElement("https://a.example", "Rathaus", nil),
			slack.NewRichTextSectionUserElement("U012", nil),
			slack.NewRichTextSectionEmojiElement("smile", 0, nil),
		),
		slack.NewRichTextList(slack.RTEListBullet, 0, slack.NewRichTextSection(slack.NewRichTextSectionTextElement("Punkt", nil))),
		&slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement("code", nil)}},
	)
	return []slack.Block{
		slack.NewHeaderBlock(words("Titel")),
		slack.NewSectionBlock(marked, []*slack.TextBlockObject{words("Wo"), marked}, slack.NewAccessory(button)),
		slack.NewDividerBlock(),
		slack.NewImageBlock("https://a.example/a.png", "Ein Balken", "", words("Bild")),
		slack.NewContextBlock("", words("klein"), slack.NewImageBlockElement("https://a.example/a.png", "Zeichen")),
		slack.NewActionBlock("a1", link, static,
			slack.NewOptionsGroupSelectBlockElement("static_select", words("Gruppe?"), "g", group),
			slack.NewOptionsSelectBlockElement("users_select", words("Wer?"), "u"),
			slack.NewOptionsMultiSelectBlockElement("multi_static_select", words("Was alles?"), "m", offer),
			slack.NewDatePickerBlockElement("d"), slack.NewTimePickerBlockElement("t"),
			slack.NewOverflowBlockElement("o", offer), slack.NewRadioButtonsBlockElement("r", offer),
			slack.NewCheckboxGroupsBlockElement("c", offer),
			slack.NewOptionsSelectBlockElement("external_select", words("Suche"), "e"),
		),
		slack.NewInputBlock("i", words("Name"), words("Hinweis"), slack.NewPlainTextInputBlockElement(words("hier"), "p")),
		rich,
		slack.NewMarkdownBlock("", "# Titel"),
		slack.NewTableBlock("").AddRow(slack.NewTableRawTextCell("a")),
	}
}

func asJSON(t testing.TB, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := blockkit.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatSlackGoBuildsIsGood(t *testing.T) {
	t.Parallel()
	if got := blockkit.Blocks(blockkit.Message, asJSON(t, goodMessage())); len(got) > 0 {
		t.Error(got)
	}
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: goodMessage()[:8]}, CallbackID: "home"}
	if got := blockkit.View(asJSON(t, home)); len(got) > 0 {
		t.Error(got)
	}
	words := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	form := slack.ModalViewRequest{
		Type: slack.VTModal, Title: words(strings.Repeat("a", 24)), Submit: words("Senden"), Close: words("Abbrechen"),
		PrivateMetadata: strings.Repeat("a", 3000), CallbackID: "c", NotifyOnClose: true,
		Blocks: slack.Blocks{BlockSet: append(goodMessage()[:8],
			slack.NewInputBlock("n", words("Zahl"), nil, slack.NewNumberInputBlockElement(nil, "n", false)),
			slack.NewInputBlock("e", words("Post"), nil, slack.NewEmailTextInputBlockElement(nil, "e")),
			slack.NewInputBlock("w", words("Adresse"), nil, slack.NewURLTextInputBlockElement(nil, "w")),
			slack.NewInputBlock("x", words("Datei"), nil, slack.NewFileInputBlockElement("x")),
		)},
	}
	if got := blockkit.View(asJSON(t, form)); len(got) > 0 {
		t.Error(got)
	}
}

func TestLimitsThemselvesAreAllowed(t *testing.T) {
	t.Parallel()
	for name, blocks := range map[string]string{
		"blocks":    rep(50, `{"type":"divider"}`),
		"text":      `{"type":"section","text":` + mrkdwn(x(3000)) + `}`,
		"fields":    `{"type":"section","fields":[` + rep(10, plain(x(2000))) + `]}`,
		"header":    `{"type":"header","text":` + plain(x(150)) + `}`,
		"context":   `{"type":"context","elements":[` + rep(10, plain("a")) + `]}`,
		"actions":   actions(rep(25, button(""))),
		"button":    actions(`{"type":"button","text":` + plain(x(75)) + `,"value":"` + x(2000) + `","action_id":"` + x(255) + `"}`),
		"options":   actions(menu(options(100))),
		"option":    actions(menu(`,"options":[{"text":` + plain(x(75)) + `,"value":"` + x(150) + `"}]`)),
		"radio":     actions(`{"type":"radio_buttons","options":[{"text":` + mrkdwn("*a*") + `,"value":"a"}]}`),
		"overflow":  accessory(`{"type":"overflow"` + options(5) + `}`),
		"confirm":   actions(button(confirm(x(100), x(300), x(30)))),
		"markdown":  `{"type":"markdown","text":"` + x(12_000) + `"}`,
		"two texts": section(`,"block_id":"a"`) + `,` + section(`,"block_id":"b"`) + `,` + section(""),
		"same action_id in two blocks": actions(button(`,"action_id":"a"`)) + `,` +
			actions(button(`,"action_id":"a"`)),
	} {
		if got := blockkit.Blocks(blockkit.Message, decode(t, "["+blocks+"]")); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Whatever stands in the place of a value, the check reports it and does not break.
func TestEveryWrongTypeIsReported(t *testing.T) {
	t.Parallel()
	var spoil func(v any, put func(any))
	var whole []any // one block after the other
	count := 0
	try := func(put func(any), old any) {
		for _, wrong := range []any{nil, map[string]any{"x": 1.0}, []any{[]any{}}, 1.5, "\x00", true} {
			if got, want := kind(wrong), kind(old); got == want {
				continue
			}
			put(wrong)
			count++
			if len(blockkit.Blocks(blockkit.Message, whole)) == 0 {
				raw, _ := json.Marshal(whole)
				t.Errorf("%T in the place of %v is taken: %s", wrong, old, raw)
			}
			blockkit.Shown(whole, nil)
			blockkit.Controls(whole, nil)
			blockkit.NewMentions().InBlocks(whole)
			blockkit.Budget(whole)
		}
		put(old)
	}
	spoil = func(v any, put func(any)) {
		switch v := v.(type) {
		case []any:
			for i, item := range v {
				spoil(item, func(n any) { v[i] = n })
			}
		case map[string]any:
			for name, value := range v {
				spoil(value, func(n any) { v[name] = n })
			}
		}
		try(put, v)
	}
	for _, b := range asJSON(t, goodMessage()).([]any) {
		whole = []any{b}
		spoil(b, func(n any) { whole[0] = n })
	}
	if count < 500 {
		t.Errorf("only %d were tried", count)
	}
}

func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "bool"
	case []any:
		return "list"
	}
	return "object"
}

func TestTheBudgetCountsAllThatIsShown(t *testing.T) {
	t.Parallel()
	v := decode(t, `[`+section("")+`,`+actions(button(""), menu(options(2)))+`,`+rich(`{"type":"text","text":"äöü"}`)+`,{"type":"markdown","text":"abc"}]`)
	if got := blockkit.Budget(v); got != 1+1+2+3+3 {
		t.Errorf("got %d", got)
	}
	if n := blockkit.Budget(decode(t, `[`+section("")+`]`)); n != utf8.RuneCountInString("a") {
		t.Errorf("got %d", n)
	}
}
