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
	known := map[string]bool{}
	for _, c := range all {
		known[c.Question] = true
	}
	r.Crossed = slices.ContainsFunc(cases, func(c Case) bool { return known[c.Question] })
	if !r.Crossed {
		x := NewIndex(f, m)
		for _, c := range cases {
			r.add(x.verdict(m, c, x.read(c.Question)))
		}
		return r, nil
	}
	for _, v := range NewTrainer(f).cross(all, cases, m) {
		r.add(v)
	}
	return r, nil
}

// cross answers each question by a model that was trained on all but a tenth of what is
// to be learnt, with this question in the tenth. The thresholds are those of m.
func (t *Trainer) cross(all, cases []Case, m Model) []Verdict {
	part := map[string]int{}
	for i, c := range cases {
		part[c.Question] = i % folds
	}
	verdicts := make([]Verdict, len(cases))
	for n := range folds {
		var learn []Case
		for _, c := range all {
			if p, asked := part[c.Question]; !asked || p != n {
				learn = append(learn, c)
			}
		}
		fold := fit(append(t.lessons(learn), t.phrasings...))
		fold.Answer, fold.Suggest = m.Answer, m.Suggest
		for i, c := range cases {
			if part[c.Question] == n {
				verdicts[i] = t.index.verdict(fold, c, t.index.read(c.Question))
			}
		}
	}
	return verdicts
}

// verdict answers a question that has been read.
func (x *Index) verdict(m Model, c Case, q asked) Verdict {
	likely, none := m.weigh(q)
	v := Verdict{Case: c, Result: x.decide(m, q, likely, none)}
	if best := ranked(likely); len(best) > 0 {
		v.Top = x.entries[q.candidates[best[0]].doc].ID
	}
	return v
}
