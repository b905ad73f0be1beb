package pulses

import (
	"maps"
	"slices"
)

// Count is how often each answer to one question was given by some people.
type Count struct {
	Groups []string `bson:"groups" json:"groups"` // Dezernate that are counted together, in order; "" is "ohne Angabe"
	N      int      `bson:"n" json:"n"`           // how many people answered, those without "Angabe" included
	Given  []int    `bson:"given" json:"given"`   // by choice
	None   int      `bson:"none" json:"none"`     // "keine Angabe"
}

// plus is both counts together.
func (c Count) plus(o Count) Count {
	sum := Count{N: c.N + o.N, None: c.None + o.None, Given: slices.Clone(c.Given)}
	sum.Groups = slices.Concat(c.Groups, o.Groups)
	slices.Sort(sum.Groups)
	for i, n := range o.Given {
		sum.Given[i] += n
	}
	return sum
}

// stated is how many have chosen something other than "keine Angabe", where one thing can
// be chosen.
func (c Count) stated() int { return c.N - c.None }

// tally counts the answers to a question, group by group, in the order of the groups.
func tally(q Question, question int, answers []payload) []Count {
	byGroup := map[string]Count{}
	for _, p := range answers {
		g := string(p.Group)
		c, ok := byGroup[g]
		if !ok {
			c = Count{Groups: []string{g}, Given: make([]int, q.Choices())}
		}
		c.N++
		if len(p.Choices[question]) == 0 {
			c.None++
		}
		for _, choice := range p.Choices[question] {
			c.Given[choice]++
		}
		byGroup[g] = c
	}
	counts := make([]Count, 0, len(byGroup))
	for _, g := range slices.Sorted(maps.Keys(byGroup)) {
		counts = append(counts, byGroup[g])
	}
	return counts
}

// fits reports whether what was opened is an answer to the survey; anything else was not
// written by kigo.
func (s Survey) fits(p payload) bool {
	if p.Declined || len(p.Choices) != len(s.Questions) || len(p.Texts) != len(s.Questions) {
		return false
	}
	for i, q := range s.Questions {
		g := Given{Choices: p.Choices[i], None: q.Kind != FreeText && len(p.Choices[i]) == 0, Text: string(p.Texts[i])}
		if q.check(g) != nil || (q.Kind == FreeText && len(p.Choices[i]) > 0) {
			return false
		}
	}
	return true
}
