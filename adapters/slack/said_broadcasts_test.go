package slack

import (
	"fmt"
	"time"
)

// chooseTopics makes a topic that one person leaves.
func (v *visitors) chooseTopics() {
	v.says("topics", "bert", "themen")
	v.says("topic_made", "anna", "themen neu Schulungen")
	v.says("topic_left", "carla", "themen abbestellen Schulungen")
	v.says("topic_joined", "carla", "themen bestellen Schulungen")
	v.says("", "carla", "themen abbestellen Schulungen")
}

// announce writes to many, corrects that and takes it back.
func (v *visitors) announce() {
	v.says("broadcasts_none", "anna", "mitteilung")
	v.says("broadcast_new", "anna", "mitteilung neu")
	v.fills("broadcast_new_wrong", "anna", "mitteilung neu", map[string]string{"text": " ", "ziel": "kanal Rathaus", "wann": "vorgestern"})
	v.fills("broadcast_new_nobody", "anna", "mitteilung neu", map[string]string{"text": "Hallo.", "ziel": "dezernat VII"})
	soup := map[string]string{"titel": "Kantine", "text": "Ab **Montag** gibt es:\n- Suppe\n- <!channel>", "ziel": "thema Schulungen", "gelesen": "ja"}
	preview := v.fills("broadcast_preview", "anna", "mitteilung neu", soup)
	v.presses("broadcast_tested", "anna", preview, "mitteilung test")
	v.presses("broadcast_asked", "anna", preview, "mitteilung freigabe")
	v.delivered()
	v.says("broadcast_draft", "anna", "mitteilung")
	v.says("broadcast_is_draft", "anna", "mitteilung weiter kantine")
	v.presses("broadcast_approved", "bert", v.says("", "bert", "mitteilung kantine"), "mitteilung freigeben")
	v.spread()
	v.says("broadcast_sending", "anna", "mitteilung")
	v.says("broadcast_is_sending", "anna", "mitteilung ändern kantine")
	v.now = v.now.Add(10 * time.Hour) // in the evening
	v.says("broadcast_waiting", "anna", "mitteilung")
	v.now = v.now.Add(-10 * time.Hour)
	v.says("broadcast_stopped", "anna", "mitteilung stopp")
	v.says("broadcast_is_stopped", "anna", "mitteilung ändern kantine")
	v.says("", "anna", "mitteilung weiter")
	v.spread()
	v.says("", "dora", "themen abbestellen Schulungen") // she gets no copy any more
	v.away = "emil"
	v.delivered()
	v.deliver()
	v.spread()
	v.says("broadcast_read", "bert", "mitteilung gelesen "+v.button(v.says("broadcast_done", "anna", "mitteilung"), "mitteilung korrigieren "))
	v.says("broadcast_is_done", "anna", "mitteilung weiter kantine")
	v.says("broadcast_correct", "anna", "mitteilung korrigieren kantine")
	v.presses("broadcast_correction_discarded", "anna", v.fills("", "anna", "mitteilung korrigieren kantine", map[string]string{"text": "Nein."}), "mitteilung verwerfen")
	correction := v.fills("broadcast_correction", "anna", "mitteilung korrigieren kantine", map[string]string{"text": "Ab *Dienstag*."})
	v.says("broadcast_corrected_soon", "anna", "mitteilung")
	v.presses("", "anna", correction, "mitteilung freigabe")
	v.delivered()
	v.presses("broadcast_correction_approved", "bert", v.says("", "bert", "mitteilung kantine"), "mitteilung freigeben")
	v.spread()
	v.says("broadcast_correcting", "anna", "mitteilung")
	v.delivered()
	v.deliver()
	v.spread()
	v.says("broadcast_corrected", "anna", "mitteilung")
	v.says("broadcast_recall", "anna", "mitteilung zurückrufen kantine")
	v.says("broadcast_recalling", "anna", "mitteilung zurückrufen kantine ja")
	v.spread()
	v.delivered()
	v.deliver()
	v.spread()
	v.says("broadcast_recalled", "anna", "mitteilung kantine")
	v.says("broadcast_is_recalled", "anna", "mitteilung stopp kantine")
	v.away = ""
}

// announceAlone writes what needs no second pair of eyes, and other kinds of announcements.
func (v *visitors) announceAlone() {
	v.says("eyes", "anna", "mitteilung vier-augen")
	v.says("eyes_asked", "anna", "mitteilung vier-augen aus")
	v.delivered()
	v.says("eyes_two", "bert", "mitteilung vier-augen aus")
	v.broadcasts.Pace[Platform] = 0.05
	fire := map[string]string{
		"titel": "Probealarm", "text": "Um 10 Uhr.", "text_en": "At 10 *sharp*.", "ziel": "dezernat II, III", "wann": "morgen 9 Uhr", "dringend": "ja", "pflicht": "ja",
	}
	preview := v.fills("broadcast_preview_english", "anna", "mitteilung neu", fire)
	form := v.presses("broadcast_number", "anna", preview, "mitteilung freigabe")
	v.sends("broadcast_number_wrong", "anna", form, map[string]string{"anzahl": "99"})
	v.sends("broadcast_approved_alone", "anna", form, map[string]string{"anzahl": "2"})
	v.says("broadcast_waits", "anna", "mitteilung probealarm")
	v.says("broadcast_is_approved", "anna", "mitteilung korrigieren probealarm")
	v.says("broadcast_edit", "anna", "mitteilung ändern probealarm")
	v.says("eyes_four", "anna", "mitteilung vier-augen an")
	v.broadcasts.Pace[Platform] = 0.001
	for _, target := range []string{"rolle Organisation, Administration", "veranstaltung Werkstatt", "alle", "thema Allgemeines", "alle"} {
		name := ""
		if target[0] == 'v' {
			name = "broadcast_preview_event"
		}
		v.ids++
		v.fills(name, "anna", "mitteilung neu", map[string]string{"titel": fmt.Sprint("Runde ", v.ids), "text": "Hallo.", "ziel": target})
	}
	v.says("broadcasts", "anna", "mitteilung")
	v.says("broadcast_discarded", "anna", "mitteilung verwerfen "+v.button(v.says("broadcast_which", "anna", "mitteilung runde"), "mitteilung "))
}

// spread takes announcements further until nothing more happens.
func (v *visitors) spread() {
	v.Helper()
	for moved := true; moved; {
		var err error
		if moved, err = v.broadcasts.Sweep(v.Context()); err != nil {
			v.Fatal(err)
		}
	}
}
