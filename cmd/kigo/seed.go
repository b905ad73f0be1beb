package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kigo/adapters/mailbox"
	"kigo/bot/chat"
	"kigo/bot/events"
	"kigo/bot/people"
)

// persona is one of the people in the demo.
type persona struct {
	mailbox.Persona
	dezernat string
}

// personas are the people whom demo and console let you be; anna is the admin.
var personas = []persona{
	{mailbox.Persona{User: "anna", Name: "Anna Ahrens", Note: "Dezernat OB, Admin"}, "OB"},
	{mailbox.Persona{User: "bert", Name: "Bert Brodersen", Note: "Dezernat II"}, "II"},
	{mailbox.Persona{User: "carla", Name: "Carla Clausen", Note: "Dezernat III"}, "III"},
	{mailbox.Persona{User: "deniz", Name: "Deniz Demir", Note: "Dezernat IV"}, "IV"},
	{mailbox.Persona{User: "emil", Name: "Emil Ewers", Note: "Dezernat V"}, "V"},
	{mailbox.Persona{User: "farah", Name: "Farah Farahani", Note: "Dezernat III"}, "III"},
	{mailbox.Persona{User: "gitte", Name: "Gitte Gosch", Note: "Dezernat IV"}, "IV"},
}

func mailboxPersonas() []mailbox.Persona {
	var all []mailbox.Persona
	for _, p := range personas {
		all = append(all, p.Persona)
	}
	return all
}

// The marks that keep examples and real people apart.
const (
	demoMark = "demo"       // the store holds the demo's people and events
	liveMark = "production" // the store has served a chat platform
)

// seed puts the demo's people and events into a store that has none of it yet. It may be
// repeated after having been interrupted.
func (a *app) seed(ctx context.Context) error {
	var anna people.Person
	for i, p := range personas {
		met, err := a.people.Meet(ctx, mailbox.Platform, chat.User{ID: p.User, Name: p.Name, Locale: a.cfg.Locale})
		if err == nil && met.Dezernat == "" {
			err = a.people.SetDezernat(ctx, met.ID, p.dezernat)
		}
		if err != nil {
			return fmt.Errorf("seed %s: %w", p.User, err)
		}
		if i == 0 {
			anna = met
		}
	}
	for _, e := range a.demoEvents(anna.ID) {
		if _, err := a.events.Store.Insert(ctx, e); err != nil {
			return fmt.Errorf("seed event %s: %w", e.Title, err)
		}
	}
	if err := a.seedPulse(ctx, anna); err != nil {
		return fmt.Errorf("seed pulse: %w", err)
	}
	return a.store.Mark(ctx, demoMark)
}

func (a *app) demoEvents(organiser people.ID) []events.Event {
	event := func(id events.ID, title, place, description string, seats, days, from, to int) events.Event {
		start := workingDay(a.now().AddDate(0, 0, days), a.cfg.zone, from, 0)
		return events.Event{
			ID: id, State: events.Open, Version: 1, Created: a.now(), Organisers: []people.ID{organiser},
			Details: events.Details{
				Title: title, Place: place, Description: description, Seats: seats, Reminders: events.DefaultReminders,
				Start: start, End: start.Add(time.Duration(to-from) * time.Hour), Deadline: start,
			},
		}
	}
	return []events.Event{
		event("forum-kigo", "Ki:GO Forum", "Ratssaal",
			"Vorträge, Austausch und Marktstände zur digitalen Transformation, offen für alle Mitarbeitenden.", 220, 28, 9, 13),
		event("workshop-kigo", "Workshop Digitale Werkzeuge", "Schulungsraum 2, Neues Rathaus",
			"Ausprobieren, was den Arbeitsalltag leichter macht. Bitte bring dein Dienstgerät mit.", 2, 14, 14, 16),
	}
}

// keptSecret is the secret that demo and console keep in the data folder; "" if there is none.
func keptSecret(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, "secret"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read secret: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// demoSecret reads the data folder's secret, or makes one.
func demoSecret(dir string) (string, error) {
	file := filepath.Join(dir, "secret")
	for range 2 {
		b, err := os.ReadFile(file)
		if err == nil {
			return strings.TrimSpace(string(b)), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("read secret: %w", err)
		}
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue // another process was faster
		}
		if err != nil {
			return "", fmt.Errorf("make secret: %w", err)
		}
		_, err = f.WriteString(rand.Text() + rand.Text() + "\n")
		if err = errors.Join(err, f.Close()); err != nil {
			return "", fmt.Errorf("make secret: %w", err)
		}
	}
	return "", errors.New("make secret: it keeps appearing and vanishing")
}
