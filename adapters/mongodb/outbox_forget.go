package mongodb

import (
	"context"
	"encoding/json"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Forget deletes what is to be told to a person and what was, and takes them out of what
// others are told: a dash stands for their name there. It may be repeated.
func (o *Outbox) Forget(ctx context.Context, p people.Person) error {
	for _, c := range []*mongo.Collection{o.rows, o.sent} {
		if _, err := c.DeleteMany(ctx, bson.D{{Key: "person", Value: p.ID}}); err != nil {
			return err
		}
	}
	others, err := findAll[outbox.Row](ctx, o.rows, bson.D{})
	if err != nil {
		return err
	}
	for _, r := range others {
		fields := bson.D{}
		for name, value := range r.Data {
			switch {
			case value == string(p.ID):
				fields = append(fields, bson.E{Key: "data." + name, Value: people.Nobody})
			case name == fromName && p.Name != "" && value == p.Shown():
				fields = append(fields, bson.E{Key: "data." + name, Value: people.Person{ID: people.Nobody}.Shown()})
			}
		}
		if len(fields) == 0 {
			continue
		}
		if _, err := o.rows.UpdateOne(ctx, byID(r.ID), set(fields)); err != nil {
			return err
		}
	}
	return nil
}

// fromName is where rows keep the name of whom they come from.
const fromName = "from"

// Forget deletes a person's mail in the chats of demo and console. In the mail of others a
// dash takes the place of their name.
func (s *Mailbox) Forget(ctx context.Context, to, name string) error {
	if to != "" {
		if _, err := s.c.DeleteMany(ctx, bson.D{{Key: "to", Value: to}}); err != nil {
			return err
		}
	}
	if name == "" {
		return nil
	}
	others, err := findAll[mail](ctx, s.c, bson.D{})
	if err != nil {
		return err
	}
	for _, m := range others {
		without := strings.ReplaceAll(m.Message, inJSON(name), "–")
		if without == m.Message {
			continue
		}
		if _, err := s.c.UpdateOne(ctx, byID(m.Key), set(bson.D{{Key: "message", Value: without}})); err != nil {
			return err
		}
	}
	return nil
}

// inJSON is a text as it stands between quotes in JSON.
func inJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s // a string always marshals
	}
	return strings.Trim(string(b), `"`)
}

// Forget deletes the menus in which a person can be chosen.
func (s *Menus) Forget(ctx context.Context, p people.Person) error {
	all, err := findAll[menu](ctx, s.c, bson.D{})
	if err != nil {
		return err
	}
	for _, m := range all {
		if !strings.Contains(m.Options, string(p.ID)) && (p.Name == "" || !strings.Contains(m.Options, inJSON(p.Name))) {
			continue
		}
		if _, err := s.c.DeleteOne(ctx, byID(m.ID)); err != nil {
			return err
		}
	}
	return nil
}

// Forget deletes the channel in which kigo and an account are alone.
func (s *Directs) Forget(ctx context.Context, platform, user string) error {
	_, err := s.c.DeleteOne(ctx, byID(platform+"/"+user))
	return err
}
