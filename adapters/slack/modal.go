package slack

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	api "github.com/slack-go/slack"

	"kigo/bot/chat"
)

// The limits of a form.
const (
	maxViewBlocks = 100
	maxViewBytes  = 225_000 // of the JSON of its blocks; Slack takes 250,000 with everything around them
	maxTitle      = 24      // characters of the title and of both buttons at the bottom
	maxFieldLabel = 2000    // characters, also of what helps with the field
	maxInput      = 3000    // characters that can be filled in
)

// modal is a form as Slack opens it. Its callback_id is the caller's. privateMetadata travels
// along unseen, at most 3,000 characters. A title that was cut stands whole above the fields.
// Of what no view has room for, the words above the fields go first, then the last fields.
func modal(f chat.Form, privateMetadata, submitFallback, closeLabel string) api.ModalViewRequest {
	view := api.ModalViewRequest{
		Type: api.VTModal, Title: label(f.Title, maxTitle), PrivateMetadata: privateMetadata,
		Submit: label(cmp.Or(oneLine(f.Submit), submitFallback), maxTitle), Close: label(closeLabel, maxTitle),
	}
	intro := f.Intro
	if title := oneLine(f.Title); width(title) > maxTitle {
		intro = chat.Lines(chat.Text{{Kind: chat.Strong, Text: title}}, intro)
	}
	searched := searchedFields(f)
	inputs := []api.Block{}
	for i, field := range f.Fields[:min(len(f.Fields), maxViewBlocks)] {
		inputs = append(inputs, input(field, searched[i]))
	}
	fields := roomOf(inputs).cut(room{})
	words := roomOf(introBlocks(intro, maxViewBlocks-len(inputs))).cut(fields)
	view.Blocks.BlockSet = append(words.blocks, fields.blocks...)
	return view
}

// notice is a modal that only says something.
func notice(title string, text chat.Text, closeLabel string) *api.ModalViewRequest {
	return &api.ModalViewRequest{
		Type: api.VTModal, Title: label(title, maxTitle), Close: label(closeLabel, maxTitle),
		Blocks: api.Blocks{BlockSet: introBlocks(text, maxViewBlocks)},
	}
}

// introBlocks are at most so many blocks of text.
func introBlocks(t chat.Text, most int) []api.Block {
	blocks := []api.Block{}
	for _, rs := range parts(rows(t), maxRichText) {
		if len(blocks) < most {
			blocks = append(blocks, richText(rs))
		}
	}
	return blocks
}

// jsonSize is how many bytes v has in a request, with the comma behind it.
func jsonSize(v any) int {
	data, err := json.Marshal(v)
	if err != nil {
		return maxViewBytes // what can't be written is for the caller to find out
	}
	return len(data) + 1
}

// searchedFields says which selects of a form are searched: those with too many options, and
// all if the options together are too much for a view.
func searchedFields(f chat.Form) []bool {
	searched, size := make([]bool, len(f.Fields)), 0
	for i, field := range f.Fields {
		if searched[i] = len(field.Options) > maxOptions; !searched[i] {
			for _, o := range field.Options {
				size += jsonSize(option(o))
			}
		}
	}
	if size > maxViewBytes/2 {
		for i, field := range f.Fields {
			searched[i] = len(field.Options) > 0
		}
	}
	return searched
}

// formMenus are the menus that a form's selects search, to be kept.
func formMenus(f chat.Form) []menu {
	var out []menu
	for i, searched := range searchedFields(f) {
		if field := f.Fields[i]; searched && chosen(field) {
			out = append(out, menu{menuID(field.Options), field.Options})
		}
	}
	return out
}

// chosen reports whether a field's value is chosen out of options that a select can carry.
func chosen(f chat.FormField) bool {
	return f.Type == chat.SelectField && len(f.Options) > 0 && !slices.ContainsFunc(f.Options, func(o chat.Option) bool {
		_, ok := carry(o.Value)
		return !ok
	})
}

// inputName is what every element to type in is called; the block around it has the
// field's name.
const inputName = "value"

// input is a field. A select with values that Slack can't carry is typed in.
func input(f chat.FormField, searched bool) *api.InputBlock {
	made := api.NewInputBlock(fieldID(f.Name), label(f.Label, maxFieldLabel), nil, nil)
	made.Optional = !f.Required
	if hint, _ := short(strings.TrimSpace(clean(f.Hint)), maxFieldLabel); hint != "" {
		made.Hint = literal(hint)
	}
	if f.Type == chat.NumberField && whole.MatchString(f.Value) {
		element := api.NewNumberInputBlockElement(nil, inputName, false)
		element.InitialValue = f.Value
		made.Element = element
		return made
	}
	if !chosen(f) {
		made.Element = typed(f)
		return made
	}
	kind, name := selectName, selectName+"1"
	if searched {
		kind, name = searchName, searchName+"1."+menuID(f.Options)
	}
	element := choice(kind, name, f.Options)
	if at := slices.IndexFunc(f.Options, func(o chat.Option) bool { return o.Value == f.Value }); at >= 0 {
		element.InitialOption = option(f.Options[at])
	}
	made.Element = element
	return made
}

// whole is a number that a field for numbers can begin with.
var whole = regexp.MustCompile(`^(-?[0-9]{1,15})?$`)

// typed is a field to type in. Whoever asked for a date reads it. A value may be longer than
// is wanted; that is for whoever receives it to say.
func typed(f chat.FormField) *api.PlainTextInputBlockElement {
	value, _ := short(clean(f.Value), maxInput)
	made := &api.PlainTextInputBlockElement{
		Type: api.METPlainTextInput, ActionID: inputName, InitialValue: value,
		Multiline: f.Type == chat.AreaField || strings.Contains(value, "\n"),
	}
	if f.Max > 0 {
		made.MaxLength = min(max(f.Max, width(value)), maxInput)
	}
	return made
}
