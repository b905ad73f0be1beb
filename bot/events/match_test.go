package events_test

import (
	"strings"
	"testing"

	"kigo/bot/events"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	all := []events.Event{}
	for id, title := range map[events.ID]string{
		"forum-k7m2":    "Ki:GO Forum",
		"forum-a3xx":    "Ki:GO Forum: Nachlese",
		"workshop-22aa": "Workshop Digitale Werkzeuge",
		"workshop-33bb": "Workshop",
		"fuehrung-44cc": "Führung durch das Rathaus für Größen",
		"cafe-55dd":     "Digital-Café",
		"forum":         "Etwas ganz anderes",
	} {
		all = append(all, events.Event{ID: id, Details: events.Details{Title: title}})
	}
	for text, want := range map[string]string{
		"forum-k7m2":                        "forum-k7m2",
		" FORUM-K7M2 ":                      "forum-k7m2",
		"forum":                             "forum", // an id wins over words
		"Ki:GO Forum":                       "forum-k7m2",
		"ki go forum":                       "forum-k7m2", // the whole title wins over its beginning
		"kigo":                              "",
		"nachlese":                          "forum-a3xx",
		"Nachlese Forum":                    "forum-a3xx", // in any order
		"go":                                "forum-a3xx forum-k7m2",
		"workshop":                          "workshop-33bb", // the whole title
		"works":                             "workshop-22aa workshop-33bb",
		"werkz digi":                        "workshop-22aa",
		"Führung":                           "fuehrung-44cc",
		"fuehrung":                          "fuehrung-44cc",
		"FÜHRUNG":                           "fuehrung-44cc",
		"Fu\u0308hrung":                     "fuehrung-44cc", // as macOS writes it
		"groessen":                          "fuehrung-44cc",
		"grössen":                           "fuehrung-44cc",
		"fuhrung":                           "",
		"café":                              "cafe-55dd",
		"cafe":                              "cafe-55dd",
		"Forum Workshop":                    "",
		"shop":                              "", // the beginning of a word, not its end
		"":                                  "",
		"  ":                                "",
		"?!":                                "",
		"<script>":                          "",
		strings.Repeat("forum ", 500) + "x": "",
	} {
		var got []string
		for _, e := range events.Match(all, text) {
			got = append(got, string(e.ID))
		}
		if g := strings.Join(sorted(got), " "); g != want {
			t.Errorf("%.40q means %q, want %q", text, g, want)
		}
	}
}
