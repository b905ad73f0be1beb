package setup

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
)

// names is a Resolver that knows these.
type names map[string]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	list, ok := n[host]
	if !ok {
		return nil, errors.New("no such host")
	}
	var all []netip.Addr
	for _, s := range strings.Fields(list) {
		all = append(all, netip.MustParseAddr(s))
	}
	return all, nil
}

var dns = names{
	"kigo.stadt.example": "10.1.2.3", "chat.stadt.example": "10.1.2.4", "both.example": "93.184.216.34 10.9.9.9",
	"public.example": "93.184.216.34", "same.example": "93.184.216.34", "v6.example": "fd00::7", "localhost": "127.0.0.1 ::1",
}

func TestWhatMattermostMayCall(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, public, mattermost, list string
		level                          Level
		text, cure                     string
	}{
		{"internal name", "https://kigo.stadt.example", "https://chat.stadt.example", "", Fail, "may not call kigo.stadt.example (10.1.2.3)", `AllowedUntrustedInternalConnections = "kigo.stadt.example 10.1.2.3/32" (System Console → Environment → Developer`},
		{"what is there stays", "https://kigo.stadt.example", "https://chat.stadt.example", "other.example,10.8.0.0/16", Fail, "", `"other.example 10.8.0.0/16 kigo.stadt.example 10.1.2.3/32"`},
		{"literal name", "https://kigo.stadt.example:8443/x", "https://chat.stadt.example", "a kigo.stadt.example", OK, "may call", ""},
		{"network", "https://kigo.stadt.example", "https://chat.stadt.example", "10.1.0.0/16", OK, "may call", ""},
		{"with a port", "http://10.1.2.3:8080", "https://chat.stadt.example", "10.1.2.3:8080", Fail, "may not call 10.1.2.3, which", `10.1.2.3 10.1.2.3/32"`},
		{"plain address", "http://10.1.2.3:8080", "https://chat.stadt.example", "10.1.2.3", OK, "", ""},
		{"plain address is no network", "https://kigo.stadt.example", "https://chat.stadt.example", "10.1.2.3", Fail, "", ""},
		{"public", "https://public.example", "https://chat.stadt.example", "", OK, "may call", ""},
		{"perhaps its own", "https://public.example", "https://same.example", "", Warn, "if that is an address of its own machine", `"public.example 93.184.216.34/32"`},
		{"one of two", "https://both.example", "https://chat.stadt.example", "", Warn, "may not call 10.9.9.9, one of the addresses", `"both.example 10.9.9.9/32"`},
		{"IPv6", "https://v6.example", "https://chat.stadt.example", "", Fail, "v6.example (fd00::7)", `"v6.example fd00::7/128"`},
		{"this machine", "http://localhost:8080", "http://localhost:8065", "", Fail, "localhost (127.0.0.1, ::1)", `"localhost 127.0.0.1/32 ::1/128"`},
	} {
		target, err := Resolve(t.Context(), dns, tc.public, tc.mattermost)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		f := checkReach(target, tc.list, true)
		if f.Level != tc.level || !strings.Contains(f.Text, tc.text) || !strings.Contains(f.Cure, tc.cure) || (f.Level != OK && f.Cure == "") {
			t.Errorf("%s: %s", tc.name, f)
		}
		if tc.level == Fail && checkReach(target, target.merged(tc.list), true).Level != OK {
			t.Errorf("%s: the cure does not help", tc.name)
		}
	}
}

func TestWithoutAnAdministratorTheListIsUnknown(t *testing.T) {
	t.Parallel()
	inside, _ := Resolve(t.Context(), dns, "https://kigo.stadt.example", "https://chat.stadt.example")
	if f := checkReach(inside, "", false); f.Level != Warn || !strings.Contains(f.Cure, "add kigo.stadt.example 10.1.2.3/32 to ServiceSettings.Allowed") {
		t.Error(f)
	}
	outside, _ := Resolve(t.Context(), dns, "https://public.example", "https://chat.stadt.example")
	if f := checkReach(outside, "", false); f.Level != OK {
		t.Error(f)
	}
	if _, err := Resolve(t.Context(), dns, "https://nowhere.example", "https://chat.stadt.example"); err == nil {
		t.Error("an unknown name is known")
	}
}

func TestEntriesThatNeverMatch(t *testing.T) {
	t.Parallel()
	for entry, why := range map[string]string{
		"10.1.2.3:8080": "port", "kigo.example:443": "port", "https://kigo.example": "scheme", "10.1.2.3/99": "no network", "*.example": "wildcard",
		"10.1.2.3": "", "10.1.2.0/24": "", "kigo.example": "", "::1": "", "fd00::/8": "",
	} {
		bad := badEntries("a.example " + entry)
		if (why == "") != (len(bad) == 0) || (why != "" && !strings.Contains(bad[0], why)) {
			t.Errorf("%s: %v", entry, bad)
		}
	}
}
