package console

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"kigo/bot/chat"
	"kigo/bot/fault"
)

// verb is what a line wants.
type verb string

const (
	nothing verb = ""
	message verb = "message" // to kigo alone
	command verb = "/kigo"
	as      verb = ":as"
	click   verb = ":click"
	choose  verb = ":choose"
	submit  verb = ":submit"
	inbox   verb = ":inbox"
	clock   verb = ":time"
	attach  verb = ":attach"
	help    verb = ":help"
)

// instruction is a line that was understood.
type instruction struct {
	verb verb
	n    int           // number of a button or selection, at least 1
	text string        // message, command line, persona, choice, or fields of a form
	move time.Duration // of the clock
}

// parse reads a line. Its error is a fault that says what to write instead. Blanks
// around a line mean nothing; a line of nothing else is no message.
func parse(line string) (instruction, error) {
	line = strings.TrimSpace(line)
	slash := strings.TrimSpace(chat.Prefix)
	switch word, rest := cutWord(line); {
	case line == "":
		return instruction{}, nil
	case word == slash:
		return instruction{verb: command, text: rest}, nil
	case strings.HasPrefix(word, ":"):
		return parseOwn(verb(strings.ToLower(word)), word, rest)
	default:
		return instruction{verb: message, text: line}, nil
	}
}

func parseOwn(v verb, typed, rest string) (instruction, error) {
	in := instruction{verb: v, text: rest}
	switch v {
	case as, submit, inbox, help, attach:
		return in, nil
	case click:
		var ok bool
		if in.n, ok = number(rest); !ok {
			return in, fault.New("console.click.usage")
		}
		return in, nil
	case choose:
		first, choice := cutWord(rest)
		var ok bool
		if in.n, ok = number(first); !ok || choice == "" {
			return in, fault.New("console.choose.usage")
		}
		in.text = choice
		return in, nil
	case clock:
		if rest == "" {
			return in, nil
		}
		var ok bool
		if in.move, ok = span(rest); !ok {
			return in, fault.New("console.time.usage", fault.Args{"Typed": brief(rest)})
		}
		return in, nil
	default:
		return in, fault.New("console.unknown", fault.Args{"Typed": brief(typed)})
	}
}

// cutWord cuts a line behind its first word.
func cutWord(s string) (word, rest string) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

func number(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1
}

var units = map[byte]time.Duration{
	'w': 7 * 24 * time.Hour, 'd': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute, 's': time.Second,
}

// maxMove is how far the clock goes on at once: ten years.
const maxMove = 3653 * 24 * time.Hour

// span reads "+26h", "+3d", "+1w" or "+1d2h". A day is 24 hours, whatever the clocks
// are changed to meanwhile. The plus may be missing.
func span(s string) (time.Duration, bool) {
	s = strings.TrimPrefix(strings.ToLower(strings.Join(strings.Fields(s), "")), "+")
	if s == "" {
		return 0, false
	}
	var total time.Duration
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if i < 1 {
			return 0, false
		}
		n, err := strconv.ParseInt(s[:i], 10, 64)
		unit, known := units[s[i]]
		if err != nil || !known || n > math.MaxInt64/int64(units['w']) {
			return 0, false
		}
		if total += time.Duration(n) * unit; total < 0 || total > maxMove {
			return 0, false
		}
		s = s[i+1:]
	}
	return total, true
}

// brief shortens what was typed for a sentence about it.
func brief(s string) string { return chat.Shorten(s, 60) }
