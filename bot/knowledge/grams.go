package knowledge

import (
	"math"
	"slices"
)

// Lengths of the pieces of letters by which texts are compared.
const (
	shortestGram = 3
	longestGram  = 5
)

// gramTable numbers pieces of letters and says how rare each is among all phrasings.
type gramTable struct {
	ids    map[string]int32
	rarity []float32
}

// gram is a piece of letters in a text, weighted so that the text's squares add up to 1.
type gram struct {
	id     int32
	weight float32
}

// addGrams takes the phrasings' texts apart.
func (x *Index) addGrams() {
	x.grams.ids = map[string]int32{}
	var count []int // of phrasings, by gram
	var ids []int32
	total := 0
	for i := range x.docs {
		for j := range x.docs[i].phrasings {
			p := &x.docs[i].phrasings[j]
			total++
			ids = ids[:0]
			for g := range gramsOf(p.folded) {
				id, ok := x.grams.ids[g]
				if !ok {
					id = int32(len(x.grams.ids))
					x.grams.ids[g] = id
					count = append(count, 0)
				}
				ids = append(ids, id)
			}
			p.grams = counted(ids)
			for _, g := range p.grams {
				count[g.id]++
			}
		}
	}
	x.grams.rarity = make([]float32, len(count))
	for id, c := range count {
		x.grams.rarity[id] = float32(math.Log(1 + float64(total)/float64(c)))
	}
	for i := range x.docs {
		for j := range x.docs[i].phrasings {
			x.grams.weigh(x.docs[i].phrasings[j].grams, 0)
		}
	}
}

// counted are grams with their counts, in order, so that sums are always the same.
func counted(ids []int32) []gram {
	slices.Sort(ids)
	var all []gram
	for _, id := range ids {
		if last := len(all) - 1; last >= 0 && all[last].id == id {
			all[last].weight++
		} else {
			all = append(all, gram{id, 1})
		}
	}
	return all
}

// strangeRarity is the rarity of grams that no phrasing has.
const strangeRarity = 6.0

// weigh turns counts into weights, squares adding up to 1 with those of the strange grams,
// which are in no phrasing.
func (g gramTable) weigh(all []gram, strange int) {
	sum := float64(strange) * strangeRarity * strangeRarity
	for i, c := range all {
		w := c.weight
		if w > 1 {
			w = 1 + float32(math.Log(float64(w)))
		}
		w *= g.rarity[c.id]
		all[i].weight = w
		sum += float64(w) * float64(w)
	}
	if sum == 0 {
		return
	}
	norm := float32(1 / math.Sqrt(sum))
	for i := range all {
		all[i].weight *= norm
	}
}

// of are a question's grams.
func (g gramTable) of(text string) []gram {
	var ids []int32
	strange := 0
	for s := range gramsOf(text) {
		if id, ok := g.ids[s]; ok {
			ids = append(ids, id)
		} else {
			strange++
		}
	}
	all := counted(ids)
	g.weigh(all, strange)
	return all
}

// gramsOf yields the pieces of 3 to 5 letters of a text, word boundaries counting as letters.
func gramsOf(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		s = " " + s + " "
		at := make([]int, 0, len(s)+1) // where letters begin
		for i := range s {
			at = append(at, i)
		}
		at = append(at, len(s))
		for i := range at {
			for n := shortestGram; n <= longestGram && i+n < len(at); n++ {
				if !yield(s[at[i]:at[i+n]]) {
					return
				}
			}
		}
	}
}
