package chat_test

import (
	"strings"
	"testing"

	"kigo/bot/chat"
)

func TestTheNameOfAFile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Lageplan Süd.png": "Lageplan Süd.png", "/etc/passwd": "passwd", `C:\Temp\plan.pdf`: "plan.pdf",
		"../..": "kigo", "": "kigo", "/": "kigo", "plan\u202efdp.exe": "planfdp.exe", "a\r\nb\x00.txt": "ab.txt",
		strings.Repeat("ä", 300) + ".pdf": strings.Repeat("ä", 96) + ".pdf",
		"a." + strings.Repeat("x", 300):   "a." + strings.Repeat("x", 98),
	} {
		if got := chat.FileName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
