package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kigo/adapters/mongodb/backup"
)

const content = `{"offset":4711}`

// written is a back-up of a clock alone, and its folder.
func written(t *testing.T) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	clock := filepath.Join(dir, "clock.json")
	if err := os.WriteFile(clock, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, "one.kigo")
	write := func() error {
		_, err := backup.Write(t.Context(), file, backup.Manifest{Kigo: "test", Made: time.Now()}, []string{backup.Clock}, map[string]string{backup.Clock: clock})
		return err
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if err := write(); !errors.Is(err, backup.ErrExists) {
		t.Errorf("written over: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return dir, file
}

func extract(t *testing.T, file, dir string) error {
	t.Helper()
	a, err := backup.Open(file)
	if err != nil {
		return err
	}
	return errors.Join(a.Extract(dir), a.Close())
}

func TestWhatWasPackedComesOut(t *testing.T) {
	t.Parallel()
	dir, file := written(t)
	out := filepath.Join(dir, "out")
	if err := extract(t, file, out); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(out, "clock.json")); err != nil || string(b) != content {
		t.Errorf("%q, %v", b, err)
	}
}

func TestADamagedFileIsRefused(t *testing.T) {
	t.Parallel()
	dir, file := written(t)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(dir, "damaged.kigo")
	for n := 0; n < len(whole); n += 7 {
		flipped := bytes.Clone(whole)
		flipped[n] ^= 0x55
		for name, b := range map[string][]byte{"cut": whole[:n], "changed": flipped} {
			if err := os.WriteFile(damaged, b, 0o600); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(dir, "out")
			err := extract(t, damaged, out)
			got, _ := os.ReadFile(filepath.Join(out, "clock.json"))
			if err == nil && (name == "cut" || string(got) != content) { // gzip's header has bytes that say nothing
				t.Errorf("%s at %d of %d: no error", name, n, len(whole))
			}
			if err := os.RemoveAll(out); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Whoever made the file, nothing is written elsewhere.
func TestForeignNamesAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../clock.json", "/etc/passwd", "store/../../x.sqlite", "store/a/b.sqlite", "secret", "keys/folder"} {
		var buf bytes.Buffer
		zip := gzip.NewWriter(&buf)
		w := tar.NewWriter(zip)
		manifest := `{"format":1,"parts":[{"name":"` + name + `","size":0,"sha256":""}]}`
		err := w.WriteHeader(&tar.Header{Name: "manifest.json", Size: int64(len(manifest)), Mode: 0o600})
		_, failed := w.Write([]byte(manifest))
		if err := errors.Join(err, failed, w.Close(), zip.Close()); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "x.kigo")
		if err := os.WriteFile(file, buf.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Open(file); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
