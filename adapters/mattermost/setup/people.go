package setup

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// platform is Mattermost's name in KIGO_ADMINS and KIGO_TRUST_EMAIL.
const platform = "mattermost"

// People is what kigo's configuration says about people.
type People struct {
	Admins []string // KIGO_ADMINS
	Trust  []string // KIGO_TRUST_EMAIL
	// Others says that people may also be found on another platform.
	Others bool
}

func (p People) trusted() bool { return slices.Contains(p.Trust, platform) }

// byEmail are the admins that are named by their e-mail address.
func (p People) byEmail() []string {
	var all []string
	for _, a := range p.Admins {
		if strings.Contains(a, "@") && !strings.HasPrefix(a, platform+":") {
			all = append(all, a)
		}
	}
	return all
}

// CheckPeople says whether those whom KIGO_ADMINS names can be told, and whether what
// KIGO_TRUST_EMAIL trusts can be trusted.
func (s *Server) CheckPeople(ctx context.Context, p People) []Finding {
	all := []Finding{s.checkEmail(ctx, p)}
	if len(p.Admins) == 0 {
		cure := "set KIGO_ADMINS=mattermost:ID; setup tells the id of whoever runs it"
		if !s.User.IsBot {
			cure = "to be it yourself, set KIGO_ADMINS=mattermost:" + s.User.Id
		}
		return append(all, Finding{Warn, "admins", "KIGO_ADMINS is empty: nobody can give rights to others", cure})
	}
	for _, a := range p.Admins {
		id, ok := strings.CutPrefix(a, platform+":")
		if !ok {
			continue
		}
		u, _, err := s.GetUser(ctx, id, "")
		switch {
		case isStatus(err, http.StatusNotFound), isStatus(err, http.StatusBadRequest):
			all = append(all, Finding{Fail, "admins", "there is no account with the id " + id + ", which KIGO_ADMINS names",
				"use the id and not the user name: System Console → User Management → Users"})
		case err != nil:
			all = append(all, Explain(err, s.URL).finding("admins"))
		case u.DeleteAt > 0:
			all = append(all, Finding{Warn, "admins", "@" + u.Username + ", whom KIGO_ADMINS names, is deactivated", "remove " + a})
		default:
			all = append(all, Finding{OK, "admins", "@" + u.Username, ""})
		}
	}
	return all
}

func (s *Server) checkEmail(ctx context.Context, p People) Finding {
	const name = "e-mail"
	c := s.Config
	hidden := c.is(ShowEmail, "false")
	byEmail := p.byEmail()
	switch {
	case !p.trusted() && len(byEmail) > 0 && !p.Others:
		return Finding{Warn, name, "KIGO_ADMINS names " + strings.Join(byEmail, ", ") + ", but addresses of Mattermost are not trusted (KIGO_TRUST_EMAIL)", s.byID(ctx, byEmail)}
	case !p.trusted():
		return Finding{OK, name, "addresses of Mattermost are not trusted, as KIGO_TRUST_EMAIL says", ""}
	case hidden && len(byEmail) > 0:
		return Finding{Fail, name, "is hidden on the server: " + strings.Join(byEmail, ", ") + " of KIGO_ADMINS can't be told", s.byID(ctx, byEmail) + ", or " + ShowEmail.Set("true")}
	case hidden:
		return Finding{Fail, name, "is hidden on the server: imported people can't be told", ShowEmail.Set("true") + ", or import people with the column Mattermost-ID"}
	}
	outside := slices.ContainsFunc([]string{"EnableLdap", "EnableSaml", "EnableSignUpWithOpenId", "EnableSignUpWithOffice365", "EnableSignUpWithGoogle", "EnableSignUpWithGitLab"},
		func(k string) bool { return c.Client(k) == "true" })
	const danger = "KIGO_TRUST_EMAIL trusts Mattermost, where anybody may give any address that is not taken"
	cure := VerifyEmail.Set("true") + ", or remove mattermost from KIGO_TRUST_EMAIL"
	switch {
	case c.is(VerifyEmail, "true"):
	case !outside:
		return Finding{Fail, name, danger, cure}
	case c.Client("EnableSignInWithEmail") == "true" || c.Client("EnableSignInWithUsername") == "true":
		return Finding{Warn, name, danger + " unless the account comes from LDAP, SAML or OpenID", cure}
	}
	return Finding{OK, name, "addresses are proved, and can be seen", ""}
}

// byID says how to name people instead.
func (s *Server) byID(ctx context.Context, addresses []string) string {
	var known []string
	for _, a := range addresses {
		if u, _, err := s.GetUserByEmail(ctx, a, ""); err == nil {
			known = append(known, fmt.Sprintf("%s:%s (@%s)", platform, u.Id, u.Username))
		}
	}
	if len(known) == 0 {
		return "use mattermost:ID in KIGO_ADMINS, with the id from System Console → User Management → Users"
	}
	return "use " + strings.Join(known, ", ") + " in KIGO_ADMINS"
}

func (r *run) checkPeople(ctx context.Context) { r.sayAll(r.CheckPeople(ctx, r.People)...) }
