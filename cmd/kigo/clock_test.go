package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func clockIn(t testing.TB, dir string) *demoClock {
	t.Helper()
	c, err := openClock(dir, berlin(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// near allows for the time that the test itself takes.
func near(t *testing.T, got, want time.Time) {
	t.Helper()
	if d := got.Sub(want); d < -time.Second || d > time.Minute {
		t.Errorf("the clock says %v, want %v", got, want)
	}
}

func TestWorkingDay(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	for from, want := range map[string]string{
		"2026-11-25 15:30": "2026-11-25", // a Wednesday, however late
		"2026-11-28 00:00": "2026-11-30", // Saturday
		"2026-11-29 23:59": "2026-11-30", // Sunday
		"2026-12-25 12:00": "2026-12-28", // Christmas, before a weekend
		"2026-10-31 12:00": "2026-11-02", // Reformation Day on a Saturday
		"2025-10-31 12:00": "2025-11-03", // Reformation Day, kept in Schleswig-Holstein
		"2027-01-01 01:00": "2027-01-04",
		"2027-03-26 12:00": "2027-03-30", // Easter, with the change to summer time
		"2027-05-06 12:00": "2027-05-07", // Ascension Day
		"2026-06-04 12:00": "2026-06-04", // Corpus Christi is a working day here
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", from, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := workingDay(at.UTC(), zone, 10, 0).Format("2006-01-02 15:04"); got != want+" 10:00" {
			t.Errorf("from %s on: %s, want %s 10:00", from, got, want)
		}
	}
}

func TestDemoStartsOnAWorkingDayAtTen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	c := clockIn(t, dir)
	now := c.Now().In(berlin(t))
	near(t, now, workingDay(time.Now(), berlin(t), 10, 0))
	if now.Weekday() == time.Saturday || now.Weekday() == time.Sunday || now.Hour() != 10 {
		t.Errorf("the demo starts on %v", now)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data folder: %v, %v", info.Mode(), err)
	}
}

func TestDemoClockGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := clockIn(t, dir)
	want := first.Now().AddDate(0, 0, 14)
	if err := first.Set(want); err != nil {
		t.Fatal(err)
	}
	near(t, first.Now(), want)
	near(t, clockIn(t, dir).Now(), want) // the next start
	if a, b := first.Now(), first.Now(); b.Before(a) {
		t.Error("the clock stands or runs back")
	}
}

func TestAnotherProcessSeesEveryMove(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine, theirs := clockIn(t, dir), clockIn(t, dir)
	want := mine.Now()
	for range 200 { // also those that follow each other faster than files are dated
		want = want.Add(26 * time.Hour)
		if err := mine.Set(want); err != nil {
			t.Fatal(err)
		}
		near(t, theirs.Now(), want)
		if t.Failed() {
			return
		}
	}
	back := want.Add(48 * time.Hour) // and they may move it, too
	if err := theirs.Set(back); err != nil {
		t.Fatal(err)
	}
	near(t, mine.Now(), back)
}

func TestReadersNeverSeeHalfAMove(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine, theirs := clockIn(t, dir), clockIn(t, dir)
	start := mine.Now()
	var group sync.WaitGroup
	group.Go(func() {
		for n := range 100 {
			if err := mine.Set(start.Add(time.Duration(n) * time.Hour)); err != nil {
				t.Error(err)
			}
		}
	})
	for range 100 {
		if now := theirs.Now(); now.Before(start.Add(-time.Minute)) || now.After(start.Add(101*time.Hour)) {
			t.Errorf("the clock says %v", now)
		}
	}
	group.Wait()
}

func TestAClockThatCannotBeReadStopsTheStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "clock.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openClock(dir, berlin(t)); err == nil {
		t.Error("a broken clock was taken for a new one: the demo would start over")
	}
}
