package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"kigo/bot/hours"
)

// demoClock is the real clock put forward by an offset that lives in the data folder, so
// that every process on the folder, and the next start, sees the same time.
type demoClock struct {
	file string
	zone *time.Location

	mu     sync.Mutex
	offset time.Duration
}

type clockFile struct {
	Offset time.Duration `json:"offset"` // nanoseconds ahead of the real clock
}

// openClock reads the folder's clock, or makes one that starts on a working day at 10:00.
func openClock(dir string, zone *time.Location) (*demoClock, error) {
	c := &demoClock{file: filepath.Join(dir, "clock.json"), zone: zone}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	if err := c.load(); err == nil {
		return c, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read demo clock: %w", err)
	}
	real := time.Now()
	return c, c.set(workingDay(real, zone, 10, 0), real)
}

// Now is the demo time. It reads the file each time: two moves may follow each other faster
// than files are dated.
func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.load() // while it can't be read, the last offset counts
	return time.Now().Add(c.offset)
}

// Set moves the clock to t.
func (c *demoClock) Set(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.set(t, time.Now())
}

func (c *demoClock) set(t, real time.Time) error {
	b, err := json.Marshal(clockFile{Offset: t.Sub(real)})
	if err != nil {
		return err
	}
	tmp := c.file + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return fmt.Errorf("set demo clock: %w", err)
	}
	if err := os.Rename(tmp, c.file); err != nil {
		return fmt.Errorf("set demo clock: %w", err)
	}
	return c.load()
}

func (c *demoClock) load() error {
	b, err := os.ReadFile(c.file)
	if err != nil {
		return err
	}
	var f clockFile
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("%s: %w", c.file, err)
	}
	c.offset = f.Offset
	return nil
}

// workingDay is the next day from t on, t's own included, on which people in Schleswig-Holstein
// work, at hour and minute.
func workingDay(t time.Time, zone *time.Location, hour, minute int) time.Time {
	work := hours.New(zone)
	y, m, d := t.In(zone).Date()
	day := time.Date(y, m, d, hour, minute, 0, 0, zone)
	for !work.Works(day) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}
