package mongodb

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"kigo/bot/outbox"
)

const (
	heartbeatID = "heartbeat" // the _id in meta of when kigo was at work last
	pauseID     = "pause"     // the _id in meta of the outbox's pause
)

// Pauses implements outbox.PauseStore.
type Pauses struct{ meta *mongo.Collection }

// NewPauses keeps the heartbeat and the pause in db.
func NewPauses(db *DB) *Pauses { return &Pauses{meta: db.Collection(metaCollection)} }

type heartbeat struct {
	ID string    `bson:"_id"`
	At time.Time `bson:"at"` // real clock
}

// Heartbeat implements outbox.PauseStore.
func (s *Pauses) Heartbeat(ctx context.Context) (time.Time, error) {
	h, _, err := findByID[heartbeat](ctx, s.meta, heartbeatID)
	if err != nil {
		return time.Time{}, fmt.Errorf("read heartbeat: %w", err)
	}
	return h.At, nil
}

// Beat implements outbox.PauseStore.
func (s *Pauses) Beat(ctx context.Context, t time.Time) error {
	if err := insertOrSet(ctx, s.meta, heartbeat{ID: heartbeatID, At: t}, byID(heartbeatID), bson.D{{Key: "at", Value: t}}); err != nil {
		return fmt.Errorf("write heartbeat: %w", err)
	}
	return nil
}

// Pause implements outbox.PauseStore.
func (s *Pauses) Pause(ctx context.Context) (outbox.Pause, bool, error) {
	p, paused, err := findByID[outbox.Pause](ctx, s.meta, pauseID)
	if err != nil {
		return p, false, fmt.Errorf("look whether the outbox is paused: %w", err)
	}
	return p, paused, nil
}

// SetPause implements outbox.PauseStore.
func (s *Pauses) SetPause(ctx context.Context, p outbox.Pause) error {
	if _, err := insertNew(ctx, s.meta, append(byID(pauseID), bson.E{Key: "since", Value: p.Since}, bson.E{Key: "beat", Value: p.Beat})); err != nil {
		return fmt.Errorf("pause the outbox: %w", err)
	}
	return nil
}

// EndPause implements outbox.PauseStore.
func (s *Pauses) EndPause(ctx context.Context) error {
	if _, err := s.meta.DeleteOne(ctx, byID(pauseID)); err != nil {
		return fmt.Errorf("end the outbox's pause: %w", err)
	}
	return nil
}
