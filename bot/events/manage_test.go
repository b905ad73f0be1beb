package events_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"kigo/bot/events"
	"kigo/bot/fault"
	"kigo/bot/people"
)

func TestDraftIsSeenByItsOrganisersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, bert, staff := w.organiser(t, "Anna"), w.organiser(t, "Bert"), w.person(t, "Carla")
	admin := people.Person{ID: "admin", Roles: map[people.Role]bool{people.Admin: true}}
	d := events.Details{Title: "Geheim", Place: "Ratssaal", Start: day(12, 15, 9), End: day(12, 15, 10), Deadline: day(12, 15, 9), Seats: 2}
	e, err := w.NewDraft(t.Context(), anna, "k7m2x3y4", d, []people.ID{bert.ID, anna.ID})
	if err != nil || e.ID != "geheim-k7m2" || e.State != events.Draft {
		t.Fatalf("draft %+v, %v", e, err)
	}
	for who, p := range map[string]people.Person{"who made it": anna, "a deputy": bert, "an admin": admin} {
		if _, err := w.Get(t.Context(), e.ID, p); err != nil {
			t.Errorf("%s: %v", who, err)
		}
		if all, err := w.Managed(t.Context(), p); err != nil || len(all) != 1 {
			t.Errorf("%s manages %d, %v", who, len(all), err)
		}
	}
	_, err = w.Get(t.Context(), e.ID, staff)
	wantFault(t, err, "event.unknown")
	coming, err := w.Coming(t.Context())
	recent, err2 := w.Recent(t.Context())
	if err := errors.Join(err, err2); err != nil || len(coming)+len(recent) > 0 {
		t.Errorf("a draft shows: %v, %v, %v", coming, recent, err)
	}
	_, _, err = w.Join(t.Context(), e, staff.ID)
	wantFault(t, err, "event.is_draft")
	_, _, err = w.Enter(t.Context(), e, anna, staff)
	wantFault(t, err, "event.is_draft")
	_, err = w.Message(t.Context(), e, anna, w.NewID(), "Hallo")
	wantFault(t, err, "event.is_draft")
	_, err = w.Cancel(t.Context(), e, anna, "kein Raum")
	wantFault(t, err, "event.is_draft")
}

func TestTheSameFormMakesOneDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna, bert := w.organiser(t, "Anna"), w.organiser(t, "Bert")
	d := events.Details{Title: "Forum", Place: "Ratssaal", Start: day(12, 15, 9), End: day(12, 15, 10), Deadline: day(12, 15, 9)}
	first, err := w.NewDraft(t.Context(), anna, "k7m2aaaa", d, nil)
	again, err2 := w.NewDraft(t.Context(), anna, "k7m2aaaa", d, nil)
	if err := errors.Join(err, err2); err != nil || again.ID != first.ID {
		t.Errorf("second press: %s after %s, %v", again.ID, first.ID, err)
	}
	if all, err := w.Managed(t.Context(), anna); err != nil || len(all) != 1 {
		t.Errorf("%d drafts, %v", len(all), err)
	}
	other, err := w.NewDraft(t.Context(), bert, "k7m2bbbb", d, nil) // the short id that Anna's draft has, by chance
	if err != nil || other.ID == first.ID || other.Organisers[0] != bert.ID {
		t.Errorf("Bert's draft is %s of %v, %v", other.ID, other.Organisers, err)
	}
	for _, nonce := range []string{"", "abc", "x.y.z", "$set", "ümläut", "a b c d", strings.Repeat("a", 33)} {
		if _, err := w.NewDraft(t.Context(), anna, nonce, d, nil); err == nil {
			t.Errorf("the nonce %q is none of kigo's and was taken", nonce)
		}
	}
}

func TestNewIDIsShortAndTypable(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]events.ID{
		"Workshop Digitale Werkzeuge":     "workshop-k7m2",
		"Ki:GO Forum":                     "forum-k7m2",
		"Für Größe":                       "fuer-k7m2",
		"Bürgerbeteiligungsveranstaltung": "buergerbetei-k7m2",
		"日本語":                             "termin-k7m2",
		"a b c":                           "termin-k7m2",
		"":                                "termin-k7m2",
		"<b>$where.x":                     "where-k7m2",
	} {
		if got := events.NewID(title, "k7m2"); got != want {
			t.Errorf("%q gives %q, want %q", title, got, want)
		}
	}
}

func TestPublish(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.organiser(t, "Anna")
	d := events.Details{Title: "Forum", Place: "Ratssaal", Start: day(12, 15, 9), End: day(12, 15, 10), Deadline: day(12, 15, 9)}
	draft, err := w.NewDraft(t.Context(), anna, w.NewID(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := w.Publish(t.Context(), draft)
	if err != nil || e.State != events.Open || e.Version != draft.Version+1 {
		t.Errorf("published: %+v, %v", e, err)
	}
	if again, err := w.Publish(t.Context(), e); err != nil || again.Version != e.Version {
		t.Errorf("second press: %v, version %d", err, again.Version)
	}
	wantFault(t, w.Discard(t.Context(), e), "event.no_draft")
	if err := w.Discard(t.Context(), draft); err != nil { // seen before it was published
		t.Error(err)
	}
	if w.read(t, e.ID).State != events.Open {
		t.Error("discarding a stale draft deleted a published event")
	}
	w.clock.Set(day(12, 15, 9))
	_, err = w.Publish(t.Context(), draft)
	wantFault(t, err, "event.draft_late")
}

func TestDiscard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	anna := w.organiser(t, "Anna")
	e, err := w.NewDraft(t.Context(), anna, w.NewID(), events.Details{Title: "Forum", Start: day(12, 15, 9), End: day(12, 15, 10)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // twice is no error
		if err := w.Discard(t.Context(), e); err != nil {
			t.Error(err)
		}
	}
	_, err = w.Get(t.Context(), e.ID, anna)
	wantFault(t, err, "event.unknown")
}

func TestEditIsBoundToTheVersionSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 5)
	first, second := e.Details, e.Details
	first.Place, second.Title = "Kongresshaus", "Forum II"
	after, err := w.Edit(t.Context(), e, e.Version, first, e.Organisers)
	if err != nil || after.Place != "Kongresshaus" || after.Version != 2 {
		t.Fatalf("%+v, %v", after, err)
	}
	_, err = w.Edit(t.Context(), e, e.Version, second, e.Organisers) // read before the first edit
	wantFault(t, err, "event.changed_meanwhile")
	_, err = w.Edit(t.Context(), after, e.Version, second, e.Organisers) // read after it, form opened before
	wantFault(t, err, "event.changed_meanwhile")
	if got := w.read(t, e.ID); got.Title != "Forum" || got.Place != "Kongresshaus" {
		t.Errorf("one edit undid the other: %+v", got.Details)
	}
	if again, err := w.Edit(t.Context(), after, e.Version, first, e.Organisers); err != nil || again.Version != 2 {
		t.Errorf("the same form a second time: version %d, %v", again.Version, err)
	}
}

func TestFewerSeatsThanGivenAreRefusedWithTheFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event(t, "Forum", 5)
	w.join(t, e.ID, w.person(t, "a"), w.person(t, "b"), w.person(t, "c"))
	stale := e // read when nobody was in it
	d := e.Details
	d.Seats = 2
	_, err := w.Edit(t.Context(), stale, e.Version, d, e.Organisers)
	wantFault(t, err, "fault.form seats=event.seats_given")
	var f *fault.Fault
	if errors.As(err, &f) && (f.Fields["seats"].Args["Seats"] != 2 || f.Fields["seats"].Args["Given"] != 3) {
		t.Errorf("figures %v, want 2 of 3", f.Fields["seats"].Args)
	}
	d.Seats = 3
	if after, err := w.Edit(t.Context(), w.read(t, e.ID), e.Version, d, e.Organisers); err != nil || !after.Full() {
		t.Errorf("as many as given: %v", err)
	}
}

// People sign up while the organiser lowers the seats: whoever was told yes keeps the seat.
func TestLoweringSeatsRacesWithSigningUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 4 {
		e := w.event(t, "Rennen", 6)
		d := e.Details
		d.Seats = 3
		var group sync.WaitGroup
		seated := make([]bool, 6)
		who := queue(6)
		for i, p := range who {
			group.Go(func() {
				after, _, err := w.Join(t.Context(), e, p)
				if err != nil {
					t.Error(err)
				}
				seated[i] = after.Standing(p).Seated
			})
		}
		var refused error
		group.Go(func() { _, refused = w.Edit(t.Context(), e, e.Version, d, e.Organisers) })
		group.Wait()
		now := w.read(t, e.ID)
		for i, p := range who {
			if seated[i] && !now.Standing(p).Seated {
				t.Errorf("%s was told yes and waits now", p)
			}
		}
		if refused != nil {
			wantFault(t, refused, "fault.form seats=event.seats_given")
		}
		if (refused == nil) != (now.Seats == 3) {
			t.Errorf("%d seats after %v", now.Seats, refused)
		}
	}
}
