package knowledge

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"sync"
)

// Model turns what speaks for each entry into how likely it is the one that was asked
// for: a conditional logit over the entries and "none of these".
type Model struct {
	Entry   [features]float64 // weight of each feature
	None    [signals]float64  // weight of each signal for "none of these"
	Answer  float64           // from this likelihood on the best entry is the answer
	Suggest float64           // from this likelihood on that one of the entries was meant, they are suggested
	From    string            // fingerprint of what it was trained on
}

//go:embed model.json
var modelFile []byte

// BuiltInModel is the model that the binary carries; Train made it.
var BuiltInModel = sync.OnceValues(func() (Model, error) { return ParseModel(modelFile) })

// modelJSON is how a model is stored: weights by name, so that a new feature is noticed.
type modelJSON struct {
	About   string             `json:"about"`
	From    string             `json:"from"`
	Answer  float64            `json:"answer"`
	Suggest float64            `json:"suggest"`
	Entry   map[string]float64 `json:"entry"`
	None    map[string]float64 `json:"none"`
}

// ParseModel reads a stored model.
func ParseModel(data []byte) (Model, error) {
	var j modelJSON
	var m Model
	if err := json.Unmarshal(data, &j); err != nil {
		return m, fmt.Errorf("read model: %w", err)
	}
	m.Answer, m.Suggest, m.From = j.Answer, j.Suggest, j.From
	for i, name := range featureNames {
		w, ok := j.Entry[name]
		if !ok {
			return m, fmt.Errorf("read model: the weight of %q is missing: train it anew", name)
		}
		m.Entry[i] = w
	}
	for i, name := range signalNames {
		w, ok := j.None[name]
		if !ok {
			return m, fmt.Errorf("read model: the weight of %q is missing: train it anew", name)
		}
		m.None[i] = w
	}
	return m, nil
}

// JSON is the model as it is stored.
func (m Model) JSON() ([]byte, error) {
	const digits = 1e4 // so that the file is the same on every machine
	round := func(w float64) float64 { return math.Round(w*digits) / digits }
	j := modelJSON{
		About: "Made by go test ./bot/knowledge -run TestModel -update; see lesson.go and train.go.", From: m.From,
		Answer: round(m.Answer), Suggest: round(m.Suggest), Entry: map[string]float64{}, None: map[string]float64{},
	}
	for i, name := range featureNames {
		j.Entry[name] = round(m.Entry[i])
	}
	for i, name := range signalNames {
		j.None[name] = round(m.None[i])
	}
	data, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write model: %w", err)
	}
	return append(data, '\n'), nil
}

// weigh returns how likely each candidate is, and none of them.
func (m Model) weigh(q asked) (likely []float64, none float64) {
	for i, v := range q.signals {
		none += m.None[i] * v
	}
	likely = make([]float64, len(q.candidates))
	top := none
	for i, c := range q.candidates {
		for j, v := range c.f {
			likely[i] += m.Entry[j] * v
		}
		top = max(top, likely[i])
	}
	none = math.Exp(none - top)
	sum := none
	for i := range likely {
		likely[i] = math.Exp(likely[i] - top)
		sum += likely[i]
	}
	for i := range likely {
		likely[i] /= sum
	}
	return likely, none / sum
}
