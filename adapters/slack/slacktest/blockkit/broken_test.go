package blockkit_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kigo/adapters/slack/slacktest/blockkit"
)

// Pieces of payloads; x is n characters, rep n items with commas between.
func x(n int) string { return strings.Repeat("ö", n) }
func rep(n int, item string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = strings.ReplaceAll(item, "#", fmt.Sprint(i))
	}
	return strings.Join(items, ",")
}
func plain(s string) string  { return `{"type":"plain_text","text":"` + s + `"}` }
func mrkdwn(s string) string { return `{"type":"mrkdwn","text":"` + s + `"}` }
func option(s string) string { return `{"text":` + plain(s) + `,"value":"v"}` }
func section(rest string) string {
	return `{"type":"section","text":` + plain("a") + rest + `}`
}
func accessory(e string) string { return section(`,"accessory":` + e) }
func actions(es ...string) string {
	return `{"type":"actions","elements":[` + strings.Join(es, ",") + `]}`
}
func button(rest string) string { return `{"type":"button","text":` + plain("a") + rest + `}` }
func menu(rest string) string   { return `{"type":"static_select"` + rest + `}` }
func options(n int) string      { return `,"options":[` + rep(n, option("a")) + `]` }
func input(e string) string {
	return `{"type":"input","label":` + plain("a") + `,"element":` + e + `}`
}
func entry(rest string) string { return `{"type":"plain_text_input"` + rest + `}` }
func rich(es string) string {
	return `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + es + `]}]}`
}

// broken are payloads that Slack refuses, with the pointer of what is wrong.
var broken = map[string]struct{ blocks, at string }{
	"a block is an object":                    {`"section"`, "/0"},
	"a block has a type":                      {`{"text":` + plain("a") + `}`, "/0"},
	"a block's type is known":                 {`{"type":"paragraph"}`, "/0/type"},
	"no field is unknown":                     {section(`,"color":"red"`), "/0/color"},
	"at most 50 blocks":                       {rep(51, `{"type":"divider"}`), ""},
	"block_id has at most 255":                {section(`,"block_id":"` + x(256) + `"`), "/0/block_id"},
	"block_id is not empty":                   {section(`,"block_id":""`), "/0/block_id"},
	"block_id is unique":                      {section(`,"block_id":"a"`) + `,{"type":"divider","block_id":"a"}`, "/1/block_id"},
	"a text is not empty":                     {`{"type":"section","text":` + plain("") + `}`, "/0/text/text"},
	"a text has at most 3,000":                {`{"type":"section","text":` + mrkdwn(x(3001)) + `}`, "/0/text/text"},
	"a text is plain_text or mrkdwn":          {`{"type":"section","text":{"type":"markdown","text":"a"}}`, "/0/text/type"},
	"a text is no string":                     {`{"type":"section","text":"a"}`, "/0/text"},
	"emoji is for plain_text only":            {`{"type":"section","text":{"type":"mrkdwn","text":"a","emoji":true}}`, "/0/text/emoji"},
	"verbatim is for mrkdwn only":             {`{"type":"section","text":{"type":"plain_text","text":"a","verbatim":true}}`, "/0/text/verbatim"},
	"emoji is a boolean":                      {`{"type":"section","text":{"type":"plain_text","text":"a","emoji":"yes"}}`, "/0/text/emoji"},
	"a section has text or fields":            {`{"type":"section"}`, "/0"},
	"a section has at most 10 fields":         {`{"type":"section","fields":[` + rep(11, plain("a")) + `]}`, "/0/fields"},
	"a section has at least one field":        {`{"type":"section","fields":[]}`, "/0/fields"},
	"a field has at most 2,000":               {`{"type":"section","fields":[` + plain("a") + `,` + plain(x(2001)) + `]}`, "/0/fields/1/text"},
	"a header is plain text":                  {`{"type":"header","text":` + mrkdwn("a") + `}`, "/0/text/type"},
	"a header has at most 150":                {`{"type":"header","text":` + plain(x(151)) + `}`, "/0/text/text"},
	"context has at most 10 elements":         {`{"type":"context","elements":[` + rep(11, plain("a")) + `]}`, "/0/elements"},
	"context has elements":                    {`{"type":"context","elements":[]}`, "/0/elements"},
	"context has no buttons":                  {`{"type":"context","elements":[` + button("") + `]}`, "/0/elements/0/type"},
	"actions have at most 25 elements":        {actions(rep(26, button(""))), "/0/elements"},
	"actions have elements":                   {actions(), "/0/elements"},
	"actions have no fields to type in":       {actions(entry("")), "/0/elements/0/type"},
	"action_id is unique in a block":          {actions(button(`,"action_id":"a"`), button(`,"action_id":"a"`)), "/0/elements/1/action_id"},
	"action_id has at most 255":               {actions(button(`,"action_id":"` + x(256) + `"`)), "/0/elements/0/action_id"},
	"an image has an alternative text":        {`{"type":"image","image_url":"https://a.example/a.png"}`, "/0"},
	"an image's alternative text is there":    {`{"type":"image","image_url":"https://a.example/a.png","alt_text":""}`, "/0/alt_text"},
	"an alternative text has at most 2,000":   {`{"type":"image","image_url":"https://a.example/a.png","alt_text":"` + x(2001) + `"}`, "/0/alt_text"},
	"an image has an address or a file":       {`{"type":"image","alt_text":"a"}`, "/0"},
	"an image has no address and file":        {`{"type":"image","alt_text":"a","image_url":"https://a.example/a.png","slack_file":{"id":"F1"}}`, "/0"},
	"an image's address has at most 3,000":    {`{"type":"image","alt_text":"a","image_url":"https://a.example/` + x(3000) + `"}`, "/0/image_url"},
	"an image's address is one":               {`{"type":"image","alt_text":"a","image_url":"a.png"}`, "/0/image_url"},
	"an image's title has at most 2,000":      {`{"type":"image","alt_text":"a","image_url":"https://a.example/a.png","title":` + plain(x(2001)) + `}`, "/0/title/text"},
	"a small image has an alternative text":   {accessory(`{"type":"image","image_url":"https://a.example/a.png"}`), "/0/accessory"},
	"an input has a label":                    {`{"type":"input","element":` + entry("") + `}`, "/0"},
	"an input's label is plain text":          {`{"type":"input","label":` + mrkdwn("a") + `,"element":` + entry("") + `}`, "/0/label/type"},
	"an input's label has at most 2,000":      {`{"type":"input","label":` + plain(x(2001)) + `,"element":` + entry("") + `}`, "/0/label/text"},
	"an input's hint has at most 2,000":       {`{"type":"input","label":` + plain("a") + `,"hint":` + plain(x(2001)) + `,"element":` + entry("") + `}`, "/0/hint/text"},
	"an input is no button":                   {input(button("")), "/0/element/type"},
	"a placeholder has at most 150":           {input(entry(`,"placeholder":` + plain(x(151)))), "/0/element/placeholder/text"},
	"a text field takes at most 3,000":        {input(entry(`,"max_length":3001`)), "/0/element/max_length"},
	"a text field's limits are whole":         {input(entry(`,"max_length":2.5`)), "/0/element/max_length"},
	"a text field's limits are ordered":       {input(entry(`,"min_length":5,"max_length":4`)), "/0/element/min_length"},
	"a text field starts with what fits":      {input(entry(`,"initial_value":"abc","max_length":2`)), "/0/element/initial_value"},
	"a number says whether it may be decimal": {input(`{"type":"number_input"}`), "/0/element"},
	"a date is one":                           {input(`{"type":"datepicker","initial_date":"30.11.2026"}`), "/0/element/initial_date"},
	"a time is one":                           {input(`{"type":"timepicker","initial_time":"9:00"}`), "/0/element/initial_time"},
	"a date and time has ten digits":          {input(`{"type":"datetimepicker","initial_date_time":123}`), "/0/element/initial_date_time"},
	"a button is plain text":                  {actions(`{"type":"button","text":` + mrkdwn("a") + `}`), "/0/elements/0/text/type"},
	"a button has at most 75":                 {actions(`{"type":"button","text":` + plain(x(76)) + `}`), "/0/elements/0/text/text"},
	"a button has a text":                     {actions(`{"type":"button"}`), "/0/elements/0"},
	"a button's value has at most 2,000":      {actions(button(`,"value":"` + x(2001) + `"`)), "/0/elements/0/value"},
	"a button's address has at most 3,000":    {actions(button(`,"url":"https://a.example/` + x(3000) + `"`)), "/0/elements/0/url"},
	"a button's address is one":               {actions(button(`,"url":"javascript:alert(1)"`)), "/0/elements/0/url"},
	"a button is primary or danger":           {actions(button(`,"style":"default"`)), "/0/elements/0/style"},
	"a button's other label has at most 75":   {actions(button(`,"accessibility_label":"` + x(76) + `"`)), "/0/elements/0/accessibility_label"},
	"a menu has options":                      {actions(menu("")), "/0/elements/0"},
	"a menu has one option at least":          {actions(menu(options(0))), "/0/elements/0/options"},
	"a menu has at most 100 options":          {actions(menu(options(101))), "/0/elements/0/options"},
	"a menu has no options and groups":        {actions(menu(options(1) + `,"option_groups":[{"label":` + plain("a") + options(1) + `}]`)), "/0/elements/0"},
	"a menu has at most 100 groups":           {actions(menu(`,"option_groups":[` + rep(101, `{"label":`+plain("a")+options(1)+`}`) + `]`)), "/0/elements/0/option_groups"},
	"a group has at most 100 options":         {actions(menu(`,"option_groups":[{"label":` + plain("a") + options(101) + `}]`)), "/0/elements/0/option_groups/0/options"},
	"a group's label has at most 75":          {actions(menu(`,"option_groups":[{"label":` + plain(x(76)) + options(1) + `}]`)), "/0/elements/0/option_groups/0/label/text"},
	"an option has at most 75":                {actions(menu(`,"options":[` + option(x(76)) + `]`)), "/0/elements/0/options/0/text/text"},
	"an option has a value":                   {actions(menu(`,"options":[{"text":` + plain("a") + `}]`)), "/0/elements/0/options/0"},
	"an option's value has at most 150":       {actions(menu(`,"options":[{"text":` + plain("a") + `,"value":"` + x(151) + `"}]`)), "/0/elements/0/options/0/value"},
	"an option's description has at most 75":  {actions(menu(`,"options":[{"text":` + plain("a") + `,"value":"a","description":` + plain(x(76)) + `}]`)), "/0/elements/0/options/0/description/text"},
	"a menu's options are plain text":         {actions(menu(`,"options":[{"text":` + mrkdwn("a") + `,"value":"a"}]`)), "/0/elements/0/options/0/text/type"},
	"a menu's options have no address":        {actions(menu(`,"options":[{"text":` + plain("a") + `,"value":"a","url":"https://a.example"}]`)), "/0/elements/0/options/0/url"},
	"what is chosen at first is offered":      {actions(menu(options(1) + `,"initial_option":` + option("b"))), "/0/elements/0/initial_option"},
	"what is chosen at first is all offered":  {input(`{"type":"checkboxes"` + options(1) + `,"initial_options":[` + option("a") + `,` + option("b") + `]}`), "/0/element/initial_options/1"},
	"a menu of many has at most 100 options":  {actions(`{"type":"multi_static_select"` + options(101) + `}`), "/0/elements/0/options"},
	"radio buttons are at most 10":            {actions(`{"type":"radio_buttons"` + options(11) + `}`), "/0/elements/0/options"},
	"checkboxes are at most 10":               {actions(`{"type":"checkboxes"` + options(11) + `}`), "/0/elements/0/options"},
	"overflow has at most 5":                  {accessory(`{"type":"overflow"` + options(6) + `}`), "/0/accessory/options"},
	"overflow has one at least":               {accessory(`{"type":"overflow"` + options(0) + `}`), "/0/accessory/options"},
	"a confirmation's title has at most 100":  {actions(button(confirm(x(101), "a", "a"))), "/0/elements/0/confirm/title/text"},
	"a confirmation's text has at most 300":   {actions(button(confirm("a", x(301), "a"))), "/0/elements/0/confirm/text/text"},
	"a confirmation's button has at most 30":  {actions(button(confirm("a", "a", x(31)))), "/0/elements/0/confirm/confirm/text"},
	"a confirmation is complete":              {actions(button(`,"confirm":{"title":` + plain("a") + `,"text":` + plain("a") + `,"confirm":` + plain("a") + `}`)), "/0/elements/0/confirm"},
	"markdown has at most 12,000 together":    {`{"type":"markdown","text":"` + x(6001) + `"},{"type":"markdown","text":"` + x(6000) + `"}`, "/1/text"},
	"file is not for messages":                {`{"type":"file","source":"remote","external_id":"a"}`, "/0/type"},
	"alert is not for messages":               {`{"type":"alert","text":` + plain("a") + `}`, "/0/type"},
	"file_input is not for messages":          {input(`{"type":"file_input"}`), "/0/element"},
	"charts are at most two":                  {rep(3, chart(1)), "/2"},
	"a pie has at most 6 segments":            {chart(7), "/0/chart/segments"},
	"tables are at most one":                  {rep(2, `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}`), "/1"},
	"rich text has elements":                  {`{"type":"rich_text","elements":[]}`, "/0/elements"},
	"rich text has no bare text":              {`{"type":"rich_text","elements":[{"type":"text","text":"a"}]}`, "/0/elements/0/type"},
	"a piece of rich text is not empty":       {rich(`{"type":"text","text":""}`), "/0/elements/0/elements/0/text"},
	"a link in rich text goes somewhere":      {rich(`{"type":"link","url":""}`), "/0/elements/0/elements/0/url"},
	"a style is known":                        {rich(`{"type":"text","text":"a","style":{"blink":true}}`), "/0/elements/0/elements/0/style/blink"},
	"a list has a style":                      {`{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[]}]}]}`, "/0/elements/0"},
	"a mention names somebody":                {rich(`{"type":"user","user_id":"anna"}`), "/0/elements/0/elements/0/user_id"},
	"a broadcast has a range":                 {rich(`{"type":"broadcast","range":"all"}`), "/0/elements/0/elements/0/range"},
}

func confirm(title, text, yes string) string {
	return `,"confirm":{"title":` + plain(title) + `,"text":` + plain(text) + `,"confirm":` + plain(yes) + `,"deny":` + plain("a") + `}`
}

func chart(segments int) string {
	return `{"type":"data_visualization","title":"a","chart":{"type":"pie","segments":[` + rep(segments, `{"label":"a","value":1}`) + `]}}`
}

func TestWhatSlackRefusesIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range broken {
		v := decode(t, "["+tc.blocks+"]")
		got := blockkit.Blocks(blockkit.Message, v)
		if len(got) != 1 || got[0].Pointer != tc.at || got[0].Code == "" || got[0].Message == "" {
			t.Errorf("%s: got %+v, want one problem at %q", name, got, tc.at)
		}
	}
}

// brokenViews are modals, or home tabs, that Slack refuses.
var brokenViews = map[string]struct{ view, at string }{
	"a modal has a title":               {`{"type":"modal","blocks":[]}`, ""},
	"a modal's title is plain text":     {`{"type":"modal","title":` + mrkdwn("a") + `,"blocks":[]}`, "/title/type"},
	"a modal's title has at most 24":    {`{"type":"modal","title":` + plain(x(25)) + `,"blocks":[]}`, "/title/text"},
	"a modal's submit has at most 24":   {modal(`,"submit":` + plain(x(25))), "/submit/text"},
	"a modal's close has at most 24":    {modal(`,"close":` + plain(x(25))), "/close/text"},
	"a modal with an input has submit":  {modal("", input(entry(""))), ""},
	"private_metadata has at most 3000": {modal(`,"private_metadata":"` + x(3001) + `"`), "/private_metadata"},
	"callback_id has at most 255":       {modal(`,"callback_id":"` + x(256) + `"`), "/callback_id"},
	"external_id has at most 255":       {modal(`,"external_id":"` + x(256) + `"`), "/external_id"},
	"a modal has blocks":                {`{"type":"modal","title":` + plain("a") + `}`, ""},
	"a modal has at most 100 blocks":    {modal("", rep(101, `{"type":"divider"}`)), "/blocks"},
	"table is not for modals":           {modal("", `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}`), "/blocks/0/type"},
	"markdown is not for modals":        {modal("", `{"type":"markdown","text":"a"}`), "/blocks/0/type"},
	"card is not for modals":            {modal("", `{"type":"card","title":`+mrkdwn("a")+`}`), "/blocks/0/type"},
	"charts are not for modals":         {modal("", chart(1)), "/blocks/0/type"},
	"the cursor starts in one field": {modal(`,"submit":`+plain("a"), input(entry(`,"focus_on_load":true`)), input(entry(`,"focus_on_load":true`))),
		"/blocks/1/element/focus_on_load"},
	"block_id is unique in a view": {modal(`,"submit":`+plain("a"), `{"type":"divider","block_id":"a"}`, section(`,"block_id":"a"`)), "/blocks/1/block_id"},
	"response_url_enabled is for inputs": {modal("", accessory(`{"type":"channels_select","response_url_enabled":true}`)),
		"/blocks/0/accessory/response_url_enabled"},
	"a home tab has no title":        {`{"type":"home","title":` + plain("a") + `,"blocks":[]}`, "/title"},
	"a home tab has at most 100":     {`{"type":"home","blocks":[` + rep(101, `{"type":"divider"}`) + `]}`, "/blocks"},
	"file_input is not for home":     {`{"type":"home","blocks":[` + input(`{"type":"file_input"}`) + `]}`, "/blocks/0/element"},
	"markdown is not for home":       {`{"type":"home","blocks":[{"type":"markdown","text":"a"}]}`, "/blocks/0/type"},
	"a view is a modal or home":      {`{"type":"workflow","blocks":[]}`, "/type"},
	"no field of a view is unknown":  {modal(`,"color":"red"`), "/color"},
	"a view is an object":            {`[]`, ""},
	"what is in blocks is looked at": {modal("", `{"type":"header","text":`+plain(x(151))+`}`), "/blocks/0/text/text"},
}

func modal(rest string, blocks ...string) string {
	return `{"type":"modal","title":` + plain("a") + rest + `,"blocks":[` + strings.Join(blocks, ",") + `]}`
}

func TestViewsThatSlackRefusesAreRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range brokenViews {
		got := blockkit.View(decode(t, tc.view))
		if len(got) != 1 || got[0].Pointer != tc.at {
			t.Errorf("%s: got %+v, want one problem at %q", name, got, tc.at)
		}
	}
}

func TestEveryProblemIsReportedInOrder(t *testing.T) {
	t.Parallel()
	got := blockkit.Blocks(blockkit.Message, decode(t, `[{"type":"header","text":`+plain("")+`},{"type":"x"},{"type":"divider","y":1}]`))
	if want := []string{"/0/text/text", "/1/type", "/2/y"}; !slices.Equal(got.At(), want) {
		t.Errorf("got %v, want %v", got.At(), want)
	}
	const words = "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
	if s := got.Under("/blocks")[0].String(); s != words {
		t.Errorf("got %q, want %q", s, words)
	}
}

func decode(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return v
}
