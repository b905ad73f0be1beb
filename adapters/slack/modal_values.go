package slack

import (
	"cmp"
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strings"

	api "github.com/slack-go/slack"
)

var plainField = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`)

// fieldID is a field's name as a block_id: as it is, if nobody can take offence at it. Names
// may have up to 190 bytes.
func fieldID(name string) string {
	if plainField.MatchString(name) {
		return name
	}
	return coded + base64.RawURLEncoding.EncodeToString([]byte(name))
}

// modalValues are the values of a form that was sent, by field name. What was left alone
// has the value that stood there, and what is empty an empty one.
func modalValues(state *api.ViewState) map[string]string {
	values := map[string]string{}
	if state == nil {
		return values
	}
	for blockID, elements := range state.Values {
		for actionID, e := range elements {
			kind, _, _ := nameParts(actionID)
			switch {
			case actionID == inputName:
				values[uncarried(blockID)] = e.Value
			case kind == selectName, kind == searchName:
				values[uncarried(blockID)] = uncarried(e.SelectedOption.Value)
			}
		}
	}
	return values
}

// maxError is how many characters may stand below a field.
const maxError = 1000

// modalErrors are the sentences about a form's fields, by the block_id below which Slack
// shows them. rest is about none of its fields.
func modalErrors(errs map[string]string, blocks api.Blocks) (shown map[string]string, rest string) {
	var ids []string
	for _, b := range blocks.BlockSet {
		if b.BlockType() == api.MBTInput {
			ids = append(ids, b.ID())
		}
	}
	shown = map[string]string{}
	var others []string
	for _, name := range slices.Sorted(maps.Keys(errs)) {
		at, text := fieldID(name), cmp.Or(oneLine(errs[name]), "…")
		if slices.Contains(ids, at) {
			shown[at], _ = short(text, maxError)
			continue
		}
		others = append(others, text)
	}
	return shown, strings.Join(others, " ")
}
