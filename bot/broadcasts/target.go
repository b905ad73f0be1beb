package broadcasts

import (
	"context"
	"errors"
	"slices"
	"strings"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// TargetKind is a way to say who is meant.
type TargetKind string

// The kinds of targets.
const (
	ToAll       TargetKind = "all"
	ToDezernate TargetKind = "dezernat"
	ToRoles     TargetKind = "role"
	ToTopic     TargetKind = "topic"
	ToEvent     TargetKind = "event"   // those who have a seat
	ToChannels  TargetKind = "channel" // one message in each
)

// Target says whom an announcement is for.
type Target struct {
	Kind  TargetKind `bson:"kind"`
	Names []string   `bson:"names"` // Dezernate, roles, one topic or one event
	Label string     `bson:"label"` // the topic's or event's name, as people know it
	// Channels is set where the target is channels, and nothing else.
	Channels []Channel `bson:"channels"`
}

func (t Target) equal(o Target) bool {
	return t.Kind == o.Kind && t.Label == o.Label && slices.Equal(t.Names, o.Names) && slices.Equal(t.Channels, o.Channels)
}

// either is the key of a text about people, or where the announcement goes into channels, of
// one about these.
func (b Broadcast) either(people, channels string) string {
	if b.Target.Kind == ToChannels {
		return channels
	}
	return people
}

// typed is the target as it is typed into the form.
func (t Target) typed() string {
	switch t.Kind {
	case ToDezernate:
		return "dezernat " + strings.Join(t.Names, ", ")
	case ToRoles:
		return "rolle " + strings.Join(t.Names, ", ")
	case ToTopic:
		return "thema " + t.Names[0]
	case ToEvent:
		return "veranstaltung " + t.Names[0]
	case ToChannels:
		var names []string
		for _, c := range t.Channels {
			names = append(names, c.typed())
		}
		return "kanal " + strings.Join(names, ", ")
	}
	return "alle"
}

// topic is what people may leave to get no more such announcements; "" is none: who is
// addressed for a role or an event has no choice, and a channel is what it is.
func (t Target) topic() TopicID {
	switch t.Kind {
	case ToTopic:
		return TopicID(t.Names[0])
	case ToAll, ToDezernate:
		return General
	}
	return ""
}

// readTarget reads a target: "alle", "dezernat II, III", "rolle organiser", "thema …",
// "veranstaltung …" or "kanal …". What it does not know is a fault.
func (s *Service) readTarget(ctx context.Context, by people.Person, text string) (Target, error) {
	text = strings.Join(strings.Fields(text), " ")
	circle, rest := people.ParseCircle(text)
	kind := TargetKind(circle)
	if kind == ToAll {
		return Target{Kind: ToAll}, nil
	}
	word, after, _ := strings.Cut(text, " ")
	switch word = people.Fold(word); {
	case strings.HasPrefix(text, "#"), strings.HasPrefix(text, "~"), strings.HasPrefix(text, "http"):
		kind, rest = ToChannels, text
	case slices.Contains([]string{"kanal", "kanale", "kanaele", "channel", "channels"}, word):
		kind, rest = ToChannels, after
	case slices.Contains([]string{"thema", "topic"}, word):
		kind = ToTopic
	}
	if kind == "" || (rest == "" && kind != ToChannels) {
		return Target{}, fault.New("broadcast.target.unknown", fault.Args{"Text": short(text)})
	}
	t := Target{Kind: kind}
	switch kind {
	case ToChannels:
		var err error
		t.Channels, err = s.readChannels(ctx, by, rest)
		return t, err
	case ToDezernate, ToRoles:
		return t.named(rest)
	case ToTopic:
		topic, err := s.topicNamed(ctx, rest)
		if err != nil {
			return t, err
		}
		t.Names, t.Label = []string{string(topic.ID)}, topic.Name
	default:
		id, title, _, err := s.Events.Participants(ctx, rest)
		if err != nil {
			return t, err
		}
		t.Names, t.Label = []string{id}, title
	}
	return t, nil
}

// named reads the Dezernate or roles of a target, parted by commas, blanks or "und".
func (t Target) named(list string) (Target, error) {
	for _, name := range people.SplitNames(list) {
		v, known := people.ParseDezernat(name)
		if t.Kind == ToRoles {
			var r people.Role
			r, known = people.ParseRole(name)
			v = string(r)
		}
		if !known {
			return t, fault.New("broadcast.target.no_"+string(t.Kind), fault.Args{"Text": short(name)})
		}
		if !slices.Contains(t.Names, v) {
			t.Names = append(t.Names, v)
		}
	}
	if len(t.Names) == 0 {
		return t, fault.New("broadcast.target.no_"+string(t.Kind), fault.Args{"Text": short(list)})
	}
	return t, nil
}

// meant are all whom a target means, whether they can be reached or not.
func (s *Service) meant(ctx context.Context, t Target) ([]people.Person, error) {
	if t.Kind == ToEvent {
		_, _, seated, err := s.Events.Participants(ctx, t.Names[0])
		var f *fault.Fault
		if errors.As(err, &f) {
			return nil, fault.New("broadcast.target.gone", fault.Args{"Title": t.Label})
		}
		if err != nil {
			return nil, err
		}
		byID, err := s.People.GetMany(ctx, seated)
		var all []people.Person
		for _, id := range seated {
			if p, ok := byID[id]; ok {
				all = append(all, p)
			}
		}
		return all, err
	}
	all, err := s.People.Everybody(ctx)
	return slices.DeleteFunc(all, func(p people.Person) bool { return !t.fits(p) }), err
}

func (t Target) fits(p people.Person) bool {
	switch t.Kind {
	case ToDezernate:
		return slices.Contains(t.Names, p.Dezernat)
	case ToRoles:
		return slices.ContainsFunc(t.Names, func(r string) bool { return p.Is(people.Role(r)) })
	}
	return true
}
