package blockkit

// element is a table of something to click, choose or fill in.
func element(rows fields, relations ...relation) object {
	f := fields{"type": must(text{}), "action_id": may(text{least: 1, most: 255})}
	for name, row := range rows {
		f[name] = row
	}
	return object{f, relations}
}

// with is rows and more.
func with(rows, more fields) fields {
	f := fields{}
	for _, rs := range []fields{rows, more} {
		for name, row := range rs {
			f[name] = row
		}
	}
	return f
}

var (
	// menu is what all select menus have.
	menu = fields{
		"placeholder":   may(plain(150)),
		"confirm":       may(confirmation),
		"focus_on_load": may(flag{}),
	}
	// multi is what those have where several can be chosen.
	multi = with(menu, fields{"max_selected_items": may(whole{1, 1000})})
	// entry is what all fields to type in have.
	entry = fields{
		"placeholder":            may(plain(150)),
		"focus_on_load":          may(flag{}),
		"dispatch_action_config": may(dispatchConfig),
	}
	static = fields{
		"options":       may(list{1, 100, plainOption}),
		"option_groups": may(list{1, 100, optionGroup}),
	}
	someID = text{least: 1, format: slackID}
)

var elements = map[string]object{
	"button": element(fields{
		"text":                must(plain(75)),
		"value":               may(text{most: ButtonValue}),
		"url":                 may(text{most: 3000, format: anyAddress}),
		"style":               may(choice{"primary", "danger"}),
		"confirm":             may(confirmation),
		"accessibility_label": may(text{most: 75}),
	}),
	"static_select": element(with(with(menu, static), fields{"initial_option": may(plainOption)}),
		exactlyOne("options", "option_groups"), initialIsOffered("initial_option")),
	"multi_static_select": element(with(with(multi, static), fields{"initial_options": may(list{1, 100, plainOption})}),
		exactlyOne("options", "option_groups"), initialIsOffered("initial_options")),
	"external_select": element(with(menu, fields{
		"initial_option":   may(plainOption),
		"min_query_length": may(whole{0, 100}),
	})),
	"multi_external_select": element(with(multi, fields{
		"initial_options":  may(list{1, 100, plainOption}),
		"min_query_length": may(whole{0, 100}),
	})),
	"users_select":       element(with(menu, fields{"initial_user": may(someID)})),
	"multi_users_select": element(with(multi, fields{"initial_users": may(list{1, 100, someID})})),
	"channels_select": element(with(menu, fields{
		"initial_channel":      may(someID),
		"response_url_enabled": may(flag{}),
	})),
	"multi_channels_select": element(with(multi, fields{"initial_channels": may(list{1, 100, someID})})),
	"conversations_select": element(with(menu, fields{
		"initial_conversation":            may(someID),
		"default_to_current_conversation": may(flag{}),
		"response_url_enabled":            may(flag{}),
		"filter":                          may(conversationFilter),
	})),
	"multi_conversations_select": element(with(multi, fields{
		"initial_conversations":           may(list{1, 100, someID}),
		"default_to_current_conversation": may(flag{}),
		"filter":                          may(conversationFilter),
	})),
	"overflow": element(fields{
		"options": must(list{1, 5, linkOption}),
		"confirm": may(confirmation),
	}),
	"radio_buttons": element(fields{
		"options":        must(list{1, 10, markedOption}),
		"initial_option": may(markedOption),
		"confirm":        may(confirmation),
		"focus_on_load":  may(flag{}),
	}, initialIsOffered("initial_option")),
	"checkboxes": element(fields{
		"options":         must(list{1, 10, markedOption}),
		"initial_options": may(list{1, 10, markedOption}),
		"confirm":         may(confirmation),
		"focus_on_load":   may(flag{}),
	}, initialIsOffered("initial_options")),
	"datepicker": element(with(menu, fields{"initial_date": may(text{format: dateOfYear})})),
	"timepicker": element(with(menu, fields{
		"initial_time": may(text{format: timeOfDay}),
		"timezone":     may(text{format: timeZone}),
	})),
	"datetimepicker": element(fields{
		"initial_date_time": may(whole{1_000_000_000, 9_999_999_999}),
		"confirm":           may(confirmation),
		"focus_on_load":     may(flag{}),
	}),
	"plain_text_input": element(with(entry, fields{
		"initial_value": may(text{most: 3000}),
		"multiline":     may(flag{}),
		"min_length":    may(whole{0, 3000}),
		"max_length":    may(whole{1, 3000}),
	}), ordered("min_length", "max_length"), initialFits),
	"email_text_input": element(with(entry, fields{"initial_value": may(text{most: 3000, format: mailAddress})})),
	"url_text_input":   element(with(entry, fields{"initial_value": may(text{most: 3000, format: webAddress})})),
	"number_input": element(with(entry, fields{
		"is_decimal_allowed": must(flag{}),
		"initial_value":      may(text{format: decimal}),
		"min_value":          may(text{format: decimal}),
		"max_value":          may(text{format: decimal}),
	}), ordered("min_value", "max_value")),
	"rich_text_input": element(with(entry, fields{
		"initial_value": may(named("rich_text")),
		"min_lines":     may(whole{1, 100}),
		"max_lines":     may(whole{1, 100}),
	}), ordered("min_lines", "max_lines")),
	"file_input": element(fields{
		"filetypes": may(list{1, 100, text{least: 1}}),
		"max_files": may(whole{1, 10}),
	}),
	"feedback_buttons": element(fields{
		"positive_button": must(feedback),
		"negative_button": must(feedback),
	}),
	"icon_button": element(fields{
		"icon":                must(choice{"trash"}),
		"text":                must(plain(75)),
		"value":               may(text{most: ButtonValue}),
		"confirm":             may(confirmation),
		"accessibility_label": may(text{most: 75}),
		"visible_to_user_ids": may(list{0, 100, someID}),
	}),
}

var feedback = object{fields: fields{
	"text":                must(plain(75)),
	"value":               must(text{most: ButtonValue}),
	"accessibility_label": may(text{most: 75}),
}}

// What may stand where.
var (
	selects     = []string{"static_select", "external_select", "users_select", "channels_select", "conversations_select"}
	multis      = []string{"multi_static_select", "multi_external_select", "multi_users_select", "multi_channels_select", "multi_conversations_select"}
	pickers     = []string{"datepicker", "timepicker", "radio_buttons", "checkboxes"}
	anySelect   = append(append([]string{}, selects...), multis...)
	accessories = append(append([]string{"button", "image", "overflow"}, pickers...), anySelect...)
	actionable  = append(append([]string{"button", "overflow", "datetimepicker", "rich_text_input"}, pickers...), anySelect...)
	inputs      = append(append([]string{
		"plain_text_input", "email_text_input", "url_text_input", "number_input",
		"rich_text_input", "datetimepicker", "file_input",
	}, pickers...), anySelect...)
)
