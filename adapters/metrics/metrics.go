// Package metrics measures kigo for Prometheus. A label has few values, all of them from the
// code or the configuration: never a person, a text or an id. Of what people do in surveys
// nothing is measured, since a figure that moves when somebody answers would tell when.
package metrics

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kigo/bot"
	"kigo/bot/outbox"
)

// Metrics is what is counted as it happens. What it counts at is its registry's alone.
type Metrics struct {
	registry   *prometheus.Registry
	commands   *prometheus.HistogramVec
	repeated   *prometheus.CounterVec
	deliveries *prometheus.CounterVec
	sending    *prometheus.HistogramVec
	store      *prometheus.HistogramVec
}

// New registers what is counted with r, and what Go and the process tell of themselves.
func New(r *prometheus.Registry) *Metrics {
	m := &Metrics{
		registry: r,
		commands: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kigo_command_seconds", Help: "From an event's arrival to its delivered answer, by command and outcome; surveys are left out.",
			Buckets: []float64{.01, .03, .1, .3, 1, 3, 10, 30},
		}, []string{"command", "outcome"}),
		repeated: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kigo_inbox_repeated_total", Help: "Events that a platform brought again: answered before (done), in somebody's hands (held), or handled again because whoever had it was gone (expired).",
		}, []string{"platform", "was"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kigo_deliveries_total", Help: "Messages of the outbox that were taken up, by platform and outcome; surveys are left out.",
		}, []string{"platform", "outcome"}),
		sending: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kigo_send_seconds", Help: "How long a platform takes to take a message, its own pace included.",
			Buckets: []float64{.03, .1, .3, 1, 3, 10, 30},
		}, []string{"platform"}),
		store: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kigo_store_seconds", Help: "How long the database takes, by its command; surveys are left out.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10},
		}, []string{"command", "outcome"}),
	}
	r.MustRegister(m.commands, m.repeated, m.deliveries, m.sending, m.store,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers Prometheus. A figure that can't be had is left out; the others are shown.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 3})
}

// Handled implements bot.Observer.
func (m *Metrics) Handled(h bot.Handled) {
	const done, held, expired = "done", "held", "expired"
	switch h.Taken {
	case bot.Done:
		m.repeated.WithLabelValues(h.Platform, done).Inc()
	case bot.Theirs:
		m.repeated.WithLabelValues(h.Platform, held).Inc()
	case bot.Again:
		m.repeated.WithLabelValues(h.Platform, expired).Inc()
	}
	if h.Taken.Ours() {
		m.commands.WithLabelValues(h.Command, string(h.Outcome)).Observe(h.Took.Seconds())
	}
}

// Concluded implements outbox.Observer.
func (m *Metrics) Concluded(platform string, o outbox.Outcome) {
	if platform == "" {
		platform = "none"
	}
	m.deliveries.WithLabelValues(platform, string(o)).Inc()
}

// Called implements outbox.Observer.
func (m *Metrics) Called(platform string, took time.Duration) {
	m.sending.WithLabelValues(platform).Observe(took.Seconds())
}
