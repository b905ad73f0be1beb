package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	api "github.com/slack-go/slack"
)

// platform is Slack's name in KIGO_ADMINS and KIGO_TRUST_EMAIL.
const platform = "slack"

// People is what kigo's configuration says about people.
type People struct {
	Admins []string // KIGO_ADMINS
	Trust  []string // KIGO_TRUST_EMAIL
	// Others says that people may also be found on another platform.
	Others bool
}

// CheckPeople says whether those whom KIGO_ADMINS names are in the workspace.
func (c *Connection) CheckPeople(ctx context.Context) []Finding {
	const name = "admins"
	switch {
	case c.me == nil:
		return nil
	case len(c.People.Admins) == 0 && c.People.Others: // said there
		return nil
	case len(c.People.Admins) == 0:
		return []Finding{{Warn, name, "KIGO_ADMINS is empty: nobody can give rights to others", "set KIGO_ADMINS to your e-mail address in Slack, or to slack:ID: your profile → ⋮ → Copy member ID"}}
	}
	var all []Finding
	for _, a := range c.People.Admins {
		id, named := strings.CutPrefix(a, platform+":")
		switch {
		case named:
			all = append(all, c.checkMember(ctx, a, id))
		case strings.Contains(a, "@") && !strings.Contains(a, ":"):
			all = append(all, c.checkAddress(ctx, a)...)
		}
	}
	return all
}

func (c *Connection) checkMember(ctx context.Context, entry, id string) Finding {
	u, err := c.client.GetUserInfoContext(ctx, id)
	switch {
	case slices.Contains([]string{"user_not_found", "user_not_visible"}, code(err)):
		return Finding{Fail, "admins", "nobody in the workspace has the id " + id + ", which KIGO_ADMINS names", "use the id and not the name: profile → ⋮ → Copy member ID"}
	case err != nil:
		return c.unseen(err)
	}
	return c.judge(entry, u)
}

// checkAddress looks for an admin that is named by an address.
func (c *Connection) checkAddress(ctx context.Context, address string) []Finding {
	if !slices.Contains(c.People.Trust, platform) {
		if c.People.Others {
			return nil
		}
		return []Finding{{Warn, "admins", "KIGO_ADMINS names " + address + ", but addresses of Slack are not trusted (KIGO_TRUST_EMAIL)", "add slack to KIGO_TRUST_EMAIL, or use slack:ID in KIGO_ADMINS"}}
	}
	u, err := c.client.GetUserByEmailContext(ctx, address)
	switch {
	case code(err) == "users_not_found" && c.People.Others:
		return nil
	case code(err) == "users_not_found":
		return []Finding{{Warn, "admins", "nobody in the workspace has the address " + address + ", which KIGO_ADMINS names", "use the address that is in their Slack profile, or slack:ID"}}
	case err != nil:
		return []Finding{c.unseen(err)}
	}
	return []Finding{c.judge(address, u)}
}

// unseen is somebody who could not be looked up.
func (c *Connection) unseen(err error) Finding {
	if code(err) == "missing_scope" { // said already
		return Finding{Skip, "admins", "need the scopes users:read and users:read.email", ""}
	}
	return c.explain(err).finding("admins")
}

// judge says whether kigo would listen to an admin.
func (c *Connection) judge(entry string, u *api.User) Finding {
	who := fmt.Sprintf("@%s, whom KIGO_ADMINS names as %s, ", u.Name, entry)
	switch {
	case u.Deleted:
		return Finding{Warn, "admins", who + "is deactivated", "remove " + entry}
	case u.IsBot, u.IsRestricted, u.IsUltraRestricted, u.IsStranger:
		return Finding{Warn, "admins", who + "is a guest, a bot or of another workspace, and gets no answer from kigo", "name a full member of the workspace"}
	}
	return Finding{OK, "admins", fmt.Sprintf("@%s (%s)", u.Name, entry), ""}
}
