// Package chart draws what surveys publish. It is an adapter, as the store is: what is drawn
// is decided by bot/pulses, which thereby needs no plotting library.
package chart

import (
	"bytes"
	"fmt"
	"image/color"

	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	weight "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"kigo/bot/pulses"
)

// The colours of the programme, as the playground has them. Bars differ in lightness, so
// that they can be told apart in grey.
var (
	ink   = color.NRGBA{0x10, 0x26, 0x2d, 0xff}
	lines = color.NRGBA{0x7d, 0x95, 0x9d, 0xff}
	tones = map[pulses.Tone]color.NRGBA{
		pulses.Dark: {0x0b, 0x6e, 0x78, 0xff}, pulses.Middle: {0x5f, 0xd6, 0xcb, 0xff}, pulses.Light: {0xde, 0xf2, 0xf1, 0xff},
	}
)

const (
	dpi       = 144
	width     = 500 * vg.Length(1) // points
	margin    = 8 * vg.Length(1)
	labelSize = 10 * vg.Length(1)
	titleSize = 12 * vg.Length(1)
	lineRoom  = 12 * vg.Length(1) // of a line of a label
	rowRoom   = 19 * vg.Length(1) // of a bar whose label has one line
	axisRoom  = 56 * vg.Length(1)
	barRoom   = 12 * vg.Length(1)

	gap = 12 * vg.Length(1) // between two panels

	labelWidth, labelLines = 26, 3 // characters and lines of what stands beside a bar
	titleWidth, titleLines = 74, 3
	valueRoom              = 0.42 // behind the axis' end, for values, as a part of the axis
)

// PNG draws a chart: its panels under each other, 500 points wide. The same chart becomes
// the same bytes.
func PNG(c pulses.Chart) ([]byte, error) {
	head := wrap(c.Title, titleWidth, titleLines)
	height := 2*margin + room(head)
	heights := make([]vg.Length, len(c.Panels))
	for i, p := range c.Panels {
		heights[i] = room(wrap(p.Title, titleWidth, titleLines)) + axisRoom
		for _, b := range p.Bars {
			heights[i] += rowOf(b)
		}
		height += heights[i]
	}
	canvas := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))
	all := draw.New(canvas)
	all.FillText(style(titleSize, true, draw.XLeft, draw.YTop), vg.Point{X: margin, Y: height - margin}, head)
	top := height - margin - room(head)
	for i, p := range c.Panels {
		drawn, err := panel(p)
		if err != nil {
			return nil, fmt.Errorf("draw %q: %w", p.Title, err)
		}
		drawn.Draw(draw.Crop(all, margin, -margin, top-heights[i]+gap, top-height))
		top -= heights[i]
	}
	var b bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write a picture: %w", err)
	}
	return b.Bytes(), nil
}

// room is how high a title is, with the space below it.
func room(title string) vg.Length {
	return vg.Length(strings.Count(title, "\n")+1)*titleSize*1.3 + margin
}

func rowOf(b pulses.Bar) vg.Length {
	return rowRoom + vg.Length(strings.Count(wrap(b.Label, labelWidth, labelLines), "\n"))*lineRoom
}

func style(size vg.Length, bold bool, x text.XAlignment, y text.YAlignment) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = weight.WeightBold
	}
	return text.Style{Color: ink, Font: f, XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler}
}

// panel is a plot of bars from left to right, the first on top. Rows are counted from the
// bottom, in points; lengths from the base of the axis, where the library lets bars begin.
func panel(p pulses.Panel) (*plot.Plot, error) {
	out := plot.New()
	out.BackgroundColor = color.White
	out.Title.Text, out.Title.Padding = wrap(p.Title, titleWidth, titleLines), margin
	out.Title.TextStyle = style(labelSize, true, draw.XCenter, draw.YTop)
	a := p.Axis
	out.X.Label.Text, out.X.Label.TextStyle = a.Label, style(labelSize, false, draw.XCenter, draw.YBottom)
	out.X.Tick.Label, out.X.Tick.Marker = style(labelSize, false, draw.XCenter, draw.YTop), ticks(a)
	out.X.Color, out.X.Tick.LineStyle.Color, out.Y.Color = lines, lines, lines
	out.X.Min, out.X.Max = a.From-a.Base, a.To-a.Base+valueRoom*(a.To-a.From)
	out.Y.Min, out.Y.Tick.Length, out.Y.Padding = 0, 0, 0
	out.Y.Tick.Label = style(labelSize, false, draw.XRight, draw.YCenter)

	var names []plot.Tick
	at := vg.Length(0)
	for _, b := range slices.Backward(p.Bars) {
		middle := float64(at + rowOf(b)/2)
		names = append(names, plot.Tick{Value: middle, Label: wrap(b.Label, labelWidth, labelLines)})
		if err := bar(out, a, b, middle); err != nil {
			return nil, err
		}
		at += rowOf(b)
	}
	out.Y.Max = max(1, float64(at))
	out.Y.Tick.Marker = plot.ConstantTicks(names)
	return out, nil
}

// ticks stand at each step of the axis, as far as bars go.
func ticks(a pulses.Axis) plot.ConstantTicks {
	var all plot.ConstantTicks
	for n := 0; a.From+float64(n)*a.Step <= a.To; n++ {
		v := a.From + float64(n)*a.Step
		all = append(all, plot.Tick{Value: v - a.Base, Label: strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), "-", "−", 1)})
	}
	return all
}

// bar draws one bar with its interval and its value.
func bar(out *plot.Plot, a pulses.Axis, b pulses.Bar, middle float64) error {
	shape, err := plotter.NewBarChart(plotter.Values{b.At - a.Base}, barRoom)
	if err != nil {
		return err
	}
	shape.Horizontal, shape.XMin, shape.Color, shape.LineStyle.Color = true, middle, tones[b.Tone], ink
	shape.LineStyle.Width = vg.Points(0.75)
	out.Add(shape)
	end := max(b.At, a.Base)
	if b.Spread {
		end = max(end, b.High)
		if err := spread(out, a, b, middle); err != nil {
			return err
		}
	}
	value := plotter.Labels{
		XYs: plotter.XYs{{X: end - a.Base, Y: middle}}, Labels: []string{b.Value},
		TextStyle: []text.Style{style(labelSize, true, draw.XLeft, draw.YCenter+0.1)}, Offset: vg.Point{X: 5},
	}
	out.Add(&value)
	return nil
}

func spread(out *plot.Plot, a pulses.Axis, b pulses.Bar, middle float64) error {
	whisker, err := plotter.NewXErrorBars(struct {
		plotter.XYs
		plotter.XErrors
	}{
		plotter.XYs{{X: b.At - a.Base, Y: middle}},
		plotter.XErrors{{Low: b.Low - b.At, High: b.High - b.At}},
	})
	if err != nil {
		return err
	}
	whisker.LineStyle.Color, whisker.LineStyle.Width, whisker.CapWidth = ink, vg.Points(1.5), vg.Points(7)
	out.Add(whisker)
	return nil
}

// wrap breaks s into lines of so many characters, at blanks where there are some, and
// shortens what does not fit.
func wrap(s string, width, most int) string {
	var all []string
	line := ""
	for _, word := range strings.Fields(s) {
		for _, piece := range pieces(word, width) {
			switch {
			case line == "":
				line = piece
			case count(line)+1+count(piece) <= width:
				line += " " + piece
			default:
				all, line = append(all, line), piece
			}
		}
	}
	all = append(all, line)
	if len(all) > most {
		all = all[:most]
		last := []rune(all[most-1])
		all[most-1] = string(last[:min(len(last), width-1)]) + "…"
	}
	return strings.Join(all, "\n")
}

// pieces cuts a word that is longer than a line.
func pieces(word string, width int) []string {
	var all []string
	for part := range slices.Chunk([]rune(word), width) {
		all = append(all, string(part))
	}
	return all
}

func count(s string) int { return utf8.RuneCountInString(s) }
