package playground_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"kigo/adapters/adaptertest"
	"kigo/bot/chat"
)

// call asks the server as a page does. Whoever is there at the end still sees the page; so
// it asks the handler itself then.
func (r *room) call(method, address string, body, out any) (status int, err error) {
	var data []byte
	if body != nil {
		if data, err = json.Marshal(body); err != nil {
			return 0, err
		}
	}
	var answer []byte
	if r.stopped.Load() && method == http.MethodGet {
		w := httptest.NewRecorder()
		req := httptest.NewRequest(method, address, nil)
		req.Host = "localhost"
		r.handler.ServeHTTP(w, req)
		status, answer = w.Code, w.Body.Bytes()
	} else {
		req, err := http.NewRequest(method, r.server.URL+address, bytes.NewReader(data))
		if err != nil {
			return 0, err
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := r.server.Client().Do(req)
		if err != nil {
			return 0, err
		}
		defer func() { _ = resp.Body.Close() }()
		if answer, err = io.ReadAll(resp.Body); err != nil {
			return 0, err
		}
		status = resp.StatusCode
	}
	if raw, ok := out.(*[]byte); ok {
		*raw = answer
		return status, nil
	}
	return status, json.Unmarshal(answer, out)
}

func (v *visitor) sync() (b batch) {
	if _, err := v.room.call(http.MethodGet, "/playground/sync?as="+url.QueryEscape(v.account.User), nil, &b); err != nil {
		v.room.t.Errorf("sync: %v", err)
	}
	return b
}

func (v *visitor) Sees() (posts []adaptertest.Post) {
	for _, m := range v.sync().Messages {
		p := adaptertest.Post{ID: m.ID, Place: adaptertest.Place(m.Conversation), From: m.From, Private: m.Private}
		words := []string{m.Text}
		for _, s := range m.Sections {
			words = append(words, s.Text.String())
			for _, f := range s.Fields {
				words = append(words, f.Label+": "+f.Value.String())
			}
			for _, b := range s.Buttons {
				p.Buttons = append(p.Buttons, b.Label)
			}
			for _, sel := range s.Selects {
				var options []string
				for _, o := range sel.Options {
					options = append(options, o.Label)
				}
				p.Selects = append(p.Selects, adaptertest.Select{Label: sel.Label, Options: options})
			}
		}
		p.Text = strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), "\n")
		for _, f := range slices.Concat(m.Images, m.Files) {
			p.Files = append(p.Files, adaptertest.File{Name: f.Name, Alt: f.Alt, Data: v.download(f.URL)})
		}
		posts = append(posts, p)
	}
	return posts
}

func (v *visitor) download(address string) []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	if data, ok := v.files[address]; ok {
		return data
	}
	var data []byte
	if status, err := v.room.call(http.MethodGet, address, nil, &data); status != http.StatusOK || err != nil {
		v.room.t.Errorf("%s: %d %v", address, status, err)
	}
	v.files[address] = data
	return data
}

// opened shows the form in an answer, if there is one.
func (v *visitor) opened(a answer) {
	if a.Form == nil {
		return
	}
	values := map[string]string{}
	for _, f := range a.Form.Fields {
		values[f.Name] = f.Value
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.form = &openForm{answer: a, values: values}
}

func (v *visitor) Form() (adaptertest.Form, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.form == nil {
		return adaptertest.Form{}, false
	}
	f := v.form.answer.Form
	out := adaptertest.Form{Title: f.Title, Intro: f.Intro.String(), Submit: f.Submit, Error: v.form.errors[""]}
	for _, field := range f.Fields {
		to := adaptertest.Field{
			Label: field.Label, Hint: field.Hint, Type: field.Type, Required: field.Required,
			Value: v.form.values[field.Name], Error: v.form.errors[field.Name],
		}
		for _, o := range field.Options {
			to.Options = append(to.Options, o.Label)
			if o.Value == to.Value {
				to.Value = o.Label
			}
		}
		out.Fields = append(out.Fields, to)
	}
	return out, true
}

func (v *visitor) Submit(typed map[string]string) {
	v.mu.Lock()
	form := v.form
	if form == nil {
		v.mu.Unlock()
		v.room.t.Error("no form is open")
		return
	}
	for _, f := range form.answer.Form.Fields {
		value, ok := typed[f.Label]
		if !ok {
			continue
		}
		if i := slices.IndexFunc(f.Options, func(o chat.Option) bool { return o.Label == value }); i >= 0 {
			value = f.Options[i].Value
		}
		form.values[f.Name] = value
	}
	body := map[string]any{"form": form.answer.Form.ID, "values": form.values}
	v.mu.Unlock()
	a := v.post("submit", body)
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case len(a.Errors) > 0:
		form.errors = a.Errors
	case v.form == form:
		v.form = nil
	}
}
