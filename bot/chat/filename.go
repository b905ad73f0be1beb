package chat

import (
	"path"
	"strings"
	"unicode"
)

// maxFileName is how many characters of a file's name are kept, its extension included.
const maxFileName = 100

// FileName is the name of a file that somebody sent, without folders, without signs that
// can't be seen, such as those that turn the direction of writing round, and not too long.
func FileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(path.Base(name))
	if strings.Trim(name, "./ ") == "" {
		return "kigo"
	}
	if all := []rune(name); len(all) > maxFileName {
		ext := []rune(path.Ext(name))
		if len(ext) > maxFileName/2 {
			ext = nil
		}
		name = string(all[:maxFileName-len(ext)]) + string(ext)
	}
	return name
}
