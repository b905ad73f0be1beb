package blockkit

// inline is a table of a piece of rich text.
func inline(rows fields) object {
	return object{fields: with(rows, fields{"type": must(text{}), "style": may(inlineStyle)})}
}

var inlineStyle = object{fields: fields{
	"bold":             may(flag{}),
	"italic":           may(flag{}),
	"strike":           may(flag{}),
	"code":             may(flag{}),
	"underline":        may(flag{}),
	"highlight":        may(flag{}),
	"client_highlight": may(flag{}),
	"unlink":           may(flag{}),
}}

// inlines are the pieces that sections and quotes are made of.
var inlines = []string{"text", "link", "user", "usergroup", "channel", "team", "broadcast", "emoji", "date", "color"}

var richText = map[string]object{
	"rich_text_section": {fields: fields{
		"type":     must(text{}),
		"elements": must(list{0, 0, typed(inlines)}),
	}},
	"rich_text_quote": {fields: fields{
		"type":     must(text{}),
		"elements": must(list{0, 0, typed(inlines)}),
		"border":   may(whole{0, 1}),
	}},
	"rich_text_preformatted": {fields: fields{
		"type":     must(text{}),
		"elements": must(list{0, 0, typed{"text", "link"}}),
		"border":   may(whole{0, 1}),
		"language": may(text{}),
	}},
	"rich_text_list": {fields: fields{
		"type":     must(text{}),
		"elements": must(list{1, 0, typed{"rich_text_section"}}),
		"style":    must(choice{"bullet", "ordered"}),
		"indent":   may(whole{0, 8}),
		"offset":   may(whole{0, 10_000}),
		"border":   may(whole{0, 1}),
	}},
	"text": inline(fields{"text": must(text{least: 1})}),
	"link": inline(fields{
		"url":    must(text{least: 1, format: anyAddress}),
		"text":   may(text{}),
		"unsafe": may(flag{}),
	}),
	"user":      inline(fields{"user_id": must(text{least: 1, format: slackID})}),
	"usergroup": inline(fields{"usergroup_id": must(text{least: 1, format: slackID})}),
	"channel":   inline(fields{"channel_id": must(text{least: 1, format: slackID})}),
	"team":      inline(fields{"team_id": must(text{least: 1, format: slackID})}),
	"broadcast": inline(fields{"range": must(choice{"here", "channel", "everyone"})}),
	"emoji": inline(fields{
		"name":      must(text{least: 1}),
		"unicode":   may(text{}),
		"url":       may(text{}),
		"skin_tone": may(whole{1, 6}),
	}),
	"date": inline(fields{
		"timestamp": must(number{}),
		"format":    must(text{least: 1}),
		"url":       may(text{format: anyAddress}),
		"fallback":  may(text{}),
	}),
	"color": inline(fields{"value": must(text{least: 1, format: color})}),
}
