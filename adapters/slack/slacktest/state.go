package slacktest

import "kigo/adapters/slack/slacktest/blockkit"

// initial is the state of an element before anybody touched it; nil for what has none.
func initial(e object) object {
	kind, _ := e["type"].(string)
	name, ok := stateField[kind]
	if !ok {
		return nil
	}
	value := e[initialField[name]]
	if value == nil && many[name] {
		value = []any{}
	}
	return object{"type": kind, name: value}
}

// stateField is the field that holds what was filled in, by type of element.
var stateField = map[string]string{
	"plain_text_input": "value", "email_text_input": "value", "url_text_input": "value", "number_input": "value",
	"rich_text_input": "rich_text_value", "static_select": "selected_option", "external_select": "selected_option",
	"radio_buttons": "selected_option", "overflow": "selected_option", "checkboxes": "selected_options",
	"multi_static_select": "selected_options", "multi_external_select": "selected_options",
	"users_select": "selected_user", "multi_users_select": "selected_users",
	"channels_select": "selected_channel", "multi_channels_select": "selected_channels",
	"conversations_select": "selected_conversation", "multi_conversations_select": "selected_conversations",
	"datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time",
	"file_input": "files",
}

// initialField is what an element starts with, by the field of its state.
var initialField = map[string]string{
	"value": "initial_value", "rich_text_value": "initial_value", "selected_option": "initial_option",
	"selected_options": "initial_options", "selected_user": "initial_user", "selected_users": "initial_users",
	"selected_channel": "initial_channel", "selected_channels": "initial_channels",
	"selected_conversation": "initial_conversation", "selected_conversations": "initial_conversations",
	"selected_date": "initial_date", "selected_time": "initial_time", "selected_date_time": "initial_date_time",
}

// many are the fields that hold a list.
var many = map[string]bool{
	"selected_options": true, "selected_users": true, "selected_channels": true, "selected_conversations": true, "files": true,
}

// empty says that nothing is filled in.
func empty(state object) bool {
	for name, v := range state {
		if name == "type" {
			continue
		}
		if list, ok := v.([]any); v != nil && v != "" && !(ok && len(list) == 0) {
			return false
		}
	}
	return true
}

// states are what blocks hold, as a message's interaction carries it.
func states(blocks any, names blockkit.Names) map[string]map[string]object {
	out := map[string]map[string]object{}
	for _, c := range blockkit.Controls(blocks, names) {
		if c.Type == "overflow" {
			continue
		}
		if s := initial(c.Element); s != nil {
			if out[c.BlockID] == nil {
				out[c.BlockID] = map[string]object{}
			}
			out[c.BlockID][c.ActionID] = s
		}
	}
	return out
}
