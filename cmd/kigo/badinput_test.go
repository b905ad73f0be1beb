package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/fault"
)

// unclear finds what no sentence for people holds: keys, Go's own words.
var unclear = regexp.MustCompile(`\[[a-z]+[._][a-z_.]+\]|\[\[|%!|<nil>|nil pointer|goroutine|strconv|mongo|context|error`)

// bad is something that gets one clear sentence and changes nothing.
type bad struct {
	who    string
	kind   chat.Kind // Command if ""
	line   string
	values map[string]string // makes it a form
	field  string            // of the form that the sentence stands at; "" is the whole form
	key    string
	args   fault.Args
}

func TestBadInputGetsOneClearSentenceAndChangesNothing(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	whole, before := c.stored(), c.glance()
	for name, b := range badInput(c) {
		t.Run(name, func(t *testing.T) {
			c.refuses(t, b)
			if diff := cmp.Diff(before, c.glance()); diff != "" {
				t.Errorf("it changed something: %s", diff)
			}
		})
	}
	if diff := cmp.Diff(whole, c.stored()); diff != "" {
		t.Errorf("something changed: %s", diff)
	}
	if c.log.String() != "" {
		t.Errorf("log: %s", c.log)
	}
}

// refuses checks that bad input gets its one sentence.
func (c *city) refuses(t *testing.T, b bad) {
	t.Helper()
	want := c.p.Fault(fault.New(b.key, b.args)).String()
	if want == "" || strings.Contains(want, "{{") || unclear.MatchString(want) {
		t.Errorf("unclear: %q", want)
	}
	if b.values != nil {
		reply := c.say(b.who, chat.FormSubmit, b.line, b.values)
		if diff := cmp.Diff(map[string]string{b.field: want}, reply.Errors); diff != "" || !reply.Message.Empty() || reply.Form != nil {
			t.Errorf("wrong answer: %s%s", diff, reply.Message.Plain())
		}
		return
	}
	if b.kind == "" {
		b.kind = chat.Command
	}
	reply := c.say(b.who, b.kind, b.line, nil)
	if diff := cmp.Diff(want, reply.Message.Plain()); diff != "" || reply.Form != nil || reply.Public {
		t.Errorf("wrong answer: %s", diff)
	}
}

// badInput is what issue 3 lists, from people who have nothing bad in mind and others.
func badInput(c *city) map[string]bad {
	text := func(s string) fault.Args { return fault.Args{"Text": s} }
	title := func(s string) fault.Args { return fault.Args{"Title": s} }
	seats := fault.Args{"Max": events.MaxSeats}
	all := map[string]bad{
		"unknown event":            {"farah", "", "anmelden Ballett", nil, "", "event.unknown", text("Ballett")},
		"unknown event, leaving":   {"bert", "", "abmelden Ballett ja", nil, "", "event.unknown", text("Ballett")},
		"unknown event, calendar":  {"bert", "", "kalender Ballett", nil, "", "event.unknown", text("Ballett")},
		"unknown event, standing":  {"bert", "", "platz Ballett", nil, "", "event.status.none", text("Ballett")},
		"unknown event, list":      {"bert", "", "termine Ballett", nil, "", "event.unknown", text("Ballett")},
		"nothing but signs":        {"bert", "", "anmelden ???", nil, "", "event.unknown", text("???")},
		"past event":               {"farah", "", "anmelden Rückblick", nil, "", "event.past", title("Rückblick")},
		"past event, leaving":      {"farah", "", "abmelden rueckblick-x ja", nil, "", "event.past", title("Rückblick")},
		"event that runs":          {"farah", "", "anmelden jetzt-x", nil, "", "event.past", title("Gerade jetzt")},
		"past event, changing":     {"anna", "", "veranstaltung ändern jetzt-x", nil, "", "event.past", title("Gerade jetzt")},
		"closed event":             {"farah", "", "anmelden zu-x", nil, "", "event.closed", fault.Args{"Title": "Geschlossene Runde", "Deadline": time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)}},
		"cancelled event":          {"farah", "", "anmelden ab-x", nil, "", "event.cancelled", fault.Args{"Title": "Abgesagte Runde", "Reason": "Krank"}},
		"cancelled event, leaving": {"bert", "", "abmelden ab-x ja", nil, "", "event.cancelled", fault.Args{"Title": "Abgesagte Runde", "Reason": "Krank"}},
		"cancelled event, change":  {"anna", "", "veranstaltung ändern ab-x", nil, "", "event.cancelled", fault.Args{"Title": "Abgesagte Runde", "Reason": "Krank"}},
		"leaving without being in": {"farah", "", "abmelden workshop", nil, "", "event.not_in", title("Workshop Digitale Werkzeuge")},
		"leaving, in nothing":      {"farah", "", "abmelden", nil, "", "event.leave.none", nil},
		"5,000 characters":         {"bert", "", "anmelden " + strings.Repeat("ä", 5000), nil, "", "fault.too_long", fault.Args{"Max": 3000}},
		"5,000 characters, told":   {"bert", chat.DirectMessage, strings.Repeat("Frage ", 834), nil, "", "fault.too_long", fault.Args{"Max": 3000}},
		"control characters":       {"bert", "", "anmelden Work\x00shop", nil, "", "fault.control", nil},
		"terminal sequences":       {"bert", chat.DirectMessage, "\x1b[31mhilfe", nil, "", "fault.control", nil},
		"reversed writing":         {"bert", "", "anmelden \u202eegupskroW", nil, "", "fault.control", nil},
		"broken characters":        {"bert", "", "anmelden W\xf6rkshop", nil, "", "fault.control", nil},
		"mention of everybody":     {"bert", "", "anmelden @all", nil, "", "event.unknown", text("@all")},
		"Slack's mention":          {"bert", "", "anmelden <!channel>", nil, "", "event.unknown", text("<!channel>")},
		"mark-up":                  {"bert", "", "anmelden **x** <b>y</b> [z](http://boese.example)", nil, "", "event.unknown", text("**x** <b>y</b> [z](http://boese.example)")},
		"stale button, cancelled":  {"farah", chat.Click, "anmelden ab-x", nil, "", "event.cancelled", fault.Args{"Title": "Abgesagte Runde", "Reason": "Krank"}},
		"stale button, left":       {"farah", chat.Click, "abmelden workshop-kigo ja", nil, "", "event.not_in", title("Workshop Digitale Werkzeuge")},
		"stale button, no draft":   {"anna", chat.Click, "veranstaltung veröffentlichen weg-abcd", nil, "", "event.unknown", text("weg-abcd")},
		"stale button, published":  {"anna", chat.Click, "veranstaltung verwerfen workshop-kigo", nil, "", "event.no_draft", title("Workshop Digitale Werkzeuge")},
		"stale button, delivered":  {"anna", chat.Click, "diagnose weg", nil, "", "doctor.unknown", nil},
		"unknown colleague":        {"anna", "", "veranstaltung eintragen Niemand in workshop-kigo", nil, "", "person.unknown", text("Niemand")},
		"form sent twice":          {"anna", "", "veranstaltung absagen ab-x", map[string]string{"reason": "Krank"}, "", "event.cancelled", fault.Args{"Title": "Abgesagte Runde", "Reason": "Krank"}},
		"form without its field":   {"anna", "", "veranstaltung absagen workshop-kigo", map[string]string{"reason": " \n "}, "reason", "fault.required", nil},
		"form of a changed event":  {"anna", "", "veranstaltung ändern nord-x 1", filled("title", "Stammtisch Mitte"), "", "event.changed_meanwhile", title("Stammtisch Nord")},
		"form without a version":   {"anna", "", "veranstaltung ändern nord-x", filled(), "", "event.unknown", text("nord-x")},
		"fewer seats than given":   {"anna", "", "veranstaltung ändern workshop-kigo 1", filled("seats", "1"), "seats", "event.seats_given", fault.Args{"Seats": 1, "Given": 2}},
	}
	for name, b := range map[string]bad{
		"31. Februar":          {values: filled("start", "31. Februar 10:00"), field: "start", key: "when.no_such_day", args: text("31. Februar")},
		"hour skipped":         {values: filled("start", "28.3.2027 2:30", "end", "4:00"), field: "start", key: "when.gap", args: fault.Args{"Time": "2:30", "Day": "28.03.2027"}},
		"hour repeated":        {values: filled("start", "25.10.2026 2:30"), field: "start", key: "when.twice", args: fault.Args{"Time": "2:30", "Day": "25.10.2026"}},
		"hour repeated at end": {values: filled("start", "30.10.2027 22:00", "end", "31.10.2027 2:30"), field: "end", key: "when.twice", args: fault.Args{"Time": "2:30", "Day": "31.10.2027"}},
		"start in the past":    {values: filled("start", "1.2.2020 10:00"), field: "start", key: "event.start_past", args: fault.Args{"Start": time.Date(2020, 2, 1, 9, 0, 0, 0, time.UTC)}},
		"end before the start": {values: filled("end", "15.12.2026 13:00"), field: "end", key: "when.end", args: fault.Args{"Start": time.Date(2026, 12, 15, 13, 0, 0, 0, time.UTC)}},
		"deadline too late":    {values: filled("deadline", "16.12.2026 10:00"), field: "deadline", key: "event.deadline_late", args: fault.Args{"Start": time.Date(2026, 12, 15, 13, 0, 0, 0, time.UTC)}},
		"negative seats":       {values: filled("seats", "-3"), field: "seats", key: "event.seats_number", args: seats},
		"no seat at all":       {values: filled("seats", "0"), field: "seats", key: "event.seats_number", args: seats},
		"too many seats":       {values: filled("seats", "100001"), field: "seats", key: "event.seats_number", args: seats},
		"huge seats":           {values: filled("seats", strings.Repeat("9", 40)), field: "seats", key: "event.seats_number", args: seats},
		"half a seat":          {values: filled("seats", "1,5"), field: "seats", key: "event.seats_number", args: seats},
		"no title":             {values: filled("title", " "), field: "title", key: "fault.required"},
		"long title":           {values: filled("title", strings.Repeat("x", 101)), field: "title", key: "fault.too_long", args: fault.Args{"Max": 100}},
		"5,000 in a form":      {values: filled("description", strings.Repeat("x", 5000)), field: "description", key: "fault.too_long_form", args: fault.Args{"Has": 5000, "Max": 3000}},
		"control in a form":    {values: filled("place", "Rat\x07haus"), field: "place", key: "fault.control"},
		"unknown deputy":       {values: filled("team", "Niemand"), field: "team", key: "person.unknown", args: text("Niemand")},
	} {
		b.who, b.line = "anna", "veranstaltung neu abcdefgh"
		all[name] = b
	}
	// Somebody else's buttons and forms: staff may not organise at all, other organisers not this event.
	for _, verb := range []string{"ändern", "absagen", "nachricht", "teilnehmende", "kopieren", "veröffentlichen", "verwerfen"} {
		line := "veranstaltung " + verb
		all["staff: "+verb] = bad{"bert", chat.Click, line + " workshop-kigo", nil, "", "fault.forbidden", fault.Args{"Command": "/kigo " + line}}
		all["other organiser: "+verb] = bad{"emil", chat.Click, line + " workshop-kigo", nil, "", "event.not_yours", title("Workshop Digitale Werkzeuge")}
	}
	for _, line := range []string{"veranstaltung eintragen", "veranstaltung austragen"} {
		all["staff: "+line] = bad{"bert", "", line + " Carla in workshop-kigo", nil, "", "fault.forbidden", fault.Args{"Command": "/kigo " + line}}
		all["other organiser: "+line] = bad{"emil", "", line + " Carla in workshop-kigo", nil, "", "event.not_yours", title("Workshop Digitale Werkzeuge")}
		all["draft: "+line] = bad{"anna", "", line + " Carla in entwurf-entw", nil, "", "event.still_draft", fault.Args{"Title": "Entwurf", "Command": "/kigo veranstaltung entwurf-entw"}}
	}
	for line, values := range map[string]map[string]string{
		"veranstaltung absagen workshop-kigo":            {"reason": "Bosheit"},
		"veranstaltung nachricht workshop-kigo abcdefgh": {"text": "Bosheit"},
		"veranstaltung ändern workshop-kigo 1":           filled(),
	} {
		words := strings.Join(strings.Fields(line)[:2], " ")
		all["staff's form: "+words] = bad{"bert", "", line, values, "", "fault.forbidden", fault.Args{"Command": "/kigo " + words}}
		all["other organiser's form: "+words] = bad{"emil", "", line, maps.Clone(values), "", "event.not_yours", title("Workshop Digitale Werkzeuge")}
	}
	all["rights for oneself"] = bad{"emil", chat.Click, "rechte geben " + string(c.person("emil").ID) + " admin ja", nil, "", "fault.forbidden", fault.Args{"Command": "/kigo rechte"}}
	all["sending to a draft"] = bad{"anna", chat.Click, "veranstaltung nachricht entwurf-entw", nil, "", "event.still_draft", fault.Args{"Title": "Entwurf", "Command": "/kigo veranstaltung entwurf-entw"}}
	return all
}

// TestWhatIsBadInputButAnswered is the rest of the list: questions, and what was so already.
func TestWhatIsBadInputButAnswered(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	before := c.stored()
	say := func(who string, kind chat.Kind, line string, labels ...string) string {
		t.Helper()
		m := c.say(who, kind, line, nil).Message
		var have []string
		for _, s := range m.Sections {
			for _, b := range s.Buttons {
				have = append(have, b.Label)
			}
		}
		if !slices.Equal(have, labels) || unclear.MatchString(m.Plain()) {
			t.Errorf("%s: %s: %s", who, line, m.Plain())
		}
		if diff := cmp.Diff(before, c.stored()); diff != "" {
			t.Errorf("%s: %s changed something: %s", who, line, diff)
		}
		return m.Plain()
	}
	starts := func(text, want string) {
		t.Helper()
		if !strings.HasPrefix(text, want) {
			t.Errorf("answered %q, want %q", text, want)
		}
	}
	already := c.p.Plain("event.already") + "\n"
	starts(say("farah", "", "anmelden stammtisch", "Stammtisch Süd", "Stammtisch Nord"), c.p.Plain("event.pick.several"))
	starts(say("bert", "", "anmelden workshop", "In den Kalender", "Abmelden"), already+"Platz sicher: ")
	starts(say("deniz", chat.Click, "anmelden workshop-kigo", "In den Kalender", "Abmelden"), already+"Warteliste, Platz 1 von 1: ")
	starts(say("farah", "", "anmedlen workshop", "anmelden workshop", "Hilfe"), "„anmedlen workshop“ kenne ich nicht. Meintest du …?")
	starts(say("bert", "", "abmelden workshop", "Ja, abmelden", "Nein, ich bleibe dabei"), "Möchtest du dich wirklich")
	starts(say("anna", chat.Click, "veranstaltung veröffentlichen nord-x", "Anmelden: Stammtisch Nord", "Teilnehmende", "Ändern", "Nachricht an alle", "Kopieren", "Absagen"), "Stammtisch Nord ist veröffentlicht")
}

// TestFormsSentTwice does once what a form says, whoever presses it how often.
func TestFormsSentTwice(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	for line, values := range map[string]map[string]string{
		"veranstaltung neu zweimal8":                     filled("title", "Zweimal"),
		"veranstaltung nachricht workshop-kigo zweimal8": {"text": "Bitte kommt"},
		"veranstaltung ändern sued-x 1":                  filled("title", "Stammtisch Süd"),
	} {
		c.say("anna", chat.FormSubmit, line, values)
		once := c.stored()
		if r := c.say("anna", chat.FormSubmit, line, values); len(r.Errors) > 0 {
			t.Errorf("%s again: %v", line, r.Errors)
		}
		if diff := cmp.Diff(once, c.stored()); diff != "" {
			t.Errorf("%s again changed something: %s", line, diff)
		}
	}
	if n := c.stored().Mails["deniz"]; n != 2 { // the message, and that another event was called off
		t.Errorf("deniz has %d messages", n)
	}
}

// TestTextFromPeopleIsShownLiterally looks for hostile words wherever people read them.
func TestTextFromPeopleIsShownLiterally(t *testing.T) {
	t.Parallel()
	const hostile = "@all <!channel> **fett** <b>x</b> [Klick](http://boese.example)"
	c := newCity(t)
	c.names["gitte"] = hostile
	c.event("boese-x", hostile, 14*24*time.Hour, "anna")
	c.say("anna", chat.FormSubmit, "veranstaltung nachricht boese-x abcdefgh", map[string]string{"text": hostile})
	for _, reply := range []chat.Reply{
		c.say("gitte", "", "anmelden boese-x", nil), c.say("gitte", "", "termine", nil), c.say("gitte", "", "platz", nil),
		c.say("gitte", "", "abmelden boese-x", nil), c.say("gitte", "", "", nil), c.say("gitte", "", "profil", nil),
		c.say("anna", "", "veranstaltung teilnehmende boese-x", nil), c.say("anna", "", "veranstaltung", nil),
		c.say("anna", "", "veranstaltung ändern boese-x", nil), c.say("gitte", "", "anmelden "+hostile+" x", nil),
	} {
		text := reply.Message.Plain()
		if reply.Form != nil {
			text = reply.Form.Fields[0].Value
		}
		if !strings.Contains(text, hostile) {
			t.Errorf("not literally: %s", text)
		}
		for _, s := range reply.Message.Sections {
			if slices.ContainsFunc(s.Text, func(n chat.Node) bool { return n.Kind == chat.Link }) {
				t.Errorf("a link was forged: %s", text)
			}
		}
	}
}
