package blockkit

// Limits of whole payloads.
const (
	MessageBlocks = 50
	ViewBlocks    = 100
	// MessageText is how many characters the blocks of one message may have together.
	// Slack does not document msg_blocks_too_long: 9,597 characters have passed and 11,341
	// failed, so whoever stays below this is safe.
	MessageText    = 9_000
	MarkdownText   = 12_000 // of all markdown blocks of a message together
	Charts         = 2      // data_visualization blocks of a message
	Tables         = 1      // table blocks of a message
	ViewBytes      = 250_000
	TopLevelText   = 40_000 // what is longer is cut off
	UpdatedText    = 4_000  // chat.update refuses what is longer
	Attachments    = 100
	MetadataBytes  = 16_000
	ButtonValue    = 2_000
	OptionValue    = 150
	PrivateMeta    = 3_000
	CallbackID     = 255
	ViewTitle      = 24
	ModalsInAStack = 3
)

// block is a table of a block.
func block(rows fields, relations ...relation) object {
	return object{with(rows, fields{
		"type":     must(text{}),
		"block_id": may(text{least: 1, most: 255}),
	}), relations}
}

var blocks = map[string]object{
	"section": block(fields{
		"text":      may(marked(3000)),
		"fields":    may(list{1, 10, marked(2000)}),
		"accessory": may(typed(accessories)),
		"expand":    may(flag{}),
	}, atLeastOne("text", "fields")),
	"header":  block(fields{"text": must(plain(150))}),
	"divider": block(nil),
	"image": block(fields{
		"alt_text":   must(text{least: 1, most: 2000}),
		"title":      may(plain(2000)),
		"image_url":  may(text{least: 1, most: 3000, format: webAddress}),
		"slack_file": may(slackFile),
	}, exactlyOne("image_url", "slack_file")),
	"context": block(fields{"elements": must(list{1, 10, typed{"image", "plain_text", "mrkdwn"}})}),
	"actions": block(fields{"elements": must(list{1, 25, typed(actionable)})}, uniqueActions),
	"context_actions": block(fields{
		"elements": must(list{1, 5, typed{"feedback_buttons", "icon_button"}}),
	}, uniqueActions),
	"input": block(fields{
		"label":           must(plain(2000)),
		"hint":            may(plain(2000)),
		"element":         must(typed(inputs)),
		"optional":        may(flag{}),
		"dispatch_action": may(flag{}),
	}),
	"rich_text": block(fields{"elements": must(list{1, 0, typed{
		"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted",
	}})}),
	"markdown": block(fields{"text": must(text{least: 1, most: MarkdownText})}),
	"table": block(fields{
		"rows":            must(list{1, 100, list{1, 20, typed{"raw_text", "rich_text"}}}),
		"column_settings": may(list{0, 20, columnSettings}),
	}),
	"alert": block(fields{
		"text":  must(marked(3000)),
		"level": may(choice{"default", "info", "warning", "error", "success"}),
	}),
	"card": block(fields{
		"hero_image": may(typed{"image"}),
		"icon":       may(typed{"image"}),
		"title":      may(onlyMarked(150)),
		"subtitle":   may(onlyMarked(150)),
		"body":       may(onlyMarked(200)),
		"actions":    may(list{1, 5, typed{"button"}}),
	}, atLeastOne("hero_image", "title", "actions", "body")),
	"video": block(fields{
		"alt_text":          must(text{least: 1, most: 2000}),
		"title":             must(plain(200)),
		"video_url":         must(text{least: 1, format: secureAddress}),
		"thumbnail_url":     must(text{least: 1, format: webAddress}),
		"title_url":         may(text{format: secureAddress}),
		"author_name":       may(text{most: 50}),
		"provider_name":     may(text{}),
		"provider_icon_url": may(text{format: webAddress}),
		"description":       may(plain(200)),
	}),
	"file": block(fields{
		"source":      must(choice{"remote"}),
		"external_id": must(text{least: 1}),
	}),
	"data_visualization": block(fields{
		"title": must(text{least: 1, most: 50}),
		"chart": must(typed{"pie", "bar", "area", "line"}),
	}),
}

var columnSettings = object{fields: fields{
	"align":      may(choice{"left", "center", "right"}),
	"is_wrapped": may(flag{}),
}}

// Surface is where blocks are shown.
type Surface string

// The surfaces.
const (
	Message Surface = "message"
	Modal   Surface = "modal"
	Home    Surface = "home"
)

// everywhere are the blocks of every surface.
var everywhere = []string{"section", "header", "divider", "image", "context", "actions", "input", "rich_text", "video"}

// allowed are the blocks that each surface shows.
var allowed = map[Surface][]string{
	Message: append([]string{"context_actions", "markdown", "table", "card", "data_visualization"}, everywhere...),
	Modal:   append([]string{"alert"}, everywhere...),
	Home:    everywhere,
}

// most is how many blocks each surface shows.
var most = map[Surface]int{Message: MessageBlocks, Modal: ViewBlocks, Home: ViewBlocks}

// views are modals and the home tab.
var views = map[Surface]object{
	Modal: {fields: with(viewFields, fields{
		"title":           must(plain(ViewTitle)),
		"submit":          may(plain(24)),
		"close":           may(plain(24)),
		"clear_on_close":  may(flag{}),
		"notify_on_close": may(flag{}),
		"submit_disabled": may(flag{}),
	}), relations: []relation{submitWithInput}},
	Home: {fields: viewFields},
}

// viewFields are what modals and the home tab share; their blocks are checked apart.
var viewFields = fields{
	"type":             must(choice{"modal", "home"}),
	"blocks":           must(anything{}),
	"private_metadata": may(text{most: PrivateMeta}),
	"callback_id":      may(text{most: CallbackID}),
	"external_id":      may(text{most: 255}),
}

// table is the table of what has this type; typed looked before whether it may stand there.
func table(kind string) object {
	for _, t := range []map[string]object{blocks, elements, textObjects, richText, charts} {
		if o, ok := t[kind]; ok {
			return o
		}
	}
	return object{}
}
