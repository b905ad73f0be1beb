package slack

import (
	"strings"
	"unicode"

	"pgregory.net/rapid"

	"kigo/bot/chat"
)

// What is drawn is anything that people may write, with a preference for what Slack
// would take for more than words.

func drawWords() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom(hostile), rapid.String(), rapid.SampledFrom([]string{" ", "\n", "\n\n", "<", "&", "|", "👩‍💻", "👍🏽", "🇩🇪", "Größe"}),
		rapid.Map(rapid.IntRange(0, 4000), func(n int) string { return strings.Repeat("x", n) }),
		rapid.Map(rapid.IntRange(0, 300), func(n int) string { return strings.Repeat("Größe 👍 ", n) }),
		rapid.Map(rapid.IntRange(0, 100), func(n int) string { return strings.Repeat("Zeile\n", n) }),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 3), func(all []string) string { return strings.Join(all, "") })
}

// drawLabel is mostly short, since long ones are told in words as well.
func drawLabel(most int) *rapid.Generator[string] {
	return rapid.Map(drawWords(), func(s string) string { return "L" + strings.ToValidUTF8(head(s, most-1), "") })
}

func drawText(depth int) *rapid.Generator[chat.Text] {
	return rapid.Custom(func(t *rapid.T) chat.Text {
		var out chat.Text
		for range rapid.IntRange(0, 4).Draw(t, "nodes") {
			n := chat.Node{Kind: rapid.SampledFrom([]chat.NodeKind{chat.Plain, chat.Strong, chat.Code, chat.Link, chat.List, chat.Break}).Draw(t, "kind")}
			switch n.Kind {
			case chat.List:
				if depth < 3 {
					n.Items = rapid.SliceOfN(drawText(depth+1), 0, 4).Draw(t, "items")
				}
			case chat.Break:
			case chat.Link:
				n.Text = rapid.SampledFrom([]string{"Rathaus", "das <!channel> da", "_Größe_ & mehr"}).Draw(t, "words")
				n.URL = rapid.SampledFrom([]string{
					"https://example.org/?a=1&b=<!channel>", "mailto:a@example.org", "javascript:alert(1)", "//example.org", "https://example.org/" + strings.Repeat("y", 950), "",
				}).Draw(t, "address")
			default:
				n.Text = drawWords().Draw(t, "words")
			}
			out = append(out, n)
		}
		return out
	})
}

// drawSection has labels and lines that Slack can carry, if small.
func drawSection(small bool) *rapid.Generator[chat.Section] {
	labels, placeholders, lines, values := drawWords(), drawWords(), drawWords(), drawWords()
	if small {
		labels, placeholders, lines, values = drawLabel(maxLabel), drawLabel(maxPlaceholder), drawLabel(200), drawLabel(100)
	}
	return rapid.Custom(func(t *rapid.T) chat.Section {
		options := rapid.Custom(func(t *rapid.T) chat.Option {
			return chat.Option{Label: labels.Draw(t, "label"), Value: values.Draw(t, "value")}
		})
		return chat.Section{
			Text: drawText(0).Draw(t, "text"),
			Fields: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) chat.Field {
				return chat.Field{Label: labels.Draw(t, "label"), Value: drawText(1).Draw(t, "value")}
			}), 0, 2).Draw(t, "fields"),
			Buttons: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) chat.Button {
				style := rapid.SampledFrom([]chat.Style{chat.Default, chat.Primary, chat.Danger, "other"}).Draw(t, "style")
				return chat.Button{Label: labels.Draw(t, "label"), Line: lines.Draw(t, "line"), Style: style}
			}), 0, 7).Draw(t, "buttons"),
			Selects: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) chat.Select {
				sel := chat.Select{Label: placeholders.Draw(t, "label"), Line: lines.Draw(t, "line")}
				some := rapid.SliceOfN(options, 0, 4).Draw(t, "options")
				for range rapid.SampledFrom([]int{1, 1, 1, 1, 1, 40}).Draw(t, "times") {
					sel.Options = append(sel.Options, some...)
				}
				return sel
			}), 0, 2).Draw(t, "selects"),
		}
	})
}

func drawMessage(small bool) *rapid.Generator[chat.Message] {
	return rapid.Custom(func(t *rapid.T) chat.Message {
		m := chat.Message{Sections: rapid.SliceOfN(drawSection(small), 0, 4).Draw(t, "sections")}
		if times := rapid.SampledFrom([]int{1, 1, 1, 1, 1, 20}).Draw(t, "times"); times > 1 && len(m.Sections) > 0 {
			m.Sections = append(m.Sections, make([]chat.Section, times)...)
			for i := range m.Sections {
				m.Sections[i] = m.Sections[i%2]
			}
		}
		for range rapid.IntRange(0, 2).Draw(t, "images") {
			m.Images = append(m.Images, chat.Image{Name: "b.png", Alt: drawWords().Draw(t, "alt")})
		}
		return m
	})
}

// drawForm asks for fields with names of their own.
func drawForm() *rapid.Generator[chat.Form] {
	return rapid.Custom(func(t *rapid.T) chat.Form {
		f := chat.Form{Title: drawWords().Draw(t, "title"), Intro: drawText(0).Draw(t, "intro"), Submit: drawWords().Draw(t, "submit"), Line: "x"}
		names := rapid.SliceOfNDistinct(rapid.OneOf(rapid.StringN(0, 40, 150), rapid.StringMatching(`[a-z_]{1,20}`), rapid.SampledFrom(hostile[:21])), 0, 6, rapid.ID[string]).Draw(t, "names")
		for _, name := range names {
			field := chat.FormField{
				Name: name, Label: drawWords().Draw(t, "label"), Hint: drawWords().Draw(t, "hint"), Value: drawWords().Draw(t, "value"),
				Type:     rapid.SampledFrom([]chat.FieldType{chat.TextField, chat.AreaField, chat.NumberField, chat.SelectField}).Draw(t, "type"),
				Required: rapid.Bool().Draw(t, "required"), Max: rapid.IntRange(0, 5000).Draw(t, "max"),
			}
			if field.Type == chat.SelectField {
				n := rapid.SampledFrom([]int{0, 1, 3, 100, 101, 900}).Draw(t, "options")
				value := rapid.SampledFrom([]string{"", "=", "a b", "ä", "<!channel>", strings.Repeat("v", 100), strings.Repeat("w", 151)}).Draw(t, "value of options")
				for i := range n {
					field.Options = append(field.Options, chat.Option{Label: head(drawWords().Draw(t, "label"), 200), Value: value + strings.Repeat(".", i%40)})
				}
				if n > 0 && rapid.Bool().Draw(t, "chosen") {
					field.Value = field.Options[n-1].Value
				}
			}
			f.Fields = append(f.Fields, field)
		}
		return f
	})
}

// signs is s without blanks, as it is shown.
func signs(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, clean(s))
}

// signsOf is what must be read of a text, without the addresses that links lead to.
func signsOf(t chat.Text) string {
	var b strings.Builder
	for _, n := range t {
		b.WriteString(signs(n.Text))
		for _, item := range n.Items {
			b.WriteString(signsOf(item))
		}
	}
	return b.String()
}
