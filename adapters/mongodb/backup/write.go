package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"kigo/adapters/mongodb/embedded"
)

// unfinished is the ending of a file that is being written, or whose writer was killed.
const unfinished = ".part"

// ErrExists says that there is a file of that name already.
var ErrExists = errors.New("there is a file of that name already")

// Write packs files, by the names of their parts, into a new file, which is named so only
// once it is on the disk and has been read back. It returns ErrExists, and changes nothing,
// if there is one.
func Write(ctx context.Context, file string, m Manifest, names []string, files map[string]string) (Manifest, error) {
	m.Format = format
	for _, name := range names {
		p, err := describe(ctx, name, files[name])
		if err != nil {
			return m, err
		}
		m.Parts = append(m.Parts, p)
	}
	if err := m.check(); err != nil {
		return m, err
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return m, errors.Join(ErrExists, err)
	}
	w, err := os.OpenFile(file+unfinished, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return m, err
	}
	defer func() { _ = w.Close() }()
	if err := syscall.Flock(int(w.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return m, fmt.Errorf("%s: another process is writing it: %w", file, err)
	}
	err = writeAll(w, m, files)
	if err == nil {
		err = m.verify(w.Name())
	}
	if err == nil {
		err = name(w.Name(), file)
	}
	if err != nil {
		return m, errors.Join(err, os.Remove(w.Name()))
	}
	return m, syncDir(filepath.Dir(file))
}

// describe looks into a file that is to become a part.
func describe(ctx context.Context, name, file string) (Part, error) {
	p := Part{Name: name}
	if strings.HasPrefix(name, storeFolder+"/") {
		c, err := embedded.Look(ctx, file)
		if err != nil {
			return p, err
		}
		p.Schema, p.Documents = c.Schema, c.Documents
	}
	f, err := os.Open(file)
	if err != nil {
		return p, err
	}
	s := summing(f)
	_, err = io.Copy(io.Discard, s)
	p.Size, p.SHA256 = s.size, s.hex()
	return p, errors.Join(err, f.Close())
}

func writeAll(w *os.File, m Manifest, files map[string]string) error {
	if err := w.Truncate(0); err != nil {
		return err
	}
	zip := gzip.NewWriter(w)
	out := tar.NewWriter(zip)
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := out.WriteHeader(header(manifestName, int64(len(text)), m.Made)); err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		return err
	}
	for _, p := range m.Parts {
		if err := out.WriteHeader(header(p.Name, p.Size, m.Made)); err != nil {
			return err
		}
		f, err := os.Open(files[p.Name])
		if err != nil {
			return err
		}
		_, err = io.Copy(out, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return errors.Join(out.Close(), zip.Close(), w.Sync())
}

func header(name string, size int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: fileMode, ModTime: at.Truncate(time.Second)}
}

// verify reads back what was written.
func (m Manifest) verify(file string) error {
	a, err := Open(file)
	if err != nil {
		return err
	}
	return errors.Join(a.each(func(Part, io.Reader) error { return nil }), a.Close())
}

// name gives a finished file its name, unless another one took it meanwhile.
func name(from, to string) error {
	err := os.Link(from, to)
	switch {
	case errors.Is(err, fs.ErrExist):
		return ErrExists
	case err == nil:
		return os.Remove(from)
	}
	return os.Rename(from, to) // a file system without hard links
}

// syncDir makes names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
