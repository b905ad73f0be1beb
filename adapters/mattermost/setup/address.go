package setup

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// reserved are the networks into which Mattermost makes no calls unless they are allowed.
var reserved = prefixes(
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24",
	"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
	"100.64.0.0/10", "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10", "ff00::/8",
	"2002::/16", "64:ff9b::/96",
)

func prefixes(list ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(list))
	for i, s := range list {
		all[i] = netip.MustParsePrefix(s)
	}
	return all
}

func contains(nets []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(nets, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Target is where the Mattermost server shall call kigo.
type Target struct {
	Host string       // as it stands in the address
	IPs  []netip.Addr // what it is, as seen from here
	// own are the addresses among them that may be Mattermost's own, which it does not call
	// either unless they are allowed.
	own []netip.Addr
}

// Resolver looks names up; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Resolve looks up the host of kigo's public address, and the one of Mattermost's.
func Resolve(ctx context.Context, dns Resolver, public, mattermost string) (Target, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	t := Target{Host: hostOf(public)}
	var err error
	if t.IPs, err = lookup(ctx, dns, t.Host); err != nil {
		return t, err
	}
	theirs, _ := lookup(ctx, dns, hostOf(mattermost)) // only a guess anyway
	for _, ip := range t.IPs {
		if slices.Contains(theirs, ip) {
			t.own = append(t.own, ip)
		}
	}
	return t, nil
}

// hostOf is the host of an address, as it is written there.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func lookup(ctx context.Context, dns Resolver, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip.Unmap()}, nil
	}
	ips, err := dns.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	for i, ip := range ips {
		ips[i] = ip.Unmap().WithZone("")
	}
	slices.SortFunc(ips, netip.Addr.Compare)
	return slices.Compact(ips), nil
}

// isOnlyHere says that the address means whatever machine asks for it.
func (t Target) isOnlyHere() bool {
	return len(t.IPs) > 0 && !slices.ContainsFunc(t.IPs, func(ip netip.Addr) bool { return !ip.IsLoopback() })
}

// entries are what the server's list has to hold so that it calls kigo: the host as it is
// written, and the networks of what it resolves to.
func (t Target) entries() []string {
	all := []string{t.Host}
	for _, ip := range t.IPs {
		if contains(reserved, ip) || slices.Contains(t.own, ip) {
			all = append(all, netip.PrefixFrom(ip, ip.BitLen()).String())
		}
	}
	return all
}

// splitList splits AllowedUntrustedInternalConnections as the server does.
func splitList(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
}

// merged is the server's list with what kigo needs added to it.
func (t Target) merged(list string) string {
	all := splitList(list)
	for _, e := range t.entries() {
		if !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return strings.Join(all, " ")
}

// forbidden are the addresses that the server would not call with this list.
func (t Target) forbidden(list string) []netip.Addr {
	entries := splitList(list)
	if slices.Contains(entries, t.Host) {
		return nil // then it does not look at the address
	}
	var nets []netip.Prefix
	for _, e := range entries {
		if p, err := netip.ParsePrefix(e); err == nil {
			nets = append(nets, p.Masked())
		}
	}
	var all []netip.Addr
	for _, ip := range t.IPs {
		if (contains(reserved, ip) || slices.Contains(t.own, ip)) && !contains(nets, ip) {
			all = append(all, ip)
		}
	}
	return all
}

// badEntries are entries of the list that match nothing, each with why.
func badEntries(list string) []string {
	var bad []string
	for _, e := range splitList(list) {
		_, _, port := net.SplitHostPort(e)
		_, isIP := netip.ParseAddr(e)
		_, isNet := netip.ParsePrefix(e)
		switch {
		case strings.Contains(e, "://"):
			bad = append(bad, fmt.Sprintf("%q is an address with a scheme, only the host counts", e))
		case isNet != nil && strings.Contains(e, "/"):
			bad = append(bad, fmt.Sprintf("%q is no network", e))
		case isIP != nil && port == nil:
			bad = append(bad, fmt.Sprintf("%q has a port, which never matches", e))
		case strings.Contains(e, "*"):
			bad = append(bad, fmt.Sprintf("%q has a wildcard, which never matches", e))
		}
	}
	return bad
}

// checkReach says whether the server's list lets it call kigo. list is its setting, known
// says whether it could be read.
func checkReach(t Target, list string, known bool) Finding {
	const name = "calls to kigo"
	what := t.Host
	if ips := joined(t.IPs); ips != t.Host {
		what += " (" + ips + ")"
	}
	blocked := t.forbidden(list)
	cure := Internal.Set(fmt.Sprintf("%q", t.merged(list)))
	switch {
	case !known && len(t.forbidden("")) == 0:
		return Finding{OK, name, what + " is a public address, which Mattermost calls without further ado", ""}
	case !known:
		return Finding{Warn, name, what + " is an internal address; whether Mattermost may call it can't be seen without a system administrator",
			Internal.Add(t.merged("")) + " unless that is there already; kigo doctor proves it"}
	case len(blocked) == 0:
		return Finding{OK, name, "Mattermost may call " + what, ""}
	case len(blocked) == len(t.IPs) && !slices.ContainsFunc(blocked, func(ip netip.Addr) bool { return !contains(reserved, ip) }):
		return Finding{Fail, name, "Mattermost may not call " + what + ", which is an internal address", cure}
	case len(blocked) == len(t.IPs):
		return Finding{Warn, name, "Mattermost may not call " + what + " if that is an address of its own machine", cure}
	default:
		return Finding{Warn, name, "Mattermost may not call " + joined(blocked) + ", one of the addresses of " + t.Host, cure}
	}
}

func joined(ips []netip.Addr) string {
	all := make([]string, len(ips))
	for i, ip := range ips {
		all[i] = ip.String()
	}
	return strings.Join(all, ", ")
}
