package playground

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// maxForms bounds the forms that a persona may have open, in all windows.
const maxForms = 30

// openForm waits to be sent. Only the persona who got it may send it.
type openForm struct {
	id   string
	form chat.Form
	from origin
}

// openForms remembers them, the oldest first.
type openForms struct {
	mu   sync.Mutex
	open map[string][]openForm // by account
}

func newOpenForms() *openForms { return &openForms{open: map[string][]openForm{}} }

func (f *openForms) add(o openForm) {
	f.mu.Lock()
	defer f.mu.Unlock()
	user := o.from.persona.User
	all := append(f.open[user], o)
	if n := len(all) - maxForms; n > 0 {
		all = slices.Delete(all, 0, n)
	}
	f.open[user] = all
}

// take is the form, which nobody can take a second time.
func (f *openForms) take(user, id string) (openForm, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.open[user], func(o openForm) bool { return o.id == id })
	if i < 0 {
		return openForm{}, false
	}
	o := f.open[user][i]
	f.open[user] = slices.Delete(f.open[user], i, i+1)
	return o, true
}

// wireForm is a form as the page gets it: without the line that it answers to.
type wireForm struct {
	ID     string           `json:"id"`
	Title  string           `json:"title"`
	Intro  chat.Text        `json:"intro,omitempty"`
	Submit string           `json:"submit"`
	Fields []chat.FormField `json:"fields"`
}

// open keeps a form until it is sent.
func (p *Playground) open(form *chat.Form, from origin) *wireForm {
	if form == nil {
		return nil
	}
	o := openForm{id: p.NewID(), form: *form, from: from}
	p.forms.add(o)
	return &wireForm{
		ID: o.id, Title: form.Title, Intro: safeText(form.Intro), Submit: form.Submit,
		Fields: append([]chat.FormField{}, form.Fields...),
	}
}

// submit sends a form. It stays open while there are errors.
func (p *Playground) submit(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Form   string            `json:"form"`
		Values map[string]string `json:"values"`
	}
	persona, ok := p.decode(w, r, &in)
	if !ok {
		return
	}
	o, ok := p.forms.take(persona.User, in.Form)
	if !ok {
		p.refuse(w, r, http.StatusNotFound, "playground.error.form")
		return
	}
	values, errs := p.values(o.form, in.Values, language(r))
	if len(errs) > 0 {
		p.forms.add(o)
		p.write(w, http.StatusOK, answer{Errors: errs})
		return
	}
	ev := p.event(chat.FormSubmit, persona, language(r), o.from.conv, o.form.Line)
	ev.Values = values
	patient(w)
	reply := p.handle(r, ev)
	if len(reply.Errors) > 0 {
		p.forms.add(o)
	}
	p.show(reply, o.from)
	p.write(w, http.StatusOK, answer{Form: p.open(reply.Form, o.from), Errors: reply.Errors})
}

// values are those of the form's own fields, with the default for what was left out,
// and what a chat platform itself would refuse.
func (p *Playground) values(form chat.Form, sent map[string]string, lang string) (values, errs map[string]string) {
	say := p.Printer(lang)
	values, errs = map[string]string{}, map[string]string{}
	for _, f := range form.Fields {
		v, ok := sent[f.Name]
		if !ok {
			v = f.Value
		}
		values[f.Name] = v
		switch {
		case f.Required && strings.TrimSpace(v) == "":
			errs[f.Name] = say.Plain("playground.form.required")
		case f.Max > 0 && utf8.RuneCountInString(v) > f.Max:
			errs[f.Name] = say.Plain("playground.form.max", i18n.Args{"Max": f.Max})
		case f.Type == chat.SelectField && v != "" && !slices.ContainsFunc(f.Options, func(o chat.Option) bool { return o.Value == v }):
			errs[f.Name] = say.Plain("playground.form.choice")
		}
	}
	return values, errs
}
