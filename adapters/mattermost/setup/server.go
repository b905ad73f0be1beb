package setup

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	requestTimeout = 15 * time.Second
	// clickTimeout is for what makes the server call kigo: it gives up after 30 s itself.
	clickTimeout = 40 * time.Second
)

// Server is a Mattermost server, spoken to as one account.
type Server struct {
	*model.Client4
	URL    string
	User   *model.User // who it is spoken to as
	Config Config
	// signedIn says that the session was opened with a password, and has to be closed.
	signedIn bool
}

func dial(address, token string) *Server {
	c := model.NewAPIv4Client(strings.TrimRight(address, "/"))
	c.HTTPClient = &http.Client{
		Transport: patient{http.DefaultTransport}, Timeout: clickTimeout,
		CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			to := *r.URL
			to.RawQuery = ""
			to.Path, _, _ = strings.Cut(to.Path, model.APIURLSuffix)
			return &redirectError{to.String()}
		},
	}
	if token != "" {
		c.SetToken(token)
	}
	return &Server{Client4: c, URL: strings.TrimRight(address, "/")}
}

// patient waits where the server's rate limit is reached.
type patient struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (p patient) RoundTrip(r *http.Request) (*http.Response, error) {
	for {
		resp, err := p.next.RoundTrip(r)
		if err != nil || resp.StatusCode != http.StatusTooManyRequests || (r.Body != nil && r.GetBody == nil) {
			return resp, err
		}
		_ = resp.Body.Close()
		pause, err := strconv.Atoi(resp.Header.Get("Retry-After"))
		if err != nil || pause < 1 {
			pause = 1
		}
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(time.Duration(pause) * time.Second):
		}
		if r.Body != nil {
			if r.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// Reach asks a server whether it is there, and how late it is by its own clock. Its errors
// are *Problem.
func Reach(ctx context.Context, address string) (version string, clock time.Time, err error) {
	s := dial(address, "")
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	_, resp, err := s.GetPing(ctx)
	if err != nil {
		return "", time.Time{}, Explain(err, s.URL)
	}
	clock, _ = http.ParseTime(resp.Header.Get("Date"))
	client, err := s.clientConfig(ctx)
	if err != nil {
		return "", time.Time{}, Explain(err, s.URL)
	}
	return client["Version"], clock, nil
}

// Connect speaks to a server with a token. Its errors are *Problem.
func Connect(ctx context.Context, address, token string) (*Server, error) {
	s := dial(address, token)
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var err error
	if s.User, _, err = s.GetMe(ctx, ""); err != nil {
		return nil, Explain(err, s.URL)
	}
	return s, s.read(ctx)
}

// TokenProblem explains why an administrator's token does not work.
func TokenProblem(err error) error {
	if !isStatus(err, http.StatusUnauthorized) {
		return err
	}
	return &Problem{"the server refuses KIGO_MATTERMOST_ADMIN_TOKEN: it was mistyped or revoked, or tokens of people are switched off on the server",
		"leave it empty and sign in with user name and password, or " + UserTokens.Set("true"), err}
}

// SignIn opens a session with a password. code is that of a second factor. SignOut closes it.
func SignIn(ctx context.Context, address, login, password, code string) (*Server, error) {
	s := dial(address, "")
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var err error
	s.User, _, err = s.LoginWithMFA(ctx, login, password, code)
	if err != nil {
		return nil, explainLogin(err, s.URL)
	}
	s.signedIn = true
	if err := s.read(ctx); err != nil {
		return nil, errors.Join(err, s.SignOut(ctx))
	}
	return s, nil
}

// ErrSecondFactor says that the account needs a code of a second factor, too.
var ErrSecondFactor = errors.New("a second factor is needed")

func explainLogin(err error, address string) error {
	var app *model.AppError
	if !errors.As(err, &app) {
		return Explain(err, address)
	}
	switch {
	case strings.Contains(app.Id, "mfa"):
		return ErrSecondFactor
	case strings.Contains(app.Id, "invalid_credentials"), app.StatusCode == http.StatusUnauthorized:
		return &Problem{"user name or password is wrong", "try again; who signs in elsewhere (SAML, OpenID) needs a token in KIGO_MATTERMOST_ADMIN_TOKEN", err}
	}
	return Explain(err, address)
}

// SignOut closes a session that SignIn has opened, also where ctx has ended.
func (s *Server) SignOut(ctx context.Context) error {
	if !s.signedIn {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
	defer cancel()
	if _, err := s.Logout(ctx); err != nil {
		return &Problem{"the session could not be closed", "close it yourself: Profile → Security → View and Log Out of Active Sessions", err}
	}
	s.signedIn = false
	return nil
}

// read fetches the configuration, as far as the account may see it.
func (s *Server) read(ctx context.Context) error {
	var err error
	if s.Config.client, err = s.clientConfig(ctx); err != nil {
		return Explain(err, s.URL)
	}
	s.Config.full = nil
	full, _, err := s.GetConfigWithOptions(ctx, model.GetConfigOptions{})
	switch {
	case err == nil:
		s.Config.full = full
	case !isStatus(err, http.StatusForbidden):
		return Explain(err, s.URL)
	}
	return nil
}

func (s *Server) clientConfig(ctx context.Context) (map[string]string, error) {
	resp, err := s.DoAPIGet(ctx, "/config/client?format=old", "")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var c map[string]string
	return c, json.NewDecoder(resp.Body).Decode(&c)
}

// isSystemAdmin says whether the account may do everything.
func (s *Server) isSystemAdmin() bool {
	return slices.Contains(strings.Fields(s.User.Roles), model.SystemAdminRoleId)
}
