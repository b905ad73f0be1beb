package blockkit

import (
	"regexp"
	"strings"
)

// Names says how people, channels and groups are called; kind is "user", "channel" or
// "group". It returns "" for who is not known.
type Names func(kind, id string) string

func (n Names) or(kind, id, otherwise string) string {
	if n != nil {
		if name := n(kind, id); name != "" {
			return name
		}
	}
	if otherwise != "" {
		return otherwise
	}
	return id
}

var (
	special = regexp.MustCompile("(?s)```(.+?)```|`([^`\n]+)`|<([^<>\n]+)>")
	// styles are the marks that Slack takes for bold, italic and struck out. Before and
	// behind them must be no letter or digit.
	styles = []*regexp.Regexp{
		regexp.MustCompile(`(^|[^\pL\pN*])\*([^\s*](?:[^*\n]*[^\s*])?)\*($|[^\pL\pN*])`),
		regexp.MustCompile(`(^|[^\pL\pN_])_([^\s_](?:[^_\n]*[^\s_])?)_($|[^\pL\pN_])`),
		regexp.MustCompile(`(^|[^\pL\pN~])~([^\s~](?:[^~\n]*[^\s~])?)~($|[^\pL\pN~])`),
	}
	quotes   = regexp.MustCompile(`(?m)^(?:&gt;|>){1,3} ?`)
	colons   = regexp.MustCompile(`:([a-z0-9_+-]+):`)
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// Mrkdwn is what a person sees of s: marks of formatting are gone, links are their words,
// mentions are names.
func Mrkdwn(s string, names Names) string {
	var kept []string
	keep := func(words string) string {
		kept = append(kept, words)
		return string(rune(0xE000 + len(kept) - 1)) // private use: nothing matches it
	}
	s = special.ReplaceAllStringFunc(s, func(m string) string {
		parts := special.FindStringSubmatch(m)
		switch {
		case parts[1] != "":
			return keep(entities.Replace(parts[1]))
		case parts[2] != "":
			return keep(entities.Replace(parts[2]))
		}
		return keep(entities.Replace(reference(parts[3], names)))
	})
	s = quotes.ReplaceAllString(s, "")
	for _, style := range styles {
		for range 2 { // neighbours share the character between them
			s = style.ReplaceAllString(s, "$1$2$3")
		}
	}
	s = entities.Replace(emojis(s))
	for i := len(kept) - 1; i >= 0; i-- {
		s = strings.Replace(s, string(rune(0xE000+i)), kept[i], 1)
	}
	return s
}

// Unescaped is s with entities as what they stand for, and nothing else read into it.
func Unescaped(s string) string { return entities.Replace(s) }

// reference is what stands for <inside>.
func reference(inside string, names Names) string {
	target, label, _ := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(target, "@"):
		return "@" + names.or("user", target[1:], label)
	case strings.HasPrefix(target, "#"):
		return "#" + names.or("channel", target[1:], label)
	case strings.HasPrefix(target, "!subteam^"):
		return "@" + strings.TrimPrefix(names.or("group", strings.TrimPrefix(target, "!subteam^"), label), "@")
	case strings.HasPrefix(target, "!date^"):
		return label
	case strings.HasPrefix(target, "!"):
		name, _, _ := strings.Cut(target[1:], "^")
		return "@" + name
	case label != "":
		return label
	}
	return strings.TrimPrefix(target, "mailto:")
}

// emojis puts pictures in the place of the names that Slack knows; unknown names stay.
func emojis(s string) string {
	return colons.ReplaceAllStringFunc(s, func(m string) string {
		if picture, ok := pictures[strings.Trim(m, ":")]; ok {
			return picture
		}
		return m
	})
}

// pictures are a few of the emoji that every workspace has.
var pictures = map[string]string{
	"smile": "😄", "grinning": "😀", "joy": "😂", "wink": "😉", "heart": "❤️", "+1": "👍", "thumbsup": "👍",
	"-1": "👎", "thumbsdown": "👎", "wave": "👋", "tada": "🎉", "fire": "🔥", "eyes": "👀", "rocket": "🚀",
	"white_check_mark": "✅", "x": "❌", "warning": "⚠️", "bell": "🔔", "calendar": "📆", "date": "📅",
	"one": "1️⃣", "two": "2️⃣", "three": "3️⃣", "question": "❓", "star": "⭐", "pray": "🙏", "clap": "👏",
	"hourglass": "⌛", "memo": "📝", "bulb": "💡", "lock": "🔒", "pencil": "📝", "bar_chart": "📊",
}
