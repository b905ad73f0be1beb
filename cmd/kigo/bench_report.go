package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// spread is how long something took, in milliseconds.
type spread struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

func measure(all []time.Duration) spread {
	if len(all) == 0 {
		return spread{}
	}
	all = slices.Sorted(slices.Values(all))
	at := func(p int) float64 { return float64(all[min(len(all)-1, len(all)*p/100)].Microseconds()) / 1000 }
	return spread{at(50), at(95), at(99), at(100)}
}

// benchResult is what a run has shown.
type benchResult struct {
	benchPlan
	Over    string `json:"over"`
	Store   string `json:"store"` // embedded or server
	Version string `json:"version"`

	Acknowledged int `json:"acknowledged"` // people to whom kigo said anything
	Answered     int `json:"answered"`
	Unanswered   int `json:"unanswered"`
	SentAway     int `json:"sent_away"` // times that somebody was asked to come again, or not answered at all
	Lost         int `json:"lost"`      // answered, and not in the store
	Doubled      int `json:"doubled"`   // twice in the store, or not of this crowd

	Acked         spread  `json:"acknowledged_ms"`
	Done          spread  `json:"answered_ms"`
	BareHTTP      spread  `json:"bare_http_ms"`
	BareStore     spread  `json:"bare_store_ms"`
	BarePerSecond float64 `json:"bare_store_per_second"`
	Took          float64 `json:"seconds"`

	PerSecond   float64 `json:"answered_per_second"`
	ToHTTP      float64 `json:"ratio_acknowledged_to_bare_http"` // of the medians
	ToStore     float64 `json:"ratio_answered_to_bare"`          // of the medians; bare is store and HTTP together
	StoreShare  float64 `json:"ratio_answered_to_bare_store_per_second"`
	CPU         float64 `json:"kigo_cpu_seconds"`
	Memory      float64 `json:"kigo_memory_mb"` // the most that one kigo held
	LoadAverage string  `json:"load_average"`

	Warnings int      `json:"log_warnings"`
	Log      []string `json:"log,omitempty"`  // the first of them
	Last     string   `json:"last,omitempty"` // what somebody read who has no answer
}

func (r *benchResult) good() bool { return r.Unanswered+r.Lost+r.Doubled == 0 }

// ratios compares within the run.
func (r *benchResult) ratios() {
	divide := func(a, b float64) float64 {
		if b == 0 {
			return 0
		}
		return a / b
	}
	r.PerSecond = divide(float64(r.Answered), r.Took)
	r.ToHTTP = divide(r.Acked.P50, r.BareHTTP.P50)
	r.ToStore = divide(r.Done.P50, r.BareHTTP.P50+r.BareStore.P50)
	r.StoreShare = divide(r.PerSecond, r.BarePerSecond)
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		r.LoadAverage = strings.Join(strings.Fields(string(b))[:3], " ")
	}
}

func (r *benchResult) writeJSON(out io.Writer) error {
	r.ratios()
	return json.NewEncoder(out).Encode(r)
}

func (r *benchResult) writeText(out io.Writer) error {
	r.ratios()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(out, "%d people in %s to %d events with %d seats and %d people each; store: %s, kigos: %d\n\n",
		r.People, r.Over, r.Events, r.Seats, r.Queue, r.Store, r.Replicas)
	fmt.Fprintf(out, "acknowledged %d, answered %d, not answered %d, lost %d, doubled %d; sent away %d times\n\n",
		r.Acknowledged, r.Answered, r.Unanswered, r.Lost, r.Doubled, r.SentAway)
	fmt.Fprintln(w, "ms\tp50\tp95\tp99\tmax\t")
	for _, row := range []struct {
		name string
		s    spread
	}{{"acknowledged", r.Acked}, {"answered", r.Done}, {"bare HTTP", r.BareHTTP}, {"bare store", r.BareStore}} {
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t%.1f\t\n", row.name, row.s.P50, row.s.P95, row.s.P99, row.s.Max)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%.1f s, %.0f people a second; the bare driver alone: %.0f (%d at once)\n", r.Took, r.PerSecond, r.BarePerSecond, bareAtOnce)
	fmt.Fprintf(out, "ratios: acknowledged to bare HTTP %.1f, answered to bare HTTP and store %.1f, people to bare writes a second %.2f\n",
		r.ToHTTP, r.ToStore, r.StoreShare)
	_, err := fmt.Fprintf(out, "kigo used %.1f s of CPU and at most %.0f MB; load average %s; %d warnings\n%s", r.CPU, r.Memory, r.LoadAverage, r.Warnings, troubles(r.Log, r.Last))
	return err
}

// troubles is what went wrong, a line each.
func troubles(log []string, last string) string {
	if last != "" {
		log = append(log, "not answered, read last: "+last)
	}
	if len(log) == 0 {
		return ""
	}
	return strings.Join(log, "\n") + "\n"
}
