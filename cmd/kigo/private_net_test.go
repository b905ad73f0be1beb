package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// privateNet is a network as city administrations have it: chats are reached through a proxy
// only, by names that nobody else knows, with certificates of the city's own authority.
type privateNet struct {
	proxy string // its address, for HTTPS_PROXY
	ca    string // file of the authority's certificate

	mu    sync.Mutex
	asked []string // what the proxy was asked to connect to
}

func newPrivateNet(t *testing.T, hosts map[string]string) *privateNet {
	t.Helper()
	n := &privateNet{ca: filepath.Join(t.TempDir(), "ca.pem")}
	mux := http.NewServeMux()
	var names []string
	for name, at := range hosts {
		names = append(names, name)
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		mux.Handle(name+"/", outwards(name, u))
	}
	s := httptest.NewUnstartedServer(mux)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{n.certify(t, names)}, MinVersion: tls.VersionTLS12}
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	proxy := httptest.NewServer(n.connects(hosts, s.Listener.Addr().String()))
	t.Cleanup(proxy.Close)
	n.proxy = proxy.URL
	return n
}

// outwards is a chat under another name; the addresses that it names are that name's, too.
func outwards(name string, at *url.URL) http.Handler {
	p := httputil.NewSingleHostReverseProxy(at)
	p.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	p.ModifyResponse = func(r *http.Response) error {
		if !strings.HasSuffix(r.Request.URL.Path, "apps.connections.open") {
			return nil
		}
		b, err := io.ReadAll(r.Body)
		b = bytes.ReplaceAll(b, []byte("ws://"+at.Host), []byte("wss://"+name))
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
		r.Header.Del("Content-Length")
		return err
	}
	return p
}

// connects is a proxy that takes CONNECT only, to port 443 of the hosts.
func (n *privateNet) connects(hosts map[string]string, to string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, port, _ := net.SplitHostPort(r.Host)
		if _, ok := hosts[host]; !ok || r.Method != http.MethodConnect || port != "443" {
			http.Error(w, "not through here", http.StatusForbidden)
			return
		}
		n.mu.Lock()
		n.asked = append(n.asked, host)
		n.mu.Unlock()
		there, err := net.Dial("tcp", to)
		if err != nil {
			http.Error(w, "away", http.StatusBadGateway)
			return
		}
		defer there.Close()
		here, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer here.Close()
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
		done := make(chan struct{}, 2)
		go func() { _, _ = io.Copy(there, buffered); done <- struct{}{} }()
		go func() { _, _ = io.Copy(here, there); done <- struct{}{} }()
		<-done
	})
}

// hosts are those that the proxy was asked for.
func (n *privateNet) hosts() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := slices.Clone(n.asked)
	slices.Sort(all)
	return slices.Compact(all)
}

// certify makes an authority, whose certificate goes into the file, and a certificate of it.
func (n *privateNet) certify(t *testing.T, names []string) tls.Certificate {
	t.Helper()
	made := func(template, parent *x509.Certificate, key, by *ecdsa.PrivateKey) []byte {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	var keys [2]*ecdsa.PrivateKey
	for i := range keys {
		var err error
		if keys[i], err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Stadt"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	root := made(ca, ca, keys[0], keys[0])
	if err := os.WriteFile(n.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root}), 0o600); err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: names, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	return tls.Certificate{Certificate: [][]byte{made(leaf, ca, keys[1], keys[0])}, PrivateKey: keys[1]}
}
