package setup

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "draw kigo.png anew")

// TestPictureIsDrawnByThisCode keeps the bot's picture something that can be changed.
func TestPictureIsDrawnByThisCode(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, draw()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("kigo.png", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !samePicture(b.Bytes(), picture) {
		t.Error("kigo.png is another picture: go test ./adapters/mattermost/setup -run Picture -update")
	}
	if len(picture) > 16<<10 {
		t.Errorf("%d bytes", len(picture))
	}
}

// A shape is how far a point is from its edge, in pixels; inside it is negative.
type shape func(x, y float64) float64

func circle(cx, cy, r float64) shape {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - r }
}

// stroke is a line with round ends.
func stroke(x1, y1, x2, y2, r float64) shape {
	return func(x, y float64) float64 {
		dx, dy := x2-x1, y2-y1
		at := math.Max(0, math.Min(1, ((x-x1)*dx+(y-y1)*dy)/(dx*dx+dy*dy)))
		return math.Hypot(x-x1-at*dx, y-y1-at*dy) - r
	}
}

// bow is a part of an ellipse's line; gap, in degrees from the right, is left out.
func bow(cx, cy, rx, ry, r, gap float64) shape {
	return func(x, y float64) float64 {
		if a := math.Abs(math.Atan2(cy-y, x-cx)) * 180 / math.Pi; y < cy && a < gap {
			return 1
		}
		return math.Abs(math.Hypot((x-cx)/rx, (y-cy)/ry)-1)*math.Min(rx, ry) - r
	}
}

func box(cx, cy, w, h, r float64) shape {
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w+r, math.Abs(y-cy)-h+r
		return math.Hypot(math.Max(dx, 0), math.Max(dy, 0)) + math.Min(math.Max(dx, dy), 0) - r
	}
}

// tail is the bubble's: a triangle.
func tail(x1, y1, x2, y2, x3, y3 float64) shape {
	edge := func(ax, ay, bx, by, x, y float64) float64 {
		return ((x-ax)*(by-ay) - (y-ay)*(bx-ax)) / math.Hypot(bx-ax, by-ay)
	}
	return func(x, y float64) float64 {
		return -math.Min(math.Min(edge(x1, y1, x2, y2, x, y), edge(x2, y2, x3, y3, x, y)), edge(x3, y3, x1, y1, x, y))
	}
}

// draw is a white bubble on Baltic blue that says Ki:GO.
func draw() image.Image {
	const size = 128
	blue, deep, white := color.RGBA{0x12, 0x77, 0xa8, 255}, color.RGBA{0x0a, 0x3d, 0x62, 255}, color.RGBA{255, 255, 255, 255}
	orange := color.RGBA{0xf2, 0x8c, 0x28, 255}
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			img.SetRGBA(x, y, mix(blue, deep, float64(y)/size))
		}
	}
	fill := func(c color.RGBA, shapes ...shape) {
		for y := range size {
			for x := range size {
				d := math.Inf(1)
				for _, s := range shapes {
					d = math.Min(d, s(float64(x)+0.5, float64(y)+0.5))
				}
				img.SetRGBA(x, y, mix(img.RGBAAt(x, y), c, math.Max(0, math.Min(1, 0.5-d))))
			}
		}
	}
	fill(white, box(64, 57, 50, 30, 14), tail(36, 110, 60, 84, 38, 84))
	fill(deep,
		stroke(25, 43, 25, 71, 3.6), stroke(40, 43, 28, 57, 3.6), stroke(29, 56, 41, 71, 3.6), // K
		stroke(50, 53, 50, 71, 3.6), circle(50, 43.5, 4), // i
		bow(79, 57, 9.5, 14, 3.6, 48), stroke(88, 60, 81, 60, 3.2), // G
		bow(102, 57, 7, 14, 3.6, 0), // O
	)
	fill(orange, circle(61, 52, 4), circle(61, 68, 4))
	return img
}

func mix(a, b color.RGBA, t float64) color.RGBA {
	m := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*t)) }
	return color.RGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
}
