package metrics

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kigo/bot/outbox"
	"kigo/scheduler"
)

// Source is what has to be asked for how kigo stands.
type Source struct {
	Version, Commit, Go string
	// Skew is how far this machine's clock is off the database's.
	Skew func(context.Context) (time.Duration, error)
	// MaxSkew is how far it may be off.
	MaxSkew    time.Duration
	Outbox     func(context.Context) ([]outbox.Stock, error)
	Paused     func() bool // messages are kept back
	Jobs       func(context.Context) ([]scheduler.Standing, error)
	Unanswered func(context.Context) (int, error)
	Now        func() time.Time // kigo's clock, by which jobs are due
	RealNow    func() time.Time
}

// How long figures are kept.
const (
	keepHealth = 5 * time.Second
	keepStock  = 15 * time.Second
)

var (
	buildInfo  = prometheus.NewDesc("kigo_build_info", "1, with what this kigo is.", []string{"version", "commit", "go"}, nil)
	ready      = prometheus.NewDesc("kigo_ready", "1 while /readyz says yes: the store answers, and the clock is right.", nil, nil)
	storeUp    = prometheus.NewDesc("kigo_store_up", "1 while the database answers.", nil, nil)
	clockSkew  = prometheus.NewDesc("kigo_clock_skew_seconds", "How far the database's clock is ahead of this machine's; 0 if the difference is less than the answer took.", nil, nil)
	outboxRows = prometheus.NewDesc("kigo_outbox_rows", "Messages that are to be sent (open) or were given up (dead), by kind.", []string{"kind", "state"}, nil)
	outboxLate = prometheus.NewDesc("kigo_outbox_late_seconds", "For how long the first message of a kind could have been sent.", []string{"kind"}, nil)
	paused     = prometheus.NewDesc("kigo_outbox_paused", "1 while messages are kept back until an operator says kigo outbox resume or drop.", nil, nil)
	jobLag     = prometheus.NewDesc("kigo_job_lag_seconds", "How late a job is.", []string{"task"}, nil)
	jobSkipped = prometheus.NewDesc("kigo_job_skipped_total", "Runs of a job that came too late to be made up.", []string{"task"}, nil)
	unanswered = prometheus.NewDesc("kigo_inbox_unanswered", "Events of the last day that somebody began to handle and nobody answered.", nil, nil)
)

// stock is what is read of the store at once.
type stock struct {
	outbox     []outbox.Stock
	jobs       []scheduler.Standing
	unanswered int
}

// State shows how kigo stands. What it takes from the store is asked for in time and at most
// every few seconds, however often somebody looks.
func (m *Metrics) State(s Source) {
	c := &state{Source: s}
	c.skew = &fresh[time.Duration]{gather: s.Skew, keep: keepHealth, now: s.RealNow}
	c.stock = &fresh[stock]{gather: s.gather, keep: keepStock, now: s.RealNow}
	m.registry.MustRegister(c)
}

func (s Source) gather(ctx context.Context) (all stock, err error) {
	var errs [3]error
	all.outbox, errs[0] = s.Outbox(ctx)
	all.jobs, errs[1] = s.Jobs(ctx)
	all.unanswered, errs[2] = s.Unanswered(ctx)
	return all, errors.Join(errs[:]...)
}

// state implements prometheus.Collector.
type state struct {
	Source
	skew  *fresh[time.Duration]
	stock *fresh[stock]
}

// Describe implements prometheus.Collector.
func (s *state) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{buildInfo, ready, storeUp, clockSkew, outboxRows, outboxLate, paused, jobLag, jobSkipped, unanswered} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (s *state) Collect(to chan<- prometheus.Metric) {
	gauge(to, buildInfo, 1, s.Version, s.Commit, s.Go)
	gauge(to, paused, truth(s.Paused()))
	skew, err := s.skew.get()
	gauge(to, storeUp, truth(err == nil))
	gauge(to, ready, truth(err == nil && skew.Abs() <= s.MaxSkew))
	if err != nil {
		return // the store need not be asked more
	}
	gauge(to, clockSkew, skew.Seconds())
	all, err := s.stock.get()
	if err != nil {
		return
	}
	for _, o := range all.outbox {
		gauge(to, outboxRows, float64(o.Rows), o.Kind, string(o.State))
		if o.State == outbox.Open {
			gauge(to, outboxLate, o.Late.Seconds(), o.Kind)
		}
	}
	for _, j := range all.jobs {
		gauge(to, jobLag, max(0, s.Now().Sub(j.Due)).Seconds(), j.Job)
		to <- prometheus.MustNewConstMetric(jobSkipped, prometheus.CounterValue, float64(j.Skipped.Times), j.Job)
	}
	gauge(to, unanswered, float64(all.unanswered))
}
