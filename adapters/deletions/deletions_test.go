package deletions_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kigo/adapters/deletions"
	"kigo/bot/people"
)

var day = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func TestAListKeepsEachPersonOnceInTheirOrder(t *testing.T) {
	t.Parallel()
	l := deletions.In(filepath.Join(t.TempDir(), "new"))
	if list, err := l.Read(); err != nil || len(list) != 0 {
		t.Fatalf("no file: %v, %v", list, err)
	}
	note(t, l, "bbbb2222", day.In(time.FixedZone("", 3600)))
	note(t, l, "aaaa1111", day.Add(time.Hour))
	note(t, l, "bbbb2222", day.Add(2*time.Hour))
	text, err := os.ReadFile(l.File)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"person":"bbbb2222","at":"2026-12-01T09:00:00Z"}` + "\n" + `{"person":"aaaa1111","at":"2026-12-01T10:00:00Z"}` + "\n"
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	list, err := l.Read()
	if diff := cmp.Diff([]deletions.Deletion{{Person: "bbbb2222", At: day}, {Person: "aaaa1111", At: day.Add(time.Hour)}}, list); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestALineThatACrashHasCutOffHarmsNoOther(t *testing.T) {
	t.Parallel()
	l := deletions.In(t.TempDir())
	note(t, l, "aaaa1111", day)
	f, err := os.OpenFile(l.File, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"person":"bbbb2`); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	note(t, l, "cccc3333", day)
	list, err := l.Read()
	if diff := cmp.Diff([]deletions.Deletion{{Person: "aaaa1111", At: day}, {Person: "cccc3333", At: day}}, list); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestAListThatIsNoneIsSaidSo(t *testing.T) {
	t.Parallel()
	l := deletions.In(t.TempDir())
	if err := os.WriteFile(l.File, []byte("{broken}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Read(); err == nil {
		t.Error("read")
	}
	if err := l.Append("aaaa1111", day); err == nil {
		t.Error("appended")
	}
}

func note(t *testing.T, l deletions.List, p people.ID, at time.Time) {
	t.Helper()
	if err := l.Append(p, at); err != nil {
		t.Fatal(err)
	}
}
