package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kigo/adapters/web"
	"kigo/bot/chat"
)

type lostChat struct{}

func (lostChat) Platform() string { return "slack" }
func (lostChat) State() chat.State {
	return chat.State{Since: time.Unix(1_795_000_000, 0), Failures: 7, LastError: "secret.example refused"}
}

func TestMetricsSayHowChatsAre(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(web.Routes(web.Health{}, []web.Chat{lostChat{}}))
	defer s.Close()
	resp, err := http.Get(s.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`kigo_chat_connected{platform="slack"} 0`, `kigo_chat_connect_failures{platform="slack"} 7`,
		`kigo_chat_since_seconds{platform="slack"} 1.795e+09`, "go_goroutines", "process_resident_memory_bytes",
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(string(b), "secret.example") {
		t.Error("an error's text is shown")
	}
}
