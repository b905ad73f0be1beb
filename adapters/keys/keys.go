// Package keys keeps the secrets of open pulses in a folder of files: one a run, and
// nowhere else. Replicas share the folder.
package keys

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"kigo/bot/pulses"
)

const (
	extension = ".key"
	// folderFile names the folder: a random word, so that replicas can tell whether theirs
	// is the same.
	folderFile = "folder"
	// whoCan is what may be done with folder and files: by their owner alone.
	dirMode, fileMode, others fs.FileMode = 0o700, 0o600, 0o077
)

// Folder implements pulses.KeyStore on files. It is safe for concurrent use, also by several
// processes and machines that share the folder.
type Folder struct {
	// Dir is made when it is first written to.
	Dir string
}

// ErrNotPrivate says that others than the owner may look into the folder.
var ErrNotPrivate = errors.New("others may look into the folder of keys")

// runs are the names that a file may be given.
var runs = regexp.MustCompile(`^[a-z0-9-]{1,80}$`)

func (f Folder) file(run pulses.ID) (string, error) {
	if !runs.MatchString(string(run)) {
		return "", fmt.Errorf("keys of pulse %q: the name may hold a-z, 0-9 and -", run)
	}
	return filepath.Join(f.Dir, string(run)+extension), nil
}

// Create implements pulses.KeyStore.
func (f Folder) Create(run pulses.ID) (pulses.Keys, error) {
	file, err := f.file(run)
	if err != nil {
		return pulses.Keys{}, err
	}
	fresh, err := pulses.NewKeys()
	if err != nil {
		return fresh, err
	}
	text, err := fresh.MarshalText()
	if err == nil {
		err = f.create(file, text)
	}
	clear(text)
	if err != nil {
		return pulses.Keys{}, fmt.Errorf("keep the keys of pulse %s: %w", run, err)
	}
	return f.Get(run) // of whoever was first
}

// Get implements pulses.KeyStore.
func (f Folder) Get(run pulses.ID) (pulses.Keys, error) {
	var k pulses.Keys
	file, err := f.file(run)
	if err != nil {
		return k, err
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return k, pulses.ErrNoKeys
	}
	if err == nil {
		err = k.UnmarshalText(text)
	}
	clear(text)
	if err != nil {
		return k, fmt.Errorf("read the keys of pulse %s: %w", run, err)
	}
	return k, nil
}

// Destroy implements pulses.KeyStore.
func (f Folder) Destroy(run pulses.ID) error {
	file, err := f.file(run)
	if err != nil {
		return err
	}
	unfinished, err := filepath.Glob(file + ".*")
	if err != nil {
		return err
	}
	for _, path := range append(unfinished, file) {
		if err := shred(path); err != nil {
			return fmt.Errorf("destroy the keys of pulse %s: %w", run, err)
		}
	}
	return f.sync()
}

// create makes a file with all of its content or none, unless it is there.
func (f Folder) create(file string, content []byte) (err error) {
	if err := f.prepare(); err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		return nil
	}
	whole := file + "." + rand.Text()
	w, err := os.OpenFile(whole, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	err = errors.Join(err, w.Sync(), w.Close())
	if err == nil {
		err = os.Link(whole, file)
		if errors.Is(err, fs.ErrExist) {
			err = shred(whole) // somebody was first
		} else {
			err = errors.Join(err, os.Remove(whole))
		}
	} else {
		err = errors.Join(err, shred(whole))
	}
	return errors.Join(err, f.sync())
}

// prepare makes the folder, and refuses one that others may look into.
func (f Folder) prepare() error {
	if err := os.MkdirAll(f.Dir, dirMode); err != nil {
		return err
	}
	return f.Check()
}

// Check returns ErrNotPrivate if others may look into the folder, and an error that is
// fs.ErrNotExist if there is none.
func (f Folder) Check() error {
	info, err := os.Stat(f.Dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder", f.Dir)
	}
	if info.Mode().Perm()&others != 0 {
		return fmt.Errorf("%w %s (%o)", ErrNotPrivate, f.Dir, info.Mode().Perm())
	}
	return nil
}

// Name says which folder it is, by a hash of a random word in it, which is made if there
// is none. Replicas that get the same share the folder.
func (f Folder) Name() (string, error) {
	file := filepath.Join(f.Dir, folderFile)
	if err := f.create(file, []byte(rand.Text()+"\n")); err != nil {
		return "", fmt.Errorf("name the folder of keys: %w", err)
	}
	word, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("name the folder of keys: %w", err)
	}
	sum := sha256.Sum256(word)
	return hex.EncodeToString(sum[:]), nil
}

// Named says whether the folder has been given a name, without giving it one.
func (f Folder) Named() bool {
	_, err := os.Stat(filepath.Join(f.Dir, folderFile))
	return err == nil
}

// sync makes names that were made or removed durable.
func (f Folder) sync() error {
	dir, err := os.Open(f.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// shred overwrites a file and removes it. It is no error if there is none.
func shred(path string) error {
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := w.Stat()
	if err == nil {
		_, err = io.CopyN(w, rand.Reader, info.Size())
	}
	err = errors.Join(err, w.Sync(), w.Close())
	if removed := os.Remove(path); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
