package pulses

import (
	"math"
	"strconv"
	"strings"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// Chart is a picture of published figures, in words and numbers. It is made of reports
// alone; whoever draws it adds nothing.
type Chart struct {
	Title  string
	Panels []Panel
}

// Panel is a set of bars under each other, on an axis of their own.
type Panel struct {
	Title string
	Axis  Axis
	Bars  []Bar
}

// Axis is what the length of a bar means.
type Axis struct {
	Label    string
	From, To float64
	Base     float64 // where bars begin
	Step     float64 // between two numbers that stand there
}

// Bar is one figure: its name, its length, and what stands beside it.
type Bar struct {
	Label  string
	At     float64 // where the bar ends, on the axis
	Value  string  // At in words, or why there is no bar
	Tone   Tone
	Spread bool // Low and High are its interval
	Low    float64
	High   float64
}

// Tone tells bars apart, in grey, too.
type Tone int

// The tones, from dark to light.
const (
	Dark Tone = iota
	Middle
	Light
)

// ResultChart is how often each choice was given, a panel a question; none if nothing of
// that is published.
func ResultChart(p i18n.Printer, r Run, rep Report) Chart {
	c := Chart{Title: p.Plain("pulse.chart.result", i18n.Args{"Title": r.Survey.Title.In(p.Lang())})}
	for i, q := range r.Survey.Questions {
		if i >= len(rep.Questions) || !rep.Questions[i].Published() {
			continue
		}
		c.Panels = append(c.Panels, distributionPanel(p, i, q, rep.Questions[i].Total()))
	}
	return c
}

func distributionPanel(p i18n.Printer, i int, q Question, total Count) Panel {
	panel := Panel{Title: numbered(p, i, q)}
	most := total.None
	for choice, n := range total.Given {
		value := strconv.Itoa(n)
		if share, ok := total.Share(choice); ok {
			value = p.Plain("pulse.chart.value", i18n.Args{"Number": n, "Percent": decimal(p, 100*share.Value, 0)})
		}
		panel.Bars = append(panel.Bars, Bar{Label: choiceLabel(p, q, choice), At: float64(n), Value: value})
		most = max(most, n)
	}
	panel.Bars = append(panel.Bars, Bar{Label: p.Plain("pulse.none"), At: float64(total.None), Value: strconv.Itoa(total.None), Tone: Light})
	step := roundStep(float64(most) / 5)
	panel.Axis = Axis{Label: p.Plain("pulse.chart.answers"), To: step * math.Ceil(float64(most)/step), Step: step}
	return panel
}

func numbered(p i18n.Printer, i int, q Question) string {
	return p.Plain("pulse.form.question", i18n.Args{"Number": i + 1, "Text": q.Text.In(p.Lang())})
}

// roundStep is the least of 1, 2, 5, 10, 20, 50 … that is no less than step.
func roundStep(step float64) float64 {
	for power := 1.0; ; power *= 10 {
		for _, digit := range []float64{1, 2, 5} {
			if digit*power >= step {
				return digit * power
			}
		}
	}
}

// figureAxis is the axis of Figure.
func figureAxis(p i18n.Printer, kind Kind) Axis {
	a := Axis{Label: p.Plain("pulse.chart.figure." + string(kind)), From: 1, To: scaleSteps, Base: 1, Step: 1}
	if kind == ENPS {
		a.From, a.To, a.Base, a.Step = -100, 100, 0, 50
	}
	return a
}

// figureBar is a figure with its interval, or why there is none.
func figureBar(p i18n.Printer, label string, kind Kind, c Count, tone Tone) Bar {
	e, ok := c.Figure(kind)
	if !ok {
		return Bar{Label: label, At: figureAxis(p, kind).Base, Value: p.Plain("pulse.suppressed"), Tone: tone}
	}
	return Bar{
		Label: label, At: e.Value, Value: p.Plain("pulse.chart.spread", e.args(p, kind)), Tone: tone,
		Spread: true, Low: e.Low, High: e.High,
	}
}

// Alt says the same in words.
func (c Chart) Alt(p i18n.Printer) string {
	parts := []string{p.Plain("pulse.chart.alt", i18n.Args{"Title": c.Title})}
	for _, panel := range c.Panels {
		bars := make([]string, 0, len(panel.Bars))
		for _, b := range panel.Bars {
			bars = append(bars, b.Label+": "+b.Value)
		}
		parts = append(parts, p.Plain("pulse.chart.alt.panel", i18n.Args{"Title": panel.Title, "Axis": panel.Axis.Label, "Bars": strings.Join(bars, "; ")}))
	}
	return strings.Join(parts, " ")
}

// Draw makes a PNG of a chart; the same chart always becomes the same bytes.
type Draw func(Chart) ([]byte, error)

// picture is a chart as a part of a message, or nothing where there is nothing to see.
func (s *Service) picture(p i18n.Printer, name string, c Chart) []chat.Image {
	if s.Draw == nil || len(c.Panels) == 0 {
		return nil
	}
	png, err := s.drawings.of(c, s.Draw)
	if err != nil { // the figures stand in the message, too
		s.Log.Error("no picture of a pulse", "picture", name, "error", err)
		return nil
	}
	return []chat.Image{{Name: name + ".png", Alt: c.Alt(p), Type: "image/png", Data: png}}
}
