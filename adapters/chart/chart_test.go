package chart_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kigo/adapters/chart"
	"kigo/bot/pulses"
)

// TestMain makes the property test short; KIGO_LONG=1 gives it rapid's own length.
func TestMain(m *testing.M) {
	if os.Getenv("KIGO_LONG") == "" {
		_ = flag.Set("rapid.checks", "25")
	}
	os.Exit(m.Run())
}

var counts = pulses.Axis{Label: "Anzahl der Antworten", To: 20, Step: 5}

func drawn(t *testing.T, c pulses.Chart) image.Image {
	t.Helper()
	first, err := chart.PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("KIGO_CHARTS"); dir != "" { // to look at them
		if err := os.WriteFile(dir+"/"+strings.ReplaceAll(t.Name(), "/", "_")+".png", first, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again, err := chart.PNG(c)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("a second drawing is another one (%v)", err)
	}
	img, err := png.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// row is one bar of a picture: how many pixels it is long, and its colour.
type row struct {
	length int
	colour color.NRGBA
}

// rows are the bars of a picture from the top: each the longest run of one of the colours in
// its lines.
func rows(img image.Image, colours ...color.NRGBA) []row {
	var all []row
	in := false
	for y := range img.Bounds().Dy() {
		var longest row
		for _, c := range colours {
			n := 0
			for x := range img.Bounds().Dx() {
				if color.NRGBAModel.Convert(img.At(x, y)) == color.Color(c) {
					n++
				}
			}
			if n > longest.length {
				longest = row{n, c}
			}
		}
		const least = 4 // less is the rim of a letter
		switch {
		case longest.length < least:
			in = false
		case !in:
			all, in = append(all, longest), true
		case longest.length > all[len(all)-1].length:
			all[len(all)-1] = longest
		}
	}
	return all
}

var dark, middle, light = color.NRGBA{0x0b, 0x6e, 0x78, 0xff}, color.NRGBA{0x5f, 0xd6, 0xcb, 0xff}, color.NRGBA{0xde, 0xf2, 0xf1, 0xff}

// What a picture shows is as long as the number says, in the order in which it was given.
func TestBarsAreAsLongAsTheirNumbers(t *testing.T) {
	t.Parallel()
	c := pulses.Chart{Title: "Ergebnis: Größe & Übermut", Panels: []pulses.Panel{
		{Title: "1. Wie ist deine Stimmung bei der Arbeit gerade?", Axis: counts, Bars: []pulses.Bar{
			{Label: "1 – sehr schlecht", At: 20, Value: "20 (50 %)"}, {Label: "2 – eher schlecht", At: 10, Value: "10 (25 %)"},
			{Label: "3 – mittel", At: 5, Value: "5 (13 %)"}, {Label: "keine Angabe", At: 15, Value: "15", Tone: pulses.Light},
		}},
		{Title: "2. Weiterempfehlung", Axis: pulses.Axis{Label: "eNPS", From: -100, To: 100, Step: 50}, Bars: []pulses.Bar{
			{Label: "Pilot (OB, III, IV)", At: 50, Value: "50 (95 %: 40 bis 60)", Spread: true, Low: 40, High: 60},
			{Label: "Später gestartet (II, V)", At: -50, Value: "−50 (95 %: −70 bis −30)", Tone: pulses.Middle, Spread: true, Low: -70, High: -30},
			{Label: "Mi, 25.11.2026", At: 0, Value: "Nicht veröffentlicht, damit niemand erkennbar wird.", Tone: pulses.Light},
		}},
	}}
	bars := rows(drawn(t, c), dark, middle, light)
	want := []row{{20, dark}, {10, dark}, {5, dark}, {15, light}, {50, dark}, {50, middle}}
	if len(bars) != len(want) {
		t.Fatalf("%d bars, want %d: %+v", len(bars), len(want), bars)
	}
	for i, b := range bars {
		first := 0
		if i >= 4 {
			first = 4
		}
		unit := float64(bars[first].length) / float64(want[first].length)
		if off := float64(b.length) - unit*float64(want[i].length); b.colour != want[i].colour || off > 8 || off < -8 {
			t.Errorf("bar %d is %+v, want %+v of %.1f pixels each", i, b, want[i], unit)
		}
	}
}

// The tones are far enough apart that they are told apart in grey, each from the next.
func TestTonesDifferInGrey(t *testing.T) {
	t.Parallel()
	grey := func(c color.NRGBA) int {
		g, _ := color.GrayModel.Convert(c).(color.Gray)
		return int(g.Y)
	}
	if a, b, c := grey(dark), grey(middle), grey(light); b-a < 40 || c-b < 40 || 255-c < 10 {
		t.Errorf("in grey they are %d, %d and %d", a, b, c)
	}
}

// Whatever people write into a survey, and whatever they answer, becomes a picture of
// bounded size.
func TestEveryChartIsDrawn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringN(0, 150, 600)
		c := pulses.Chart{Title: words.Draw(t, "title")}
		for range rapid.IntRange(0, 3).Draw(t, "panels") {
			p := pulses.Panel{Title: words.Draw(t, "question"), Axis: counts}
			for range rapid.IntRange(0, 12).Draw(t, "bars") {
				at := float64(rapid.IntRange(0, 20).Draw(t, "at"))
				p.Bars = append(p.Bars, pulses.Bar{Label: words.Draw(t, "label"), At: at, Value: words.Draw(t, "value"), Spread: at > 15, Low: at, High: at})
			}
			c.Panels = append(c.Panels, p)
		}
		b, err := chart.PNG(c)
		if err != nil {
			t.Fatal(err)
		}
		if conf, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || conf.Width != 1000 || conf.Height > 8000 {
			t.Errorf("it is %+v (%v)", conf, err)
		}
	})
}
