package inventory

import (
	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Label is what a record is called.
func Label(p i18n.Printer, r Record) string { return p.Plain("inventory." + r.Name) }

// Purpose is what a record is for.
func Purpose(p i18n.Printer, r Record) string { return p.Plain("inventory." + r.Name + ".purpose") }

// Kept says how long.
func Kept(p i18n.Printer, k Period) string {
	return p.Plain("inventory.keep."+k.After, i18n.Args{"Days": p.Plain("inventory.days", i18n.Args{"Count": k.Days()})})
}

// KeptView lists for everybody how long what is stored about them is kept.
func KeptView(p i18n.Printer, all []Record) chat.Text {
	var items []chat.Text
	for _, r := range all {
		if !r.Told {
			continue
		}
		keep := r.Keep
		for _, sooner := range r.Sooner { // of an event, only people go
			if r.Keep.For == 0 && sooner.For > keep.For {
				keep = sooner
			}
		}
		items = append(items, p.Text("inventory.line", i18n.Args{"Name": Label(p, r), "Keep": Kept(p, keep)}))
	}
	return chat.Text{{Kind: chat.List, Items: items}}
}

// View sums up what is stored, for the works council: how much there is, what of it is about
// people, and for how long.
func View(p i18n.Printer, all []Record) chat.Message {
	var items []chat.Text
	fields, personal := 0, 0
	for _, r := range all {
		fields += len(r.List())
		if !r.Personal() {
			continue
		}
		for _, f := range r.List() {
			if f.Personal {
				personal++
			}
		}
		items = append(items, p.Text("inventory.line", i18n.Args{"Name": Label(p, r), "Keep": Kept(p, r.Keep)}))
	}
	head := p.Text("inventory.summary", i18n.Args{"Records": len(all), "Fields": fields, "About": len(items), "Personal": personal})
	return chat.Message{Sections: []chat.Section{
		{Text: head},
		{Text: chat.Lines(p.Text("inventory.about"), chat.Text{{Kind: chat.List, Items: items}})},
		{Text: p.Text("inventory.files")},
	}}
}
