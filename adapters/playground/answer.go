package playground

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"

	"kigo/adapters/mailbox"
	"kigo/bot/i18n"
)

const maxBody = 256 << 10 // bytes of a POST

// decode reads the body of a POST and finds the persona who sent it. If something is
// wrong it says so and returns false.
func (p *Playground) decode(w http.ResponseWriter, r *http.Request, in any) (mailbox.Persona, bool) {
	persona, ok := p.viewer(w, r)
	if !ok {
		return persona, false
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		p.refuse(w, r, http.StatusUnsupportedMediaType, "playground.error.request")
		return persona, false
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(in); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			p.refuse(w, r, http.StatusRequestEntityTooLarge, "playground.error.too_long", i18n.Args{"Max": maxText})
		} else {
			p.refuse(w, r, http.StatusBadRequest, "playground.error.request")
		}
		return persona, false
	}
	return persona, true
}

// viewer is the persona that a request names in "as".
func (p *Playground) viewer(w http.ResponseWriter, r *http.Request) (mailbox.Persona, bool) {
	persona, ok := p.persona(r.URL.Query().Get("as"))
	if !ok {
		p.refuse(w, r, http.StatusNotFound, "playground.error.persona")
	}
	return persona, ok
}

// refuse answers with a sentence that says what to do.
func (p *Playground) refuse(w http.ResponseWriter, r *http.Request, status int, key string, args ...i18n.Args) {
	p.write(w, status, map[string]string{"error": p.Printer(language(r)).Plain(key, args...)})
}

func (p *Playground) write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.Log.Debug("playground answer not written", "error", err)
	}
}

// language is the one that the page runs in: it says so in every request; the first
// one is told by the browser's settings.
func language(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		return i18n.Match(lang, i18n.Languages[0])
	}
	first := strings.FieldsFunc(r.Header.Get("Accept-Language"), func(c rune) bool { return c == ',' || c == ';' })
	if len(first) == 0 {
		return i18n.Languages[0]
	}
	return i18n.Match(strings.TrimSpace(first[0]), i18n.Languages[0])
}
