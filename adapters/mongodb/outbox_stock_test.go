package mongodb_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"kigo/bot/outbox"
)

func TestOutboxTellsItsStock(t *testing.T) {
	t.Parallel()
	o := newOutbox(t,
		outbox.Row{ID: "1", Kind: "a", Due: noon.Add(-time.Minute)},
		outbox.Row{ID: "2", Kind: "a", Due: noon.Add(-time.Hour), Lease: noon.Add(-2 * time.Minute)},
		outbox.Row{ID: "3", Kind: "a", Due: noon.Add(time.Hour)},
		outbox.Row{ID: "4", Kind: "b", Due: noon.Add(-time.Hour), Lease: noon.Add(time.Hour)}, // waits for its next try
		outbox.Row{ID: "5", Kind: "b", Due: noon.Add(-time.Hour), State: outbox.Dead},
	)
	got, err := o.Stock(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b outbox.Stock) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.State, b.State)) })
	want := []outbox.Stock{
		{Kind: "a", State: outbox.Open, Rows: 3, Late: 2 * time.Minute},
		{Kind: "b", State: outbox.Dead, Rows: 1}, {Kind: "b", State: outbox.Open, Rows: 1},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
