package setup

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// Proof is a button that only kigo can have made, and how to know it again.
type Proof struct {
	Button *model.PostActionIntegration
	Nonce  string // what kigo writes into the post when it gets the callback
	// Read returns the nonce of a button that came back.
	Read func(context map[string]any) (nonce string, err error)
}

const (
	// actionID is the button's; only letters and digits work.
	actionID = "doctor"
	// answerTime is how long the post may take to show that the callback came; usually it
	// does so by the time that the click has been answered.
	answerTime = 2 * time.Second
)

// CheckCallback posts a button into the bot's channel with itself, presses it through the
// server, and waits for what comes back: by that it is proved that Mattermost reaches kigo,
// over its address, with TLS, and past both lists of addresses. A kigo that runs, here or
// elsewhere, answers by itself; where nobody listens at listen, this does.
func (c *Connection) CheckCallback(ctx context.Context, p Proof, listen string) []Finding {
	const name = "callback"
	switch {
	case c.bot == nil:
		return []Finding{{Skip, name, "needs the bot account", ""}}
	case c.PublicURL == "":
		return []Finding{{Fail, name, "KIGO_PUBLIC_URL is not set", "set it to the address under which Mattermost's machine reaches kigo"}}
	}
	ctx, cancel := context.WithTimeout(ctx, clickTimeout+2*requestTimeout)
	defer cancel()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	var own *ear
	switch {
	case err == nil:
		own = c.listen(l, p)
		defer own.close()
	case !errors.Is(err, syscall.EADDRINUSE):
		return []Finding{{Fail, name, fmt.Sprintf("can't listen at KIGO_LISTEN=%s: %v", listen, err), "use a free port above 1023, like :8080"}}
	}
	begun := time.Now()
	answered, cleanUp, err := c.press(ctx, p)
	all := []Finding{c.judge(ctx, p, own, answered, err, time.Since(begun))}
	if isPlain(c.PublicURL) {
		all = append(all, Finding{Warn, name, c.PublicURL + " is not encrypted: what people write to kigo can be read on the way", "put a reverse proxy with TLS in front, and use https:// in KIGO_PUBLIC_URL"})
	}
	if cleanUp != nil {
		all = append(all, Finding{Warn, name, "the post in the bot's own channel could not be deleted", Explain(cleanUp, c.URL).Cure})
	}
	return all
}

// press posts the button, presses it, and says whether the post shows that kigo got it.
func (c *Connection) press(ctx context.Context, p Proof) (answered bool, cleanUp, err error) {
	me := c.bot.User.Id
	channel, _, err := c.bot.CreateDirectChannel(ctx, me, me)
	if err != nil {
		return false, nil, err
	}
	post := &model.Post{ChannelId: channel.Id, Message: "kigo doctor"}
	post.AddProp(model.PostPropsAttachments, []*model.MessageAttachment{{Actions: []*model.PostAction{
		{Id: actionID, Type: model.PostActionTypeButton, Name: "kigo doctor", Integration: p.Button},
	}}})
	made, _, err := c.bot.CreatePost(ctx, post)
	if err != nil {
		return false, nil, err
	}
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
		defer cancel()
		_, cleanUp = c.bot.DeletePost(last, made.Id)
	}()
	if _, err := c.bot.DoPostAction(ctx, made.Id, actionID); err != nil {
		return false, nil, err
	}
	for end := time.Now().Add(answerTime); ; {
		now, _, err := c.bot.GetPost(ctx, made.Id, "")
		if err != nil {
			return false, nil, err
		}
		if strings.Contains(now.Message, p.Nonce) {
			return true, nil, nil
		}
		if time.Now().After(end) {
			return false, nil, nil
		}
		select {
		case <-ctx.Done():
			return false, nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// judge makes one line of what came of pressing the button.
func (c *Connection) judge(ctx context.Context, p Proof, e *ear, answered bool, err error, took time.Duration) Finding {
	const name = "callback"
	got := e.state()
	var app *model.AppError
	switch {
	case answered && got.heard:
		return Finding{OK, name, fmt.Sprintf("Mattermost calls kigo at %s, from %s; no kigo runs here, so doctor answered itself", c.PublicURL, got.from), ""}
	case answered:
		return Finding{OK, name, fmt.Sprintf("Mattermost calls kigo at %s, and the kigo that runs there answers (%d ms)", c.PublicURL, took.Milliseconds()), ""}
	case got.refused:
		return Finding{Fail, name, fmt.Sprintf("Mattermost's call came from %s, which KIGO_MATTERMOST_ALLOW does not hold", got.from),
			fmt.Sprintf("add %s to it; behind a reverse proxy that is the proxy's address", got.from)}
	case err == nil:
		return Finding{Fail, name, "what answers at " + c.PublicURL + " does not know doctor's button: another program, or a kigo with another KIGO_SECRET",
			"check where KIGO_PUBLIC_URL leads, and use the same KIGO_SECRET here and for every kigo"}
	case errors.As(err, &app) && strings.Contains(app.Id, "do_action.action_integration"):
		return c.diagnose(ctx, p, e, got.heard, took)
	}
	f := Explain(err, c.URL).finding(name)
	f.Text = "could not post and press a button: " + f.Text
	return f
}

// diagnose looks for why Mattermost's call failed: the server does not say.
func (c *Connection) diagnose(ctx context.Context, p Proof, e *ear, heard bool, took time.Duration) Finding {
	const name = "callback"
	if heard {
		return Finding{Fail, name, "Mattermost's call came here, but the answer did not get back", "check the reverse proxy: it must hand on POST and its answer unchanged"}
	}
	what := fmt.Sprintf("Mattermost can't call kigo at %s (given up after %.1f s)", c.PublicURL, took.Seconds())
	target, err := Resolve(ctx, c.DNS, c.PublicURL, c.URL)
	if err != nil {
		return Finding{Fail, name, what + ": the name " + target.Host + " is not known here either", "check the spelling of KIGO_PUBLIC_URL and its entry in the DNS"}
	}
	if target.isOnlyHere() && !mayBeHere(c.URL) {
		return Finding{Fail, name, what + ": " + target.Host + " is each machine's own address", "set KIGO_PUBLIC_URL to an address under which Mattermost's machine reaches this one"}
	}
	var list string
	var known bool
	if c.admin != nil {
		list, known = c.admin.Config.Value(Internal)
	}
	reach := checkReach(target, list, known)
	if known && reach.Level == Fail {
		return Finding{Fail, name, what + ": " + reach.Text, reach.Cure}
	}
	if f, ok := c.probe(ctx, p, e, name, what); ok {
		return f
	}
	otherSecret := ""
	if e == nil {
		otherSecret = `look into kigo's log: if it says "callback refused", the call came, and KIGO_SECRET here is not the one there; else `
	}
	if !known && len(target.forbidden("")) > 0 {
		return Finding{Fail, name, what + ", though this machine can: most likely Mattermost may not call internal addresses", otherSecret + Internal.Add(target.merged(""))}
	}
	return Finding{Fail, name, what + ", though this machine can",
		otherSecret + "try on Mattermost's machine: curl -v " + p.Button.URL + "; firewall, DNS and trust in the certificate are likely, and the server's log (level DEBUG) names the cause"}
}

// probe calls kigo's address from here. It returns false if that works.
func (c *Connection) probe(ctx context.Context, p Proof, e *ear, name, what string) (Finding, bool) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Button.URL, http.NoBody)
	if err != nil {
		return Finding{Fail, name, what + ": " + err.Error(), "check KIGO_PUBLIC_URL"}, true
	}
	client := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error { return &redirectError{r.URL.String()} }}
	resp, err := client.Do(req)
	if err != nil {
		if n := explainNetwork(err, c.PublicURL, "KIGO_PUBLIC_URL"); n != nil {
			return Finding{Fail, name, what + ", and neither can this machine: " + n.Text, n.Cure}, true
		}
		return Finding{Fail, name, what + ", and neither can this machine: " + err.Error(), "check KIGO_PUBLIC_URL"}, true
	}
	_ = resp.Body.Close()
	if e.state().touched {
		return Finding{}, false
	}
	// A kigo that runs says 400 to a call without anything in it, 403 to foreign addresses.
	switch {
	case e == nil && resp.StatusCode == http.StatusBadRequest:
		return Finding{}, false
	case e == nil && resp.StatusCode == http.StatusForbidden:
		return Finding{Fail, name, what + ": kigo, or the proxy before it, refuses calls", "look into kigo's log for \"callback refused\", and add the address to KIGO_MATTERMOST_ALLOW; behind a reverse proxy that is the proxy's address"}, true
	}
	return Finding{Fail, name, fmt.Sprintf("%s: something else answers there, with %s", what, resp.Status), "have the reverse proxy hand " + p.Button.URL + " on to kigo's KIGO_LISTEN"}, true
}
