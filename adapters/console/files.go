package console

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// folder is where kigo's files go. They may be about people: only the owner reads them.
type folder struct{ dir string }

func newFolder(data string) folder { return folder{dir: filepath.Join(data, "files")} }

// write puts data into a new file with a name like the given one, and returns its
// absolute path. Nothing is ever written over, or outside the folder.
func (f folder) write(name string, data []byte) (string, error) {
	dir, err := filepath.Abs(f.dir)
	if err != nil {
		return "", fmt.Errorf("write file: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("write file: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", fmt.Errorf("write file: %w", err)
	}
	defer func() { _ = root.Close() }() // nothing is written through it
	file, free, err := create(root, safeName(name))
	if err != nil {
		return "", fmt.Errorf("write file: %w", err)
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write file %s: %w", free, errors.Join(err, root.Remove(free)))
	}
	return filepath.Join(dir, free), nil
}

// create makes a file of that name, or of the first of "name-2.ext", "name-3.ext" … that is free.
func create(root *os.Root, name string) (file *os.File, free string, err error) {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	free = name
	for n := 2; ; n++ {
		file, err = root.OpenFile(free, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, free, err
		}
		free = stem + "-" + strconv.Itoa(n) + ext
	}
}

// safeName is the last part of a name, with letters, digits, "-", "_" and dots in the
// middle, short enough for any file system.
func safeName(name string) string {
	const maxStem, maxExt = 100, 16 // bytes
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '_'
	}, name)
	name = strings.Trim(name, ".-_")
	ext := path.Ext(name)
	if len(ext) > maxExt {
		ext = ""
	}
	stem := strings.Trim(cut(strings.TrimSuffix(name, ext), maxStem), ".-_")
	if stem == "" {
		stem = "file"
	}
	return stem + ext
}

// cut keeps the first bytes of s, without half a letter.
func cut(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "")
}
