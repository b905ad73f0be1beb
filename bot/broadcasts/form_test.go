package broadcasts_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"kigo/bot/broadcasts"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

// values are a filled-in form, with some fields changed.
func values(change map[string]string) map[string]string {
	v := map[string]string{"text": "Hallo", "ziel": "alle"}
	maps.Copy(v, change)
	return v
}

func TestTheFormSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tc := range map[string]struct {
		change map[string]string
		want   string
	}{
		"no text":             {map[string]string{"text": "  "}, "fault.form text=fault.required"},
		"a text too long":     {map[string]string{"text": strings.Repeat("ä", 3001)}, "fault.form text=fault.too_long_form"},
		"English too long":    {map[string]string{"text_en": strings.Repeat("a", 3001)}, "fault.form text_en=fault.too_long_form"},
		"a title too long":    {map[string]string{"titel": strings.Repeat("a", 101)}, "fault.form titel=fault.too_long_by"},
		"the past":            {map[string]string{"wann": "1.2.2025 9 Uhr"}, "fault.form wann=broadcast.past"},
		"no time":             {map[string]string{"wann": "bald"}, "fault.form wann=when.unknown"},
		"an impossible day":   {map[string]string{"wann": "31.2.2027 9 Uhr"}, "fault.form wann=when.no_such_day"},
		"no target":           {map[string]string{"ziel": "die da oben"}, "fault.form ziel=broadcast.target.unknown"},
		"a channel":           {map[string]string{"ziel": "kanal #allgemein"}, "fault.form ziel=broadcast.channel.none"},
		"no such Dezernat":    {map[string]string{"ziel": "dezernat II, XIV"}, "fault.form ziel=broadcast.target.no_dezernat"},
		"no such role":        {map[string]string{"ziel": "rolle Kaiser"}, "fault.form ziel=broadcast.target.no_role"},
		"no such topic":       {map[string]string{"ziel": "thema Angeln"}, "fault.form ziel=topic.unknown"},
		"no such event":       {map[string]string{"ziel": "veranstaltung Angeln"}, "fault.form ziel=event.unknown"},
		"nobody":              {map[string]string{"ziel": "dezernat V"}, "fault.form ziel=broadcast.nobody"},
		"neither yes nor no":  {map[string]string{"dringend": "vielleicht"}, "fault.form dringend=broadcast.yes_or_no"},
		"several at the same": {map[string]string{"text": "", "wann": "gestern"}, "fault.form text=fault.required wann=when.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Read(t.Context(), w.anna, values(tc.change), broadcasts.Order{})
			w.wantFault(err, tc.want)
		})
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	crowd := w.crowd(4)
	for i, d := range []string{"II", "III", "III", "IV"} {
		w.fine(w.people.SetDezernat(t.Context(), crowd[i].ID, d))
	}
	w.fine(w.people.Store.SetRole(t.Context(), crowd[3].ID, people.Organiser, true))
	_, err := w.NewTopic(t.Context(), w.anna, "Schulungen")
	w.fine(err)
	_, err = w.Choose(t.Context(), crowd[0].ID, "schulungen", true)
	w.fine(err)
	start := w.Now().AddDate(0, 0, 7)
	_, err = w.events.Store.Insert(t.Context(), events.Event{ID: "forum-1", State: events.Open, Details: events.Details{
		Title: "Ki:GO Forum", Start: start, End: start.Add(time.Hour), Deadline: start, Seats: 1}})
	w.fine(err)
	for _, p := range crowd[:2] { // one has the seat, the other waits
		e, err := w.events.Store.Get(t.Context(), "forum-1")
		w.fine(err)
		_, _, err = w.events.Join(t.Context(), e, p.ID)
		w.fine(err)
	}
	for ziel, want := range map[string]int{
		"": 6, "Alle": 6, "everybody": 6,
		"Dezernat II, III": 3, "dezernate II und IV": 2, "dezernat 3": 2,
		"rolle Organisation": 1, "rolle organiser, admin": 3,
		"Thema Schulungen": 5, "thema schul": 5, "thema Allgemeines": 6,
		"veranstaltung forum": 1, "event forum-1": 1,
	} {
		o, err := w.Read(t.Context(), w.anna, values(map[string]string{"ziel": ziel}), broadcasts.Order{})
		w.fine(err)
		a, err := w.Audience(t.Context(), o)
		w.fine(err)
		if len(a.People) != want {
			t.Errorf("%q means %d people, want %d", ziel, len(a.People), want)
		}
		// The form shows a target so that it can be read again.
		f := broadcasts.Form(w.catalogue.Printer("de"), "", "", broadcasts.Broadcast{Order: o})
		again, err := w.Read(t.Context(), w.anna, defaults(f), o)
		w.fine(err)
		if again.Target.Kind != o.Target.Kind || strings.Join(again.Target.Names, " ") != strings.Join(o.Target.Names, " ") {
			t.Errorf("%q is shown as another target: %+v", ziel, again.Target)
		}
	}
	o, err := w.Read(t.Context(), w.anna, values(map[string]string{"ziel": "thema schulungen", "pflicht": "ja"}), broadcasts.Order{})
	w.fine(err)
	if a, err := w.Audience(t.Context(), o); err != nil || len(a.People) != 6 {
		t.Errorf("a compulsory notice reaches %d, %v", len(a.People), err)
	}
}

// defaults are a form's values if nothing is changed.
func defaults(f *chat.Form) map[string]string {
	v := map[string]string{}
	for _, field := range f.Fields {
		v[field.Name] = field.Value
	}
	return v
}

func TestTopics(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.NewTopic(t.Context(), w.anna, " !? ")
	w.wantFault(err, "topic.nameless")
	_, err = w.NewTopic(t.Context(), w.anna, strings.Repeat("a", 41))
	w.wantFault(err, "fault.too_long")
	_, err = w.NewTopic(t.Context(), w.anna, "Fortbildung & Schulung")
	w.fine(err)
	_, err = w.NewTopic(t.Context(), w.anna, "fortbildung-schulung")
	w.wantFault(err, "topic.taken")
	_, err = w.NewTopic(t.Context(), w.anna, "Allgemeines")
	w.wantFault(err, "topic.taken")
	p := w.meet("bert", "de")
	for _, leave := range []bool{true, true, false} {
		_, err := w.Choose(t.Context(), p.ID, "Fortbildung", leave)
		w.fine(err)
		if p, err = w.people.Get(t.Context(), p.ID); err != nil || p.Topics.Left("fortbildung-schulung") != leave {
			t.Errorf("left %v: %+v, %v", leave, p.Topics, err)
		}
	}
	_, err = w.Choose(t.Context(), p.ID, "Angeln", true)
	w.wantFault(err, "topic.unknown")
	if all, err := w.Topics(t.Context()); err != nil || len(all) != 2 || all[0].ID != broadcasts.General {
		t.Errorf("topics are %+v, %v", all, err)
	}
}

func TestPeopleReadTheirLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.meet("emma", "en-GB")
	w.meet("erik", "de")
	o := everybody("Ab **Montag** gibt es [Suppe](https://kiel.example/suppe).\n\n- rot\n- grün <b>")
	o.Title, o.TextEN, o.Compulsory = "Kantine @all", "Soup from **Monday** on.", true
	w.approved(o)
	w.settle()
	if got := w.reads("emma"); len(got) != 1 || got[0] != "Compulsory notice\nKantine @all\nSoup from Monday on." {
		t.Errorf("Emma reads %q", got)
	}
	if got := w.reads("erik"); len(got) != 1 || got[0] != "Pflichtmitteilung\nKantine @all\nAb Montag gibt es Suppe (https://kiel.example/suppe).\n- rot\n- grün <b>" {
		t.Errorf("Erik reads %q", got)
	}
}
