package mongodb

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/chat"
	"kigo/bot/inventory"
)

// Menus keep the options of long selects.
type Menus struct {
	c   *mongo.Collection
	now func() time.Time
}

// NewMenus keeps menus in db.
func NewMenus(db *DB, now func() time.Time) *Menus {
	return &Menus{c: db.Collection("menus"), now: now}
}

type menu struct {
	ID      string    `bson:"_id"` // made of the options
	Options string    `bson:"options"`
	At      time.Time `bson:"at"` // when it was last sent
}

// KeepMenu stores options under an id that is made of them.
func (s *Menus) KeepMenu(ctx context.Context, id string, options []chat.Option) error {
	text, err := json.Marshal(options)
	if err != nil {
		return fmt.Errorf("keep menu: %w", err)
	}
	now := s.now()
	if err := insertOrSet(ctx, s.c, menu{ID: id, Options: string(text), At: now}, byID(id), bson.D{{Key: "at", Value: now}}); err != nil {
		return fmt.Errorf("keep menu: %w", err)
	}
	return nil
}

// Menu returns the options, or none where the id is unknown.
func (s *Menus) Menu(ctx context.Context, id string) (options []chat.Option, err error) {
	m, ok, err := findByID[menu](ctx, s.c, id)
	if err == nil && ok {
		err = json.Unmarshal([]byte(m.Options), &options)
	}
	if err != nil {
		return nil, fmt.Errorf("read menu: %w", err)
	}
	return options, nil
}

// KeepMenus is how long a select in Slack can be opened.
const KeepMenus = 90 * 24 * time.Hour

func menuRecords() []inventory.Record {
	return []inventory.Record{{
		Name: "menus", Collection: "menus", Doc: menu{}, Held: "menus",
		Keep:   inventory.Period{For: KeepMenus, After: "shown", Field: "at"},
		Fields: inventory.Fields{inventory.Key: {"_id"}, inventory.Name: {"options"}, inventory.Time: {"at"}},
	}}
}
