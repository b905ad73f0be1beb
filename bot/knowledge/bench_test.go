package knowledge

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/de"
)

// sizes are the knowledge bases that answering is measured with, in entries.
var sizes = []int{60, 500, 5000}

// sized is the built-in knowledge base, filled up with made-up entries to n.
func sized(tb testing.TB, n int) Folder {
	tb.Helper()
	f := builtInFor(tb)
	f.Entries = slices.Clone(f.Entries)
	r := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("an bau de fer gel hal in kun lei mo nat or pra quel ral sol tur um ver wen zim stra ber gen lich heit tung schaft er ung")
	word := func() string {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		return b.String()
	}
	var common []string // words that many entries share
	for range 400 {
		common = append(common, word())
	}
	some := func() string { return common[r.IntN(1+r.IntN(len(common)))] }
	for len(f.Entries) < n {
		topic, part := word()+word(), word()
		e := Entry{
			ID: ID("entry-" + strconv.Itoa(len(f.Entries))), Question: "Was ist " + topic + "?", Source: "Test", Language: "de",
			Alternatives: []string{
				"Wie funktioniert " + topic + " bei " + some() + "?", "Wer ist für " + topic + " und " + part + " verantwortlich?",
				"Wann beginnt " + topic + " im " + some() + "?", "Wo finde ich " + part + " zu " + some() + "?",
				"Kann ich mich für " + topic + " anmelden?", topic + " " + part,
			},
			Tags: []string{topic, part, some()},
		}
		for range 30 {
			e.Answer += some() + " "
		}
		f.Entries = append(f.Entries, e)
	}
	return f
}

func builtInFor(tb testing.TB) Folder {
	tb.Helper()
	f, err := BuiltIn()
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func modelFor(tb testing.TB) Model {
	tb.Helper()
	m, err := BuiltInModel()
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// measure asks the dev questions in turn and reports how long the slowest hundredth takes.
func measure(b *testing.B, ask func(question string)) {
	b.Helper()
	questions := lessonsFor(b)[:209]
	var took []time.Duration
	i := 0
	for b.Loop() {
		start := time.Now()
		ask(questions[i%len(questions)].Question)
		took = append(took, time.Since(start))
		i++
	}
	slices.SortFunc(took, cmp.Compare)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
}

func lessonsFor(tb testing.TB) []Case {
	tb.Helper()
	all, err := Lessons()
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func BenchmarkAsk(b *testing.B) {
	for _, n := range sizes {
		x := NewIndex(sized(b, n), modelFor(b))
		b.Run(fmt.Sprintf("kigo/%d", n), func(b *testing.B) { measure(b, func(q string) { x.Ask(q) }) })
		bl := bleveIndex(b, sized(b, n))
		b.Run(fmt.Sprintf("bleve/%d", n), func(b *testing.B) {
			measure(b, func(q string) {
				if _, err := bl.Search(bleve.NewSearchRequestOptions(bleve.NewMatchQuery(q), 3, 0, false)); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, n := range sizes {
		f, m := sized(b, n), modelFor(b)
		b.Run(fmt.Sprintf("kigo/%d", n), func(b *testing.B) {
			for b.Loop() {
				NewIndex(f, m)
			}
		})
		b.Run(fmt.Sprintf("bleve/%d", n), func(b *testing.B) {
			for b.Loop() {
				bleveIndex(b, f)
			}
		})
	}
}

// bleveIndex is what one would build without a ranking of one's own: bleve with its German analyser.
func bleveIndex(tb testing.TB, f Folder) bleve.Index {
	tb.Helper()
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = "de"
	x, err := bleve.NewMemOnly(m)
	if err != nil {
		tb.Fatal(err)
	}
	batch := x.NewBatch()
	for _, e := range f.Entries {
		if err := batch.Index(string(e.ID), map[string]any{"question": strings.Join(e.Phrasings(), "\n"), "tags": strings.Join(e.Tags, " "), "answer": e.Answer}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := x.Batch(batch); err != nil {
		tb.Fatal(err)
	}
	return x
}
