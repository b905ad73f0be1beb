package mattermost

import (
	"strings"
	"testing"
	"unicode/utf8"

	"kigo/bot/chat"
)

func node(kind chat.NodeKind, s string) chat.Node { return chat.Node{Kind: kind, Text: s} }

func linked(label, address string) chat.Text {
	return chat.Text{{Kind: chat.Link, Text: label, URL: address}}
}

func TestMarkdownOfTheTree(t *testing.T) {
	t.Parallel()
	br := chat.Node{Kind: chat.Break}
	bullets := func(items ...string) chat.Text {
		var all []chat.Text
		for _, i := range items {
			all = append(all, chat.Words(i))
		}
		return chat.Bullets(all...)
	}
	for name, tc := range map[string]struct {
		text chat.Text
		want string
	}{
		"nothing":             {nil, ""},
		"blanks only":         {chat.Words("  \n \n"), ""},
		"words":               {chat.Words("Hallo, Welt!"), "Hallo, Welt!"},
		"line break":          {chat.Words("eins\nzwei"), "eins  \nzwei"},
		"paragraphs":          {chat.Words("eins\n\nzwei\n\n\n\ndrei\n"), "eins\n\nzwei\n\ndrei"},
		"strong":              {chat.Text{node(chat.Strong, "Platz sicher:"), node(chat.Plain, " Forum")}, "**Platz sicher:** Forum"},
		"strong with blanks":  {chat.Text{node(chat.Plain, "a"), node(chat.Strong, " b "), node(chat.Plain, "c")}, "a **b** c"},
		"strong, two lines":   {chat.Text{node(chat.Strong, "a\nb")}, "**a**  \n**b**"},
		"neighbours":          {chat.Text{node(chat.Strong, "a"), node(chat.Strong, "b")}, "**ab**"},
		"strong in a word":    {chat.Text{node(chat.Plain, "x"), node(chat.Strong, "(y)"), node(chat.Plain, "z")}, "x\u200b(y)\u200bz"},
		"only dashes":         {chat.Text{node(chat.Strong, "--")}, `**\--**`},
		"code":                {chat.Text{node(chat.Code, "/kigo **platz**")}, "`/kigo **platz**`"},
		"code with backticks": {chat.Text{node(chat.Code, "`a``b")}, "``` `a``b ```"},
		"code beside code":    {chat.Text{node(chat.Code, "a"), node(chat.Code, "b")}, "`a`\u200b`b`"},
		"link":                {linked("Intranet", "https://kiel.example/a_b?x=1&y=(2)"), "[Intranet](https://kiel.example/a_b?x=1&y=%282%29)"},
		"link to nowhere":     {linked("hier", "javascript:alert(1)"), "hier"},
		"link without words":  {linked("", "https://kiel.example"), "[https&#58;//kiel.example](https://kiel.example)"},
		"mail":                {linked("anna@kiel.example", "mailto:anna@kiel.example"), "[anna@kiel.example](mailto:anna@kiel.example)"},
		"label with a mark":   {linked("[x](y) *z*", "https://kiel.example"), `[\[x\](y) \*z\*](https://kiel.example)`},
		"bare address":        {chat.Words("Mehr: https://kiel.example/a_b*c."), `Mehr: [https&#58;//kiel.example/a_b\*c](https://kiel.example/a_b%2Ac).`},
		"bare www":            {chat.Words("(www.kiel.example)"), `([www\.kiel.example](http://www.kiel.example))`},
		"list":                {chat.Lines(chat.Words("Es gibt:"), bullets("eins", "zwei"), chat.Words("Ende")), "Es gibt:\n- eins\n- zwei\n\nEnde"},
		"two lists":           {append(bullets("a"), bullets("b")...), "- a\n- b"},
		"lines in a point":    {bullets("a\nb", "c"), "- a  \n  b\n- c"},
		"list in a list":      {chat.Bullets(append(chat.Words("a"), bullets("b", "c")...), chat.Words("d")), "- a\n  - b\n  - c\n- d"},
		"text behind a list":  {chat.Bullets(append(append(chat.Words("a"), bullets("b")...), node(chat.Plain, "c"))), "- a\n  - b\n\n  c"},
		"list alone in it":    {chat.Bullets(bullets("a"), chat.Words("b")), "- a\n- b"},
		"empty points":        {chat.Bullets(nil, chat.Words(" "), chat.Words("a")), "- a"},
		"paragraph and list":  {append(chat.Text{node(chat.Plain, "a"), br, br}, bullets("b")...), "a\n\n- b"},
		"blanks":              {chat.Words("a   b"), "a &nbsp;&nbsp;b"},
		"indented":            {chat.Words("    code"), "&nbsp;&nbsp;&nbsp;&nbsp;code"},
		"no-break space":      {chat.Words("1.\u00a0Mai"), `1\.&nbsp;Mai`},
	} {
		if got := markdown(tc.text); got != tc.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, tc.want)
		}
	}
}

func TestPlainSentencesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"Dienstag, 15. Dezember 2026, 14:00–16:00 Uhr",
		"12.05.2026 um 9:30 Uhr, Raum 3.14 (Altbau)!",
		"+49 431 901-0, anna.adler@kiel.example",
		"ca. 20 % günstiger – „Ki:GO“ & Co. in C#, Datei plan_2026.txt",
		"-5 Grad", "3 > 2 und 2+2=4", `C:\Dokumente\plan`, "Frage: wer, wie, was?", "10.30 Uhr", "Wann:",
	} {
		if got := markdown(chat.Words(s)); got != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

func TestWordsMakeNoLayout(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"# Titel":                      `\# Titel`,
		"#thema und C#":                "&#35;thema und C#",
		"a\n===":                       "a  \n&#61;==",
		"a\n--":                        "a  \n\\--",
		"a\n-=":                        "a  \n\\-=",
		"> Zitat":                      `\> Zitat`,
		"- a\n+ b\n* c\n1. d\n2)":      "\\- a  \n\\+ b  \n\\* c  \n1\\. d  \n2\\)",
		"a|b\n:-|-:":                   "a\\|b  \n&#58;-\\|-:",
		"```\nx\n```":                  "\\`\\`\\`  \nx  \n\\`\\`\\`",
		"~~weg~~ ~town-square ~5":      `\~&#126;weg\~\~ &#126;town-square &#126;5`,
		"_a_ a_b __c__":                `\_a\_ a_b \_\_c\_\_`,
		"![x](https://boese.example/)": `!\[x\]([https&#58;//boese.example/](https://boese.example/))`,
		"[x]: /y":                      `\[x\]: /y`,
		"<b>fett</b> <3":               "&lt;b>fett&lt;/b> &#60;3",
		"&lt; &#64;all &":              "&amp;lt; &amp;#64;all &",
		":smile: :) 10:30:15":          "&#58;smile: &#58;) 10&#58;30:15",
		"$x$":                          "&#36;x&#36;",
		`\*a\* \`:                      `&#92;\*a&#92;\* &#92;`,
		"a\u2424# b":                   "a&#9252;# b",
		"http:x mailto:x tel:1":        "http&#58;x mailto&#58;x tel&#58;1",
		"kiel.example kiel.de/x":       `kiel.example kiel\.de/x`,
		"a\x00b\u202ec\ufeffd":         "a\uFFFDb\uFFFDcd",
		"a\u2028b\vc\r\nd":             "a  \nb  \nc  \nd",
	} {
		if got := markdown(chat.Words(s)); got != want {
			t.Errorf("%q\n got %q\nwant %q", s, got, want)
		}
	}
	if got, want := markdown(chat.Bullets(chat.Words("[x] erledigt"), chat.Words("- - a"))), "- &#91;x\\] erledigt\n- \\- - a"; got != want {
		t.Errorf("points: got %q, want %q", got, want)
	}
}

func TestNobodyIsNotified(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"@all", "@channel @here", "(@bert)", "**@all**", "[@all](https://a.example)", "_@all", "a.@all", "x-@bert", ":@bert:", `\@all`,
		"&#64;all", "&commat;all", "<@all>", "> @here", "- @bert", "@@all", "ä@all", "@größe", "https://a.example/@bert", "@\u200ball", "@\n@all",
	} {
		for kind, tree := range map[string]chat.Text{
			"words": chat.Words(s), "strong": {node(chat.Strong, s)}, "code": {node(chat.Code, s)}, "list": chat.Bullets(chat.Words(s)),
			"label": linked(s, "https://kiel.example/@all"), "split": {node(chat.Plain, s[:1]), node(chat.Strong, s[1:])},
		} {
			harmless(t, markdown(tree), tidy(tree))
			if t.Failed() {
				t.Fatalf("%s of %q", kind, s)
			}
		}
	}
	for _, s := range []string{"anna@kiel.example", "a.b+c@x.example"} {
		if got := markdown(chat.Text{node(chat.Code, s)}); got != "`"+s+"`" {
			t.Errorf("the address %s cannot be copied from %q", s, got)
		}
	}
	if got := unguarded(markdown(chat.Words("@bert"))); got != "@bert" {
		t.Errorf("copied back it is %q", got)
	}
}

func TestALinkLeadsWhereItSays(t *testing.T) {
	t.Parallel()
	const evil = "https://boese.example/login"
	for label, shown := range map[string]bool{ // whether the address must stand there
		"Anmeldung":                     false,
		"boese.example":                 false,
		"https://boese.example/login/":  false,
		"sparkasse.de":                  true,
		"https://sparkasse.de":          true,
		"HTTPS://boese.example/other":   true,
		"www.sparkasse.de/login":        true,
		"spar\u200bkasse.\u200bde":      true,
		"sparkasse。de":                  true,
		"anna@sparkasse.de":             true,
		"Hier: sparkasse.de (sicher)":   true,
		"192.168.0.1":                   true,
		"z. B. am 12.05.2026, 9.30 Uhr": false,
	} {
		got := read(t, markdown(linked(label, evil)))
		if strings.Contains(got, "("+evil+")") != shown {
			t.Errorf("%q becomes %q", label, got)
		}
		if !strings.Contains(got, seen(label)) {
			t.Errorf("%q is lost in %q", label, got)
		}
	}
	for _, address := range []string{
		"javascript:alert(1)", "data:text/html,x", "/plugins/x", "//x.example", "https:///x", "https://sparkasse.de@boese.example/", "mailto:", "ftp://x",
		"https://" + strings.Repeat("x", maxAddress) + ".example",
	} {
		if got := markdown(linked("hier", address)); strings.Contains(got, "](") {
			t.Errorf("%.50s becomes the link %.80q", address, got)
		}
	}
}

func TestLabelsArePlain(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"Anmelden":              "Anmelden",
		"":                      "…",
		" \x00\u202e ":          "…",
		" zwei\nZeilen\tund  ":  "zwei Zeilen und",
		"**x** <b> @all":        "**x** <b> @all",
		":smile: #tag ~all":     ":\u200bsmile: #\u200btag ~\u200ball",
		strings.Repeat("ä", 70): strings.Repeat("ä", 63) + "…",
	} {
		if got := plainLabel(s, 64); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	}
	if got := plainLabel(strings.Repeat(":a:", 30), 64); utf8.RuneCountInString(got) != 64 {
		t.Errorf("%q has not 64 characters", got)
	}
}
