package knowledge

import (
	"maps"
	"math"
	"slices"

	"kigo/bot/knowledge/words"
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
func (x *Index) addGrams(read []reading) {
	x.grams.ids = map[string]int32{}
	var count []int
	total := 0
	for i, r := range read {
		for j := range r.phrasings {
			total++
			here := map[int32]float32{}
			for g := range gramsOf(x.docs[i].phrasings[j].folded) {
				id, ok := x.grams.ids[g]
				if !ok {
					id = int32(len(x.grams.ids))
					x.grams.ids[g] = id
					count = append(count, 0)
				}
				if here[id] == 0 {
					count[id]++
				}
				here[id]++
			}
			x.docs[i].phrasings[j].grams = counted(here)
		}
	}
	x.grams.rarity = make([]float32, len(count))
	for id, c := range count {
		x.grams.rarity[id] = float32(math.Log(1 + float64(total)/float64(c)))
	}
	for i := range x.docs {
		for j := range x.docs[i].phrasings {
			x.grams.weigh(x.docs[i].phrasings[j].grams)
		}
	}
}

// counted are grams with their counts, in order, so that sums are always the same.
func counted(here map[int32]float32) []gram {
	all := make([]gram, 0, len(here))
	for _, id := range slices.Sorted(maps.Keys(here)) {
		all = append(all, gram{id, here[id]})
	}
	return all
}

// weigh turns counts into weights, squares adding up to 1.
func (g gramTable) weigh(all []gram) {
	sum := 0.0
	for i := range all {
		all[i].weight = (1 + float32(math.Log(float64(all[i].weight)))) * g.rarity[all[i].id]
		sum += float64(all[i].weight) * float64(all[i].weight)
	}
	if sum == 0 {
		return
	}
	norm := float32(1 / math.Sqrt(sum))
	for i := range all {
		all[i].weight *= norm
	}
}

// of are a question's grams. Grams that no phrasing has count for its length all the same.
func (g gramTable) of(text []words.Token) []gram {
	here := map[int32]float32{}
	strange := 0
	for s := range gramsOf(folded(text)) {
		if id, ok := g.ids[s]; ok {
			here[id]++
		} else {
			strange++
		}
	}
	all := counted(here)
	sum := 0.0
	for i, c := range all {
		w := (1 + float32(math.Log(float64(c.weight)))) * g.rarity[c.id]
		all[i].weight = w
		sum += float64(w) * float64(w)
	}
	const strangeRarity = 6
	sum += float64(strange) * strangeRarity * strangeRarity
	if sum > 0 {
		for i := range all {
			all[i].weight /= float32(math.Sqrt(sum))
		}
	}
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
