package slack

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	api "github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest/blockkit"
	"kigo/bot/chat"
)

func ids(blocks []api.Block) (all []string) {
	for _, b := range blocks {
		all = append(all, b.ID())
	}
	return all
}

func TestPagesAreNamedInBlocks(t *testing.T) {
	t.Parallel()
	ts := func(n int) string { return fmt.Sprintf("17000000%02d.000100", n) }
	stamps := func(from, to int) (all []string) {
		for n := from; n < to; n++ {
			all = append(all, ts(n))
		}
		return all
	}
	for name, tc := range map[string]struct {
		others []string
		keep   string
		own    string
		want   pages
	}{
		"a short message":               {nil, "", ts(0), pages{[]string{ts(0)}, ts(0)}},
		"the last one":                  {stamps(0, 3), "", ts(3), pages{stamps(0, 4), ts(3)}},
		"one that was edited":           {stamps(0, 4), ts(1), ts(1), pages{stamps(0, 4), ts(1)}},
		"a page of an edited one":       {stamps(0, 3), ts(1), ts(3), pages{stamps(0, 4), ts(1)}},
		"more than there is room for":   {stamps(0, 30), "", ts(30), pages{stamps(17, 31), ts(30)}},
		"more, and one that is to keep": {stamps(0, 30), ts(2), ts(30), pages{append([]string{ts(2)}, stamps(18, 31)...), ts(2)}},
	} {
		blocks := posts(chat.Say(chat.Words("x"), chat.Button{Label: "y", Line: "z"}), line)[0].Blocks
		chain(blocks, tc.others, tc.keep)
		if problems := blockkit.Blocks(blockkit.Message, asJSON(t, blocks)); len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
		got := chained(ids(blocks), tc.own)
		if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(pages{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, id := range []string{"", "pages:", "pages:*", "pages:x,*y", "other", "pages:1;2"} {
		if got := chained([]string{id}, ts(0)); len(got.all) != 1 || got.keep != ts(0) {
			t.Errorf("%q names %+v", id, got)
		}
	}
}

func TestTheOneToKeepIsKept(t *testing.T) {
	t.Parallel()
	all := []string{"1", "2", "3", "4"}
	for _, keep := range all {
		for n := range 6 {
			left, over := fewer(pages{all, keep}, n)
			together := append(slices.Clone(left.all), over...)
			slices.Sort(together)
			if len(left.all) != max(1, min(n, 4)) || !slices.Contains(left.all, keep) || !slices.Equal(together, all) || left.keep != keep {
				t.Errorf("%d pages with %s: %v, and %v are over", n, keep, left, over)
			}
		}
	}
}

func TestStampsAreSlacks(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 24, 9, 0, 0, 1_500_000, time.UTC)
	if got := stamp(at); got != "1795510800.001500" {
		t.Errorf("%s", got)
	}
	if got := stampTime(stamp(at)); !got.Equal(at.Truncate(time.Second)) {
		t.Errorf("%v", got)
	}
	if got := ordered([]string{"1700000001.000001", "999999999.000001", "1700000001.000001"}); !slices.Equal(got, []string{"999999999.000001", "1700000001.000001"}) {
		t.Errorf("%v", got)
	}
}

// What people type arrives as they typed it, whatever Slack makes of it.
func TestTextsAreReadAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	names := func(id string) string { return map[string]string{"U1": "Anna Muster"}[id] }
	for typed, want := range map[string]string{
		"hilfe":                                        "hilfe",
		"a &amp; b &lt;c&gt;":                          "a & b <c>",
		"a &amp;amp; b":                                "a &amp; b",
		"<@U1> und <@U2|bert> und <@U3>":               "@Anna Muster und @bert und @U3",
		"<#C1|allgemein> <#C2>":                        "#allgemein #C2",
		"<!channel> <!here|here>":                      "@channel @here",
		"<!subteam^S1|@team> <!subteam^S2>":            "@team @S2",
		"<https://kiel.example/?a=1&amp;b=2>":          "https://kiel.example/?a=1&b=2",
		"<http://kiel.example|kiel.example>":           "kiel.example",
		"<http://kiel.example/|kiel.example>":          "kiel.example",
		"<mailto:bert@kiel.example|bert@kiel.example>": "bert@kiel.example",
		"<mailto:bert@kiel.example>":                   "bert@kiel.example",
		"<https://kiel.example|Rathaus &amp; Co>":      "Rathaus & Co (https://kiel.example)",
		"<tel:+49431|+49431>":                          "+49431",
		// not escaped at all
		"a & b":           "a & b",
		"a & b &lt;c":     "a & b &lt;c",
		"<b>fett</b>":     "<b>fett</b>",
		"1 < 2":           "1 < 2",
		"<>":              "<>",
		"<@u1> <#> <!>":   "<@u1> <#> <!>",
		"<javascript:x>":  "javascript:x",
		"&lt;@U1&gt;":     "<@U1>",
		"&lt;!channel&gt": "&lt;!channel&gt",
	} {
		if got := plain(typed, names); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}
