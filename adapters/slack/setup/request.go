package setup

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// secretForm is what Slack's signing secrets look like.
var secretForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// CheckSecret looks at the form of the signing secret. Only Slack can tell whether it is
// the right one.
func (c *Connection) CheckSecret(context.Context) []Finding {
	const name = "signing secret"
	switch {
	case c.SigningSecret == "":
		return nil
	case !secretForm.MatchString(c.SigningSecret):
		return []Finding{{Warn, name, "KIGO_SLACK_SIGNING_SECRET does not look like one: they have 32 characters, 0 to 9 and a to f", "copy it again from " + atSecret + " → Show; it is neither the Client Secret nor the Verification Token"}}
	}
	return []Finding{{OK, name, "has the form of one", ""}}
}

// eventsPath is where Slack asks whether kigo is there.
const eventsPath = "/slack/events"

// CheckRequests asks kigo, at its public address, what Slack asks before it sends events
// there, signed as Slack signs. It starts nothing: kigo has to be running.
func (c *Connection) CheckRequests(ctx context.Context) []Finding {
	const name = "requests"
	switch {
	case c.SigningSecret == "" || c.AppToken != "":
		return nil
	case c.PublicURL == "":
		return []Finding{{Skip, name, "need KIGO_PUBLIC_URL", ""}}
	}
	address := strings.TrimRight(c.PublicURL, "/") + eventsPath
	all := []Finding{c.ask(ctx, address)}
	if inside := c.inside(ctx); inside != "" {
		all = append(all, Finding{Warn, name, inside + " is an internal address, and Slack calls from the internet",
			"if that name leads elsewhere on the internet, all is well; else use Socket Mode, which needs no public address"})
	}
	return all
}

func (c *Connection) ask(ctx context.Context, address string) Finding {
	const name = "requests"
	challenge := "doctor" + rand.Text()
	answer, got, err := c.post(ctx, address, challenge) //nolint:bodyclose // post has read and closed it
	if err != nil {
		p, ok := explainNetwork(err, hostOf(address), "start kigo serve, then run doctor again; if it runs, have the reverse proxy at KIGO_PUBLIC_URL hand /slack/ on to KIGO_LISTEN")
		if !ok {
			p = problem{address + " does not answer: " + err.Error(), "check KIGO_PUBLIC_URL"}
		}
		return p.finding(name)
	}
	switch {
	case answer.StatusCode == http.StatusUnauthorized:
		return Finding{Fail, name, "the kigo at " + address + " refuses doctor's signature: it runs with another signing secret, or its clock is more than five minutes off",
			"copy the secret from " + atSecret + " into KIGO_SLACK_SIGNING_SECRET, here and there, and restart kigo serve"}
	case answer.StatusCode == http.StatusNotFound:
		return Finding{Fail, name, "there is nothing at " + address + ": kigo runs there without HTTP mode, or something else answers",
			"start kigo serve with KIGO_SLACK_SIGNING_SECRET, and have the reverse proxy hand /slack/ on to KIGO_LISTEN"}
	case slices.Contains([]int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}, answer.StatusCode):
		return Finding{Fail, name, fmt.Sprintf("what stands before kigo at %s does not reach it (%s)", address, answer.Status),
			"start kigo serve, then run doctor again; if it runs, have the reverse proxy hand /slack/ on to KIGO_LISTEN"}
	case answer.StatusCode != http.StatusOK || strings.TrimSpace(got) != challenge:
		return Finding{Fail, name, fmt.Sprintf("something else answers at %s, with %s", address, answer.Status),
			"have the reverse proxy hand /slack/ on to kigo's KIGO_LISTEN, with headers and body unchanged and no log-in before it"}
	}
	return Finding{OK, name, "kigo answers at " + address + "; that Slack reaches it, too, says Event Subscriptions → Request URL → Verified", ""}
}

// post asks for the challenge as Slack does.
func (c *Connection) post(ctx context.Context, address, challenge string) (*http.Response, string, error) {
	body, err := json.Marshal(map[string]string{"type": "url_verification", "challenge": challenge})
	if err != nil {
		return nil, "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	sign(r.Header, c.SigningSecret, time.Now(), body)
	answer, err := web.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	const enough = 4 << 10
	got, err := io.ReadAll(io.LimitReader(answer.Body, enough))
	return answer, string(got), err
}

// sign adds the headers of Slack's signature.
func sign(h http.Header, secret string, at time.Time, body []byte) {
	ts := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", ts, body) // a hash takes everything
	h.Set("X-Slack-Request-Timestamp", ts)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// inside is the host of the public address, if all its addresses are internal as seen from
// here; else "".
func (c *Connection) inside(ctx context.Context) string {
	u, err := url.Parse(c.PublicURL)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	ips := []netip.Addr{}
	if ip, err := netip.ParseAddr(host); err == nil {
		ips = append(ips, ip)
	} else if ips, err = c.DNS.LookupNetIP(ctx, "ip", host); err != nil {
		return ""
	}
	for _, ip := range ips {
		if ip = ip.Unmap(); !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() && !ip.IsUnspecified() {
			return ""
		}
	}
	if len(ips) == 0 {
		return ""
	}
	if ip := ips[0].Unmap().String(); ip != host {
		host += " (" + ip + ")"
	}
	return host
}
