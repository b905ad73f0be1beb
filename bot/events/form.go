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
			field("description", chat.AreaField, false, MaxDescription),
			field("team", chat.TextField, false, 300),
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
	d.Seats = readSeats(wrong, get("seats"))
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

// readSeats reads a whole number; nothing means as many as come.
func readSeats(wrong map[string]*fault.Fault, v string) int {
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > MaxSeats {
		wrong["seats"] = fault.New("event.seats_number", fault.Args{"Max": MaxSeats})
	}
	return n
}

// readTeam resolves names parted by commas; whoever made the event comes first and stays.
func (s *Service) readTeam(ctx context.Context, wrong map[string]*fault.Fault, v string, by people.Person, old Event) ([]people.ID, error) {
	first := by.ID
	if len(old.Organisers) > 0 {
		first = old.Organisers[0]
	}
	team := []people.ID{first}
	for _, name := range strings.Split(v, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		p, err := s.person(ctx, name)
		var f *fault.Fault
		if errors.As(err, &f) {
			wrong["team"] = f
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if !p.Is(people.Organiser) && !p.Is(people.Admin) {
			wrong["team"] = fault.New("event.team_role", fault.Args{"Name": p.Shown()})
			return nil, nil
		}
		if !slices.Contains(team, p.ID) {
			team = append(team, p.ID)
		}
	}
	return team, nil
}

// person is the one person that a name means.
func (s *Service) person(ctx context.Context, name string) (people.Person, error) {
	found, err := s.People.Find(ctx, name)
	switch {
	case err != nil:
		return people.Person{}, err
	case len(found) == 0:
		return people.Person{}, fault.New("person.unknown", fault.Args{"Text": name})
	case len(found) > 1:
		return people.Person{}, fault.New("person.several", fault.Args{"Text": name, "Names": names(found)})
	}
	return found[0], nil
}

// names lists people so that each can be told apart and typed.
func names(found []people.Person) string {
	var out []string
	for _, p := range found[:min(5, len(found))] {
		out = append(out, p.Shown()+" ("+string(p.ID)+")")
	}
	return strings.Join(out, ", ")
}

// teamNames are the deputies as the form shows them: everybody but the first organiser.
func (s *Service) teamNames(ctx context.Context, e Event) (string, error) {
	if len(e.Organisers) < 2 {
		return "", nil
	}
	byID, err := s.People.GetMany(ctx, e.Organisers)
	if err != nil {
		return "", err
	}
	var out []string
	for _, id := range e.Organisers[1:] {
		switch p := byID[id]; {
		case p.Email != "":
			out = append(out, p.Email)
		case p.Name != "" && !strings.Contains(p.Name, ","):
			out = append(out, p.Name)
		default:
			out = append(out, string(id))
		}
	}
	return strings.Join(out, ", "), nil
}

// Copy is a draft's details after e, without its dates.
func (e Event) Copy() Event {
	d := e.Details
	d.Start, d.End, d.Deadline = time.Time{}, time.Time{}, time.Time{}
	return Event{Details: d, Organisers: e.Organisers}
}
