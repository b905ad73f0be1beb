// Package i18n turns catalogue keys into sentences: languages, plural forms,
// dates and zones. German is the reference, English is complete.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

// Args fill placeholders; see fault.Args. Count chooses the plural form.
type Args = fault.Args

// Languages are the languages with a catalogue, the reference first.
var Languages = []string{"de", "en"}

//go:embed de.json en.json
var files embed.FS

// Catalogue holds every language.
type Catalogue struct {
	zone       *time.Location
	localizers map[string]*goi18n.Localizer
	parsed     sync.Map // language and template with marks → chat.Text
}

// New reads the built-in catalogues. Times are shown in zone.
func New(zone *time.Location) (*Catalogue, error) {
	bundle := goi18n.NewBundle(language.German)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	c := &Catalogue{zone: zone, localizers: map[string]*goi18n.Localizer{}}
	for _, lang := range Languages {
		if _, err := bundle.LoadMessageFileFS(files, lang+".json"); err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", lang, err)
		}
		c.localizers[lang] = goi18n.NewLocalizer(bundle, lang)
	}
	return c, nil
}

// Match is the best language that kigo speaks for an IETF tag such as "en-GB"; fallback if none fits.
func Match(tag, fallback string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	for _, l := range Languages {
		if l == base {
			return l
		}
	}
	return fallback
}

// Printer is the printer for a language; an unknown one gets the reference.
func (c *Catalogue) Printer(lang string) Printer {
	if c.localizers[lang] == nil {
		lang = Languages[0]
	}
	return Printer{catalogue: c, lang: lang}
}

// Printer speaks one language.
type Printer struct {
	catalogue *Catalogue
	lang      string
}

// Lang is the printer's language.
func (p Printer) Lang() string { return p.lang }

// In is the printer for another language.
func (p Printer) In(lang string) Printer { return p.catalogue.Printer(lang) }

// Zone is where times are shown.
func (p Printer) Zone() *time.Location { return p.catalogue.zone }

const markOpen, markClose = '\uE000', '\uE001' // private use; arguments can't hold them, see clean

// Text is the sentence behind key. Mark-up in the catalogue becomes nodes; arguments
// are put in afterwards, so nothing in them is ever read as mark-up.
func (p Printer) Text(key string, args ...Args) chat.Text {
	var all Args
	if len(args) > 0 {
		all = args[0]
	}
	marks := make(map[string]string, len(all))
	values := make([]chat.Text, 0, len(all))
	for _, name := range sortedNames(all) {
		marks[name] = string(markOpen) + strconv.Itoa(len(values)) + string(markClose)
		values = append(values, p.value(all[name]))
	}
	cfg := &goi18n.LocalizeConfig{MessageID: key, TemplateData: marks}
	if n, ok := all["Count"]; ok {
		cfg.PluralCount = n
	}
	// An error beside a template says that it has no plural forms, which some need none of.
	template, err := p.catalogue.localizers[p.lang].Localize(cfg)
	if err != nil && template == "" {
		return chat.Words("[" + key + "]") // a test compares all keys in use with the catalogues
	}
	tree, ok := p.catalogue.parsed.Load(template)
	if !ok {
		tree = chat.Markdown(template)
		p.catalogue.parsed.Store(template, tree)
	}
	return fill(tree.(chat.Text), values)
}

// Plain is Text without mark-up, for labels and titles.
func (p Printer) Plain(key string, args ...Args) string { return p.Text(key, args...).String() }

// Optional is Plain, or "" where the catalogue has nothing to say.
func (p Printer) Optional(key string) string {
	if _, err := p.catalogue.localizers[p.lang].Localize(&goi18n.LocalizeConfig{MessageID: key}); err != nil {
		return ""
	}
	return p.Plain(key)
}

// Fault is the sentence for a fault, its fields' sentences under it.
func (p Printer) Fault(f *fault.Fault) chat.Text { return p.Text(f.Key, f.Args) }

func (p Printer) value(v any) chat.Text {
	switch v := v.(type) {
	case chat.Text:
		return v
	case string:
		return chat.Words(clean(v))
	case time.Time:
		return chat.Words(p.DateTime(v))
	default:
		return chat.Words(fmt.Sprint(v))
	}
}

// clean takes the marks out of what people wrote.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == markOpen || r == markClose {
			return -1
		}
		return r
	}, s)
}

func fill(t chat.Text, values []chat.Text) chat.Text {
	var out chat.Text
	for _, n := range t {
		switch n.Kind {
		case chat.Plain:
			out = append(out, fillPlain(n.Text, values)...)
		case chat.List:
			items := make([]chat.Text, len(n.Items))
			for i, item := range n.Items {
				items[i] = fill(item, values)
			}
			out = append(out, chat.Node{Kind: chat.List, Items: items})
		default:
			n.Text = fillPlain(n.Text, values).String()
			n.URL = fillPlain(n.URL, values).String()
			out = append(out, n)
		}
	}
	return out
}

func fillPlain(s string, values []chat.Text) chat.Text {
	var out chat.Text
	for {
		before, rest, found := strings.Cut(s, string(markOpen))
		if before != "" {
			out = append(out, chat.Node{Kind: chat.Plain, Text: before})
		}
		if !found {
			return out
		}
		number, after, _ := strings.Cut(rest, string(markClose))
		if i, err := strconv.Atoi(number); err == nil && i < len(values) {
			out = append(out, values[i]...)
		}
		s = after
	}
}

func sortedNames(a Args) []string {
	names := make([]string, 0, len(a))
	for n := range a {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
