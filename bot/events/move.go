package events

import (
	"context"

	"kigo/bot/people"
)

// move is what a notice of a change says about how it was, and what it became.
func (d Details) move(to Details) map[string]string {
	return map[string]string{
		"start": stamp(d.Start), "end": stamp(d.End), "place": d.Place,
		"toStart": stamp(to.Start), "toEnd": stamp(to.End), "toPlace": to.Place,
	}
}

// was is how it was before a move.
func was(data map[string]string) Details {
	return Details{Start: unstamp(data["start"]), End: unstamp(data["end"]), Place: data["place"]}
}

// overtaken reports whether the event has moved once more since: that has a notice of its own.
func (e Event) overtaken(data map[string]string) bool {
	if data["toStart"] == "" {
		return false
	}
	to := Details{Start: unstamp(data["toStart"]), End: unstamp(data["toEnd"]), Place: data["toPlace"]}
	return e.movedTo(to)
}

// knew is how it was when a person was told last, if an earlier move was not told them yet.
func knew(data map[string]string) (Details, bool) {
	d := Details{Start: unstamp(data["knewStart"]), End: unstamp(data["knewEnd"]), Place: data["knewPlace"]}
	return d, data["knewStart"] != ""
}

// untold is what those know who have not been told of an earlier move yet, as knew reads it:
// for each the details before the first of these moves.
func (s *Service) untold(ctx context.Context, e Event) (map[people.ID]map[string]string, error) {
	rows, err := s.Outbox.Untold(ctx, KindChanged)
	if err != nil {
		return nil, err
	}
	all := map[people.ID]map[string]string{}
	for _, r := range rows {
		if r.Data["event"] != string(e.ID) {
			continue
		}
		d := was(r.Data)
		if k, later := knew(r.Data); later {
			d = k
		}
		all[r.Person] = map[string]string{"knewStart": stamp(d.Start), "knewEnd": stamp(d.End), "knewPlace": d.Place}
	}
	return all, nil
}
