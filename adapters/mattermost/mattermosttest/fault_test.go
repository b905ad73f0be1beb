package mattermosttest

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

func TestAnAnswerCanBeLost(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	ch := b.plaza(bert)
	b.s.On("POST /posts").Lose(2)
	for range 2 {
		_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
		var network *url.Error
		if !errors.As(err, &network) {
			t.Errorf("want a network error, got %v", err)
		}
		_, err = bert.WaitPost(b.ctx, nil) // carried out all the same
		b.ok(err)
	}
	b.say(ch.Id, "x")
	if n := b.s.Requests("POST /posts"); n != 3 {
		t.Errorf("%d requests", n)
	}
}

func TestRequestsCanFail(t *testing.T) {
	b := emulated(t)
	ch := b.plaza()
	for _, status := range []int{500, 503} {
		b.s.On("POST /posts").Answer(1, status)
		_, resp, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
		if err == nil || resp.StatusCode != status {
			t.Errorf("%v", err)
		}
	}
	b.s.On("").Error(1, 500, "api.post.deduplicate_create_post.pending")
	_, _, err := b.bot.CreatePost(b.ctx, &model.Post{ChannelId: ch.Id, Message: "x"})
	b.refused(err, 500, "api.post.deduplicate_create_post.pending")
	if n := len(b.s.Posts(ch.Id)); n != 0 {
		t.Errorf("%d posts were made", n)
	}
}

func TestRequestsCanBeRefusedForAWhile(t *testing.T) {
	b := emulated(t)
	b.s.On("GET /users/{user}").Refuse(1, 1500*time.Millisecond)
	_, resp, _ := b.bot.GetMe(b.ctx, "")
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "2" {
		t.Errorf("%d, Retry-After %q", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	_, _, err := b.bot.GetMe(b.ctx, "")
	b.ok(err)
}

func TestRequestsCanTakeTime(t *testing.T) {
	b := emulated(t)
	b.s.On("GET /users").Delay(1, time.Millisecond)
	_, _, err := b.bot.GetMe(b.ctx, "")
	b.ok(err)
	release := b.s.On("GET /users").Hold()
	done := make(chan error)
	go func() {
		_, _, err := b.bot.GetMe(b.ctx, "")
		done <- err
	}()
	for b.s.Requests("GET /users") < 2 {
		time.Sleep(time.Millisecond)
	}
	select {
	case <-done:
		t.Error("the request was not held")
	default:
	}
	release()
	b.ok(<-done)
	b.s.On("").Hold()
	b.s.Calm()
	_, _, err = b.bot.GetMe(b.ctx, "")
	b.ok(err)
}

func TestPeopleAreSparedFaults(t *testing.T) {
	b := emulated(t)
	bert := b.human()
	b.s.On("").Answer(-1, 500)
	_, err := bert.Post(b.ctx, b.s.Direct(bert.ID, b.botID).Id, "x")
	b.ok(err)
}

func TestTheRateIsLimitedPerAddress(t *testing.T) {
	now := newClock()
	b := emulated(t, Clock(now.get))
	ws := "ws" + strings.TrimPrefix(b.url, "http") + "/api/v4/websocket"
	b.s.Set(func(c *Settings) { c.RatePerSecond, c.RateBurst = 10, 20 })
	ask := func() *http.Response {
		resp, err := http.Get(b.url + "/api/v4/system/ping")
		b.ok(err)
		resp.Body.Close()
		return resp
	}
	for i := range 21 {
		if resp := ask(); resp.StatusCode != 200 || resp.Header.Get("X-Ratelimit-Remaining") != itoa(20-i) || resp.Header.Get("X-Ratelimit-Limit") != "21" {
			t.Fatalf("request %d: %d, %q remain", i, resp.StatusCode, resp.Header.Get("X-Ratelimit-Remaining"))
		}
	}
	resp, err := http.Get(b.url + "/api/v4/system/ping")
	b.ok(err)
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 429 || strings.TrimSpace(string(body)) != "limit exceeded" || resp.Header.Get("Retry-After") != "1" || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("%d %q %v", resp.StatusCode, body, resp.Header)
	}
	_, resp, err = websocket.DefaultDialer.Dial(ws, nil)
	if err == nil || resp.StatusCode != 429 {
		t.Errorf("a WebSocket: %v", err)
	}
	now.add(100 * time.Millisecond)
	if ask().StatusCode != 200 || ask().StatusCode != 429 {
		t.Error("after 100 ms there is not one request more")
	}
	b.s.Restart()
	http.DefaultClient.CloseIdleConnections()
	if resp := ask(); resp.Header.Get("X-Ratelimit-Remaining") != "20" {
		t.Error("a restart forgets no rates")
	}
}

func TestEveryAnswerSaysWhoItIsFrom(t *testing.T) {
	b := start(t)
	_, resp, err := b.bot.GetMe(b.ctx, "")
	b.ok(err)
	if !strings.HasPrefix(resp.Header.Get("X-Version-Id"), "11.6.0.") || resp.Header.Get("Date") == "" || len(resp.Header.Get("X-Request-Id")) != 26 {
		t.Errorf("%v", resp.Header)
	}
	status, _, err := b.bot.GetPing(b.ctx)
	b.ok(err)
	if status != "OK" {
		t.Errorf("ping: %s", status)
	}
	_, err = b.bot.DoAPIGet(b.ctx, "/nosuch", "")
	b.refused(err, 404, "api.context.404.app_error")
}
