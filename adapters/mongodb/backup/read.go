package backup

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Archive is an open back-up.
type Archive struct {
	Manifest Manifest

	file *os.File
	zip  io.Reader
	in   *tar.Reader
}

// Open opens a back-up and reads its manifest; the parts are checked when they are read.
func Open(file string) (*Archive, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	a := &Archive{file: f}
	if err := a.open(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return a, nil
}

func (a *Archive) open() error {
	zip, err := gzip.NewReader(bufio.NewReader(a.file))
	if err != nil {
		return damaged(err)
	}
	a.zip, a.in = input{zip}, tar.NewReader(zip)
	h, err := a.in.Next()
	if err != nil {
		return damaged(err)
	}
	if h.Name != manifestName || h.Size > maxManifest {
		return errDamaged
	}
	text, err := io.ReadAll(a.in)
	if err == nil {
		err = json.Unmarshal(text, &a.Manifest)
	}
	if err != nil {
		return damaged(err)
	}
	return a.Manifest.check()
}

// Close closes the file.
func (a *Archive) Close() error { return a.file.Close() }

// input tells what is wrong with the file from what is wrong with where it is copied to.
type input struct{ r io.Reader }

func (i input) Read(b []byte) (int, error) {
	n, err := i.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error { return fmt.Errorf("%w: %w", errDamaged, err) }

// each calls f with every part, and checks that all of it is as it was written.
func (a *Archive) each(f func(Part, io.Reader) error) error {
	for _, p := range a.Manifest.Parts {
		h, err := a.in.Next()
		if err != nil {
			return damaged(err)
		}
		if h.Name != p.Name || h.Size != p.Size || h.Typeflag != tar.TypeReg {
			return errDamaged
		}
		s := summing(input{a.in})
		if err := f(p, s); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, s); err != nil {
			return err
		}
		if !s.is(p) {
			return fmt.Errorf("%w: %s is not as it was", errDamaged, p.Name)
		}
	}
	if _, err := a.in.Next(); !errors.Is(err, io.EOF) {
		return errors.Join(errDamaged, err)
	}
	_, err := io.Copy(io.Discard, a.zip) // up to its checksum
	return err
}

// Extract writes all parts into an empty folder. If it fails, the folder is of no use.
func (a *Archive) Extract(dir string) error {
	err := os.MkdirAll(filepath.Join(dir, storeFolder), dirMode)
	if err != nil {
		return err
	}
	return a.each(func(p Part, r io.Reader) error {
		w, err := os.OpenFile(filepath.Join(dir, filepath.FromSlash(p.Name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, r)
		return errors.Join(err, w.Sync(), w.Close())
	})
}
