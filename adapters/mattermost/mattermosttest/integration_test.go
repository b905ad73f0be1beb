package mattermosttest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/mattermost/mattermost/server/public/model"
)

// call is what an integration was asked.
type asked struct {
	path   string
	header http.Header
	form   map[string][]string
	json   map[string]any
	query  string
	method string
}

// integration is a server that people's clicks and commands arrive at.
type integration struct {
	URL string

	mu     sync.Mutex
	asked  []asked
	answer func(w http.ResponseWriter, a asked)
}

// integration answers everything with answer, by default with {}.
func (b *bench) integration(answer func(w http.ResponseWriter, a asked)) *integration {
	b.t.Helper()
	in := &integration{answer: answer}
	srv := httptest.NewServer(in)
	b.t.Cleanup(srv.Close)
	in.URL = srv.URL
	return in
}

func (in *integration) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := asked{path: r.URL.Path, header: r.Header, query: r.URL.RawQuery, method: r.Method}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		_ = json.NewDecoder(r.Body).Decode(&a.json)
	} else if r.ParseForm() == nil {
		a.form = r.PostForm
	}
	in.mu.Lock()
	in.asked = append(in.asked, a)
	answer := in.answer
	in.mu.Unlock()
	if answer == nil {
		answer = says("{}")
	}
	answer(w, a)
}

func (in *integration) last() asked {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.asked) == 0 {
		return asked{}
	}
	return in.asked[len(in.asked)-1]
}

func (in *integration) count() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return len(in.asked)
}

func (in *integration) set(answer func(http.ResponseWriter, asked)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.answer = answer
}

func (a asked) field(name string) string {
	if len(a.form[name]) == 0 {
		return ""
	}
	return a.form[name][0]
}

// says answers with JSON.
func says(body string) func(http.ResponseWriter, asked) {
	return func(w http.ResponseWriter, _ asked) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}

// json of anything, for answers.
func js(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// command makes a slash command of the team.
func (b *bench) command(url string) *model.Command {
	b.t.Helper()
	c, _, err := b.admin.CreateCommand(b.ctx, &model.Command{TeamId: b.team.Id, Trigger: unique("k"), Method: "P", URL: url})
	b.ok(err)
	return c
}

// buttons is an attachment with these actions.
func buttons(actions ...*model.PostAction) model.StringInterface {
	return model.StringInterface{"attachments": []*model.MessageAttachment{{Actions: actions}}}
}

func button(id, name, url string) *model.PostAction {
	return &model.PostAction{
		Id: id, Name: name, Type: "button",
		Integration: &model.PostActionIntegration{URL: url, Context: map[string]any{"secret": "SE-CRET"}},
	}
}
