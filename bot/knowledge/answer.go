package knowledge

import (
	"cmp"
	"slices"
)

// Outcome is what a question leads to.
type Outcome string

// The outcomes.
const (
	Answered  Outcome = "answered"  // Entry is what was asked for
	Suggested Outcome = "suggested" // one of the Suggestions may be
	Unsure    Outcome = "unsure"    // nothing is likely enough
)

// MaxSuggestions is how many entries are suggested at most.
const MaxSuggestions = 3

// leastSuggestion is how likely an entry must be to be suggested beside a likelier one,
// as a share of that one's likelihood.
const leastSuggestion = 0.02

// Result is what was found for a question.
type Result struct {
	Outcome     Outcome
	Entry       Entry        // if Answered
	Score       float64      // how likely the best entry is the one that was asked for, 0 to 1
	Suggestions []Suggestion // if Suggested, best first
}

// Suggestion is an entry that may have been meant.
type Suggestion struct {
	Entry Entry
	Score float64 // how likely it was meant, 0 to 1
}

// Ask finds the entry that a question asks for. It takes any text, and never fails.
func (x *Index) Ask(question string) Result {
	q := x.read(question)
	likely, none := x.model.weigh(q)
	return x.decide(x.model, q, likely, none)
}

// decide turns likelihoods into an outcome.
func (x *Index) decide(m Model, q asked, likely []float64, none float64) Result {
	best := ranked(likely)
	if len(best) == 0 {
		return Result{Outcome: Unsure}
	}
	top := likely[best[0]]
	r := Result{Outcome: Unsure, Score: top}
	switch {
	case top >= m.Answer:
		r.Outcome, r.Entry = Answered, x.entries[q.candidates[best[0]].doc]
	case 1-none >= m.Suggest:
		r.Outcome = Suggested
		r.Suggestions = x.suggestions(q, likely, best)
	}
	return r
}

// suggestions are the best few entries, as long as they are not far behind the first.
func (x *Index) suggestions(q asked, likely []float64, best []int) []Suggestion {
	var all []Suggestion
	for _, i := range best[:min(MaxSuggestions, len(best))] {
		if likely[i] >= leastSuggestion*likely[best[0]] {
			all = append(all, Suggestion{x.entries[q.candidates[i].doc], likely[i]})
		}
	}
	return all
}

// leastOther is how likely an entry must be to be shown to somebody who has said that the
// best one was not meant.
const leastOther = 0.001

// Others are what may have been meant if it was not the entry called not, best first.
func (x *Index) Others(question string, not ID) []Suggestion {
	q := x.read(question)
	likely, _ := x.model.weigh(q)
	best := slices.DeleteFunc(ranked(likely), func(i int) bool {
		return likely[i] < leastOther || x.entries[q.candidates[i].doc].ID == not
	})
	return x.suggestions(q, likely, best)
}

// ranked are the indexes of likely, likeliest first.
func ranked(likely []float64) []int {
	all := make([]int, len(likely))
	for i := range all {
		all[i] = i
	}
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(likely[b], likely[a]) })
	return all
}

// Nearest are the entries that a question most likely asks for, best first, however
// unlikely that is.
func (x *Index) Nearest(question string, most int) []Entry {
	q := x.read(question)
	likely, _ := x.model.weigh(q)
	var all []Entry
	for _, i := range ranked(likely) {
		if len(all) < most {
			all = append(all, x.entries[q.candidates[i].doc])
		}
	}
	return all
}
