package playground_test

import (
	"net/http"
	"strings"
	"testing"

	"kigo/bot/chat"
)

func files(chat.Event) chat.Reply {
	return chat.Reply{Message: chat.Message{
		Images: []chat.Image{{Name: "puls.png", Alt: "Balken", Type: "image/png", Data: []byte("png")}},
		Files: []chat.File{
			{Name: "Ki:GO Größe.ics", Type: "text/calendar; charset=utf-8", Data: []byte("BEGIN:VCALENDAR")},
			{Name: "../../x\r\nSet-Cookie: a=b.html", Type: "text/html", Data: []byte("<script>")},
			{Name: "..", Type: "nonsense", Data: []byte("x")},
		},
	}}
}

func TestFiles(t *testing.T) {
	w := newWorld(t, files)
	w.say("anna", "direct", "/kigo kalender")
	m := lastOf(w.sees("anna", "direct"))
	fetch := func(url string) (*http.Response, string) {
		t.Helper()
		req := w.request(http.MethodGet, strings.TrimPrefix(url, "/playground/"), nil)
		resp, body := w.do(req)
		return resp, string(body)
	}

	resp, body := fetch(m.Images[0].URL)
	if resp.Header.Get("Content-Type") != "image/png" || body != "png" || resp.Header.Get("Content-Disposition") != "" {
		t.Errorf("picture: %v %q", resp.Header, body)
	}
	for i, want := range []struct{ kind, name string }{
		{"text/calendar; charset=utf-8", "filename*=utf-8''Ki%3AGO%20Gr%C3%B6%C3%9Fe.ics"},
		{"application/octet-stream", `filename="xSet-Cookie: a=b.html"`},
		{"application/octet-stream", "filename=kigo"},
	} {
		resp, _ := fetch(m.Files[i].URL)
		disposition := resp.Header.Get("Content-Disposition")
		if !strings.HasPrefix(disposition, "attachment;") || !strings.Contains(disposition, want.name) {
			t.Errorf("file %d: %s, want %s", i, disposition, want.name)
		}
		if kind := resp.Header.Get("Content-Type"); kind != want.kind {
			t.Errorf("file %d: type %s, want %s", i, kind, want.kind)
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("file %d: %v", i, resp.Header)
		}
	}

	for name, url := range map[string]string{
		"somebody else": strings.Replace(m.Files[0].URL, "as=anna", "as=bert", 1),
		"nobody":        strings.Split(m.Files[0].URL, "?")[0],
		"one too many":  strings.Replace(m.Files[2].URL, "-3?", "-4?", 1),
		"nonsense":      "/playground/file/x?as=anna",
		"other run":     "/playground/file/AAAA-2-0?as=anna",
	} {
		if resp, _ := fetch(url); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s is %d", name, url, resp.StatusCode)
		}
	}
}
