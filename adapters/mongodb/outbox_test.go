package mongodb_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/mongodb"
	"kigo/adapters/mongodb/mongotest"
	"kigo/bot/outbox"
	"kigo/bot/people"
)

var _ outbox.Store = (*mongodb.Outbox)(nil)

func newOutbox(t *testing.T, rows ...outbox.Row) *mongodb.Outbox {
	t.Helper()
	o := mongodb.NewOutbox(mongotest.Open(t))
	for _, r := range rows {
		if r.State == "" {
			r.State = outbox.Open
		}
		if fresh, err := o.Insert(t.Context(), r); err != nil || !fresh {
			t.Fatalf("insert %s: %v, %v", r.ID, fresh, err)
		}
	}
	return o
}

func rows(t *testing.T, o *mongodb.Outbox, s outbox.State) []outbox.Row {
	t.Helper()
	list, err := o.List(t.Context(), s, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func claim(t *testing.T, o *mongodb.Outbox, due, now time.Time, by string) string {
	t.Helper()
	claimed, err := o.Claim(t.Context(), due, now, by, time.Minute, 1)
	if err != nil || len(claimed) > 1 {
		t.Fatal(claimed, err)
	}
	if len(claimed) == 0 {
		return ""
	}
	r := claimed[0]
	if r.Claim != by || !r.Lease.Equal(now.Add(time.Minute)) {
		t.Errorf("claimed %+v", r)
	}
	return r.ID
}

func TestOutboxInsertsAnOccasionOnce(t *testing.T) {
	t.Parallel()
	row := outbox.Row{
		ID: "remind/forum/2026-12-15T09:00/1d/abcdefgh", Kind: "remind", Person: "abcdefgh", Data: map[string]string{"event": "forum", "text": "„Größe“ <b>"},
		Due: noon, State: outbox.Open, Enqueued: noon.Add(-time.Hour),
	}
	o := newOutbox(t, row)
	changed := row
	changed.Kind = "other"
	if fresh, err := o.Insert(t.Context(), changed); fresh || err != nil {
		t.Errorf("second insert: %v, %v", fresh, err)
	}
	got := rows(t, o, outbox.Open)
	got[0].Due, got[0].Enqueued, got[0].Lease = got[0].Due.UTC(), got[0].Enqueued.UTC(), got[0].Lease.UTC()
	if diff := cmp.Diff([]outbox.Row{row}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOutboxClaimsWhatIsDueFirst(t *testing.T) {
	t.Parallel()
	o := newOutbox(t,
		outbox.Row{ID: "late", Due: noon.Add(time.Millisecond)},
		outbox.Row{ID: "b", Due: noon}, outbox.Row{ID: "a", Due: noon},
		outbox.Row{ID: "first", Due: noon.Add(-time.Hour)},
		outbox.Row{ID: "leased", Due: noon.Add(-2 * time.Hour), Lease: noon.Add(time.Millisecond)},
		outbox.Row{ID: "dead", Due: noon.Add(-2 * time.Hour), State: outbox.Dead},
	)
	for _, want := range []string{"first", "a", "b", "", ""} {
		if got := claim(t, o, noon, noon, "me"); got != want {
			t.Errorf("claimed %q, want %q", got, want)
		}
	}
	// The due time is kigo's clock, the lease the real one.
	if got := claim(t, o, noon.Add(-time.Hour), noon.Add(time.Millisecond), "me"); got != "leased" {
		t.Errorf("after the lease: claimed %q", got)
	}
	if got := claim(t, o, noon.Add(time.Hour), noon, "me"); got != "late" {
		t.Errorf("an hour later: claimed %q", got)
	}
	if got := claim(t, o, noon, noon.Add(time.Minute), "others"); got != "first" { // their leases are over
		t.Errorf("claimed %q", got)
	}
}

func TestOutboxClaimsSeveral(t *testing.T) {
	t.Parallel()
	o := newOutbox(t,
		outbox.Row{ID: "bulk", Due: noon.Add(-time.Hour), Priority: outbox.Bulk},
		outbox.Row{ID: "late", Due: noon}, outbox.Row{ID: "early", Due: noon.Add(-time.Hour)},
		outbox.Row{ID: "urgent", Due: noon, Priority: outbox.Urgent},
		outbox.Row{ID: "tomorrow", Due: noon.Add(time.Hour)}, outbox.Row{ID: "dead", Due: noon, State: outbox.Dead},
	)
	for _, want := range []string{"urgent early late", "bulk", ""} {
		claimed, err := o.Claim(t.Context(), noon, noon, "me", time.Minute, 3)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range claimed {
			if got = append(got, r.ID); r.Claim != "me" || !r.Lease.Equal(noon.Add(time.Minute)) {
				t.Errorf("claimed %+v", r)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("claimed %v, want %s", got, want)
		}
	}
	for _, tc := range []struct{ by, want string }{{"others", ""}, {"me", "early"}} { // the holder gives a row back
		if err := o.Return(t.Context(), "early", tc.by); err != nil {
			t.Fatal(err)
		}
		if got := claim(t, o, noon, noon, "next"); got != tc.want {
			t.Errorf("returned by %s: claimed %q, want %q", tc.by, got, tc.want)
		}
	}
}

func TestOutboxGivesARowToOneClaimAtATime(t *testing.T) {
	t.Parallel()
	const all = 24
	o := newOutbox(t)
	for n := range all {
		if _, err := o.Insert(t.Context(), outbox.Row{ID: fmt.Sprint(n), State: outbox.Open, Due: noon}); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	got := map[string]int{}
	var group sync.WaitGroup
	for n := range 4 {
		group.Go(func() {
			for {
				claimed, err := o.Claim(t.Context(), noon, noon, fmt.Sprint(n), time.Minute, 1+3*(n%2))
				if err != nil || len(claimed) == 0 {
					if err != nil {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				for _, r := range claimed {
					got[r.ID]++
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	for n := range all {
		if got[fmt.Sprint(n)] != 1 {
			t.Errorf("row %d was claimed %d times", n, got[fmt.Sprint(n)])
		}
	}
}

func TestOutboxHearsTheHolderOnly(t *testing.T) {
	t.Parallel()
	o := newOutbox(t, outbox.Row{ID: "r", Due: noon})
	claim(t, o, noon, noon, "first")
	claim(t, o, noon, noon.Add(time.Minute), "second")
	attempt := outbox.Attempt{Platform: "slack", Channel: "D1", At: noon}
	for by, want := range map[string]bool{"first": false, "nobody": false, "second": true} {
		if held, err := o.Attempting(t.Context(), "r", by, attempt, noon.Add(time.Hour), nil); err != nil || held != want {
			t.Errorf("attempt by %s: %v, %v", by, held, err)
		}
	}
	if held, err := o.Attempting(t.Context(), "gone", "second", attempt, noon.Add(time.Hour), nil); err != nil || held {
		t.Errorf("attempt at a row that is gone: %v, %v", held, err)
	}
	later := noon.Add(time.Hour)
	if err := o.Retry(t.Context(), "r", "first", outbox.Dead, "mine", later); err != nil { // no error, no change
		t.Error(err)
	}
	if got := rows(t, o, outbox.Open); len(got) != 1 || got[0].Tries != 0 {
		t.Errorf("somebody whose lease is over changed %+v", got)
	}
	if err := o.Retry(t.Context(), "r", "second", outbox.Open, "down", later); err != nil {
		t.Error(err)
	}
	r := rows(t, o, outbox.Open)[0]
	if r.Tries != 1 || r.Error != "down" || r.Claim != "" || !r.Lease.Equal(later) || !r.Attempted || r.Attempts["second"].Channel != "D1" || !r.Attempts["second"].At.Equal(noon) {
		t.Errorf("given back: %+v", r)
	}
	claim(t, o, noon, later, "third")
	if held, err := o.Attempting(t.Context(), "r", "third", attempt, later.Add(time.Hour), []string{"first", "nobody", "second"}); err != nil || !held {
		t.Errorf("the next attempt: %v, %v", held, err)
	}
	if r := rows(t, o, outbox.Open)[0]; len(r.Attempts) != 1 || r.Attempts["third"].Channel != "D1" {
		t.Errorf("settled attempts stay: %+v", r.Attempts)
	}
	if held, err := o.Attempting(t.Context(), "r", "second", attempt, noon.Add(time.Hour), nil); err != nil || held {
		t.Errorf("attempt after giving back: %v, %v", held, err)
	}
}

func TestOutboxFinish(t *testing.T) {
	t.Parallel()
	o := newOutbox(t, outbox.Row{ID: "r", Due: noon})
	if over, err := o.WasSent(t.Context(), "r"); over || err != nil {
		t.Errorf("before: %v, %v", over, err)
	}
	for range 2 { // it may be repeated
		if err := o.Finish(t.Context(), outbox.Sent{ID: "r", Person: "p", Ref: "1", At: noon}); err != nil {
			t.Error(err)
		}
	}
	if over, err := o.WasSent(t.Context(), "r"); !over || err != nil || len(rows(t, o, outbox.Open)) != 0 {
		t.Errorf("after: %v, %v, rows %v", over, err, rows(t, o, outbox.Open))
	}
}

func TestOutboxNextDueAndList(t *testing.T) {
	t.Parallel()
	o := newOutbox(t,
		outbox.Row{ID: "c", Due: noon.Add(2 * time.Hour)}, outbox.Row{ID: "a", Due: noon},
		outbox.Row{ID: "b", Due: noon.Add(time.Hour), Lease: noon.Add(24 * time.Hour)}, outbox.Row{ID: "d", Due: noon.Add(time.Minute), State: outbox.Dead},
	)
	for after, want := range map[time.Duration]time.Duration{-time.Second: 0, 0: time.Hour, time.Hour: 2 * time.Hour} {
		if due, ok, err := o.NextDue(t.Context(), noon.Add(after)); err != nil || !ok || !due.Equal(noon.Add(want)) {
			t.Errorf("next due after %s: %v, %v, %v", after, due, ok, err)
		}
	}
	if _, ok, err := o.NextDue(t.Context(), noon.Add(2*time.Hour)); ok || err != nil {
		t.Errorf("after the last one: %v, %v", ok, err)
	}
	list, err := o.List(t.Context(), outbox.Open, 2)
	if err != nil || len(list) != 2 || list[0].ID != "a" || list[1].ID != "b" {
		t.Errorf("%+v, %v", list, err)
	}
	if dead := rows(t, o, outbox.Dead); len(dead) != 1 || dead[0].ID != "d" {
		t.Errorf("dead: %+v", dead)
	}
}

func TestOutboxRevivesWhatIsDead(t *testing.T) {
	t.Parallel()
	o := newOutbox(t,
		outbox.Row{ID: "dead", Due: noon, State: outbox.Dead, Tries: 12, Lease: noon.Add(time.Hour), Attempts: map[string]outbox.Attempt{"c": {Platform: "slack"}}},
		outbox.Row{ID: "open", Due: noon.Add(time.Hour), Tries: 3},
	)
	for id, want := range map[string]bool{"dead": true, "open": false, "none": false} {
		if ok, err := o.Revive(t.Context(), id); err != nil || ok != want {
			t.Errorf("revive %s: %v, %v", id, ok, err)
		}
	}
	if got := claim(t, o, noon, noon, "me"); got != "dead" {
		t.Errorf("claimed %q", got)
	}
	if got := rows(t, o, outbox.Open); got[0].Tries != 0 || len(got[0].Attempts) != 1 || got[1].Tries != 3 {
		t.Errorf("revived: %+v", got)
	}
}

func TestOutboxExportsOnePersonsMessages(t *testing.T) {
	t.Parallel()
	o := newOutbox(t, outbox.Row{ID: "due", Person: "anna", Due: noon}, outbox.Row{ID: "dead", Person: "anna", State: outbox.Dead}, outbox.Row{ID: "other", Person: "bert"})
	for id, p := range map[string]people.ID{"sent": "anna", "sent to bert": "bert"} {
		if err := o.Finish(t.Context(), outbox.Sent{ID: id, Person: p, At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	exported, err := o.Export(t.Context(), "anna")
	m, ok := exported.(mongodb.Messages)
	if err != nil || !ok || len(m.Due) != 2 || len(m.Sent) != 1 || m.Sent[0].ID != "sent" {
		t.Errorf("%+v, %v", exported, err)
	}
	nobody, err := o.Export(t.Context(), "nobody")
	if got, jsonErr := json.Marshal(nobody); err != nil || jsonErr != nil || string(got) != `{"due":[],"sent":[]}` {
		t.Errorf("of nobody: %s, %v", got, err)
	}
}
