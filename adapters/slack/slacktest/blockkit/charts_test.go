package blockkit_test

import (
	"testing"

	"github.com/slack-go/slack"

	"kigo/adapters/slack/slacktest/blockkit"
)

func TestChartsMatchTheirAxes(t *testing.T) {
	t.Parallel()
	good := slack.NewDataVisualizationBlock("Stimmung", slack.NewDataVisualizationBarChart(
		slack.NewDataVisualizationAxisConfig("Mo", "Di").WithYLabel("gut"),
		slack.NewDataVisualizationDataSeries("Haus", slack.NewDataVisualizationDataPoint("Mo", 1), slack.NewDataVisualizationDataPoint("Di", -2)),
	))
	if got := blockkit.Blocks(blockkit.Message, asJSON(t, []any{good})); len(got) > 0 {
		t.Error(got)
	}
	bar := func(series string) string {
		return `[{"type":"data_visualization","title":"a","chart":{"type":"line","axis_config":{"categories":["Mo","Di"]},"series":[` + series + `]}}]`
	}
	points := `"data":[{"label":"Mo","value":1},{"label":"Di","value":1}]`
	for name, tc := range map[string]struct{ blocks, at string }{
		"two series of one name": {bar(`{"name":"a",` + points + `},{"name":"a",` + points + `}`), "/0/chart/series/1/name"},
		"a point too few":        {bar(`{"name":"a","data":[{"label":"Mo","value":1}]}`), "/0/chart/series/0/data"},
		"a point of no category": {bar(`{"name":"a","data":[{"label":"Mo","value":1},{"label":"Mi","value":1}]}`), "/0/chart/series/0/data"},
		"a slice of nothing":     {`[{"type":"data_visualization","title":"a","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}]`, "/0/chart/segments/0/value"},
		"no axes":                {`[{"type":"data_visualization","title":"a","chart":{"type":"bar","series":[{"name":"a",` + points + `}]}}]`, "/0/chart"},
	} {
		if got := blockkit.Blocks(blockkit.Message, decode(t, tc.blocks)); len(got) == 0 || got[0].Pointer != tc.at {
			t.Errorf("%s: got %v, want a problem at %s", name, got, tc.at)
		}
	}
}
