package setup

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	api "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kigo/adapters/slack"
	"kigo/adapters/slack/slacktest"
)

func TestWhereAllIsWell(t *testing.T) {
	t.Parallel()
	b := inSocketMode(t)
	text := b.examine()
	says(t, text, `ok workspace: kigo is @kigo in "kigo" (https://kigo.slack.com/)`, "ok clock: goes like Slack's", "ok scopes: kigo has all 13 that it needs",
		"ok socket: Slack speaks to kigo in Socket Mode; no kigo is connected but this doctor")
	silent(t, text, "FAIL", "warn", "--", "requests", "signing secret")
	if n := b.Complaints(); len(n) > 0 {
		t.Error(n)
	}

	text = inHTTPMode(t).examine()
	says(t, text, "ok signing secret: has the form of one", "ok requests: kigo answers at http://127.0.0.1:", "Event Subscriptions → Request URL → Verified")
	silent(t, text, "FAIL", "-- ", "socket")
}

// TestDoctorBesideServe leaves the connection alone that a running kigo has.
func TestDoctorBesideServe(t *testing.T) {
	t.Parallel()
	b := inSocketMode(t)
	serving := socketmode.New(b.Client())
	go func() { _ = serving.RunContext(t.Context()) }()
	go func() {
		for e := range serving.Events {
			if e.Request != nil {
				_ = serving.AckCtx(t.Context(), e.Request.EnvelopeID, nil)
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := b.WaitConnections(ctx, 1); err != nil {
		t.Fatal(err)
	}
	says(t, b.examine(), "ok socket: Slack speaks to kigo in Socket Mode; 1 more connected, so a kigo serves")
	if err := b.WaitConnections(ctx, 1); err != nil {
		t.Fatal(err)
	}
	anna := b.AddMember(slacktest.Person{Name: "anna"})
	for range 5 {
		if err := anna.Slash(anna.DM(), "/kigo hilfe"); err != nil {
			t.Error(err)
		}
	}
}

// TestEveryMistakeHasItsCure goes through the table of docs/slack.md.
func TestEveryMistakeHasItsCure(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		options []slacktest.Option
		prepare func(*bench)
		want    []string
	}{
		"no bot token":        {prepare: func(b *bench) { b.c.BotToken = "" }, want: []string{"-- workspace: needs KIGO_SLACK_BOT_TOKEN", "-- scopes: need the workspace", "-- socket: needs the workspace"}},
		"an unknown token":    {prepare: func(b *bench) { b.c.BotToken = "xoxb-nobody" }, want: []string{"FAIL workspace: Slack does not know KIGO_SLACK_BOT_TOKEN", "OAuth & Permissions → Bot User OAuth Token"}},
		"the app's token":     {prepare: func(b *bench) { b.c.BotToken = b.AppToken() }, want: []string{"FAIL workspace: KIGO_SLACK_BOT_TOKEN is no bot's token"}},
		"the app was removed": {prepare: func(b *bench) { b.RevokeTokens("account_inactive") }, want: []string{"FAIL workspace: KIGO_SLACK_BOT_TOKEN was withdrawn, or the app was removed from the workspace", "Install App → Reinstall to Workspace"}},
		"the token expired":   {prepare: func(b *bench) { b.RevokeTokens("token_expired") }, want: []string{"FAIL workspace: KIGO_SLACK_BOT_TOKEN has expired: token rotation is on"}},
		"another error":       {prepare: func(b *bench) { b.RevokeTokens("org_login_required") }, want: []string{"FAIL workspace: Slack says: org_login_required", "look the word up"}},
		"too often":           {prepare: func(b *bench) { b.Inject("auth.test", slacktest.RateLimit(time.Second)) }, want: []string{"FAIL workspace: Slack was asked too often", "wait a minute"}},
		"Slack is unwell":     {prepare: func(b *bench) { b.Inject("auth.test", slacktest.Status(http.StatusBadGateway)) }, want: []string{"FAIL workspace: Slack answers with 502", "slack-status.com"}},
		"Slack hangs up":      {prepare: func(b *bench) { b.Inject("auth.test", slacktest.Refuse()) }, want: []string{"FAIL workspace: 127.0.0.1:", "can't be reached", "HTTPS_PROXY"}},
		"no way to Slack":     {prepare: func(b *bench) { b.c.APIURL = "http://127.0.0.1:1/api/" }, want: []string{"FAIL workspace: nothing listens at 127.0.0.1:1", "let this machine reach *.slack.com on port 443"}},
		"unknown host":        {prepare: func(b *bench) { b.c.APIURL = "http://slack.invalid/api/" }, want: []string{"FAIL workspace: the name slack.invalid is not known here"}},
		"no Slack there": {prepare: func(b *bench) {
			b.c.APIURL = answering(b.t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "Bitte anmelden") })
		}, want: []string{"FAIL workspace: ", "does not answer as Slack does", "what a proxy answers in the place of Slack"}},
		"a detour": {prepare: func(b *bench) {
			b.c.APIURL = answering(b.t, http.RedirectHandler("https://login.example/", http.StatusFound).ServeHTTP)
		}, want: []string{"FAIL workspace: 127.0.0.1:", "sends on to https://login.example/"}},
		"the clock is slow": {prepare: func(b *bench) { b.late(20 * time.Second) }, want: []string{"FAIL clock: Slack's clock is ", "s off this machine's → synchronise", "timedatectl"}},
		"the clock is fast": {prepare: func(b *bench) { b.late(-20 * time.Second) }, want: []string{"FAIL clock: Slack's clock is "}},
		"scopes are missing": {
			options: []slacktest.Option{slacktest.WithScopes("app_mentions:read", "chat:write", "commands", "im:history", "im:write", "users:read")},
			want: []string{"FAIL scopes: files:write is missing (send calendar files and charts, and what belongs to announcements) → put what kigo slack manifest prints into App Manifest, and reinstall the app after updating the manifest: Install App → Reinstall to Workspace",
				"FAIL scopes: users:read.email is missing (find people of KIGO_ADMINS"},
		},
		"scopes too many": {
			options: []slacktest.Option{slacktest.WithScopes("app_mentions:read", "channels:history", "channels:read", "chat:write", "chat:write.public", "commands", "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:write", "users:read", "users:read.email")},
			want:    []string{"ok scopes: kigo has all 13", "warn scopes: kigo has some that it does not need: chat:write.public"},
		},
		"an unknown app token":    {prepare: func(b *bench) { b.c.AppToken = "xapp-nobody" }, want: []string{"FAIL socket: Slack does not take KIGO_SLACK_APP_TOKEN (invalid_auth)", "connections:write (Basic Information → App-Level Tokens"}},
		"the bot's as app token":  {prepare: func(b *bench) { b.c.AppToken = b.BotToken() }, want: []string{"FAIL socket: KIGO_SLACK_APP_TOKEN is no app-level token"}},
		"another app's token":     {prepare: func(b *bench) { b.c.AppToken = "xapp-1-A0OTHER0APP-1-abc" }, want: []string{"FAIL socket: KIGO_SLACK_APP_TOKEN is of the app A0OTHER0APP, and KIGO_SLACK_BOT_TOKEN of A0", "take both from the same app: https://api.slack.com/apps/A0"}},
		"the app token's scope":   {prepare: func(b *bench) { b.Inject("apps.connections.open", slacktest.Fail("missing_scope")) }, want: []string{"FAIL socket: KIGO_SLACK_APP_TOKEN lacks the scope connections:write"}},
		"Socket Mode is off":      {prepare: func(b *bench) { b.Inject("apps.connections.open", slacktest.Fail("link_disabled")) }, want: []string{"FAIL socket: Socket Mode is switched off in the app", "Socket Mode → Enable Socket Mode"}},
		"an app for HTTP mode":    {options: []slacktest.Option{slacktest.WithManifest(slacktest.InHTTPMode(slacktest.DefaultManifest(), "https://kigo.example"))}, want: []string{"FAIL socket: Socket Mode is switched off in the app"}},
		"an admin who is nobody":  {prepare: func(b *bench) { b.c.People.Admins = []string{"slack:anna"} }, want: []string{"FAIL admins: nobody in the workspace has the id anna", "Copy member ID"}},
		"no admin":                {prepare: func(b *bench) { b.c.People.Others = false }, want: []string{"warn admins: KIGO_ADMINS is empty"}},
		"an address of nobody's":  {prepare: func(b *bench) { b.c.People = People{Admins: []string{"x@kiel.example"}, Trust: []string{"slack"}} }, want: []string{"warn admins: nobody in the workspace has the address x@kiel.example"}},
		"an address not believed": {prepare: func(b *bench) { b.c.People = People{Admins: []string{"x@kiel.example"}} }, want: []string{"warn admins: KIGO_ADMINS names x@kiel.example, but addresses of Slack are not trusted"}},
		"an admin who left": {prepare: func(b *bench) {
			b.c.People.Admins = []string{"slack:" + b.AddMember(slacktest.Person{Name: "anna", Deactivated: true}).ID}
		}, want: []string{"warn admins: @anna, whom KIGO_ADMINS names as slack:U", "is deactivated"}},
		"an admin who is a guest": {prepare: func(b *bench) {
			b.AddMember(slacktest.Person{Name: "gast", Email: "gast@kiel.example", Guest: true})
			b.c.People.Admins = []string{"gast@kiel.example"}
		}, want: []string{"warn admins: @gast, whom KIGO_ADMINS names as gast@kiel.example, is a guest"}},
		"admins can't be told": {
			options: []slacktest.Option{slacktest.WithScopes("commands")},
			prepare: func(b *bench) { b.c.People.Admins = []string{"slack:U1", "x@kiel.example"} },
			want:    []string{"-- admins: need the scopes users:read and users:read.email"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := inSocketMode(t, tc.options...)
			if tc.prepare != nil {
				tc.prepare(b)
			}
			says(t, b.examine(), tc.want...)
		})
	}
}

func TestAdminsAreFoundInBothWays(t *testing.T) {
	t.Parallel()
	b := inSocketMode(t)
	anna := b.AddMember(slacktest.Person{Name: "anna", Email: "anna@kiel.example"})
	b.c.People.Admins = []string{"slack:" + anna.ID, "anna@kiel.example", "mattermost:x", "elsewhere@kiel.example"}
	text := b.examine()
	says(t, text, "ok admins: @anna (slack:"+anna.ID+")", "ok admins: @anna (anna@kiel.example)")
	silent(t, text, "FAIL", "warn")
}

func TestSocketTroubles(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]string{
		"link_disabled":       "Socket Mode is switched off in the app",
		"too_many_websockets": "as many kigos are connected as Slack allows an app, which is ten",
		"refresh_requested":   `Slack greets with "disconnect" refresh_requested`,
	} {
		if f := (hello{Type: "disconnect", Reason: reason}).finding("socket"); f.Text != want || f.Cure == "" {
			t.Errorf("%s: %+v", reason, f)
		}
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	_, err := greeting(t.Context(), "ws"+plain.URL[len("http"):]+"/link/")
	if p, ok := explainNetwork(err, "wss-primary.slack.com", "open it"); !ok || p.text != "wss-primary.slack.com opens no WebSocket (websocket: bad handshake: 404 Not Found)" {
		t.Errorf("%+v", p)
	}
}

// TestRequestsOfHTTPMode goes through what may answer at the public address.
func TestRequestsOfHTTPMode(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*bench)
		want    []string
	}{
		"another secret there": {func(b *bench) { b.c.PublicURL = serveKigo(b.t, "ffffffffffffffffffffffffffffffff") }, []string{"FAIL requests: the kigo at http://127.0.0.1:", "refuses doctor's signature", "copy the secret from Basic Information → App Credentials → Signing Secret"}},
		"kigo does not run":    {func(b *bench) { b.c.PublicURL = "http://127.0.0.1:1" }, []string{"FAIL requests: nothing listens at 127.0.0.1:1 → start kigo serve, then run doctor again", "hand /slack/ on to KIGO_LISTEN"}},
		"no HTTP mode there":   {func(b *bench) { b.c.PublicURL = answering(b.t, http.NotFound) }, []string{"FAIL requests: there is nothing at http://127.0.0.1:", "start kigo serve with KIGO_SLACK_SIGNING_SECRET"}},
		"a proxy alone": {func(b *bench) {
			b.c.PublicURL = answering(b.t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
		}, []string{"FAIL requests: what stands before kigo at http://127.0.0.1:", "does not reach it (502 Bad Gateway)", "start kigo serve"}},
		"another program": {func(b *bench) {
			b.c.PublicURL = answering(b.t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<title>Anmelden</title>") })
		}, []string{"FAIL requests: something else answers at http://127.0.0.1:", "with 200 OK", "no log-in before it"}},
		"a log-in": {func(b *bench) {
			b.c.PublicURL = answering(b.t, http.RedirectHandler("https://login.example/", http.StatusFound).ServeHTTP)
		}, []string{"FAIL requests: 127.0.0.1:", "sends on to https://login.example/"}},
		"an unknown authority": {func(b *bench) {
			s := httptest.NewTLSServer(slack.New(slack.Config{SigningSecret: signingSecret, Log: slog.New(slog.DiscardHandler)}).Routes())
			s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			b.t.Cleanup(s.Close)
			b.c.PublicURL = s.URL
		}, []string{"FAIL requests: the certificate of 127.0.0.1:", "SSL_CERT_FILE"}},
		"no TLS there":       {func(b *bench) { b.c.PublicURL = "https" + b.c.PublicURL[len("http"):] }, []string{"FAIL requests: 127.0.0.1:", "does not speak TLS"}},
		"unknown name":       {func(b *bench) { b.c.PublicURL = "https://nirgends.invalid" }, []string{"FAIL requests: the name nirgends.invalid is not known here"}},
		"no address":         {func(b *bench) { b.c.PublicURL = "" }, []string{"-- requests: need KIGO_PUBLIC_URL"}},
		"this machine alone": {func(*bench) {}, []string{"ok requests: ", "warn requests: 127.0.0.1 is an internal address, and Slack calls from the internet", "use Socket Mode"}},
		"no secret's form":   {func(b *bench) { b.c.SigningSecret = "geheim" }, []string{"warn signing secret: KIGO_SLACK_SIGNING_SECRET does not look like one", "neither the Client Secret nor the Verification Token"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := inHTTPMode(t)
			tc.prepare(b)
			says(t, b.examine(), tc.want...)
		})
	}
}

// TestClocks are compared to the second, which is as exact as Slack tells the time.
func TestClocks(t *testing.T) {
	t.Parallel()
	c := Connection{SigningSecret: signingSecret}
	now := time.Now()
	for off, want := range map[time.Duration]Level{0: OK, 5 * time.Second: OK, -5 * time.Second: OK, 8 * time.Second: Fail, -8 * time.Second: Fail} {
		h := http.Header{"Date": {now.Add(off).UTC().Format(http.TimeFormat)}}
		if f := c.clock(h, now, now); f.Level != want {
			t.Errorf("%s: %+v", off, f)
		}
	}
	if f := c.clock(http.Header{}, now, now); f.Level != Skip {
		t.Errorf("no time: %+v", f)
	}
}

func TestInternalAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://kigo.stadt.example": "kigo.stadt.example (10.1.2.3)", "https://both.example": "", "https://localhost:8443": "localhost (127.0.0.1)",
		"https://93.184.216.34": "", "https://[::1]": "::1", "https://nirgends.example": "",
	} {
		c := Connection{PublicURL: address, DNS: dns}
		if got := c.inside(t.Context()); got != want {
			t.Errorf("%s: %q", address, got)
		}
	}
}

// TestSignaturesAreSlacks checks doctor's signature as slack-go does.
func TestSignaturesAreSlacks(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	sign(h, signingSecret, time.Now(), []byte("body"))
	v, err := api.NewSecretsVerifier(h, signingSecret)
	if err == nil {
		_, _ = v.Write([]byte("body"))
		err = v.Ensure()
	}
	if err != nil {
		t.Error(err)
	}
}
