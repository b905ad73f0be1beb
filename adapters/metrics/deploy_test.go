package metrics_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.yaml.in/yaml/v3"

	"kigo/adapters/metrics"
)

var (
	described = regexp.MustCompile(`fqName: "([a-z_]+)"`)
	used      = regexp.MustCompile(`\b(?:kigo|go|process)_[a-z_]+`)
	suffix    = regexp.MustCompile(`_seconds_(bucket|count|sum)$`)
)

// measured are the names of everything that kigo may show, also of what has not happened yet.
func measured(t *testing.T) map[string]bool {
	t.Helper()
	r := prometheus.NewRegistry()
	m := metrics.New(r)
	m.Chats(nil)
	m.State(newSource().Source)
	all := make(chan *prometheus.Desc)
	go func() { r.Describe(all); close(all) }()
	names := map[string]bool{}
	for d := range all {
		names[described.FindStringSubmatch(d.String())[1]] = true
	}
	return names
}

// uses are the names of metrics in a text.
func uses(text string) map[string]bool {
	names := map[string]bool{}
	for _, n := range used.FindAllString(text, -1) {
		names[suffix.ReplaceAllString(n, "_seconds")] = true
	}
	return names
}

func file(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile("../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

type rule struct {
	Alert       string
	Expr        string
	For         string
	Labels      map[string]string
	Annotations map[string]string
}

func alerts(t *testing.T) []rule {
	t.Helper()
	var rules struct {
		Groups []struct {
			Name  string
			Rules []rule
		}
	}
	d := yaml.NewDecoder(strings.NewReader(file(t, "deploy/prometheus/kigo.rules.yaml")))
	d.KnownFields(true)
	if err := d.Decode(&rules); err != nil {
		t.Fatal(err)
	}
	if len(rules.Groups) != 1 || len(rules.Groups[0].Rules) < 10 {
		t.Fatalf("too few alerts: %+v", rules)
	}
	return rules.Groups[0].Rules
}

func expressions(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, r := range alerts(t) {
		all = append(all, r.Expr)
	}
	var board struct {
		Panels []struct {
			Type, Title string
			Targets     []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(file(t, "deploy/grafana/kigo.json")), &board); err != nil {
		t.Fatal(err)
	}
	for _, p := range board.Panels {
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %q shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			all = append(all, target.Expr)
		}
	}
	return all
}

func TestAlertsAndDashboardUseWhatIsMeasured(t *testing.T) {
	t.Parallel()
	known, shown := measured(t), map[string]bool{}
	for _, e := range expressions(t) {
		for name := range uses(e) {
			shown[name] = true
			if !known[name] {
				t.Errorf("%s is not measured: %s", name, e)
			}
		}
		if strings.Count(e, "(") != strings.Count(e, ")") || strings.Count(e, "{") != strings.Count(e, "}") {
			t.Errorf("brackets don't match: %s", e)
		}
	}
	manual := uses(file(t, "docs/operations.md"))
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if strings.HasPrefix(name, "kigo_") && (!shown[name] || !manual[name]) {
			t.Errorf("%s is measured, and shown: %t, explained in docs/operations.md: %t", name, shown[name], manual[name])
		}
	}
	for name := range manual {
		if !known[name] {
			t.Errorf("docs/operations.md explains %s, which is not measured", name)
		}
	}
}

func TestEveryAlertSaysWhatToDo(t *testing.T) {
	t.Parallel()
	manual := file(t, "docs/operations.md")
	for _, a := range alerts(t) {
		if !strings.Contains(manual, "\n#### "+a.Alert+"\n") || a.Annotations["runbook"] != "docs/operations.md#"+strings.ToLower(a.Alert) {
			t.Errorf("%s: docs/operations.md does not say what to do, or the rule does not point there", a.Alert)
		}
		if a.Annotations["summary"] == "" || !slices.Contains([]string{"critical", "warning"}, a.Labels["severity"]) {
			t.Errorf("%s: lacks a summary or a severity: %+v", a.Alert, a)
		}
	}
}
