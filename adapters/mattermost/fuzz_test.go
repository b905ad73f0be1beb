package mattermost

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

// genuine are callbacks as Mattermost sends them; words with a $ stand for what differs
// from run to run, see newGauntlet.
var genuine = []struct {
	path   string
	form   bool
	body   string
	effect bool // reaches the bot as it is
}{
	{commandPath, true, "token=$TOKEN&team_id=$PLAZA&channel_id=$PLAZA&user_id=$ANNA&command=%2Fkigo&text=anmelden+forum&trigger_id=$TRIGGER_ANNA&response_url=http%3A%2F%2Fx%2Fhooks%2Fcommands%2F$POST&root_id=", true},
	{commandPath, true, "token=$TOKEN&channel_id=$DIRECT&user_id=$BERT&text=hilfe%0A%C3&trigger_id=$TRIGGER_BERT", true},
	{commandPath, true, "token=$BOT&channel_id=$PLAZA&user_id=$ANNA&text=anmelden+forum&trigger_id=$TRIGGER_ANNA", false},
	{actionPath, false, `{"user_id":"$ANNA","channel_id":"$PLAZA","team_id":"$PLAZA","post_id":"$POST","trigger_id":"$TRIGGER_ANNA","type":"button","data_source":"","context":{"kigo":"$TICKET_ALL"}}`, true},
	{actionPath, false, `{"user_id":"$ANNA","channel_id":"$DIRECT","post_id":"$POST","trigger_id":"$TRIGGER_ANNA","type":"button","context":{"kigo":"$TICKET_ANNA"}}`, true},
	{actionPath, false, `{"user_id":"$BERT","channel_id":"$PLAZA","post_id":"$POST","trigger_id":"$TRIGGER_BERT","type":"select","context":{"kigo":"$TICKET_BERT","selected_option":"workshop"}}`, true},
	{actionPath, false, `{"user_id":"$BERT","channel_id":"$PLAZA","post_id":"$POST","trigger_id":"$TRIGGER_BERT","type":"button","context":{"kigo":"$TICKET_ANNA"}}`, false},
	{actionPath, false, `{"user_id":"$ANNA","channel_id":"$PLAZA","post_id":"$LURE","trigger_id":"$TRIGGER_ANNA","type":"button","context":{"kigo":"$TICKET_ALL"}}`, false},
	{actionPath, false, `{"user_id":"$ANNA","channel_id":"$PLAZA","post_id":"$POST","trigger_id":"$TRIGGER_OLD","type":"button","context":{"kigo":"$TICKET_ANNA"}}`, false},
	{actionPath, false, `{"user_id":"$ANNA","channel_id":"$PLAZA","post_id":"$POST","trigger_id":"$TRIGGER_ANNA","type":"button","context":{"kigo":"$TICKET_OLD"}}`, false},
	{actionPath, false, `{"user_id":"$ANNA","channel_id":"$PLAZA","post_id":"$POST","trigger_id":"$TRIGGER_BERT","type":"button","context":{"kigo":"$TICKET_ANNA"}}`, false},
	{actionPath, false, `{"user_id":"$ANNA","channel_id":"$PLAZA","post_id":"$LURE","trigger_id":"$TRIGGER_ANNA","type":"button","context":{"kigo":"$DOCTOR"}}`, false},
	{dialogPath, false, `{"type":"dialog_submission","callback_id":"kigo","state":"$STATE_ANNA","user_id":"$ANNA","channel_id":"$PLAZA","team_id":"$PLAZA","submission":{"title":"Fest","seats":20,"yes":true,"many":["a",1],"chosen":{"label":"A","value":"a"},"b64-w5ZmZmVudGxpY2g":"x"},"cancelled":false}`, true},
	{dialogPath, false, `{"type":"dialog_submission","state":"$STATE_BERT","user_id":"$BERT","submission":{},"cancelled":false}`, true},
	{dialogPath, false, `{"type":"dialog_submission","state":"$STATE_ANNA","user_id":"$BERT","submission":{"title":"Fest"}}`, false},
	{dialogPath, false, `{"type":"dialog_submission","state":"$STATE_ALL","user_id":"$BERT","submission":{"title":"Fest"}}`, false},
	{dialogPath, false, `{"type":"dialog_lookup","state":"$STATE_ANNA","user_id":"$ANNA","submission":{"query":"q","selected_field":"title"}}`, false},
	{dialogPath, false, `{"type":"dialog_submission","state":"$TICKET_ANNA","user_id":"$ANNA","submission":{"title":"Fest"}}`, false},
}

// TestFuzzedCallbacks changes genuine callbacks at random: nothing reaches the bot that
// they do not authorise, and nothing panics. The long form (KIGO_LONG=1) has 100,000.
func TestFuzzedCallbacks(t *testing.T) {
	t.Parallel()
	many := 5_000
	if os.Getenv("KIGO_LONG") == "1" {
		many = 100_000
	}
	g := newGauntlet(t)
	for _, c := range genuine {
		if got := len(g.send(t, c.path, c.form, []byte(c.body))); got != map[bool]int{true: 1}[c.effect] {
			t.Errorf("%s has become %d events", c.body, got)
		}
	}
	m := mutator{rand.New(rand.NewPCG(1, 2))}
	reached := map[string]int{}
	for range many {
		c := genuine[m.IntN(len(genuine))]
		path, form, body := c.path, c.form, m.mutate(c.form, c.body)
		if m.IntN(20) == 0 {
			path = genuine[m.IntN(len(genuine))].path
		}
		if m.IntN(50) == 0 {
			form = !form
		}
		for _, ev := range g.send(t, path, form, body) {
			reached[string(ev.Kind)]++
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d callbacks, of which %v were good enough", many, reached)
	if len(reached) != 3 {
		t.Error("hardly anything reached the bot: this shows nothing")
	}
}

func FuzzCallback(f *testing.F) {
	g := newGauntlet(f)
	paths := []string{commandPath, actionPath, dialogPath}
	for _, c := range genuine {
		f.Add(uint8(slices.Index(paths, c.path)), c.form, []byte(c.body))
	}
	f.Fuzz(func(t *testing.T, path uint8, form bool, body []byte) {
		g.send(t, paths[int(path)%len(paths)], form, body)
	})
}

// mutator changes requests.
type mutator struct{ *rand.Rand }

func (m mutator) mutate(form bool, body string) []byte {
	switch n := m.IntN(20); {
	case n == 0:
		return m.noise(m.IntN(200))
	case n == 1:
		return asJSON(m.value(4))
	case n < 8:
		return m.bytes([]byte(body))
	case form:
		return []byte(m.fields(body))
	default:
		var v any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			panic(err)
		}
		for range 1 + m.IntN(3) {
			v = m.part(v)
		}
		return asJSON(v)
	}
}

func (m mutator) noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(m.Uint32())
	}
	return b
}

// bytes damages a few bytes anywhere, before or after the words stand in their places.
func (m mutator) bytes(b []byte) []byte {
	for range 1 + m.IntN(4) {
		if len(b) == 0 {
			return b
		}
		at := m.IntN(len(b))
		end := min(len(b), at+1+m.IntN(12))
		switch m.IntN(5) {
		case 0:
			b[at] ^= 1 << m.IntN(8)
		case 1:
			b = slices.Delete(b, at, end)
		case 2:
			b = slices.Insert(b, at, bytes.Clone(b[at:end])...)
		case 3:
			b = slices.Insert(b, at, m.noise(1+m.IntN(3))...)
		case 4:
			b = slices.Insert(b, at, []byte(m.word())...)
		}
	}
	return b
}

// fields changes the values of a form.
func (m mutator) fields(body string) string {
	all := strings.Split(body, "&")
	for range 1 + m.IntN(3) {
		i := m.IntN(len(all))
		name, _, _ := strings.Cut(all[i], "=")
		switch m.IntN(5) {
		case 0:
			all[i] = name
		case 1:
			all = append(all, name+"="+m.word())
		case 2:
			all = slices.Insert(all, 0, name+"="+m.word())
		default:
			all[i] = name + "=" + m.word()
		}
	}
	return strings.Join(all, "&")
}

// part changes something somewhere in a JSON value.
func (m mutator) part(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 || m.IntN(20) == 0 {
			return m.value(3)
		}
		name := slices.Sorted(maps.Keys(v))[m.IntN(len(v))]
		switch m.IntN(8) {
		case 0:
			delete(v, name)
		case 1:
			v[strings.ToUpper(name)] = m.value(2)
		case 2:
			v[m.word()] = v[name]
		default:
			v[name] = m.part(v[name])
		}
		return v
	case string:
		if m.IntN(4) == 0 {
			return string(m.bytes([]byte(v)))
		}
	}
	return m.value(3)
}

// value is any JSON value.
func (m mutator) value(depth int) any {
	switch m.IntN(12) {
	case 0:
		return nil
	case 1:
		return m.IntN(2) == 0
	case 2:
		return []any{0, -1, 1e300, 1e-300, 20.5, 1 << 62}[m.IntN(6)]
	case 3, 4:
		list := []any{}
		for range m.IntN(4) * min(depth, 1) {
			list = append(list, m.value(depth-1))
		}
		return list
	case 5, 6:
		object := map[string]any{}
		for range m.IntN(4) * min(depth, 1) {
			object[m.word()] = m.value(depth - 1)
		}
		return object
	default:
		return m.word()
	}
}

// word is one of those that mean something, or hostile.
func (m mutator) word() string { return fuzzWords[m.IntN(len(fuzzWords))] }

var fuzzWords = []string{
	"$TOKEN", "$BOT", "$ANNA", "$BERT", "$KIGO", "$NOBODY", "$POST", "$LURE", "$PLAZA", "$DIRECT", "$TRIGGER_ANNA", "$TRIGGER_BERT", "$TRIGGER_OLD",
	"$TICKET_ALL", "$TICKET_ANNA", "$TICKET_BERT", "$TICKET_OLD", "$STATE_ANNA", "$STATE_BERT", "$STATE_ALL", "$DOCTOR", "$MAC", "$STATE_ANNA$MAC", "$MAC.$MAC", ".", "..",
	"kigo", "selected_option", "context", "user_id", "trigger_id", "state", "type", "button", "select", "dialog_submission", "dialog_lookup", "submission",
	"", " ", "\x00", "\xff", "\u202e", "../users/me", "a/b?c#d", "anmelden forum", "%zz", "b64-", "b64-%%%", "__proto__", "9e99", "@all", strings.Repeat("ä", 5000),
}

func asJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// known is whether a status is one that callbacks are answered with.
func known(status int) bool {
	return slices.Contains([]int{http.StatusOK, http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden}, status)
}
