package broadcasts

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kigo/bot/fault"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

// Eyes is the setting whether a second admin has to approve. To switch that off takes two
// admins, too: one asks, another one does the same.
type Eyes struct {
	Rev     int       `bson:"rev"`
	Two     bool      `bson:"two"`     // two eyes are enough: the author types a number instead
	AskedBy people.ID `bson:"askedBy"` // who wants that
	AskedAt time.Time `bson:"askedAt"`
}

// eyesLast is how long a wish for two eyes waits for a second admin.
const eyesLast = 7 * 24 * time.Hour

// asked reports whether another admin than by wants two eyes at now.
func (e Eyes) asked(by people.ID, now time.Time) bool {
	return e.AskedBy != "" && e.AskedBy != by && now.Before(e.AskedAt.Add(eyesLast))
}

// Eyes reads the setting.
func (s *Service) Eyes(ctx context.Context) (Eyes, error) {
	e, err := s.Store.Eyes(ctx)
	if err != nil {
		return e, fmt.Errorf("read the setting of four eyes: %w", err)
	}
	return e, nil
}

// SetEyes switches four eyes on, which is done at once, or off, which needs another admin
// to do the same. asked are those who are told of that now.
func (s *Service) SetEyes(ctx context.Context, by people.Person, two bool) (e Eyes, asked []people.Person, err error) {
	if e, err = s.Eyes(ctx); err != nil || e.Two == two {
		return e, nil, err
	}
	if two && !e.asked(by.ID, s.Now()) {
		if asked, err = s.others(ctx, by.ID); err != nil {
			return e, nil, err
		}
		if len(asked) == 0 {
			return e, nil, fault.New("broadcast.eyes.alone")
		}
		e.AskedBy, e.AskedAt = by.ID, s.Now()
	} else {
		e.Two, e.AskedBy = two, ""
	}
	err = s.Audit.Record(ctx, string(by.ID), actEyes, "", map[string]string{"two": strconv.FormatBool(two), "done": strconv.FormatBool(e.Two == two)})
	if err != nil {
		return e, nil, err
	}
	ok, err := s.Store.SaveEyes(ctx, e)
	switch {
	case err != nil:
		return e, nil, fmt.Errorf("store the setting of four eyes: %w", err)
	case !ok:
		return e, nil, changedMeanwhile()
	}
	for _, p := range asked {
		err := s.Outbox.Enqueue(ctx, outbox.Row{
			ID:   fmt.Sprintf("%s/%d/%s", KindEyes, e.Rev, p.ID),
			Kind: KindEyes, Person: p.ID, Data: map[string]string{"from": by.Shown(), "by": string(by.ID)},
		})
		if err != nil {
			return e, nil, err
		}
	}
	return e, asked, nil
}
