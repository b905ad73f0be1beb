package knowledge

import "math"

// How the weights are found. Training is deterministic: the same entries and questions
// give the same model.
const (
	ridge       = 0.5  // how much weights are kept small, so that no single question bends them
	newtonSteps = 30   // at most
	smallest    = 1e-6 // a step this small is the last

	exactWeight = 6.0  // a question that is one of the phrasings: what is curated wins
	answerFrom  = 0.85 // likelihood from which on the best entry is the answer; a wrong one costs more trust than none
	suggestFrom = 0.2  // likelihood of any entry having been meant from which on some are suggested
)

// weights are how many weights a model has; a row holds something for each.
const weights = int(features) + int(signals)

type row [weights]float64

// fit finds the weights that make the right answers likeliest, beginning with start. A
// feature that speaks for an entry may not count against it, nor the other way round; its
// weight is 0 then.
func fit(all []lesson, start row) row {
	var pinned [weights]bool
	pinned[fExact] = true // cannot be learnt: no lesson's question is one of the phrasings
	for {
		w := newton(all, pinned, start)
		fine := true
		for i := range features {
			if w[i] != 0 && (w[i] < 0) != against[i] {
				pinned[i], fine = true, false
			}
		}
		if fine {
			return w
		}
	}
}

// newton finds the weights by Newton's method; those pinned are 0.
func newton(all []lesson, pinned [weights]bool, w row) row {
	for i := range w {
		if pinned[i] {
			w[i] = 0
		}
	}
	at := loss(all, w)
	for range newtonSteps {
		slope, bend := derive(all, w)
		for i := range w {
			if pinned[i] {
				slope[i] = 0
				for j := range w {
					bend[i][j], bend[j][i] = 0, 0
				}
				bend[i][i] = 1
			}
		}
		step := solve(bend, slope)
		size, length := 0.0, 1.0
		for ; length > smallest; length /= 2 { // shorter until it leads downhill
			next := w
			size = 0
			for i := range w {
				next[i] -= length * step[i]
				size = max(size, math.Abs(length*step[i]))
			}
			if below := loss(all, next); below <= at {
				w, at = next, below
				break
			}
		}
		if size < smallest || length <= smallest {
			break
		}
	}
	return w
}

// trained is the model with these weights.
func trained(w row) Model {
	m := asModel(w)
	m.Entry[fExact], m.Answer, m.Suggest = exactWeight, answerFrom, suggestFrom
	return m
}

func asModel(w row) Model {
	var m Model
	copy(m.Entry[:], w[:features])
	copy(m.None[:], w[features:])
	return m
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

// derive returns first and second derivatives of loss.
func derive(all []lesson, w row) (slope row, bend [weights]row) {
	m := asModel(w)
	for i := range w {
		slope[i], bend[i][i] = ridge*w[i], ridge
	}
	for _, l := range all {
		likely, none := m.weigh(l.asked)
		var mean row
		for i, c := range l.candidates {
			pull(l.weight, likely[i], c.f[:], 0, &mean, &bend)
		}
		pull(l.weight, none, l.signals[:], int(features), &mean, &bend)
		for j := range mean {
			slope[j] += l.weight * mean[j]
			for k := range j + 1 {
				bend[j][k] -= l.weight * mean[j] * mean[k]
			}
		}
		right, first := l.signals[:], int(features)
		if l.right >= 0 {
			right, first = l.candidates[l.right].f[:], 0
		}
		for j, v := range right {
			slope[first+j] -= l.weight * v
		}
	}
	for j := range bend {
		for k := range j {
			bend[k][j] = bend[j][k]
		}
	}
	return slope, bend
}

// pull adds what one candidate contributes, whose values begin at first.
func pull(weight, likely float64, values []float64, first int, mean *row, bend *[weights]row) {
	const negligible = 1e-6
	if likely < negligible {
		return
	}
	for j, v := range values {
		if v == 0 {
			continue
		}
		mean[first+j] += likely * v
		for k := range j + 1 {
			bend[first+j][first+k] += weight * likely * v * values[k]
		}
	}
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
