package main

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/pulses"
)

// Whatever is wrong with an answer, a button or a survey gets one clear sentence, and not
// an answer more or less is stored.
func TestBadInputToSurveysChangesNothing(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	c.say("anna", chat.Command, "rechte geben Gitte Administration ja", nil)
	for _, id := range []string{"puls-offen0", "puls-zu0000"} {
		c.survey(id)
		c.say("gitte", chat.Click, "puls freigeben "+id+" 1", nil)
		c.say("anna", chat.Click, "puls starten "+id, nil)
	}
	filledIn := map[string]string{"q1": "4", "q2": "1", "q3": "9", "q4": ""}
	for range 2 { // the same form twice counts once
		if reply := c.say("bert", chat.FormSubmit, "puls puls-offen0 antworten", filledIn); !strings.HasPrefix(reply.Message.Plain(), "Danke!") {
			t.Fatal(reply.Message.Plain(), reply.Errors)
		}
	}
	c.say("bert", chat.Click, "puls puls-stimmung 2", nil)
	c.say("anna", chat.Click, "puls schließen puls-zu0000 ja", nil)
	before := c.sealed()
	if before["puls-offen0"] != 1 || before["puls-stimmung"] != 1 {
		t.Fatalf("answers: %v", before)
	}
	for name, b := range badPulses(filledIn) {
		t.Run(name, func(t *testing.T) { c.refuses(t, b) })
	}
	if diff := cmp.Diff(before, c.sealed()); diff != "" {
		t.Errorf("it changed something: %s", diff)
	}
}

// survey writes one with all kinds of questions for five people.
func (c *city) survey(id string) {
	c.t.Helper()
	form := c.say("anna", chat.Command, "puls neu", nil).Form
	values := map[string]string{}
	for _, f := range form.Fields {
		values[f.Name] = f.Value
	}
	values["vorlage"], values["titel"], values["ziel"] = "veranstaltung", id, "Dezernat II, III, IV"
	if reply := c.say("anna", chat.FormSubmit, "puls neu "+id, values); len(reply.Errors) > 0 {
		c.t.Fatal(reply.Errors)
	}
}

// sealed is how many answers each survey has.
func (c *city) sealed() map[pulses.ID]int {
	c.t.Helper()
	all, err := c.pulses.Store.All(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	n := map[pulses.ID]int{}
	for _, r := range all {
		answers, err := c.pulses.Store.Answers(c.t.Context(), r.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		n[r.ID] = len(answers)
	}
	return n
}

func badPulses(right map[string]string) map[string]bad {
	title := func(s string) fault.Args { return fault.Args{"Title": s} }
	but := func(field, value string) map[string]string {
		v := maps.Clone(right)
		v[field] = value
		return v
	}
	plan := func(field, value string) map[string]string {
		v := map[string]string{"vorlage": "stimmung", "titel": "", "zweck": "", "fragen": "", "ziel": "alle", "beginn": "", "ende": "morgen 16 Uhr", "erinnerung": "nein", "k": "5"}
		v[field] = value
		return v
	}
	open, over := "puls puls-offen0 antworten", "puls puls-zu0000 antworten"
	return map[string]bad{
		"after the close":               {"farah", chat.Click, over, nil, "", "pulse.not_open", title("puls-zu0000")},
		"withdrawn after the close":     {"farah", chat.Click, "puls puls-zu0000 zurückziehen", nil, "", "pulse.not_open", title("puls-zu0000")},
		"declined after the close":      {"farah", chat.Click, "puls puls-zu0000 nicht", nil, "", "pulse.not_open", title("puls-zu0000")},
		"not invited, by a button":      {"emil", chat.Click, open, nil, "", "pulse.not_invited", title("puls-offen0")},
		"out of range":                  {"farah", chat.Click, "puls puls-stimmung 6", nil, "", "pulse.no_such_choice", nil},
		"below the range":               {"farah", chat.Click, "puls puls-stimmung 0", nil, "", "pulse.no_such_choice", nil},
		"negative":                      {"farah", chat.Click, "puls puls-stimmung -1", nil, "", "pulse.no_such_choice", nil},
		"no number at all":              {"farah", chat.Click, "puls puls-stimmung 99999999999999999999", nil, "", "pulse.no_such_choice", nil},
		"a choice to a form of several": {"farah", chat.Click, "puls puls-offen0 4", nil, "", "pulse.form_only", fault.Args{"Command": "/kigo " + open}},
		"a button of no survey":         {"farah", chat.Click, "puls puls-gibtsnicht antworten", nil, "", "pulse.unknown", fault.Args{"Text": "puls-gibtsnicht"}},
		"an own draft released":         {"anna", chat.Click, "puls freigeben puls-offen0 1", nil, "", "pulse.release_self", title("puls-offen0")},
		"released again":                {"gitte", chat.Click, "puls freigeben puls-offen0 1", nil, "", "pulse.not_draft", title("puls-offen0")},
		"started again":                 {"anna", chat.Click, "puls starten puls-offen0", nil, "", "pulse.started_already", title("puls-offen0")},
		"thrown away while it runs":     {"anna", chat.Click, "puls verwerfen puls-offen0", nil, "", "pulse.not_draft", title("puls-offen0")},
		"closed twice":                  {"anna", chat.Click, "puls schließen puls-zu0000 ja", nil, "", "pulse.closed_already", title("puls-zu0000")},
		"paused, and is no series":      {"anna", chat.Click, "puls pause puls-offen0", nil, "", "pulse.no_series", title("puls-offen0")},
		"a form with a choice too high": {"farah", "", open, but("q1", "6"), "q1", "pulse.no_such_choice", nil},
		"a form with something missing": {"farah", "", open, but("q2", ""), "q2", "pulse.answer_missing", nil},
		"a form with 5,000 characters":  {"farah", "", open, but("q4", strings.Repeat("x", 5000)), "q4", "fault.too_long_form", fault.Args{"Has": 5000, "Max": 3000}},
		"a form with 1,001 characters":  {"farah", "", open, but("q4", strings.Repeat("x", 1001)), "q4", "pulse.text_long", fault.Args{"Max": pulses.MaxText}},
		"k below five":                  {"anna", "", "puls neu puls-neu0000", plan("k", "4"), "k", "pulse.k_small", fault.Args{"Min": pulses.MinK}},
		"k of nothing":                  {"anna", "", "puls neu puls-neu0000", plan("k", "-5"), "k", "pulse.k_small", fault.Args{"Min": pulses.MinK}},
		"too few to ask":                {"anna", "", "puls neu puls-neu0000", plan("ziel", "Dezernat III"), "ziel", "pulse.small_audience", fault.Args{"Audience": 2, "K": 5}},
		"a rhythm that there is not":    {"anna", "", "puls neu puls-neu0000", plan("wiederholung", "stündlich"), "wiederholung", "pulse.rhythm", nil},
	}
}
