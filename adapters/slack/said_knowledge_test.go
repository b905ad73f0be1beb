package slack

// review looks after entries until nothing is to be done.
func (v *visitors) review() {
	v.says("review", "anna", "wissen prüfen")
	v.says("review_last_page", "anna", "wissen prüfen 99")
	v.says("reviewed", "anna", "wissen stimmt kigo-ziele 1")
	due, err := v.library.Due(v.Context())
	if err != nil {
		v.Fatal(err)
	}
	for _, r := range due {
		if _, err := v.library.Confirm(v.Context(), v.person("anna"), r.Entry.ID, r.Version); err != nil {
			v.Fatal(err)
		}
	}
	v.says("review_none", "anna", "wissen prüfen")
	v.says("digest_empty", "anna", "wissen wochenbericht")
}

// edit keeps the entries, as editors do.
func (v *visitors) edit() {
	v.says("knowledge", "anna", "wissen")
	v.says("entry", "anna", "wissen kigo-was")
	v.says("entry_which", "anna", "wissen Dezernat")
	v.says("entry_which_of_all", "anna", "wissen ändern")
	v.says("entry_unknown", "anna", "wissen xyz")
	v.says("entry_new", "anna", "wissen neu Wo parke ich mein Fahrrad?")
	v.fills("entry_new_wrong", "anna", "wissen neu", map[string]string{"question": "W", "answer": " ", "source": " ", "review": "bald", "command": "tanzen"})
	bike := map[string]string{
		"question": "Wo parke ich mein Fahrrad?", "answer": "Im **Innenhof**, <!channel>:\n- überdacht\n- mit Schloss", "source": "Hausordnung",
		"alternatives": "Wo kann ich mein Rad abstellen?\nFahrradständer", "tags": "Fahrrad, Parken", "owner": "Hausmeisterei", "command": "termine",
	}
	v.presses("entry_discarded", "anna", v.fills("", "anna", "wissen neu", bike), "wissen verwerfen")
	preview := v.fills("entry_preview", "anna", "wissen neu", bike)
	v.says("knowledge_draft", "anna", "wissen")
	published := v.presses("entry_published", "anna", preview, "wissen veröffentlichen")
	v.says("answer_new", "bert", "frage Wo parke ich mein Fahrrad?")
	changed := v.fills("", "anna", published.Message.Sections[1].Buttons[0].Line, map[string]string{"answer": "Im Hof.", "review": "1.12.2026"})
	v.presses("entry_published_again", "anna", changed, "wissen veröffentlichen")
	v.says("entry_retire", "anna", "wissen entfernen kigo-was")
	v.says("entry_retired", "anna", "wissen entfernen kigo-was ja")
	v.says("entry_removed", "anna", "wissen kigo-was")
	v.says("entry_restored", "anna", "wissen zurück kigo-was")
	v.disagree()
	v.says("entry_history", "anna", "wissen verlauf kigo-was")
	v.says("entry_undo_late", "anna", "wissen zurück kigo-was 1 2")
}

// disagree is two editors on one entry.
func (v *visitors) disagree() {
	v.says("", "anna", "rechte geben Bert Beispiel Wissensredaktion")
	v.fills("", "anna", "wissen ändern kigo-was", map[string]string{"answer": "Von Anna."})
	v.presses("", "bert", v.fills("", "bert", "wissen ändern kigo-was", map[string]string{"answer": "Von Bert."}), "wissen veröffentlichen")
	v.says("entry_conflict", "anna", "wissen entwurf kigo-was")
	v.says("", "anna", "rechte nehmen Bert Beispiel Wissensredaktion")
}

// wordLists changes the words by which questions are understood.
func (v *visitors) wordLists() {
	v.says("glossary", "anna", "wissen glossar")
	v.says("elsewhere", "anna", "wissen abgrenzung")
	v.says("words_search", "anna", "wissen glossar ?")
	v.fills("words_search_wrong", "anna", "wissen glossar ?", map[string]string{"word": "qqq"})
	form := v.says("words_change", "anna", "wissen glossar mitteilung")
	v.sends("words_wrong", "anna", form, map[string]string{"lines": "Unsinn"})
	v.sends("words_saved", "anna", form, map[string]string{"lines": "mitteilung = rundbrief"})
	v.sends("words_conflict", "anna", form, map[string]string{"lines": "mitteilung = brief"})
	v.says("words_add", "anna", "wissen abgrenzung +")
	v.says("words_history", "anna", "wissen verlauf list/glossary")
	v.says("words_conflict_undo", "anna", "wissen zurück list/glossary 1 1")
	v.says("words_restored", "anna", "wissen zurück list/glossary 1")
}
