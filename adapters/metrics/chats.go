package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"kigo/bot/chat"
)

// Chat is a platform that kigo is connected to.
type Chat interface {
	Platform() string
	State() chat.State
}

var (
	chatConnected = prometheus.NewDesc("kigo_chat_connected", "1 while the chat platform takes kigo's token and tells kigo what happens.", []string{"platform"}, nil)
	chatFailures  = prometheus.NewDesc("kigo_chat_connect_failures", "Failures to connect to the chat platform in a row; 5 are an alarm.", []string{"platform"}, nil)
	chatSince     = prometheus.NewDesc("kigo_chat_since_seconds", "Unix time of the last change of kigo_chat_connected.", []string{"platform"}, nil)
)

// Chats shows how these chats are.
func (m *Metrics) Chats(all []Chat) { m.registry.MustRegister(chatStates(all)) }

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
	for _, c := range c {
		s := c.State()
		gauge(to, chatConnected, truth(s.Connected), c.Platform())
		gauge(to, chatFailures, float64(s.Failures), c.Platform())
		if !s.Since.IsZero() {
			gauge(to, chatSince, float64(s.Since.Unix()), c.Platform())
		}
	}
}

func gauge(to chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
