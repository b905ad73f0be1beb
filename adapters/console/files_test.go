package console

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"kigo/bot/chat"
)

func TestSafeName(t *testing.T) {
	for name, want := range map[string]string{
		"termin.ics":                      "termin.ics",
		"Ki:GO Forum (1).ics":             "Ki_GO_Forum__1.ics",
		"Übersicht.csv":                   "Übersicht.csv",
		"":                                "file",
		".":                               "file",
		"..":                              "file",
		"../../etc/passwd":                "passwd",
		`..\..\autoexec.bat`:              "autoexec.bat",
		"/":                               "file",
		".bashrc":                         "bashrc",
		"-rf":                             "rf",
		"a\x00b\x1b.txt":                  "a_b.txt",
		"\xff.csv":                        "csv",
		strings.Repeat("ä", 200) + ".csv": strings.Repeat("ä", 50) + ".csv",
		"a." + strings.Repeat("b", 200):   "a." + strings.Repeat("b", 98),
	} {
		got := safeName(name)
		if got != want || !utf8.ValidString(got) {
			t.Errorf("safeName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestFilesAreWrittenOnceEachInTheirFolder(t *testing.T) {
	s := newScript(t, map[string]chat.Reply{"command x": {Message: chat.Message{
		Images: []chat.Image{{Name: "bild.png", Alt: "Ein Bild", Data: []byte("P")}},
		Files:  []chat.File{{Name: "../a.csv", Data: []byte("1")}, {Name: "a.csv", Data: []byte("2")}},
	}}})
	secret := filepath.Join(t.TempDir(), "secret")
	files := filepath.Join(s.dir, "files")
	if err := os.MkdirAll(files, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(files, "bild.png")); err != nil {
		t.Fatal(err)
	}
	got := s.play("/kigo x")[0]
	expect(t, "shown", []string{"reply: Ein Bild\n\n../a.csv\n\na.csv", "file: Ein Bild", "file: ../a.csv", "file: a.csv"}, texts(got))
	for i, want := range []struct{ path, data string }{{"bild-2.png", "P"}, {"a.csv", "1"}, {"a-2.csv", "2"}} {
		path := filepath.Join(files, want.path)
		expect(t, "path", path, got[i+1].File)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "content", want.data, string(data))
	}
	if _, err := os.Stat(secret); err == nil {
		t.Error("written outside the folder")
	}
	info, err := os.Stat(got[2].File)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
}

func TestAFileThatCanNotBeWrittenIsTrouble(t *testing.T) {
	s := newScript(t, map[string]chat.Reply{"command x": {Message: chat.Message{Files: []chat.File{{Name: "a", Data: []byte("1")}}}}})
	if err := os.WriteFile(filepath.Join(s.dir, "files"), nil, 0o600); err != nil { // no folder
		t.Fatal(err)
	}
	got := s.play("/kigo x")[0]
	expect(t, "shown", []string{"reply: a", "reply: Das hat nicht geklappt. Der Grund steht im Protokoll (auf stderr)."}, texts(got))
}
