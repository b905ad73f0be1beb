package broadcasts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kigo/bot/fault"
	"kigo/bot/people"
)

// TopicID names a topic for good: its first name, folded.
type TopicID string

// General is the topic of announcements to everybody that have no other. It is always
// there; its name is in the catalogue.
const General TopicID = "allgemeines"

// MaxTopic is the longest name of a topic, in characters.
const MaxTopic = 40

// Topic is something that people may leave, and come back to, when they like.
type Topic struct {
	ID      TopicID   `bson:"_id"`
	Name    string    `bson:"name"`
	By      people.ID `bson:"by"`
	Created time.Time `bson:"created"`
}

// NewTopic makes a topic, to which everybody belongs until they leave it.
func (s *Service) NewTopic(ctx context.Context, by people.Person, name string) (Topic, error) {
	name = strings.Join(strings.Fields(name), " ")
	id := topicID(name)
	switch {
	case utf8.RuneCountInString(name) > MaxTopic:
		return Topic{}, fault.New("fault.too_long", fault.Args{"Max": MaxTopic})
	case id == "":
		return Topic{}, fault.New("topic.nameless")
	case id == General:
		return Topic{}, taken(name)
	}
	if err := s.Audit.Record(ctx, string(by.ID), actTopic, "", map[string]string{"topic": name}); err != nil {
		return Topic{}, err
	}
	t := Topic{ID: id, Name: name, By: by.ID, Created: s.Now()}
	fresh, err := s.Store.AddTopic(ctx, t)
	if err != nil {
		return t, fmt.Errorf("make topic: %w", err)
	}
	if !fresh {
		return t, taken(name)
	}
	return t, nil
}

func taken(name string) error { return fault.New("topic.taken", fault.Args{"Name": name}) }

// topicID is the part of a name that tells topics apart; it can be the key of a map.
func topicID(name string) TopicID {
	return TopicID(strings.Join(strings.FieldsFunc(people.Fold(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-"))
}

// Topics are all topics, the general one first.
func (s *Service) Topics(ctx context.Context) ([]Topic, error) {
	list, err := s.Store.Topics(ctx)
	if err != nil {
		return nil, fmt.Errorf("list topics: %w", err)
	}
	slices.SortFunc(list, func(a, b Topic) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return append([]Topic{{ID: General}}, list...), nil
}

// topicNamed is the topic that somebody means by its name, or the beginning of it.
func (s *Service) topicNamed(ctx context.Context, name string) (Topic, error) {
	all, err := s.Topics(ctx)
	if err != nil {
		return Topic{}, err
	}
	wanted := topicID(name)
	if wanted == "general" {
		wanted = General
	}
	var found []Topic
	for _, t := range all {
		if t.ID == wanted {
			return t, nil
		}
		if wanted != "" && strings.HasPrefix(string(t.ID), string(wanted)) {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return Topic{}, fault.Missing("topic.unknown", fault.Args{"Text": short(name)})
	}
	return found[0], nil
}

// Choose notes that p leaves a topic, or comes back to it.
func (s *Service) Choose(ctx context.Context, p people.ID, name string, leave bool) (Topic, error) {
	t, err := s.topicNamed(ctx, name)
	if err != nil {
		return t, err
	}
	return t, s.People.SetTopic(ctx, p, string(t.ID), leave)
}
