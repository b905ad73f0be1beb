package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// bareMostHTTP is how many people come to the bare responder at most.
const bareMostHTTP = 1000

// bareHTTP lets the same crowd, or the first of it, come at the same pace to a program that
// answers at once.
func (b *benchRun) bareHTTP(ctx context.Context, r *benchResult) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	const yes = "ja"
	srv := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		benchSays(w, model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: yes})
	})}
	go func() { _ = srv.Serve(l) }() // ends with ErrServerClosed
	defer srv.Close()
	size := min(b.plan.People, bareMostHTTP)
	c := newBenchCrowd(size)
	c.towns, c.urls = b.town, []string{"http://" + l.Addr().String()}
	c.isYes = func(s string) bool { return s == yes }
	c.isWait = func(string) bool { return false }
	c.arrive(ctx, b.plan.Over*time.Duration(size)/time.Duration(b.plan.People), b.plan.Settle, func(int) string { return "" })
	_, done := c.took()
	r.BareHTTP = measure(done)
	return nil
}

// rush starts kigo, lets everybody come, and stops it.
func (b *benchRun) rush(ctx context.Context, r *benchResult) error {
	catalogue, err := i18n.New(b.cfg.zone)
	if err != nil {
		return err
	}
	p := catalogue.Printer("de")
	c := newBenchCrowd(b.plan.People)
	c.towns, c.token = b.town, strings.Repeat("c", 26)
	c.isYes = func(s string) bool { return strings.Contains(s, benchTitle) }
	c.isWait = func(s string) bool { return strings.Contains(s, p.Plain("bot.later")) }
	b.town.later = func(user, text string) {
		if n, ok := benchNumber(user); ok && n < b.plan.People {
			c.heard(n, text)
		}
	}
	var kigos []*benchKigo
	defer func() {
		for _, k := range kigos {
			_ = k.cmd.Process.Kill()
		}
	}()
	for n := range b.plan.Replicas {
		k, err := b.start(n, c.token)
		if err != nil {
			return err
		}
		kigos = append(kigos, k)
		if err := k.ready(ctx); err != nil {
			return err
		}
		c.urls = append(c.urls, k.url)
	}
	began := time.Now()
	c.arrive(ctx, b.plan.Over, b.plan.Settle, func(n int) string { return "anmelden " + string(benchEvent(n%b.plan.Events)) })
	r.Took = time.Since(began).Seconds()
	for _, k := range kigos {
		if err := k.stop(r); err != nil {
			return err
		}
	}
	b.told = map[int]string{}
	for n, p := range c.people {
		switch {
		case p.done > 0:
			r.Answered++
			b.told[n] = p.said
		default:
			r.Unanswered++
			r.Last = p.said
		}
		if p.acked > 0 {
			r.Acknowledged++
		}
		r.SentAway += p.sent
	}
	acked, done := c.took()
	r.Acked, r.Done = measure(acked), measure(done)
	return nil
}

// took is how long those waited who were acknowledged, and those who have their answer.
func (c *benchCrowd) took() (acked, done []time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.people {
		if p.acked > 0 {
			acked = append(acked, p.acked)
		}
		if p.done > 0 {
			done = append(done, p.done)
		}
	}
	return acked, done
}

// benchKigo is a `kigo serve` of its own.
type benchKigo struct {
	cmd     *exec.Cmd
	url     string
	listens chan string // its address, once
	ended   chan struct{}
	errors  []string // the last lines of its log that are warnings or worse; read after ended
	wrong   int
}

// start runs the n-th kigo.
func (b *benchRun) start(n int, token string) (*benchKigo, error) {
	k := &benchKigo{cmd: exec.Command(os.Args[0], "serve"), listens: make(chan string, 1), ended: make(chan struct{})}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "KIGO_") {
			k.cmd.Env = append(k.cmd.Env, v)
		}
	}
	k.cmd.Env = append(k.cmd.Env,
		"KIGO_DATA_DIR="+b.cfg.DataDir, "KIGO_EMBEDDED_OK=1", "KIGO_MONGODB_URI="+b.cfg.MongoURI, "KIGO_MONGODB_DATABASE="+b.cfg.Database,
		"KIGO_SECRET="+strings.Repeat("b", 32), "KIGO_LISTEN=127.0.0.1:0", "KIGO_PUBLIC_URL=http://127.0.0.1:9", "KIGO_LOG_FORMAT=json",
		"KIGO_MATTERMOST_URL="+b.town.url, "KIGO_MATTERMOST_TEAM=bench", "KIGO_MATTERMOST_TOKEN="+strings.Repeat("a", 26), "KIGO_MATTERMOST_COMMAND_TOKEN="+token)
	if b.plan.profile != "" && n == 0 {
		k.cmd.Env = append(k.cmd.Env, profileVariable+"="+b.plan.profile)
	}
	log, err := k.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := k.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start kigo: %w", err)
	}
	go k.listen(log)
	return k, nil
}

// ready waits until kigo serves.
func (k *benchKigo) ready(ctx context.Context) error {
	select {
	case a := <-k.listens:
		k.url = "http://" + a
	case <-k.ended:
		return fmt.Errorf("kigo ended at its start:\n%s", strings.Join(k.errors, "\n"))
	case <-ctx.Done():
		return ctx.Err()
	}
	for ctx.Err() == nil {
		if resp, err := http.Get(k.url + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		_ = chat.Sleep(ctx, 50*time.Millisecond)
	}
	return ctx.Err()
}

// listen reads kigo's log until it ends.
func (k *benchKigo) listen(log io.Reader) {
	defer close(k.ended)
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var line struct{ Level, Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Level == "INFO" {
			if line.Address != "" {
				k.listens <- line.Address
			}
			continue
		}
		if k.wrong++; len(k.errors) < 20 {
			k.errors = append(k.errors, lines.Text())
		}
	}
	_, _ = io.Copy(io.Discard, log) // of a line that is too long: kigo must not wait for its log
	_ = k.cmd.Wait()                // what came of it is in ProcessState
}

// benchStop is as long as deploy/ lets kigo finish what it has promised.
const benchStop = 130 * time.Second

// stop ends kigo in good order, and notes what it has used.
func (k *benchKigo) stop(r *benchResult) error {
	if err := k.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-k.ended:
	case <-time.After(benchStop):
		return errors.New("kigo did not stop")
	}
	state := k.cmd.ProcessState
	r.CPU += (state.UserTime() + state.SystemTime()).Seconds()
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		r.Memory = max(r.Memory, float64(usage.Maxrss)/1024)
	}
	r.Warnings += k.wrong
	r.Log = append(r.Log, k.errors...)
	if code := state.ExitCode(); code != 0 {
		return fmt.Errorf("kigo ended with %d:\n%s", code, strings.Join(k.errors, "\n"))
	}
	return nil
}
