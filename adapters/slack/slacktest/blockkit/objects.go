package blockkit

// Composition objects: texts, options, confirmations.

// textIn is a text object of at most so many characters, of one of the types.
type textIn struct {
	most  int
	types []string
}

// plain is a plain_text object.
func plain(most int) rule { return textIn{most, []string{"plain_text"}} }

// marked is a plain_text or mrkdwn object.
func marked(most int) rule { return textIn{most, []string{"plain_text", "mrkdwn"}} }

// onlyMarked is a mrkdwn object.
func onlyMarked(most int) rule { return textIn{most, []string{"mrkdwn"}} }

func (r textIn) check(c *checker, at string, v any) {
	before := len(c.problems)
	typed(r.types).check(c, at, v)
	if len(c.problems) == before { // of a known type, and not longer than any text may be
		text{least: 1, most: r.most}.check(c, at+"/text", v.(Object)["text"])
	}
}

var textObjects = map[string]object{
	"plain_text": {fields: fields{
		"type":  must(text{}),
		"text":  must(text{least: 1, most: 3000}),
		"emoji": may(flag{}),
	}},
	"mrkdwn": {fields: fields{
		"type":     must(text{}),
		"text":     must(text{least: 1, most: 3000}),
		"verbatim": may(flag{}),
	}},
	"raw_text": {fields: fields{
		"type": must(text{}),
		"text": must(text{least: 1, most: 3000}),
	}},
}

// option is an entry of a menu. Selects and overflow menus take plain text only.
func option(label func(int) rule, more fields) object {
	f := fields{
		"text":        must(label(75)),
		"value":       must(text{least: 1, most: OptionValue}),
		"description": may(label(75)),
	}
	for name, row := range more {
		f[name] = row
	}
	return object{fields: f}
}

var (
	plainOption  = option(plain, nil)
	markedOption = option(marked, nil)
	linkOption   = option(plain, fields{"url": may(text{most: 3000, format: anyAddress})})
)

var optionGroup = object{fields: fields{
	"label":   must(plain(75)),
	"options": must(list{1, 100, plainOption}),
}}

var confirmation = object{fields: fields{
	"title":   must(plain(100)),
	"text":    must(marked(300)),
	"confirm": must(plain(30)),
	"deny":    must(plain(30)),
	"style":   may(choice{"primary", "danger"}),
}}

var dispatchConfig = object{fields: fields{
	"trigger_actions_on": must(list{1, 2, choice{"on_enter_pressed", "on_character_entered"}}),
}}

var conversationFilter = object{
	fields: fields{
		"include":                          may(list{1, 4, choice{"im", "mpim", "private", "public"}}),
		"exclude_external_shared_channels": may(flag{}),
		"exclude_bot_users":                may(flag{}),
	},
	relations: []relation{atLeastOne("include", "exclude_external_shared_channels", "exclude_bot_users")},
}

// slackFile is a picture that was uploaded before.
var slackFile = object{
	fields:    fields{"id": may(text{least: 1}), "url": may(text{least: 1, format: webAddress})},
	relations: []relation{exactlyOne("id", "url")},
}
