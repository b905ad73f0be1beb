package words

// shape is what a word and its misspelling have in common: the first letter, and about
// the length.
type shape struct {
	first  byte
	length int
}

func shapeOf(w string) shape {
	if w == "" {
		return shape{}
	}
	return shape{w[0], len(w)}
}

// allowed is how many typos a word of n letters may have.
func allowed(n int) int {
	switch {
	case n < 5:
		return 0
	case n < 8:
		return 1
	case n < 14:
		return 2
	default:
		return 3
	}
}

// misspelt is the known word that w is a misspelling of: the nearest, in a tie one that
// the knowledge base uses.
func (l *Lexicon) misspelt(w string) (string, bool) {
	most := allowed(len(w))
	if most == 0 || len(w) > maxWord || !ascii(w) || w[0] <= '9' {
		return "", false
	}
	best, cost, uses := "", most+1, false
	for n := len(w) - most; n <= len(w)+most; n++ {
		for _, k := range l.shapes[shape{w[0], n}] {
			about := l.surfaces[k].about()
			if len(k) < 5 || (len(w) < 6 && !about) {
				continue // too many short words are alike
			}
			d := distance(w, k, min(cost, most))
			if d < cost || (d == cost && d <= most && about && !uses) {
				best, cost, uses = k, d, about
			}
		}
	}
	return best, best != ""
}

// distance counts the letters to insert, take out, change or swap with their neighbour;
// most+1 if there are more than most.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][maxWord + 8]int
	if len(b) >= len(rows[0]) {
		return most + 1
	}
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			d := min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], most+1)
}
