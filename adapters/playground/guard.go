package playground

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"kigo/bot/i18n"
)

const policy = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guard keeps strangers out: a name of this machine in Host (or another site's DNS
// could point here), and no writes on behalf of other sites. A panic becomes a sentence.
func (p *Playground) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		defer func() {
			if err := recover(); err != nil {
				ref := p.NewID()
				p.Log.Error("playground panicked", "ref", ref, "path", r.URL.Path, "error", fmt.Sprint(err), "stack", string(debug.Stack()))
				p.refuse(w, r, http.StatusInternalServerError, "playground.error.internal", i18n.Args{"Ref": ref})
			}
		}()
		switch {
		case !ownHost(r.Host):
			p.refuse(w, r, http.StatusForbidden, "playground.error.host")
		case r.Method != http.MethodGet && r.Method != http.MethodHead && foreign(r):
			p.refuse(w, r, http.StatusForbidden, "playground.error.origin")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// ownHost reports whether a Host header names this machine, on any port.
func ownHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	} else {
		name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	}
	switch strings.ToLower(name) {
	case "localhost", "127.0.0.1", "::1":
		return true
	}
	return false
}

// foreign reports whether a page of another site sent the request. Programs that are
// no browser send neither header.
func foreign(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return true
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host == "" || !strings.EqualFold(u.Host, r.Host)
}
