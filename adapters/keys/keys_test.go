package keys_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"kigo/adapters/keys"
	"kigo/bot/pulses"
)

func folder(t *testing.T) keys.Folder {
	t.Helper()
	return keys.Folder{Dir: filepath.Join(t.TempDir(), "keys")}
}

func secrets(t *testing.T, k pulses.Keys) string {
	t.Helper()
	b, err := k.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReplicasThatShareTheFolderHaveTheSameKeys(t *testing.T) {
	t.Parallel()
	f := folder(t)
	const replicas = 16
	made := make([]string, replicas)
	var group sync.WaitGroup
	for i := range replicas {
		group.Go(func() {
			k, err := keys.Folder{Dir: f.Dir}.Create("puls-1")
			if err != nil {
				t.Error(err)
				return
			}
			made[i] = secrets(t, k)
		})
	}
	group.Wait()
	k, err := f.Get("puls-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range made {
		if m != secrets(t, k) {
			t.Error("two replicas seal for different keys")
		}
	}
	entries, err := os.ReadDir(f.Dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files (%v), want one", len(entries), err)
	}
	other, err := f.Create("puls-2")
	if err != nil || secrets(t, other) == secrets(t, k) {
		t.Errorf("two runs share their keys (%v)", err)
	}
}

func TestKeysAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	f := folder(t)
	if _, err := f.Create("puls-1"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fs.FileMode{f.Dir: 0o700, filepath.Join(f.Dir, "puls-1.key"): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s may be used as %o (%v), want %o", path, info.Mode().Perm(), err, want)
		}
	}
	if err := os.Chmod(f.Dir, 0o750); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Create("puls-2"); !errors.Is(err, keys.ErrNotPrivate) {
		t.Errorf("a folder that others may look into: %v", err)
	}
}

func TestDestroyedKeysAreGone(t *testing.T) {
	t.Parallel()
	f := folder(t)
	if _, err := f.Create("puls-1"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(f.Dir, "puls-1.key")
	held := filepath.Join(t.TempDir(), "held") // another name of the same bytes on the disk
	if err := os.Link(file, held); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(held)
	if err != nil {
		t.Fatal(err)
	}
	unfinished := file + ".UNFINISHED" // by a process that was killed
	if err := os.WriteFile(unfinished, before, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := f.Destroy("puls-1"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Get("puls-1"); !errors.Is(err, pulses.ErrNoKeys) {
		t.Errorf("still there: %v", err)
	}
	if after, err := os.ReadFile(held); err != nil || bytes.Contains(after, before[:20]) {
		t.Errorf("the bytes were not overwritten (%v)", err)
	}
	if _, err := os.Stat(unfinished); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was unfinished is left: %v", err)
	}
}

func TestAFolderIsKnownByItsName(t *testing.T) {
	t.Parallel()
	f, other := folder(t), folder(t)
	if f.Named() {
		t.Error("named before anybody has named it")
	}
	first, err := f.Name()
	if err != nil {
		t.Fatal(err)
	}
	again, err := keys.Folder{Dir: f.Dir}.Name()
	if err != nil || again != first || !f.Named() {
		t.Errorf("%s, then %s (%v)", first, again, err)
	}
	if theirs, err := other.Name(); err != nil || theirs == first {
		t.Errorf("two folders have one name (%v)", err)
	}
}

func TestNoRunIsAWayOutOfTheFolder(t *testing.T) {
	t.Parallel()
	f := folder(t)
	for _, id := range []pulses.ID{"", "../secret", "a/b", "A", "x.key"} {
		if _, err := f.Create(id); err == nil {
			t.Errorf("keys of %q", id)
		}
		if err := f.Destroy(id); err == nil {
			t.Errorf("destroyed %q", id)
		}
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.Dir, "broken.key"), []byte("half a k"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get("broken"); err == nil || errors.Is(err, pulses.ErrNoKeys) {
		t.Errorf("a broken file: %v", err)
	}
}
