package knowledge

import (
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// DigestView is what an editor reads once a week.
func DigestView(p i18n.Printer, d Digest) chat.Message {
	const most = 5 // of each
	m := chat.Say(p.Text("gap.digest"))
	add := func(key string, count int, points []chat.Text, next chat.Button) {
		if count == 0 {
			return
		}
		t := p.Text("gap.digest."+key, i18n.Args{"Count": count})
		if len(points) > 0 {
			t = chat.Lines(t, chat.Bullets(points...))
		}
		m.Sections = append(m.Sections, chat.Section{Text: t, Buttons: []chat.Button{next}})
	}
	add("new", len(d.New), gapLines(p, d.New[:min(most, len(d.New))]), openButton(p))
	if len(d.Open) > len(d.New) {
		add("open", len(d.Open), gapLines(p, d.Open[:min(most, len(d.Open))]), openButton(p))
	}
	var disliked, due []chat.Text
	for _, e := range d.Disliked[:min(most, len(d.Disliked))] {
		disliked = append(disliked, dislikedLine(p, e))
	}
	add("disliked", len(d.Disliked), disliked, openButton(p))
	for _, r := range d.Due[:min(most, len(d.Due))] {
		due = append(due, chat.Words(r.Entry.Question))
	}
	add("due", len(d.Due), due, chat.Button{Label: p.Plain("knowledge.button.review"), Line: "wissen prüfen"})
	if d.Empty() {
		m.Sections[0].Text = chat.Lines(m.Sections[0].Text, p.Text("gap.digest.empty"))
	}
	return m
}

func gapLines(p i18n.Printer, all []Gap) []chat.Text {
	var lines []chat.Text
	for _, g := range all {
		lines = append(lines, p.Text("gap.digest.gap", i18n.Args{"Question": g.Question(), "Count": g.Asked}))
	}
	return lines
}

// DigestPreviewView is the digest as it would come now, and whether it comes by itself.
func DigestPreviewView(p i18n.Printer, d Digest, subscribed bool) chat.Message {
	m := DigestView(p, d)
	m.Sections = append(m.Sections, subscriptionSection(p, subscribed))
	return m
}

// SubscribedView says whether the digest comes by itself from now on.
func SubscribedView(p i18n.Printer, subscribed bool) chat.Message {
	return chat.Message{Sections: []chat.Section{subscriptionSection(p, subscribed)}}
}

func subscriptionSection(p i18n.Printer, subscribed bool) chat.Section {
	key, line := "gap.digest.off", "wissen wochenbericht ein"
	if subscribed {
		key, line = "gap.digest.on", "wissen wochenbericht aus"
	}
	return chat.Section{Text: p.Text(key), Buttons: []chat.Button{{Label: p.Plain(key + ".button"), Line: line}}}
}
