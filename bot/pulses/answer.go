package pulses

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"filippo.io/age"

	"kigo/bot/fault"
)

// Given is what somebody answered to one question.
type Given struct {
	// Choices are the indexes of what was chosen, from 0: the step of a scale, the number
	// of eNPS, options. Empty is "keine Angabe", if None says so.
	Choices []int
	None    bool   // "keine Angabe", said on purpose
	Text    string // FreeText only; "" is no text, which is allowed
}

// Answer is what somebody answered, question by question.
type Answer []Given

// FieldName is the name of the field for a question, counted from 0, in forms and in the
// faults of Check.
func FieldName(question int) string { return "q" + strconv.Itoa(question+1) }

// Check returns nil, or a form fault that names every question that is not answered as it
// should be, by FieldName.
func (s Survey) Check(a Answer) error {
	if len(a) != len(s.Questions) {
		return fault.New("pulse.answer_incomplete")
	}
	wrong := map[string]*fault.Fault{}
	for i, q := range s.Questions {
		if f := q.check(a[i]); f != nil {
			wrong[FieldName(i)] = f
		}
	}
	return fault.Form(wrong)
}

func (q Question) check(g Given) *fault.Fault {
	if q.Kind == FreeText {
		if utf8.RuneCountInString(g.Text) > MaxText || !utf8.ValidString(g.Text) {
			return fault.New("pulse.text_long", fault.Args{"Max": MaxText})
		}
		return nil
	}
	n := len(g.Choices)
	switch {
	case g.None && n > 0:
		return fault.New("pulse.none_and_choice")
	case !g.None && n == 0:
		return fault.New("pulse.answer_missing")
	case q.Kind != Multiple && n > 1:
		return fault.New("pulse.one_choice")
	}
	for i, c := range g.Choices {
		if c < 0 || c >= q.Choices() || slices.Index(g.Choices, c) != i {
			return fault.New("pulse.no_such_choice")
		}
	}
	return nil
}

// payload is what is sealed. Bytes are written so that no text is longer than its worst case.
type payload struct {
	Group    []byte   `json:"g"`
	Declined bool     `json:"d"` // takes no part, and is not to be asked again
	Choices  [][]int  `json:"c"`
	Texts    [][]byte `json:"t"`
}

func newPayload(group string, a Answer) payload {
	p := payload{Group: []byte(group), Choices: make([][]int, len(a)), Texts: make([][]byte, len(a))}
	for i, g := range a {
		p.Choices[i], p.Texts[i] = slices.Sorted(slices.Values(g.Choices)), []byte(strings.TrimSpace(g.Text))
	}
	return p
}

// prefix is the length of the payload's own length before padding.
const prefix = 4

// size is how long every payload of a run is made: as long as the longest answer could be.
func (s Survey) size(groups []string) (int, error) {
	worst := make(Answer, len(s.Questions))
	for i, q := range s.Questions {
		if q.Kind == FreeText {
			worst[i].Text = strings.Repeat("\U0001F600", MaxText)
		}
		for c := range q.Choices() {
			worst[i].Choices = append(worst[i].Choices, c)
		}
	}
	longest := ""
	for _, g := range groups {
		if len(g) > len(longest) {
			longest = g
		}
	}
	b, err := json.Marshal(newPayload(longest, worst))
	return prefix + len(b) + 1, err // false is one letter longer than true
}

var errSize = errors.New("an answer is longer than every answer of the run should be")

// seal pads p to size bytes and encrypts it for the run's recipient. All results of a run
// are equally long.
func (p payload) seal(recipient string, size int) ([]byte, error) {
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return nil, fmt.Errorf("read the run's key: %w", err)
	}
	b, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	if prefix+len(b) > size {
		return nil, errSize
	}
	plain := make([]byte, size)
	binary.BigEndian.PutUint32(plain, uint32(len(b)))
	copy(plain[prefix:], b)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

var errPayload = errors.New("a sealed answer holds something else")

// open is the opposite of seal.
func open(k Keys, sealed []byte) (payload, error) {
	var p payload
	r, err := age.Decrypt(bytes.NewReader(sealed), k.identity)
	if err != nil {
		return p, err
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return p, err
	}
	if len(plain) < prefix {
		return p, errPayload
	}
	n := int64(binary.BigEndian.Uint32(plain))
	if n > int64(len(plain)-prefix) {
		return p, errPayload
	}
	return p, json.Unmarshal(plain[prefix:prefix+n], &p)
}
