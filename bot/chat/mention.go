package chat

import (
	"regexp"
	"strings"
)

// code is what stands between backticks: shown as it is, so nobody is called by it.
var code = regexp.MustCompile("(?s)```.*?(?:```|$)|`[^`\n]*`")

// Mentioned looks for "@name" as a word of its own, outside of code, whatever its case.
// It returns what else the text says.
func Mentioned(text, name string) (rest string, ok bool) {
	words := code.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("`", len(s)) })
	name = strings.ToValidUTF8(name, "\uFFFD")
	call := regexp.MustCompile(`(?i)(?:^|[^\pL\pN_@.:/-])(@` + regexp.QuoteMeta(name) + `)([.,:;!?]*)(?:$|[^\pL\pN_.-])`)
	at := call.FindStringSubmatchIndex(words)
	if at == nil {
		return "", false
	}
	before, after := text[:at[2]], text[at[5]:]
	if strings.TrimSpace(before) != "" { // "Weißt du das, @kigo?"
		after = strings.TrimLeft(text[at[4]:at[5]], ",:;") + after
		before = strings.TrimRight(before, " ,\t")
		if after != "" && strings.ContainsAny(after[:1], ".!?") {
			return strings.TrimSpace(before + after), true
		}
	}
	return strings.TrimSpace(strings.TrimSpace(before) + " " + strings.TrimSpace(after)), true
}
