package record

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Sizes of the page, in millimetres, and of letters, in points.
const (
	margin, footerAt   = 22.0, -15.0
	lineHeight         = 5.2
	indent             = 5.0
	textSize, noteSize = 10.5, 8.5
)

// headings are the sizes of letters by how many # stand before.
var headings = map[int]float64{1: 18, 2: 14, 3: 11.5}

// font is embedded in each file.
const font = "Go"

// PDF sets one of our own documents: headings, paragraphs and lists, in reading order, with
// page numbers and bookmarks. The same text makes the same file.
func PDF(markdown []byte) ([]byte, error) {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCreationDate(time.Unix(0, 0))
	f.SetModificationDate(time.Unix(0, 0))
	f.SetCatalogSort(true)
	f.SetLang("de-DE")
	f.AddUTF8FontFromBytes(font, "", goregular.TTF)
	f.AddUTF8FontFromBytes(font, "B", gobold.TTF)
	f.SetMargins(margin, margin, margin)
	f.SetAutoPageBreak(true, margin)
	f.AliasNbPages("")
	f.SetFooterFunc(func() {
		f.SetY(footerAt)
		f.SetFont(font, "", noteSize)
		f.CellFormat(0, lineHeight, fmt.Sprintf("%d / {nb}", f.PageNo()), "", 0, "C", false, 0, "")
	})
	f.AddPage()
	listed := false
	for _, block := range blocks(string(markdown)) {
		if listed && !block.item {
			f.Ln(lineHeight / 3)
		}
		f.SetX(margin)
		set(f, block)
		listed = block.item
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("set PDF: %w", err)
	}
	return out.Bytes(), nil
}

// block is a heading, an item of a list or a paragraph.
type block struct {
	heading int // of which order; 0 is none
	item    bool
	text    string
}

// blocks reads our own Markdown: one line is one block.
func blocks(markdown string) []block {
	plain := strings.NewReplacer("**", "", "`", "")
	var all []block
	for _, l := range strings.Split(markdown, "\n") {
		l = plain.Replace(l)
		switch rest := strings.TrimLeft(l, "#"); {
		case strings.TrimSpace(l) == "":
		case len(rest) < len(l):
			all = append(all, block{heading: len(l) - len(rest), text: strings.TrimSpace(rest)})
		case strings.HasPrefix(l, "- "):
			all = append(all, block{item: true, text: l[2:]})
		default:
			all = append(all, block{text: l})
		}
	}
	return all
}

func set(f *fpdf.Fpdf, b block) {
	switch {
	case b.heading > 0:
		const room = 30 // a heading does not stand alone at the end of a page
		if _, height := f.GetPageSize(); f.GetY() > height-margin-room {
			f.AddPage()
		}
		if b.heading == 1 {
			f.SetTitle(b.text, true)
		}
		f.Ln(lineHeight / 2)
		f.Bookmark(b.text, b.heading-1, -1)
		f.SetFont(font, "B", headings[b.heading])
		f.MultiCell(0, headings[b.heading]/2, b.text, "", "L", false)
		f.Ln(lineHeight / 4)
	case b.item:
		f.SetFont(font, "", textSize)
		f.CellFormat(indent, lineHeight, "•", "", 0, "L", false, 0, "")
		f.SetLeftMargin(margin + indent)
		f.MultiCell(0, lineHeight, b.text, "", "L", false)
		f.SetLeftMargin(margin)
	default:
		f.SetFont(font, "", textSize)
		f.MultiCell(0, lineHeight, b.text, "", "L", false)
		f.Ln(lineHeight / 3)
	}
}
