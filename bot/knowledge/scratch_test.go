package knowledge

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"
)

func casesOf(t testing.TB, name string) []Case {
	data, err := os.ReadFile("questions/" + name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ReadCases(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func show(name string, vs []Verdict) {
	var f Figures
	for _, v := range vs {
		f.add(v)
	}
	p := func(a, b int) float64 { return 100 * float64(a) / float64(max(1, b)) }
	fmt.Printf("%-10s in %3d top1 %5.1f outright %5.1f right|sugg %5.1f wrong %4.1f (%d) | off %3d answered %4.1f (%d) offered %4.1f\n", name, f.Inside, p(f.Top, f.Inside), p(f.Right, f.Inside), p(f.Right+f.Suggested, f.Inside), p(f.Wrong, f.Inside), f.Wrong, f.Outside, p(f.Answered, f.Outside), f.Answered, p(f.Offered, f.Outside))
}

func TestScratch(t *testing.T) {
	f, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	NewIndex(f, Model{})
	fmt.Println("build", time.Since(start))
	start = time.Now()
	tr := NewTrainer(f)
	all, err := Lessons()
	if err != nil {
		t.Fatal(err)
	}
	m := fit(append(tr.lessons(all), tr.phrasings...))
	m.Answer, m.Suggest = 0.5, 0.3
	fmt.Println("train", time.Since(start), len(tr.phrasings))
	for i, n := range featureNames {
		fmt.Printf("%s %.2f  ", n, m.Entry[i])
	}
	fmt.Println()
	for i, n := range signalNames {
		fmt.Printf("%s %.2f  ", n, m.None[i])
	}
	fmt.Println()
	if os.Getenv("SWEEP") != "" {
		dev, train, held := casesOf(t, "faq-dev.tsv"), casesOf(t, "train.tsv"), casesOf(t, "held.tsv")
		for _, a := range []float64{0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85} {
			m.Answer = a
			fmt.Println("answer", a)
			show("dev cv", tr.cross(all, dev, m))
			show("train cv", tr.cross(all, train, m))
			var vs []Verdict
			for _, c := range held {
				vs = append(vs, tr.index.verdict(m, c, tr.index.read(c.Question)))
			}
			show("held", vs)
		}
		return
	}
	for _, set := range []string{"faq-dev.tsv", "train.tsv", "held.tsv"} {
		cs := casesOf(t, set)
		var vs []Verdict
		if set == "held.tsv" {
			for _, c := range cs {
				vs = append(vs, tr.index.verdict(m, c, tr.index.read(c.Question)))
			}
		} else {
			vs = tr.cross(all, cs, m)
		}
		show(set, vs)
		if os.Getenv("FAIL") == set {
			for _, v := range vs {
				if v.Case.ID != v.Top && v.Case.ID != "-" || v.Failed() {
					line := fmt.Sprintf("%-22s %-60s %s %.2f", v.Case.ID, v.Case.Question, v.Result.Outcome, v.Result.Score)
					q := tr.index.read(v.Case.Question)
					l, _ := m.weigh(q)
					for _, i := range ranked(l)[:min(3, len(l))] {
						line += fmt.Sprintf(" %s %.2f;", tr.index.entries[q.candidates[i].doc].ID, l[i])
					}
					for _, w := range q.words {
						line += fmt.Sprintf(" %s/%d", w.Text, w.Kind)
					}
					fmt.Println(line)
				}
			}
		}
	}
}
