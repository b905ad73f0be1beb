package events

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
	"kigo/bot/when"
)

// The limits of what organisers fill in, in characters and seats.
const (
	MaxTitle       = 100
	MaxDescription = 2000
	MaxReason      = 500
	MaxMessage     = 2000
	MaxSeats       = 100_000
	MaxConfirm     = 120 // working hours: two weeks' worth
	MaxTeam        = 300 // of the line that names the deputies
)

// Form asks for an event's details, with those of e filled in; line receives it. An
// event without a start leaves the dates empty, for a new one or a copy.
func (s *Service) Form(ctx context.Context, p i18n.Printer, title, line string, e Event) (*chat.Form, error) {
	team, err := s.teamNames(ctx, e)
	if err != nil {
		return nil, err
	}
	v := map[string]string{"title": e.Title, "place": e.Place, "description": e.Description, "team": team}
	if !e.Start.IsZero() {
		v["start"] = p.DateTime(e.Start)
		v["end"] = p.DateTime(e.End)
		if !e.Deadline.Equal(e.Start) {
			v["deadline"] = p.DateTime(e.Deadline)
		}
	}
	if e.Seats > 0 {
		v["seats"] = strconv.Itoa(e.Seats)
	}
	if e.Confirm > 0 {
		v["confirm"] = strconv.Itoa(e.Confirm)
	}
	field := func(name string, t chat.FieldType, required bool, max int) chat.FormField {
		return chat.FormField{
			Name: name, Type: t, Required: required, Max: max, Value: v[name],
			Label: p.Plain("event.form." + name), Hint: p.Plain("event.form." + name + ".hint"),
		}
	}
	return &chat.Form{
		Title: title, Line: line, Submit: p.Plain("event.form.submit"),
		Fields: []chat.FormField{
			field("title", chat.TextField, true, MaxTitle),
			field("start", chat.TextField, true, 60),
			field("end", chat.TextField, true, 60),
			field("place", chat.TextField, true, MaxTitle),
			field("seats", chat.NumberField, false, 6),
			field("deadline", chat.TextField, false, 60),
			field("confirm", chat.NumberField, false, 3),
			field("description", chat.AreaField, false, MaxDescription),
			field("team", chat.TextField, false, MaxTeam),
			rhythmField(p, e),
		},
	}, nil
}

// Read turns the values of Form into details, or says field by field what is wrong. old is
// the event as it stands; what is left as it was is not judged again.
func (s *Service) Read(ctx context.Context, values map[string]string, by people.Person, old Event) (Details, []people.ID, error) {
	get := func(name string) string { return strings.TrimSpace(values[name]) }
	wrong := map[string]*fault.Fault{}
	d := Details{Title: oneLine(get("title")), Place: oneLine(get("place")), Description: get("description")}
	length(wrong, "title", d.Title, 3, MaxTitle)
	length(wrong, "place", d.Place, 2, MaxTitle)
	length(wrong, "description", d.Description, 0, MaxDescription)
	s.readTimes(wrong, &d, get, old)
	d.Seats = readNumber(wrong, "seats", get("seats"), 1, MaxSeats)
	d.Confirm = readNumber(wrong, "confirm", get("confirm"), 0, MaxConfirm)
	d.Reminders = readRhythm(wrong, get("reminders"), old)
	if n := old.CountSeated(); wrong["seats"] == nil && d.Seats > 0 && d.Seats < n {
		wrong["seats"] = fault.New("event.seats_given", fault.Args{"Seats": d.Seats, "Given": n})
	}
	team, err := s.readTeam(ctx, wrong, get("team"), by, old)
	if err != nil {
		return d, nil, err
	}
	for _, name := range []string{"title", "start", "end", "place"} {
		if get(name) == "" {
			wrong[name] = fault.New("fault.required")
		}
	}
	return d, team, fault.Form(wrong)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func length(wrong map[string]*fault.Fault, name, v string, least, most int) {
	switch n := utf8.RuneCountInString(v); {
	case n < least:
		wrong[name] = fault.New("event.too_short", fault.Args{"Min": least})
	case n > most:
		wrong[name] = fault.New("fault.too_long", fault.Args{"Max": most})
	}
}

func (s *Service) readTimes(wrong map[string]*fault.Fault, d *Details, get func(string) string, old Event) {
	now := s.Now()
	note := func(name string, err error) bool {
		var f *fault.Fault
		if errors.As(err, &f) {
			wrong[name] = f
		}
		return err == nil
	}
	var err error
	if d.Start, err = when.Parse(get("start"), now, s.Zone); !note("start", err) {
		return
	}
	if !d.Start.After(now) && !d.Start.Equal(old.Start) {
		wrong["start"] = fault.New("event.start_past", fault.Args{"Start": d.Start})
		return
	}
	d.End, err = when.ParseEnd(get("end"), d.Start, s.Zone)
	note("end", err)
	d.Deadline = d.Start
	if get("deadline") == "" {
		return
	}
	if d.Deadline, err = when.Parse(get("deadline"), now, s.Zone); !note("deadline", err) {
		return
	}
	switch {
	case d.Deadline.After(d.Start):
		wrong["deadline"] = fault.New("event.deadline_late", fault.Args{"Start": d.Start})
	case !d.Deadline.After(now) && !d.Deadline.Equal(old.Deadline):
		wrong["deadline"] = fault.New("event.deadline_past", fault.Args{"Deadline": d.Deadline})
	}
}

// readNumber reads a whole number; nothing is 0.
func readNumber(wrong map[string]*fault.Fault, name, v string, least, most int) int {
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		wrong[name] = fault.New("event."+name+"_number", fault.Args{"Max": most})
	}
	return n
}

// readTeam resolves names parted by commas; whoever made the event comes first and stays.
// Who is a deputy of old already is not judged again, even if they have left.
func (s *Service) readTeam(ctx context.Context, wrong map[string]*fault.Fault, v string, by people.Person, old Event) ([]people.ID, error) {
	if length(wrong, "team", v, 0, MaxTeam); wrong["team"] != nil {
		return nil, nil
	}
	team := []people.ID{by.ID}
	if len(old.Organisers) > 0 {
		team[0] = old.Organisers[0]
	}
	before, err := s.team(ctx, old)
	if err != nil {
		return nil, err
	}
	for _, name := range strings.Split(v, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		id, err := s.deputy(ctx, name, before)
		var f *fault.Fault
		if errors.As(err, &f) {
			wrong["team"] = f
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(team, id) {
			team = append(team, id)
		}
	}
	if len(joinIDs(team[1:])) > MaxTeam { // the form could not show them all
		wrong["team"] = fault.New("fault.too_long", fault.Args{"Max": MaxTeam})
	}
	return team, nil
}

// deputy is who a name in the form means, judged unless they are in the team before.
func (s *Service) deputy(ctx context.Context, name string, before []people.Person) (people.ID, error) {
	found, err := s.People.Find(ctx, name)
	if err != nil {
		return "", err
	}
	p, err := people.One(name, people.Among(name, found, before))
	if err != nil {
		return "", err
	}
	if !mayOrganise(p) && !slices.ContainsFunc(before, func(b people.Person) bool { return b.ID == p.ID }) {
		return "", fault.New("event.team_role", fault.Args{"Name": p.Shown()})
	}
	return p.ID, nil
}

func mayOrganise(p people.Person) bool { return p.Is(people.Organiser) || p.Is(people.Admin) }

// team are the organisers of an event. Somebody who has been forgotten meanwhile is a
// Person with nothing but the id.
func (s *Service) team(ctx context.Context, e Event) ([]people.Person, error) {
	byID, err := s.People.GetMany(ctx, e.Organisers)
	if err != nil {
		return nil, err
	}
	var out []people.Person
	for _, id := range e.Organisers {
		p := byID[id]
		p.ID = id
		out = append(out, p)
	}
	return out, nil
}

// teamNames are the deputies as the form shows them: everybody but the first organiser,
// each by what means nobody else. A new event is not offered those who may not be named.
func (s *Service) teamNames(ctx context.Context, e Event) (string, error) {
	if len(e.Organisers) < 2 {
		return "", nil
	}
	team, err := s.team(ctx, e)
	if err != nil {
		return "", err
	}
	var out []string
	var ids []people.ID
	for _, p := range team[1:] {
		if e.ID == "" && (p.Gone || !mayOrganise(p)) {
			continue
		}
		name, err := s.nameFor(ctx, p, team)
		if err != nil {
			return "", err
		}
		out, ids = append(out, name), append(ids, p.ID)
	}
	if names := strings.Join(out, ", "); utf8.RuneCountInString(names) <= MaxTeam {
		return names, nil
	}
	return joinIDs(ids), nil
}

// nameFor is the address or the name of p, if it means them alone, or else the id.
func (s *Service) nameFor(ctx context.Context, p people.Person, team []people.Person) (string, error) {
	for _, text := range []string{p.Email, p.Name} {
		if text == "" || strings.Contains(text, ",") {
			continue
		}
		found, err := s.People.Find(ctx, text)
		if err != nil {
			return "", err
		}
		if found = people.Among(text, found, team); len(found) == 1 && found[0].ID == p.ID {
			return text, nil
		}
	}
	return string(p.ID), nil
}

func joinIDs(ids []people.ID) string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return strings.Join(out, ", ")
}

// Copy is a draft's details after e, without its dates.
func (e Event) Copy() Event {
	d := e.Details
	d.Start, d.End, d.Deadline = time.Time{}, time.Time{}, time.Time{}
	return Event{Details: d, Organisers: e.Organisers}
}
