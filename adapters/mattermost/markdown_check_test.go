package mattermost

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"unicode"

	"github.com/mattermost/mattermost/server/public/model"
	servermarkdown "github.com/mattermost/mattermost/server/public/shared/markdown"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"kigo/bot/chat"
)

// notified is what in a post could be somebody's name, by the server's rule: in text, an "@" at the
// beginning of a word, or behind a dot, dash or colon in one.
func notified(post string) []string {
	var found []string
	words := func(s string) {
		for _, w := range strings.FieldsFunc(s, func(r rune) bool {
			return !strings.ContainsRune(":.-_@", r) && !unicode.IsLetter(r) && !unicode.IsNumber(r)
		}) {
			for _, part := range append(strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune(".-:", r) }), strings.TrimLeft(w, ":.-_")) {
				if part = strings.TrimLeft(part, "_"); strings.HasPrefix(part, "@") && len(part) > 1 {
					found = append(found, part)
				}
			}
		}
	}
	var run strings.Builder
	servermarkdown.Inspect(post, func(node any) bool {
		if t, ok := node.(*servermarkdown.Text); ok {
			run.WriteString(t.Text)
			return false
		}
		words(run.String())
		run.Reset()
		return true
	})
	words(run.String())
	return found
}

// fetched is what the server would go and get to show it below a post.
func fetched(post string) (found []string) {
	servermarkdown.Inspect(post, func(node any) bool {
		switch n := node.(type) {
		case *servermarkdown.Autolink:
			found = append(found, n.Destination())
		case *servermarkdown.InlineImage:
			found = append(found, n.Destination())
		}
		return true
	})
	return found
}

var (
	atName = regexp.MustCompile(`(^|[^A-Za-z0-9])@[\pL\pN]`)
	inLink = regexp.MustCompile(`\]\([^()]*\)`)
)

// gfm stands in for the apps' parsers.
var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM))

var (
	blockTag = regexp.MustCompile(`</?(?:p|ul|ol|li|br|h\d|blockquote|pre|table|t[a-z]+|hr)\b[^>]*>`)
	anyTag   = regexp.MustCompile(`<[^>]*>`)
)

// read is what a post's text says to whoever sees it.
func read(t rapid.TB, post string) string {
	t.Helper()
	var b bytes.Buffer
	if err := gfm.Convert([]byte(post), &b); err != nil {
		t.Fatal(err)
	}
	s := blockTag.ReplaceAllString(b.String(), " ")
	return seen(html.UnescapeString(anyTag.ReplaceAllString(s, "")))
}

// seen is s without what cannot be seen, and with one blank for each run of them.
func seen(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u2424' || unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\uFFFD':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// shape is what a text is made of.
type shape struct {
	strong, code, items int
	links               map[string]int // address as it is written
}

func shapeOf(t chat.Text) shape {
	s := shape{links: map[string]int{}}
	s.count(t)
	return s
}

func (s *shape) count(t chat.Text) {
	for _, n := range t {
		switch n.Kind {
		case chat.Strong:
			s.strong++
		case chat.Code:
			s.code++
		case chat.Link:
			s.links[destination(n.URL)]++
		}
		for _, item := range n.Items {
			s.items++
			s.count(item)
		}
	}
}

// harmless checks that a post says and does no more than the tidy text it is made of.
func harmless(t rapid.TB, post string, tree chat.Text) {
	t.Helper()
	want := shapeOf(tree)
	if found := notified(post); len(found) > 0 {
		t.Errorf("notifies %q\npost: %q", found, post)
	}
	if found := atName.FindString(inLink.ReplaceAllString(post, "]")); found != "" {
		t.Errorf("%q is not guarded\npost: %q", found, post)
	}
	if found := fetched(post); len(found) > 0 {
		t.Errorf("the server would fetch %q\npost: %q", found, post)
	}
	if want.code == 0 { // hashtags in code are no links, yet the server finds them
		if tags, _ := model.ParseHashtags(inLink.ReplaceAllString(post, "]")); tags != "" {
			t.Errorf("hashtags %q\npost: %q", tags, post)
		}
	}
	src := []byte(post)
	var got shape
	err := ast.Walk(gfm.Parser().Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.Paragraph, *ast.TextBlock, *ast.Text, *ast.String:
		case *ast.List:
			if n.IsOrdered() {
				t.Errorf("a numbered list\npost: %q", post)
			}
		case *ast.ListItem:
			got.items++
		case *ast.Emphasis:
			if got.strong++; n.Level != 2 {
				t.Errorf("emphasis\npost: %q", post)
			}
		case *ast.CodeSpan:
			got.code++
		case *ast.Link:
			if want.links[string(n.Destination)]--; want.links[string(n.Destination)] < 0 || len(n.Title) > 0 {
				t.Errorf("a link to %q\npost: %q", n.Destination, post)
			}
		case *ast.AutoLink:
			if n.AutoLinkType != ast.AutoLinkEmail {
				t.Errorf("a link to %q\npost: %q", n.URL(src), post)
			}
		default:
			t.Errorf("there is a %s\npost: %q", n.Kind(), post)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.strong > want.strong || got.code > want.code || got.items > want.items {
		t.Errorf("%+v in the post, %+v in the text\npost: %q", got, want, post)
	}
	for address, n := range want.links {
		if n > 0 {
			t.Errorf("the link to %q is lost\npost: %q", address, post)
		}
	}
}
