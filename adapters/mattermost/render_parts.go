package mattermost

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"kigo/bot/chat"
)

// The limits of what stands in an attachment.
const (
	maxName       = 64     // characters of a button or select
	maxTitle      = 100    // characters of a field's label
	maxOption     = 100    // characters
	maxOptions    = 250    // of a select
	maxOptionData = 60_000 // bytes of JSON that the options of a select may have
	shortValue    = 30     // characters of a field that leaves room for a second one beside it
)

// extras are a section's fields, buttons and selects, as attachments that hold the limits.
func (l *layout) extras(s chat.Section) []*block {
	f := filler{}
	for _, field := range s.Fields {
		f.field(field)
	}
	for _, b := range s.Buttons {
		f.action(&model.PostAction{
			Id: l.id(b.Line), Type: model.PostActionTypeButton, Name: plainLabel(b.Label, maxName),
			Style: string(b.Style), Integration: l.link(b.Line),
		}, chat.Section{Buttons: []chat.Button{b}})
	}
	for _, sel := range s.Selects {
		chunks := optionChunks(sel.Options)
		for i, options := range chunks {
			name := plainLabel(sel.Label, maxName)
			if len(chunks) > 1 {
				of := fmt.Sprintf(" (%d/%d)", i+1, len(chunks))
				name = plainLabel(sel.Label, maxName-utf8.RuneCountInString(of)) + of
			}
			f.action(&model.PostAction{
				Id: l.id(sel.Line), Type: model.PostActionTypeSelect, Name: name,
				Options: options, Integration: l.link(sel.Line),
			}, chat.Section{Selects: []chat.Select{{Label: name, Line: sel.Line}}})
		}
	}
	return f.blocks
}

// id names an action by what it does, in letters and digits: a click on a button that
// was replaced meanwhile finds none, instead of another one in its place.
func (l *layout) id(line string) string {
	sum := sha256.Sum256([]byte(line))
	id := "k" + hex.EncodeToString(sum[:8])
	l.ids[id]++
	if n := l.ids[id]; n > 1 {
		id += "n" + strconv.Itoa(n)
	}
	return id
}

// optionChunks are the options, in as many groups as there must be selects.
func optionChunks(options []chat.Option) [][]*model.PostActionOptions {
	var out [][]*model.PostActionOptions
	size := 0
	for _, o := range options {
		made := option(o)
		n := jsonSize(made)
		if last := len(out) - 1; last < 0 || len(out[last]) == maxOptions || size+n > maxOptionData {
			out, size = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], made)
		size += n
	}
	return out
}

// option is one choice, named by its value if it has no name.
func option(o chat.Option) *model.PostActionOptions {
	if oneLine(o.Label) == "" {
		o.Label = o.Value
	}
	return &model.PostActionOptions{Text: plainLabel(o.Label, maxOption), Value: o.Value}
}

// filler fills one block after the other.
type filler struct {
	blocks []*block
	runes  int // of the last block's fields
	size   int // of the last block, in bytes of JSON
}

// block is the one that has room.
func (f *filler) block(room bool) *block {
	if len(f.blocks) == 0 || !room {
		f.blocks = append(f.blocks, &block{})
		f.runes, f.size = 0, 0
	}
	return f.blocks[len(f.blocks)-1]
}

// field writes a value in as many fields of that label as it takes.
func (f *filler) field(field chat.Field) {
	values := []string{""}
	if v := parts(tidy(field.Value), maxText); len(v) > 0 {
		values = values[:0]
		for _, part := range v {
			values = append(values, printed(part))
		}
	}
	for _, v := range values {
		runes := utf8.RuneCountInString(v)
		made := &model.MessageAttachmentField{
			Title: plainLabel(field.Label, maxTitle), Value: v,
			Short: model.SlackCompatibleBool(runes <= shortValue && !strings.Contains(v, "\n")),
		}
		n := jsonSize(made)
		b := f.block(f.runes+runes <= maxText && f.size+n <= maxAttachment)
		b.Fields = append(b.Fields, made)
		b.plain = append(b.plain, field.Label+": "+field.Value.String())
		f.runes += runes
		f.size += n
	}
}

// action adds a button or a select; plain is what it is in words.
func (f *filler) action(a *model.PostAction, plain chat.Section) {
	n := jsonSize(a)
	room := len(f.blocks) > 0 && len(f.blocks[len(f.blocks)-1].Actions) < maxActions && f.size+n <= maxAttachment
	b := f.block(room)
	b.Actions = append(b.Actions, a)
	b.plain = append(b.plain, chat.Message{Sections: []chat.Section{plain}}.Plain())
	f.size += n
}

// fallback is an attachment in words, for where attachments are not shown.
func fallback(lines []string) string {
	return chat.Shorten(strings.TrimSpace(clean(strings.Join(lines, "\n"))), maxFallback)
}
