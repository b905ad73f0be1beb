package mongodb

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kigo/bot/outbox"
	"kigo/bot/pulses"
)

// result is pulses.Report under the name that makes it the run's only one.
type result struct {
	ID            string `bson:"_id"` // result/<run>
	pulses.Report `bson:",inline"`
}

func resultID(run pulses.ID) string { return "result/" + string(run) }

// AddReport implements pulses.Reports.
func (s *Pulses) AddReport(ctx context.Context, r pulses.Report) (bool, error) {
	r.Texts = map[string]map[string]string{} // never null: writes go below it
	return insertNew(ctx, s.results, result{ID: resultID(r.Run), Report: r})
}

// Report implements pulses.Reports.
func (s *Pulses) Report(ctx context.Context, run pulses.ID) (pulses.Report, bool, error) {
	r, ok, err := findByID[result](ctx, s.results, resultID(run))
	return r.Report, ok, err
}

// AddText implements pulses.Reports.
func (s *Pulses) AddText(ctx context.Context, run pulses.ID, question int, key, text string) error {
	field := "texts." + pulses.FieldName(question) + "." + key
	_, err := s.results.UpdateOne(ctx, byID(resultID(run)), set(bson.D{{Key: field, Value: text}}))
	return err
}

// DraftFeedback implements pulses.Runs.
func (s *Pulses) DraftFeedback(ctx context.Context, id pulses.ID, f pulses.Feedback) (pulses.Run, bool, error) {
	return s.modify(ctx, append(inState(id, pulses.Published), bson.E{Key: "feedback.sent", Value: false}), bson.D{
		{Key: "$set", Value: bson.D{{Key: "feedback.heard", Value: f.Heard}, {Key: "feedback.doing", Value: f.Doing}, {Key: "feedback.by", Value: f.By}}},
		{Key: "$inc", Value: bson.D{{Key: "feedback.version", Value: 1}}},
	})
}

// SendFeedback implements pulses.Runs.
func (s *Pulses) SendFeedback(ctx context.Context, id pulses.ID, version int) (pulses.Run, bool, error) {
	drafted := append(inState(id, pulses.Published), bson.E{Key: "feedback.sent", Value: false}, bson.E{Key: "feedback.version", Value: version})
	return s.modify(ctx, drafted, set(bson.D{{Key: "feedback.sent", Value: true}}))
}

// unread is pulses.Unread under the name that makes it unique.
type unread struct {
	ID            string `bson:"_id"` // moderation/<run>/<key>
	pulses.Unread `bson:",inline"`
}

func unreadOf(run pulses.ID) string { return "moderation/" + string(run) + "/" }

// AddUnread implements pulses.Moderation.
func (s *Pulses) AddUnread(ctx context.Context, texts []pulses.Unread) error {
	docs := make([]any, len(texts))
	for i, t := range texts {
		docs[i] = unread{ID: unreadOf(t.Run) + t.Key, Unread: t}
	}
	return insertMissing(ctx, s.moderation, docs)
}

// Unread implements pulses.Moderation.
func (s *Pulses) Unread(ctx context.Context, run pulses.ID) ([]pulses.Unread, error) {
	list, err := findAll[unread](ctx, s.moderation, beginning(unreadOf(run)), options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
	texts := make([]pulses.Unread, len(list))
	for i, u := range list {
		texts[i] = u.Unread
	}
	return texts, err
}

// DropUnread implements pulses.Moderation.
func (s *Pulses) DropUnread(ctx context.Context, run pulses.ID, key string) error {
	_, err := s.moderation.DeleteOne(ctx, byID(unreadOf(run)+key))
	return err
}

// DropAllUnread implements pulses.Moderation.
func (s *Pulses) DropAllUnread(ctx context.Context, run pulses.ID) error {
	_, err := s.moderation.DeleteMany(ctx, beginning(unreadOf(run)))
	return err
}

// Purge implements pulses.Rows.
func (o *Outbox) Purge(ctx context.Context, prefix string) error {
	if _, err := o.rows.DeleteMany(ctx, beginning(prefix)); err != nil {
		return err
	}
	_, err := o.sent.DeleteMany(ctx, beginning(prefix))
	return err
}

// Pending implements pulses.Rows. Rows that were given up are not waited for.
func (o *Outbox) Pending(ctx context.Context, prefix string) (bool, error) {
	err := o.rows.FindOne(ctx, append(beginning(prefix), bson.E{Key: "state", Value: outbox.Open})).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil, err
}
