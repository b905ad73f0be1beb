package main

import (
	"encoding/json"
	"math"

	"kigo/bot/knowledge"
)

// askedJSON is what `kigo ask --json` prints; scripts rely on it.
type askedJSON struct {
	Question    string           `json:"question"`
	ID          knowledge.ID     `json:"id"` // "" where it is not sure
	Answer      string           `json:"answer"`
	Source      string           `json:"source"`
	Score       float64          `json:"score"`
	Suggestions []suggestionJSON `json:"suggestions"`
}

type suggestionJSON struct {
	ID       knowledge.ID `json:"id"`
	Question string       `json:"question"`
	Score    float64      `json:"score"`
}

// json prints an answer as one JSON object in a line.
func (a *asker) json(x *knowledge.Index, question string) error {
	r := x.Ask(question)
	o := askedJSON{
		Question: question, ID: r.Entry.ID, Answer: r.Entry.Answer, Source: r.Entry.Source,
		Score: rounded(r.Score), Suggestions: []suggestionJSON{},
	}
	for _, s := range r.Suggestions {
		o.Suggestions = append(o.Suggestions, suggestionJSON{s.Entry.ID, s.Entry.Question, rounded(s.Score)})
	}
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(o)
}

// rounded is a score with as many digits as say something.
func rounded(score float64) float64 { return math.Round(score*1e4) / 1e4 }
