package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestNoFileIsLong keeps every file of code to what a person reads in one go.
func TestNoFileIsLong(t *testing.T) {
	t.Parallel()
	const most = 300 // lines
	for _, folder := range []string{"adapters", "bot", "cmd", "commands", "scheduler"} {
		err := filepath.WalkDir(filepath.Join("..", "..", folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".go", ".js", ".css", ".html"}, filepath.Ext(path)) {
				return err
			}
			b, err := os.ReadFile(path)
			if n := bytes.Count(b, []byte("\n")); n > most {
				t.Errorf("%s has %d lines, at most %d: split it by noun", path, n, most)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
