package embedded

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockFile lies in the data folder and stays there for ever: removing a lock file
// would let two processes lock two different ones.
const lockFile = "kigo.lock"

const (
	// ownerPatience is how long an owner may take to start or to stop before
	// a second process gives up.
	ownerPatience = 5 * time.Second
	ownerPoll     = 20 * time.Millisecond
)

// ErrNoOwner says that no living process owns the data folder, so there is nothing
// to attach to.
var ErrNoOwner = errors.New("embedded store: no process owns the data folder")

// OwnedError says that another living process owns the data folder.
type OwnedError struct {
	Dir    string
	PID    int    // 0 if the owner has not said
	Socket string // where its store can be spoken to; see Attach
}

func (e *OwnedError) Error() string {
	return fmt.Sprintf("embedded store: data folder %s is in use by process %d", e.Dir, e.PID)
}

// owner is what the lock file says about who holds it.
type owner struct {
	PID    int    `json:"pid"`
	Socket string `json:"socket"`
}

// lock takes the data folder for this process. It waits a moment for an owner that
// is stopping, and returns *OwnedError at once if that one answers. The kernel
// drops the lock with its process, so a killed owner never blocks anybody.
func lock(ctx context.Context, dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, ownerPatience)
	defer cancel()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			_ = f.Close()
			return nil, fmt.Errorf("lock data folder: %w", err)
		}
		o := readOwner(f)
		if answers(o.Socket) || !pause(ctx) {
			_ = f.Close()
			return nil, &OwnedError{Dir: dir, PID: o.PID, Socket: o.Socket}
		}
	}
}

// announce writes into the held lock file who owns it and where to speak to it.
func announce(f *os.File, o owner) error {
	b, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("write lock file: %w", err)
	}
	// One write, then the old tail: a reader decodes the first value only.
	if _, err := f.WriteAt(append(b, '\n'), 0); err != nil {
		return fmt.Errorf("write lock file: %w", err)
	}
	if err := f.Truncate(int64(len(b) + 1)); err != nil {
		return fmt.Errorf("write lock file: %w", err)
	}
	return nil
}

// unlock gives the data folder back.
func unlock(f *os.File) error {
	return errors.Join(f.Truncate(0), f.Close())
}

// readOwner returns what the lock file says, nothing if that is not readable (yet).
func readOwner(f *os.File) owner {
	b := make([]byte, 4096)
	n, _ := f.ReadAt(b, 0)
	var o owner
	if err := json.NewDecoder(bytes.NewReader(b[:n])).Decode(&o); err != nil {
		return owner{}
	}
	return o
}

// answers says whether a living process listens on the socket; the socket file of
// a killed one refuses.
func answers(socket string) bool {
	if socket == "" {
		return false
	}
	c, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), "unix", socket)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// pause waits a moment; false when ctx has ended.
func pause(ctx context.Context) bool {
	select {
	case <-time.After(ownerPoll):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// Attach returns the URI of the store that another living process has opened on dir.
// It waits a moment for an owner that is just starting. Without an owner it
// returns ErrNoOwner; it never changes anything in dir.
func Attach(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("attach to data folder: %w", err)
	}
	f, err := os.Open(filepath.Join(dir, lockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNoOwner
	}
	if err != nil {
		return "", fmt.Errorf("attach to data folder: %w", err)
	}
	defer func() { _ = f.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), ownerPatience)
	defer cancel()
	for {
		o := readOwner(f)
		if answers(o.Socket) {
			return uri(o.Socket), nil
		}
		// Nobody answers: is the lock held at all? (Given back at once; Open waits for it.)
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err == nil {
			return "", ErrNoOwner
		}
		if !pause(ctx) {
			return "", fmt.Errorf("attach to data folder %s: process %d owns it but does not answer", dir, o.PID)
		}
	}
}
