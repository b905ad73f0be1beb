package events_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

// filled is a form that is right.
func filled(changes ...string) map[string]string {
	v := map[string]string{
		"title": "Workshop Digitale Werkzeuge", "start": "15.12.2026 14:00", "end": "16:00", "place": "Schulungsraum 2",
		"seats": "12", "deadline": "10.12.2026 12:00", "description": "Bitte Dienstgerät\nmitbringen.", "team": "",
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v[changes[i]] = changes[i+1]
	}
	return v
}

func day(month time.Month, d, hour int) time.Time {
	return time.Date(2026, month, d, hour, 0, 0, 0, berlin)
}

func TestReadForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // Wednesday, 2026-11-25, 10:00
	anna := w.organiser(t, "Anna Ahrens")
	full := events.Details{
		Title: "Workshop Digitale Werkzeuge", Place: "Schulungsraum 2", Description: "Bitte Dienstgerät\nmitbringen.", Seats: 12,
		Start: day(12, 15, 14), End: day(12, 15, 16), Deadline: day(12, 10, 12),
	}
	with := func(change func(*events.Details)) events.Details {
		d := full
		change(&d)
		return d
	}
	for name, tc := range map[string]struct {
		values map[string]string
		want   events.Details
	}{
		"everything":        {filled(), full},
		"blanks around":     {filled("title", "  Workshop  Digitale\nWerkzeuge ", "seats", " 12 "), full},
		"no deadline":       {filled("deadline", ""), with(func(d *events.Details) { d.Deadline = d.Start })},
		"unlimited":         {filled("seats", ""), with(func(d *events.Details) { d.Seats = 0 })},
		"no description":    {filled("description", " "), with(func(d *events.Details) { d.Description = "" })},
		"length as the end": {filled("end", "2 Stunden"), full},
		"end on next day":   {filled("end", "16.12.2026 9 Uhr"), with(func(d *events.Details) { d.End = day(12, 16, 9) })},
		"weekday":           {filled("start", "Di, 15.12.2026, 14:00 Uhr"), full},
		"deadline at start": {filled("deadline", "15.12.2026 14:00"), with(func(d *events.Details) { d.Deadline = d.Start })},
		"most seats":        {filled("seats", "100000"), with(func(d *events.Details) { d.Seats = events.MaxSeats })},
		"hostile words": {filled("title", "<b>@all</b> **x**", "place", "=1+1"),
			with(func(d *events.Details) { d.Title, d.Place = "<b>@all</b> **x**", "=1+1" })},
	} {
		d, team, err := w.Read(t.Context(), tc.values, anna, events.Event{})
		if err != nil || !d.Equal(tc.want) || len(team) != 1 || team[0] != anna.ID {
			t.Errorf("%s: %+v, team %v, %v", name, d, team, err)
		}
	}
}

func TestReadFormNamesEveryFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.organiser(t, "Anna Ahrens")
	for range 2 {
		w.person(t, "Doppelt Vorhanden "+w.NewID())
	}
	w.person(t, "Bert Brodersen")
	long := func(n int) string { return strings.Repeat("ü", n) }
	for name, tc := range map[string]struct {
		values map[string]string
		want   string
	}{
		"title empty":           {filled("title", "  "), "title=fault.required"},
		"title short":           {filled("title", "ab"), "title=event.too_short"},
		"title just fits":       {filled("title", long(100)), ""},
		"title long":            {filled("title", long(101)), "title=fault.too_long"},
		"place short":           {filled("place", "x"), "place=event.too_short"},
		"place long":            {filled("place", long(101)), "place=fault.too_long"},
		"description just fits": {filled("description", long(2000)), ""},
		"description long":      {filled("description", long(2001)), "description=fault.too_long"},
		"start empty":           {filled("start", ""), "start=fault.required"},
		"start nonsense":        {filled("start", "bald"), "start=when.unknown"},
		"start without time":    {filled("start", "15.12.2026"), "start=when.missing_time"},
		"no such day":           {filled("start", "31.11.2026 14:00"), "start=when.no_such_day"},
		"wrong weekday":         {filled("start", "Mo, 15.12.2026, 14:00"), "start=when.weekday"},
		"start in the past":     {filled("start", "24.11.2026 14:00"), "start=event.start_past"},
		"start now":             {filled("start", "25.11.2026 10:00"), "start=event.start_past"},
		"start far away":        {filled("start", "15.12.2036 14:00"), "start=when.far"},
		"hour that is skipped":  {filled("start", "28.03.2027 2:30"), "start=when.gap"},
		"end empty":             {filled("end", ""), "end=fault.required"},
		"end before start":      {filled("end", "13:00"), "end=when.end"},
		"end weeks later":       {filled("end", "31.12.2026 14:00"), "end=when.long"},
		"deadline after start":  {filled("deadline", "15.12.2026 14:01"), "deadline=event.deadline_late"},
		"deadline in the past":  {filled("deadline", "25.11.2026 9:00"), "deadline=event.deadline_past"},
		"deadline nonsense":     {filled("deadline", "vorher"), "deadline=when.unknown"},
		"no seats":              {filled("seats", "0"), "seats=event.seats_number"},
		"fewer than none":       {filled("seats", "-3"), "seats=event.seats_number"},
		"half a seat":           {filled("seats", "2,5"), "seats=event.seats_number"},
		"seats in words":        {filled("seats", "zwölf"), "seats=event.seats_number"},
		"too many seats":        {filled("seats", "100001"), "seats=event.seats_number"},
		"no number at all":      {filled("seats", "99999999999999999999999"), "seats=event.seats_number"},
		"team too long":         {filled("team", strings.Repeat("Anna Ahrens, ", 24)), "team=fault.too_long"},
		"team of nobody":        {filled("team", "Niemand Nirgends"), "team=person.unknown"},
		"team of two":           {filled("team", "Doppelt"), "team=person.several"},
		"team without right":    {filled("team", "Bert"), "team=event.team_role"},
		"several at once": {filled("title", "", "end", "13:00", "deadline", "vorher", "seats", "x", "team", "Bert"),
			"deadline=when.unknown end=when.end seats=event.seats_number team=event.team_role title=fault.required"},
		"nothing at all": {nil, "end=fault.required place=fault.required start=fault.required title=fault.required"},
	} {
		_, _, err := w.Read(t.Context(), tc.values, anna, events.Event{})
		if tc.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		t.Log(name)
		wantFault(t, err, "fault.form "+tc.want)
	}
}

// Whoever only mends the title of an event that is under way is not asked for new dates.
func TestReadDoesNotJudgeAgainWhatStaysAsItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.organiser(t, "Anna Ahrens")
	old := events.Event{State: events.Open, Queue: queue(14), Details: events.Details{
		Title: "Workshop", Start: day(11, 25, 9), End: day(11, 25, 12), Deadline: day(11, 24, 12), Seats: 12,
	}}
	values := filled("start", "25.11.2026 9:00", "end", "12:00", "deadline", "24.11.2026 12:00")
	if _, _, err := w.Read(t.Context(), values, anna, old); err != nil {
		t.Errorf("unchanged dates in the past: %v", err)
	}
	values["seats"] = "11"
	_, _, err := w.Read(t.Context(), values, anna, old)
	wantFault(t, err, "fault.form seats=event.seats_given")
	values["seats"] = ""
	if _, _, err := w.Read(t.Context(), values, anna, old); err != nil {
		t.Errorf("unlimited is never fewer: %v", err)
	}
}

func TestWhoMadeTheEventStaysItsFirstOrganiser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, bert, carla := w.organiser(t, "Anna Ahrens"), w.organiser(t, "Bert Brodersen"), w.organiser(t, "Carla Clausen")
	old := events.Event{Organisers: []people.ID{anna.ID, bert.ID}}
	// Bert, a deputy, hands over to Carla, and names Anna and Carla twice.
	_, team, err := w.Read(t.Context(), filled("team", "carla, Anna Ahrens,,Carla Clausen, "), bert, old)
	if err != nil || len(team) != 2 || team[0] != anna.ID || team[1] != carla.ID {
		t.Errorf("team %v, %v, want Anna and Carla", team, err)
	}
}

// Neither a deputy who has left, nor one who has been forgotten or may not organise any
// more, nor one whose name is part of another's keeps an unchanged form from being taken.
func TestUnchangedTeamIsNotJudgedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, left, demoted := w.organiser(t, "Anna Ahrens"), w.organiser(t, "Bert Brodersen"), w.person(t, "Carla Clausen")
	short, comma, twin := w.organiser(t, "Dora Dau"), w.organiser(t, "Emil, Evers"), w.organiser(t, "Farah Fuchs")
	w.person(t, "Isidora Daunert")
	if _, err := w.people.Meet(t.Context(), "playground", chat.User{ID: "another", Name: twin.Name}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.people.Meet(t.Context(), "playground", chat.User{ID: left.Name, Deactivated: true}); err == nil {
		t.Fatal("a deactivated account is let in")
	}
	old := events.Event{ID: "forum-abcd", Organisers: []people.ID{anna.ID, left.ID, demoted.ID, short.ID, comma.ID, twin.ID, "forgott2"}}
	f, err := w.Form(t.Context(), printer(t, "de"), "Titel", "x", old)
	if err != nil {
		t.Fatal(err)
	}
	shown := teamField(f).Value
	if want := strings.Join([]string{left.Name, demoted.Name, short.Name, string(comma.ID), string(twin.ID), "forgott2"}, ", "); shown != want {
		t.Errorf("the form shows %q, want %q", shown, want)
	}
	_, team, err := w.Read(t.Context(), filled("team", shown), anna, old)
	if err != nil || !slices.Equal(team, old.Organisers) {
		t.Errorf("team %v, %v, want %v", team, err, old.Organisers)
	}
	// Nobody else may name them, and a copy does not.
	for _, name := range []string{left.Name, demoted.Name} {
		if _, _, err := w.Read(t.Context(), filled("team", name), anna, events.Event{}); err == nil {
			t.Errorf("%s is taken for a new event", name)
		}
	}
	if f, err = w.Form(t.Context(), printer(t, "de"), "Titel", "x", old.Copy()); err != nil {
		t.Fatal(err)
	}
	shown = teamField(f).Value
	if _, team, err = w.Read(t.Context(), filled("team", shown), anna, events.Event{}); err != nil || len(team) != 4 {
		t.Errorf("a copy's team %v, %v from %q", team, err, shown)
	}
}

func teamField(f *chat.Form) chat.FormField {
	return f.Fields[slices.IndexFunc(f.Fields, func(f chat.FormField) bool { return f.Name == "team" })]
}

// However many deputies there are and however long their names: the form can show them.
func TestTeamFitsIntoTheForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.organiser(t, "Anna Ahrens")
	old := events.Event{ID: "forum-abcd", Organisers: []people.ID{anna.ID}}
	for i := range 30 {
		old.Organisers = append(old.Organisers, w.organiser(t, fmt.Sprintf("B%02d Brodersen-Christiansen", i)).ID)
	}
	f, err := w.Form(t.Context(), printer(t, "de"), "Titel", "x", old)
	if err != nil {
		t.Fatal(err)
	}
	field := teamField(f)
	if len(field.Value) > field.Max {
		t.Fatalf("%d characters of %d", len(field.Value), field.Max)
	}
	_, team, err := w.Read(t.Context(), filled("team", field.Value), anna, old)
	if err != nil || !slices.Equal(team, old.Organisers) {
		t.Errorf("team %v, %v", team, err)
	}
	var initials []string // short to type, but more than ids would fit
	for i := range 31 {
		w.organiser(t, fmt.Sprintf("K%02d", i))
		initials = append(initials, fmt.Sprintf("K%02d", i))
	}
	_, _, err = w.Read(t.Context(), filled("team", strings.Join(initials, ",")), anna, old)
	wantFault(t, err, "fault.form team=fault.too_long")
}

// The form shows what Read takes: sent back unchanged, it changes nothing.
func TestFormAndReadFitTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, bert := w.organiser(t, "Anna Ahrens"), w.organiser(t, "Bert Brodersen")
	full := events.Event{Organisers: []people.ID{anna.ID, bert.ID}, Details: events.Details{
		Title: "Forum", Place: "Ratssaal", Description: "eins\nzwei", Seats: 220, Start: day(12, 15, 9), End: day(12, 16, 13), Deadline: day(12, 1, 0),
	}}
	open := full
	open.Seats, open.Deadline, open.Organisers = 0, open.Start, []people.ID{anna.ID}
	for name, e := range map[string]events.Event{"everything": full, "the least": open} {
		for _, lang := range []string{"de", "en"} {
			f, err := w.Form(t.Context(), printer(t, lang), "Titel", "veranstaltung ändern e 1", e)
			if err != nil {
				t.Fatal(err)
			}
			values := map[string]string{}
			for _, field := range f.Fields {
				values[field.Name] = field.Value
				if field.Label == "" || len([]rune(field.Label)) > 24 || field.Hint == "" {
					t.Errorf("%s: field %s is labelled %q with the hint %q", lang, field.Name, field.Label, field.Hint)
				}
				if field.Required && field.Value == "" {
					t.Errorf("%s: the required field %s is empty", lang, field.Name)
				}
			}
			d, team, err := w.Read(t.Context(), values, anna, e)
			if err != nil || !d.Equal(e.Details) || len(team) != len(e.Organisers) {
				t.Errorf("%s in %s: %+v, team %v, %v from %v", name, lang, d, team, err, values)
			}
		}
	}
	f, err := w.Form(t.Context(), printer(t, "de"), "Neu", "veranstaltung neu x", events.Event{})
	if err != nil {
		t.Fatal(err)
	}
	byName := maps.Collect(func(yield func(string, chat.FormField) bool) {
		for _, field := range f.Fields {
			yield(field.Name, field)
		}
	})
	if byName["start"].Value != "" || byName["seats"].Value != "" || byName["seats"].Type != chat.NumberField {
		t.Errorf("the form of a new event: %+v", f.Fields)
	}
}
