package knowledge

import "slices"

// Figures count what became of questions whose right answer is known.
type Figures struct {
	Inside    int // questions that an entry answers
	Top       int // the right entry was the likeliest
	Right     int // answered by the right entry
	Suggested int // the right entry was among the suggestions
	Wrong     int // answered by another entry
	Outside   int // questions that no entry answers
	Answered  int // answered all the same
	Offered   int // got suggestions all the same
}

// add counts one question.
func (f *Figures) add(v Verdict) {
	if v.Case.ID == NoAnswer {
		f.Outside++
		switch v.Result.Outcome {
		case Answered:
			f.Answered++
		case Suggested:
			f.Offered++
		case Unsure:
		}
		return
	}
	f.Inside++
	if v.Top == v.Case.ID {
		f.Top++
	}
	switch v.Result.Outcome {
	case Answered:
		if v.Result.Entry.ID == v.Case.ID {
			f.Right++
		} else {
			f.Wrong++
		}
	case Suggested:
		if slices.ContainsFunc(v.Result.Suggestions, func(s Suggestion) bool { return s.Entry.ID == v.Case.ID }) {
			f.Suggested++
		}
	case Unsure:
	}
}

// Verdict is what became of one question.
type Verdict struct {
	Case   Case
	Result Result
	Top    ID // the likeliest entry, whatever the outcome; "" if there is none
}

// Failed reports whether the question was answered wrongly, or neither answered nor its
// answer suggested.
func (v Verdict) Failed() bool {
	var f Figures
	f.add(v)
	return f.Wrong+f.Answered > 0 || f.Inside > f.Right+f.Suggested
}

// Report says how well questions are answered.
type Report struct {
	All      Figures
	Kinds    []string // in the order of their first question
	ByKind   map[string]Figures
	Verdicts []Verdict
	Crossed  bool // the model had never seen the question that it answered, see Evaluate
}

func (r *Report) add(v Verdict) {
	r.All.add(v)
	if !slices.Contains(r.Kinds, v.Case.Kind) {
		r.Kinds = append(r.Kinds, v.Case.Kind)
	}
	f := r.ByKind[v.Case.Kind]
	f.add(v)
	r.ByKind[v.Case.Kind] = f
	r.Verdicts = append(r.Verdicts, v)
}

// folds is into how many parts questions are cut for cross-validation.
const folds = 10

// Evaluate asks questions whose answer is known. If the model was trained on any of them,
// it cross-validates: every tenth question is answered by a model that was trained without
// it, so that the figures say what becomes of questions never seen.
func Evaluate(f Folder, m Model, cases []Case) (Report, error) {
	r := Report{ByKind: map[string]Figures{}}
	all, err := Lessons()
	if err != nil {
		return r, err
	}
	learnt := map[string]bool{}
	for _, c := range all {
		learnt[c.Question] = true
	}
	r.Crossed = slices.ContainsFunc(cases, func(c Case) bool { return learnt[c.Question] })
	if r.Crossed {
		for _, v := range NewTrainer(f).cross(all, cases) {
			r.add(v)
		}
		return r, nil
	}
	x := NewIndex(f, m)
	for _, c := range cases {
		r.add(x.verdict(m, c))
	}
	return r, nil
}

// cross answers each question by a model that has learnt everything but a tenth of the
// cases, with this question in the tenth.
func (t *Trainer) cross(all, cases []Case) []Verdict {
	tenth := map[string]int{}
	for i, c := range cases {
		tenth[c.Question] = i % folds
	}
	var learn [folds][]lesson // what is learnt for each tenth
	for n := range learn {
		learn[n] = slices.Clone(t.phrasings)
	}
	everything := slices.Clone(t.phrasings)
	for _, c := range all {
		lessons := t.lessons(c)
		everything = append(everything, lessons...)
		out, asked := tenth[c.Question]
		for n := range learn {
			if !asked || n != out {
				learn[n] = append(learn[n], lessons...)
			}
		}
	}
	verdicts := make([]Verdict, len(cases))
	near := fit(everything, row{}) // only where to begin: the weights found do not depend on it
	for n := range learn {
		m := trained(fit(learn[n], near))
		for i, c := range cases {
			if tenth[c.Question] == n {
				verdicts[i] = t.index.verdict(m, c)
			}
		}
	}
	return verdicts
}

// verdict answers a question whose answer is known.
func (x *Index) verdict(m Model, c Case) Verdict {
	q := x.read(c.Question)
	likely, none := m.weigh(q)
	v := Verdict{Case: c, Result: x.decide(m, q, likely, none)}
	if best := ranked(likely); len(best) > 0 {
		v.Top = x.entries[q.candidates[best[0]].doc].ID
	}
	return v
}
