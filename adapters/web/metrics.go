package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kigo/bot/chat"
)

// Chat is a platform that kigo is connected to.
type Chat interface {
	Platform() string
	State() chat.State
}

// metrics answers Prometheus. It names no people and no texts.
func metrics(chats []Chat, more ...prometheus.Collector) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), chatStates(chats))
	r.MustRegister(more...)
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

var (
	chatConnected = prometheus.NewDesc("kigo_chat_connected", "1 while the chat platform takes kigo's token and tells kigo what happens.", []string{"platform"}, nil)
	chatFailures  = prometheus.NewDesc("kigo_chat_connect_failures", "Failures to connect to the chat platform in a row; 5 are an alarm.", []string{"platform"}, nil)
	chatSince     = prometheus.NewDesc("kigo_chat_since_seconds", "Unix time of the last change of kigo_chat_connected.", []string{"platform"}, nil)
)

// chatStates implements prometheus.Collector.
type chatStates []Chat

// Describe implements prometheus.Collector.
func (c chatStates) Describe(to chan<- *prometheus.Desc) {
	to <- chatConnected
	to <- chatFailures
	to <- chatSince
}

// Collect implements prometheus.Collector.
func (c chatStates) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, platform string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, platform)
	}
	for _, c := range c {
		s, connected := c.State(), 0.0
		if s.Connected {
			connected = 1
		}
		gauge(chatConnected, connected, c.Platform())
		gauge(chatFailures, float64(s.Failures), c.Platform())
		if !s.Since.IsZero() {
			gauge(chatSince, float64(s.Since.Unix()), c.Platform())
		}
	}
}
