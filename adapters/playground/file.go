package playground

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"kigo/bot/chat"
)

// file serves a picture or a file of a message that the persona may see.
func (p *Playground) file(w http.ResponseWriter, r *http.Request) {
	persona, ok := p.viewer(w, r)
	if !ok {
		return
	}
	f, ok := p.attachment(persona.User, r.PathValue("id"))
	if !ok {
		p.refuse(w, r, http.StatusNotFound, "playground.error.file")
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	kind, _, err := mime.ParseMediaType(f.Type)
	if f.picture && err == nil && strings.HasPrefix(kind, "image/") {
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", "private, max-age=3600") // this version never changes
	} else {
		h.Set("Content-Type", harmless(f.Type))
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": chat.FileName(f.Name)}))
	}
	if _, err := w.Write(f.Data); err != nil {
		p.Log.Debug("playground file not written", "error", err)
	}
}

type attachment struct {
	chat.File
	picture bool
}

func (p *Playground) attachment(user, id string) (attachment, bool) {
	parts := strings.Split(id, "-")
	if len(parts) != 3 || parts[0] != p.board.epoch {
		return attachment{}, false
	}
	rev, err1 := strconv.ParseUint(parts[1], 10, 64)
	n, err2 := strconv.ParseUint(parts[2], 10, 16)
	if err1 != nil || err2 != nil {
		return attachment{}, false
	}
	e, ok := p.board.find(user, func(e *entry) bool { return e.rev == rev })
	if !ok {
		return attachment{}, false
	}
	i, images := int(n), e.msg.Images
	switch {
	case i < len(images):
		return attachment{chat.File{Name: images[i].Name, Type: images[i].Type, Data: images[i].Data}, true}, true
	case i-len(images) < len(e.msg.Files):
		return attachment{e.msg.Files[i-len(images)], false}, true
	}
	return attachment{}, false
}

// harmless is a media type that no browser runs.
func harmless(kind string) string {
	base, params, err := mime.ParseMediaType(kind)
	switch {
	case err != nil, !strings.Contains(base, "/"), base == "text/html", strings.Contains(base, "xml"), strings.Contains(base, "script"):
		return "application/octet-stream"
	}
	return mime.FormatMediaType(base, params)
}
