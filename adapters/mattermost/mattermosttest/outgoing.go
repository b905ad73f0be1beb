package mattermosttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// outgoing is how the server calls integrations. Addresses inside the own network are
// forbidden unless AllowedUntrustedInternalConnections names them.
type outgoing struct {
	commands  *http.Client // one for all, so that its connections are used again
	transport *http.Transport
	dial      func(ctx context.Context, network, address string) (net.Conn, error)
}

// mostAnswer is how much of an answer is read.
const mostAnswer = 1 << 20

func newOutgoing(s *Server) *outgoing {
	dialer := &net.Dialer{Timeout: 3 * time.Second}
	o := &outgoing{}
	o.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		addresses, err := permitted(ctx, address, s.Settings().AllowedUntrustedInternalConnections)
		if err != nil {
			return nil, err
		}
		for _, a := range addresses {
			var conn net.Conn
			if conn, err = dialer.DialContext(ctx, network, a); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}
	o.transport = &http.Transport{DialContext: o.dial, MaxIdleConns: 100, IdleConnTimeout: 90 * time.Second}
	o.commands = &http.Client{Transport: o.transport}
	return o
}

func (o *outgoing) close() { o.transport.CloseIdleConnections() }

// action carries out a call of a button or dialog, with a connection of its own.
func (o *outgoing) action(r *http.Request) (int, []byte, error) {
	t := &http.Transport{DialContext: o.dial}
	defer t.CloseIdleConnections()
	return fetch(&http.Client{Transport: t}, r, nil)
}

// fetch returns status and body; header gets the answer's if it is not nil.
func fetch(c *http.Client, r *http.Request, header *http.Header) (int, []byte, error) {
	resp, err := c.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if header != nil {
		*header = resp.Header
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	return resp.StatusCode, b, err
}

// reserved are the nets that integrations are not looked for in.
var reserved = parsePrefixes(
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24",
	"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/4",
	"240.0.0.0/4", "100.64.0.0/10", "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7",
	"fe80::/10", "ff00::/8", "2002::/16", "64:ff9b::/96",
)

func parsePrefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, p := range list {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// permitted returns the addresses behind host:port that may be called. An entry of allowed
// that is the host as written permits it, whatever it resolves to; one in CIDR notation
// permits what it resolves to.
func permitted(ctx context.Context, address, allowed string) ([]string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	entries := strings.FieldsFunc(allowed, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' })
	if slices.Contains(entries, host) {
		return []string{address}, nil
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	var good []string
	var reasons []string
	for _, ip := range ips {
		ip = ip.Unmap()
		if reason := forbidden(ip, entries); reason != "" {
			reasons = append(reasons, reason)
			continue
		}
		good = append(good, net.JoinHostPort(ip.String(), port))
	}
	if len(good) == 0 {
		return nil, fmt.Errorf("%w: %s", errForbidden, strings.Join(reasons, "; "))
	}
	return good, nil
}

var errForbidden = errors.New("address forbidden, you may need to set AllowedUntrustedInternalConnections to allow an integration access to your internal network")

func forbidden(ip netip.Addr, entries []string) string {
	inside := slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(ip) })
	if !inside && !own(ip) {
		return ""
	}
	for _, e := range entries {
		if p, err := netip.ParsePrefix(e); err == nil && p.Masked().Contains(ip) {
			return ""
		}
	}
	if inside {
		return fmt.Sprintf("IP %s is in a reserved range and not in AllowedUntrustedInternalConnections", ip)
	}
	return fmt.Sprintf("IP %s is a self-assigned IP and not in AllowedUntrustedInternalConnections", ip)
}

func own(ip netip.Addr) bool {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	return slices.ContainsFunc(list, func(a net.Addr) bool {
		p, err := netip.ParsePrefix(a.String())
		return err == nil && p.Addr() == ip
	})
}

// timeLimit ends a call to an integration.
func (s *Server) timeLimit() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), s.Settings().OutgoingIntegrationRequestsTimeout)
}
