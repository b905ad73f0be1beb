package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/knowledge"
)

// evaluate prints how well the questions of a file are answered, and which are not.
func (a *asker) evaluate(file string, errOut io.Writer) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("--evaluate: %w", err)
	}
	defer f.Close()
	cases, err := knowledge.ReadCases(f)
	var wrong *fault.Fault
	if errors.As(err, &wrong) {
		fmt.Fprintln(errOut, a.p.Plain("ask.mistake.file", i18n.Args{"File": file, "What": a.p.Fault(wrong)}))
		return errReported
	}
	if err != nil {
		return err
	}
	report, err := knowledge.Evaluate(a.knowledge, a.model, cases)
	if err != nil {
		return err
	}
	w := &lines{out: a.out}
	if report.Crossed {
		w.say(a.p.Plain("ask.figures.crossed"))
	} else {
		w.say(a.p.Plain("ask.figures.unseen"))
	}
	w.say("")
	if w.err != nil {
		return w.err
	}
	if err := a.figures(report); err != nil {
		return err
	}
	a.failures(w, report)
	return w.err
}

// figures prints one line a kind and one for all.
func (a *asker) figures(r knowledge.Report) error {
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := []string{"kind", "inside", "top", "right", "found", "wrong", "outside", "answered", "offered"}
	for i, h := range head {
		head[i] = a.p.Plain("ask.figures." + h)
	}
	fmt.Fprintln(t, strings.Join(head, "\t")+"\t")
	if len(r.Kinds) > 1 {
		for _, k := range r.Kinds {
			a.line(t, k, r.ByKind[k])
		}
	}
	a.line(t, a.p.Plain("ask.figures.all"), r.All)
	return t.Flush()
}

func (a *asker) line(w io.Writer, kind string, f knowledge.Figures) {
	cells := []string{
		kind, strconv.Itoa(f.Inside), share(f.Top, f.Inside), share(f.Right, f.Inside), share(f.Right+f.Suggested, f.Inside), share(f.Wrong, f.Inside),
		strconv.Itoa(f.Outside), share(f.Answered, f.Outside), share(f.Offered, f.Outside),
	}
	fmt.Fprintln(w, strings.Join(cells, "\t")+"\t")
}

// failures lists the questions that were answered wrongly, or neither answered nor their answer suggested.
func (a *asker) failures(w *lines, r knowledge.Report) {
	head := false
	for _, v := range r.Verdicts {
		if !v.Failed() {
			continue
		}
		if !head {
			w.say("")
			w.say(a.p.Plain("ask.figures.failures"))
			head = true
		}
		var got []string
		switch v.Result.Outcome {
		case knowledge.Answered:
			got = append(got, string(v.Result.Entry.ID))
		case knowledge.Suggested:
			for _, s := range v.Result.Suggestions {
				got = append(got, string(s.Entry.ID))
			}
		case knowledge.Unsure:
		}
		w.say(fmt.Sprintf("  %s\t%s\t%s %s", v.Case.ID, v.Case.Question, a.p.Plain("ask.outcome."+string(v.Result.Outcome)), strings.Join(got, ", ")))
	}
}

// share is n of all in percent, or "–" of none.
func share(n, all int) string {
	if all == 0 {
		return "–"
	}
	return decimalOf(100*float64(n)/float64(all), 1) + " %"
}

func percent(v float64) string { return decimalOf(100*v, 1) + " %" }

func decimal(v float64) string { return decimalOf(v, 2) }

func decimalOf(v float64, digits int) string { return strconv.FormatFloat(v, 'f', digits, 64) }

// signed shows that points speak for something or against it.
func signed(points float64) string { return fmt.Sprintf("%+.2f", points) }
