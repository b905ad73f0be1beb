package knowledge

import (
	"flag"
	"math"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "train the model anew and write model.json")

// TestModel keeps model.json in step with entries, glossary and questions. Whoever changes
// one of them runs: go test ./bot/knowledge -run TestModel -update
func TestModel(t *testing.T) {
	t.Parallel()
	from, err := fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		m := NewTrainer(builtInFor(t)).Train(lessonsFor(t))
		m.From = from
		data, err := m.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("model.json", data, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if stored := modelFor(t); stored.From != from {
		t.Error("entries, glossary or questions have changed since model.json was made: run with -update")
	}
}

// TestTrainingGivesTheStoredModel takes ten seconds and finds changes of the code that
// TestModel cannot see.
func TestTrainingGivesTheStoredModel(t *testing.T) {
	t.Parallel()
	if !long() {
		t.Skip("KIGO_LONG=1 runs it")
	}
	stored, trained := modelFor(t), NewTrainer(builtInFor(t)).Train(lessonsFor(t))
	const near = 0.02 // processors round differently
	for i, name := range featureNames {
		if math.Abs(stored.Entry[i]-trained.Entry[i]) > near {
			t.Errorf("%s weighs %.4f in model.json, training gives %.4f: run TestModel with -update", name, stored.Entry[i], trained.Entry[i])
		}
	}
	for i, name := range signalNames {
		if math.Abs(stored.None[i]-trained.None[i]) > near {
			t.Errorf("%s weighs %.4f in model.json, training gives %.4f: run TestModel with -update", name, stored.None[i], trained.None[i])
		}
	}
	if stored.Answer != trained.Answer || stored.Suggest != trained.Suggest {
		t.Error("the thresholds in model.json are others than those of training: run TestModel with -update")
	}
}

// long reports whether the long forms are wanted.
func long() bool { return os.Getenv("KIGO_LONG") == "1" }

func TestBrokenModelIsRefused(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"no JSON": "{", "a weight is missing": `{"entry":{"cover":1},"none":{}}`, "empty": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := ParseModel([]byte(data)); err == nil {
				t.Error("no error")
			}
		})
	}
}
