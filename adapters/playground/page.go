package playground

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"

	"kigo/bot/i18n"
)

//go:embed static
var static embed.FS

var pageTemplate = template.Must(template.ParseFS(static, "static/index.html"))

// page is the frame; what stands in it comes by boot and stream.
func (p *Playground) page(w http.ResponseWriter, r *http.Request) {
	say := p.Printer(language(r))
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, map[string]string{
		"Lang":  say.Lang(),
		"Title": say.Plain("playground.title"),
		"NoJS":  say.Plain("playground.noscript"),
	})
	if err != nil {
		ref := p.NewID()
		p.Log.Error("playground page not made", "ref", ref, "error", err)
		p.refuse(w, r, http.StatusInternalServerError, "playground.error.internal", i18n.Args{"Ref": ref})
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if _, err := w.Write(out.Bytes()); err != nil {
		p.Log.Debug("playground page not written", "error", err)
	}
}

// staticTypes are named here because the machine's own table may know them otherwise.
var staticTypes = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
}

func staticFiles() http.Handler {
	files := http.StripPrefix("/playground/", http.FileServerFS(static))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, ok := staticTypes[path.Ext(r.URL.Path)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		files.ServeHTTP(w, r)
	})
}

type wirePersona struct {
	User string `json:"user"`
	Name string `json:"name"`
	Note string `json:"note"`
}

// boot is what the page needs before it can show anything.
func (p *Playground) boot(w http.ResponseWriter, r *http.Request) {
	say := p.Printer(language(r))
	texts := map[string]string{}
	for key, args := range pageTexts {
		texts[key] = say.Plain(key, args)
	}
	personas := make([]wirePersona, len(p.Personas))
	for i, persona := range p.Personas {
		personas[i] = wirePersona{persona.User, persona.Name, persona.Note}
	}
	p.write(w, http.StatusOK, map[string]any{
		"lang": say.Lang(), "languages": i18n.Languages, "zone": p.Zone.String(),
		"history": maxHistory, "texts": texts, "personas": personas,
	})
}

func (p *Playground) completions(w http.ResponseWriter, r *http.Request) {
	persona, ok := p.viewer(w, r)
	if !ok {
		return
	}
	list := p.Completions(r.Context(), persona.User, language(r))
	if list == nil {
		list = []Completion{}
	}
	p.write(w, http.StatusOK, list)
}
