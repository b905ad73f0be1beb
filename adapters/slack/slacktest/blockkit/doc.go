// Package blockkit checks Block Kit payloads as Slack does, reads them as a person
// does, and finds whom they mention.
//
// What is allowed stands in tables, one row a field: limits.go (blocks, views),
// elements.go (what can be clicked), objects.go (texts, options), richtext.go and
// charts.go. rule.go walks them; relations.go holds what no row can say, such as "options
// or option_groups, not both". Lengths are counted in Unicode code points.
//
// An unknown field is a fault, as it is at Slack. A block type that Slack has and the
// tables lack (carousel, plan, task_card, container, data_table, call) is one, too:
// whoever wants to send it writes its row first.
package blockkit
