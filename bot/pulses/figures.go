package pulses

import "math"

// Estimate is a figure with its 95 % confidence interval.
type Estimate struct {
	Value, Low, High float64
	N                int // people it is made of, those without "Angabe" left out
}

// z is the 97.5 % quantile of the normal distribution.
const z = 1.959963984540054

// Share is which part of those who stated something chose c, from 0 to 1, with Wilson's
// interval. In multiple choice, where "keine Angabe" means nothing chosen, it is the same.
// ok is false if nobody stated anything.
func (c Count) Share(choice int) (e Estimate, ok bool) {
	n := float64(c.stated())
	if n == 0 {
		return e, false
	}
	p := float64(c.Given[choice]) / n
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Estimate{Value: p, Low: max(0, centre-half), High: min(1, centre+half), N: c.stated()}, true
}

// Mean is the mean step of a scale, from 1, with Student's interval. ok is false where
// fewer than MinK people stated something.
func (c Count) Mean() (Estimate, bool) {
	return c.mean(func(choice int) float64 { return float64(choice + 1) }, 1, float64(len(c.Given)))
}

// ENPS is the share of promoters (9, 10) less that of detractors (0 to 6), from -100 to
// 100, with Student's interval over the values 100, 0 and -100. ok as in Mean.
func (c Count) ENPS() (Estimate, bool) { return c.mean(enps, -100, 100) }

func enps(choice int) float64 {
	switch {
	case choice >= 9:
		return 100
	case choice <= 6:
		return -100
	}
	return 0
}

// Figure is the one number by which a question of a kind is compared and followed: mean of
// a scale, eNPS. ok is false for other kinds, too.
func (c Count) Figure(kind Kind) (e Estimate, ok bool) {
	switch kind {
	case Scale:
		return c.Mean()
	case ENPS:
		return c.ENPS()
	}
	return e, false
}

func (c Count) mean(value func(choice int) float64, least, most float64) (e Estimate, ok bool) {
	m, variance, n := c.moments(value)
	if n < MinK {
		return e, false
	}
	half := student(float64(n-1)) * math.Sqrt(variance/float64(n))
	return Estimate{Value: m, Low: max(least, m-half), High: min(most, m+half), N: n}, true
}

// moments are mean and variance (of a sample) of those who stated something.
func (c Count) moments(value func(choice int) float64) (mean, variance float64, n int) {
	for choice, times := range c.Given {
		n += times
		mean += float64(times) * value(choice)
	}
	if n < 2 {
		return mean, 0, n
	}
	mean /= float64(n)
	for choice, times := range c.Given {
		d := value(choice) - mean
		variance += float64(times) * d * d
	}
	return mean, variance / float64(n-1), n
}

// Difference is the figure of left less that of right, with Welch's interval. ok is false
// where one of them has no figure.
func Difference(kind Kind, left, right Count) (e Estimate, ok bool) {
	value := func(choice int) float64 { return float64(choice + 1) }
	if kind == ENPS {
		value = enps
	}
	if _, ok := left.Figure(kind); !ok {
		return e, false
	}
	if _, ok := right.Figure(kind); !ok {
		return e, false
	}
	lm, lv, ln := left.moments(value)
	rm, rv, rn := right.moments(value)
	l, r := lv/float64(ln), rv/float64(rn)
	e = Estimate{Value: lm - rm, Low: lm - rm, High: lm - rm, N: ln + rn}
	if l+r > 0 {
		freedom := (l + r) * (l + r) / (l*l/float64(ln-1) + r*r/float64(rn-1))
		half := student(freedom) * math.Sqrt(l+r)
		e.Low, e.High = e.Value-half, e.Value+half
	}
	return e, true
}

// student is the 97.5 % quantile of Student's distribution, by Fisher's expansion of the
// normal one; within 1 % from four degrees of freedom on.
func student(freedom float64) float64 {
	z3, z5, z7 := z*z*z, z*z*z*z*z, z*z*z*z*z*z*z
	return z + (z3+z)/(4*freedom) + (5*z5+16*z3+3*z)/(96*freedom*freedom) + (3*z7+19*z5+17*z3-15*z)/(384*freedom*freedom*freedom)
}
