package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// fillPrefix begins the names of folders in the data folder in which a store is being made.
const fillPrefix = "restoring-"

// NotEmptyError says what stands in the way in a data folder that is to be filled.
type NotEmptyError struct{ Dir, Name string }

func (e *NotEmptyError) Error() string {
	return fmt.Sprintf("data folder %s is not empty: there is %s", e.Dir, e.Name)
}

// Fill gives the data folder dir, which has no store, one that make has put into another
// data folder, with the files named beside it; all of it or, if make fails or the process is
// killed, nothing. Files named in stay may be in dir. Nobody can open dir meanwhile.
func Fill(ctx context.Context, dir string, files, stay []string, make func(dir string) error) error {
	if err := fill(ctx, dir, files, stay, make); err != nil {
		return fmt.Errorf("fill data folder: %w", err)
	}
	return nil
}

func fill(ctx context.Context, dir string, files, stay []string, make func(dir string) error) (err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	held, err := lock(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock(held)) }()
	if err := clearFor(dir, slices.Concat(files, stay, []string{lockFile, runFolder})); err != nil {
		return err
	}
	work, err := os.MkdirTemp(dir, fillPrefix)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if err := make(work); err != nil {
		return err
	}
	if err := giveTo(dir, work); err != nil {
		return err
	}
	// The store comes last: a folder without one may be filled again.
	for _, name := range append(slices.Clone(files), storeFolder) {
		err := os.Rename(filepath.Join(work, name), filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) && name != storeFolder {
			continue
		}
		if err != nil {
			return err
		}
	}
	return syncFolders(dir, filepath.Join(dir, storeFolder))
}

// giveTo gives everything in work to the owner of the data folder: root may restore for a
// service that runs as somebody else.
func giveTo(dir, work string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	if err := os.Lchown(filepath.Join(dir, lockFile), int(owner.Uid), int(owner.Gid)); err != nil {
		return err
	}
	return filepath.WalkDir(work, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(owner.Uid), int(owner.Gid))
	})
}

// clearFor removes what killed processes have left, and refuses a folder with anything else
// but what may be there.
func clearFor(dir string, allowed []string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, fillPrefix), strings.HasPrefix(name, snapshotPrefix):
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				return err
			}
		case name == storeFolder: // an empty one is in nobody's way
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return &NotEmptyError{Dir: dir, Name: name}
			}
		case !slices.Contains(allowed, name):
			return &NotEmptyError{Dir: dir, Name: name}
		}
	}
	return nil
}

// syncFolders makes the names in folders durable.
func syncFolders(dirs ...string) error {
	for _, dir := range dirs {
		d, err := os.Open(dir)
		if err != nil {
			return err
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return err
		}
	}
	return nil
}
