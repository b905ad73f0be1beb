package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const (
	runFolder    = "run" // in the data folder, where the sockets' paths are short enough
	tempPrefix   = "kigo-run-"
	proxySocket  = "proxy.sock"
	engineSocket = "engine.sock"
	// maxSocketPath in bytes; the kernel's limit is 107.
	maxSocketPath = 99
)

// sockets is a 0700 folder with the proxy's socket, listening, and a place for the
// engine's. No password protects the engine, so the folder does.
type sockets struct {
	dir      string
	listener *net.UnixListener
}

func (s sockets) proxy() string  { return filepath.Join(s.dir, proxySocket) }
func (s sockets) engine() string { return filepath.Join(s.dir, engineSocket) }

// openSockets listens in the data folder, or in a fresh temporary folder where the
// path is too long or the file system has no sockets. The caller holds the lock.
func openSockets(data string) (sockets, error) {
	run := filepath.Join(data, runFolder)
	if len(filepath.Join(run, engineSocket)) <= maxSocketPath {
		s, err := listenIn(run)
		if err == nil {
			return s, nil
		}
	}
	var failed error
	for _, parent := range tempParents() {
		dir, err := os.MkdirTemp(parent, tempPrefix)
		if err == nil {
			var s sockets
			if s, err = listenIn(dir); err == nil {
				return s, nil
			}
			_ = os.Remove(dir)
		}
		failed = errors.Join(failed, err)
	}
	return sockets{}, fmt.Errorf("open socket: %w", failed)
}

func tempParents() []string {
	if d := os.TempDir(); filepath.Clean(d) != "/tmp" {
		return []string{d, "/tmp"}
	}
	return []string{"/tmp"}
}

// listenIn prepares the folder and listens on the proxy's socket in it.
func listenIn(dir string) (sockets, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return sockets{}, err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return sockets{}, err
	}
	s := sockets{dir: dir}
	for _, f := range []string{s.proxy(), s.engine()} { // a killed owner's
		if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return sockets{}, err
		}
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: s.proxy(), Net: "unix"})
	if err != nil {
		return sockets{}, err
	}
	s.listener = l
	return s, nil
}

// remove takes the sockets and their folder away; what is gone already is no error.
func (s sockets) remove() error {
	_ = s.listener.Close()
	var failed error
	for _, f := range []string{s.proxy(), s.engine(), s.dir} {
		if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// sweep removes the temporary folder that a killed owner has left behind.
func sweep(last owner) {
	dir := filepath.Dir(last.Socket)
	if !strings.HasPrefix(filepath.Base(dir), tempPrefix) || answers(last.Socket) {
		return
	}
	for _, f := range []string{proxySocket, engineSocket} {
		_ = os.Remove(filepath.Join(dir, f))
	}
	_ = os.Remove(dir)
}

// uri is what the driver needs to reach the socket. The driver decodes hosts like
// query values, so a plus sign must be escaped as well.
func uri(socket string) string {
	host := strings.ReplaceAll(url.QueryEscape(socket), "+", "%20")
	return "mongodb://" + host + "/?directConnection=true"
}
