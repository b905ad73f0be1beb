package knowledge

import (
	"math"
	"slices"
)

// Training is deterministic: the same entries and questions give the same model.
//
// It learns from questions whose answer is known, and from every phrasing of every entry,
// read by an index that lacks this phrasing. The weights are those that make the right
// answers likeliest, kept small so that no single question bends them; the thresholds those
// at which, cross-validated, few questions are answered wrongly.
const (
	leaveOut    = 6    // a phrasing is left out together with every sixth other one
	ridge       = 2.0  // how much weights are kept small
	newtonSteps = 30   // at most
	close_      = 1e-6 // a step this small is the last
)

// lesson is a question that training learns from.
type lesson struct {
	asked
	right  int // index into candidates; -1 for none of them
	weight float64
}

// Trainer trains models for one knowledge base.
type Trainer struct {
	folder    Folder
	index     *Index
	phrasings []lesson
}

// NewTrainer prepares training for a folder's entries.
func NewTrainer(f Folder) *Trainer {
	t := &Trainer{folder: f, index: NewIndex(f, Model{})}
	for n := range leaveOut {
		less, out := t.without(n)
		x := NewIndex(less, Model{})
		for _, c := range out {
			if l, ok := x.lesson(c, 0.5); ok {
				t.phrasings = append(t.phrasings, l)
			}
		}
	}
	return t
}

// without is the folder without every sixth phrasing, beginning with the n-th, and those
// phrasings as questions. An entry keeps one phrasing at least.
func (t *Trainer) without(n int) (Folder, []Case) {
	f := t.folder
	f.Entries = slices.Clone(f.Entries)
	var out []Case
	k := 0
	for i, e := range f.Entries {
		var kept []string
		for _, p := range e.Phrasings() {
			if k%leaveOut == n && len(e.Alternatives) > 0 {
				out = append(out, Case{ID: e.ID, Question: p})
			} else {
				kept = append(kept, p)
			}
			k++
		}
		if len(kept) == 0 {
			kept = e.Phrasings()[:1]
		}
		f.Entries[i].Question, f.Entries[i].Alternatives = kept[0], kept[1:]
	}
	return f, out
}

// lesson reads a question; false if the right entry shares no word with it, so that
// nothing can be learnt.
func (x *Index) lesson(c Case, weight float64) (lesson, bool) {
	l := lesson{asked: x.read(c.Question), right: -1, weight: weight}
	if c.ID == NoAnswer {
		return l, true
	}
	for i, cand := range l.candidates {
		if x.entries[cand.doc].ID == c.ID {
			l.right = i
			return l, true
		}
	}
	return l, false
}

// lessons reads questions.
func (t *Trainer) lessons(cases []Case) []lesson {
	var all []lesson
	for _, c := range cases {
		if l, ok := t.index.lesson(c, 1); ok {
			all = append(all, l)
		}
	}
	return all
}

// weights are the model's weights in one row.
const weights = int(features) + int(signals)

type row [weights]float64

// fit finds the weights that make the right answers likeliest, by Newton's method.
func fit(all []lesson) Model {
	var w row
	at := loss(all, w)
	for range newtonSteps {
		slope, bend := derive(all, w)
		step := solve(bend, slope)
		next, size, length := w, 0.0, 1.0
		for ; length > close_; length /= 2 { // shorter until it leads downhill
			size = 0
			for i := range w {
				next[i] = w[i] - length*step[i]
				size = max(size, math.Abs(length*step[i]))
			}
			if below := loss(all, next); below <= at {
				w, at = next, below
				break
			}
		}
		if size < close_ || length <= close_ {
			break
		}
	}
	return asModel(w)
}

// loss is how unlikely w makes the right answers, and how large the weights are.
func loss(all []lesson, w row) float64 {
	m, sum := asModel(w), 0.0
	for _, v := range w {
		sum += ridge / 2 * v * v
	}
	for _, l := range all {
		likely, right := m.weigh(l.asked)
		if l.right >= 0 {
			right = likely[l.right]
		}
		sum -= l.weight * math.Log(max(right, 1e-300))
	}
	return sum
}

func asModel(w row) Model {
	var m Model
	copy(m.Entry[:], w[:features])
	copy(m.None[:], w[features:])
	return m
}

// derive returns first and second derivatives of loss.
func derive(all []lesson, w row) (slope row, bend [weights]row) {
	m := asModel(w)
	for i := range w {
		slope[i] = ridge * w[i]
		bend[i][i] = ridge
	}
	for _, l := range all {
		likely, none := m.weigh(l.asked)
		var mean row
		for i, c := range l.candidates {
			for j, v := range c.f {
				mean[j] += likely[i] * v
				for k := range j + 1 {
					bend[j][k] += l.weight * likely[i] * v * c.f[k]
				}
			}
		}
		for j, v := range l.signals {
			mean[int(features)+j] = none * v
			for k := range j + 1 {
				bend[int(features)+j][int(features)+k] += l.weight * none * v * l.signals[k]
			}
		}
		for j := range mean {
			slope[j] += l.weight * mean[j]
			for k := range j + 1 {
				bend[j][k] -= l.weight * mean[j] * mean[k]
			}
		}
		if l.right < 0 {
			for j, v := range l.signals {
				slope[int(features)+j] -= l.weight * v
			}
			continue
		}
		for j, v := range l.candidates[l.right].f {
			slope[j] -= l.weight * v
		}
	}
	for j := range bend {
		for k := range j {
			bend[k][j] = bend[j][k]
		}
	}
	return slope, bend
}

// solve returns x with a·x = b, for a symmetric a whose values all are positive (Cholesky).
func solve(a [weights]row, b row) row {
	for j := range a {
		for k := range j + 1 {
			sum := a[j][k]
			for i := range k {
				sum -= a[j][i] * a[k][i]
			}
			if j == k {
				a[j][j] = math.Sqrt(max(sum, 1e-9))
			} else {
				a[j][k] = sum / a[k][k]
			}
		}
	}
	for j := range b {
		for i := range j {
			b[j] -= a[j][i] * b[i]
		}
		b[j] /= a[j][j]
	}
	for j := len(b) - 1; j >= 0; j-- {
		for i := j + 1; i < len(b); i++ {
			b[j] -= a[i][j] * b[i]
		}
		b[j] /= a[j][j]
	}
	return b
}
