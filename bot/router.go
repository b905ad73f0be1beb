package bot

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"

	"kigo/bot/people"
)

// Router finds the command that a line means.
type Router struct {
	commands []Command
	byWord   map[string]int // words as people.Fold makes them → index into commands
}

// NewRouter makes the table. It fails if two commands share a word.
func NewRouter(commands []Command) (*Router, error) {
	r := &Router{commands: commands, byWord: map[string]int{}}
	for i, c := range commands {
		for _, w := range c.Words {
			key := people.Fold(w)
			if j, taken := r.byWord[key]; taken && j != i {
				return nil, fmt.Errorf("commands %s and %s share the word %q", commands[j].Name, c.Name, w)
			}
			r.byWord[key] = i
		}
	}
	return r, nil
}

// Find splits a line into a command and its arguments: the longest words that fit
// exactly. Nothing is guessed.
func (r *Router) Find(line string) (c Command, args string, ok bool) {
	words := strings.Fields(line)
	for n := min(2, len(words)); n >= 0; n-- {
		if i, found := r.byWord[people.Fold(strings.Join(words[:n], " "))]; found && (n > 0 || len(words) == 0) {
			return r.commands[i], rest(line, n), true
		}
	}
	return Command{}, "", false
}

// rest is the line after its first n words, with the line breaks inside it kept.
func rest(line string, n int) string {
	s := strings.TrimSpace(line)
	for range n {
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i < 0 {
			return ""
		}
		s = strings.TrimSpace(s[i:])
	}
	return s
}

// Suggest is what a line that fits no command may have meant: up to three full lines,
// best first, of commands that p may use. A word counts within two edits, or as a prefix.
func (r *Router) Suggest(line string, p people.Person) []string {
	words := strings.Fields(line)
	type hit struct {
		line string
		cost int
	}
	var hits []hit
	seen := map[int]bool{}
	for n := min(2, len(words)); n >= 1; n-- {
		typed := people.Fold(strings.Join(words[:n], " "))
		for i, c := range r.commands {
			cost, word := c.closest(typed, n < len(words))
			if cost > 2 || seen[i] || c.Hidden || !c.Allowed(p) {
				continue
			}
			seen[i] = true
			hits = append(hits, hit{strings.TrimSpace(word + " " + rest(line, n)), cost})
		}
	}
	sort.SliceStable(hits, func(a, b int) bool { return hits[a].cost < hits[b].cost })
	var out []string
	for _, h := range hits {
		if len(out) < 3 && !slices.Contains(out, h.line) {
			out = append(out, h.line)
		}
	}
	return out
}

// closest is the command's word nearest to what was typed, and how far it is away. If more
// follows what was typed, it can't be the beginning of two words.
func (c Command) closest(typed string, more bool) (cost int, word string) {
	cost = 99
	for _, w := range c.Words {
		if more && strings.Count(w, " ") > strings.Count(typed, " ") {
			continue
		}
		f := people.Fold(w)
		const short = 3 // letters; every other short word is two typos away
		d := levenshtein.ComputeDistance(typed, f)
		if len(f) <= short && d > 0 {
			continue
		}
		if len(typed) >= 2 && strings.HasPrefix(f, typed) {
			d = min(d, 1)
		}
		if d < cost && d < len([]rune(f))-1 { // "x" is no typo of "hi"
			cost, word = d, w
		}
	}
	return cost, word
}

// For are the commands that p may use, in the order of the table.
func (r *Router) For(p people.Person) []Command {
	var out []Command
	for _, c := range r.commands {
		if !c.Hidden && c.Allowed(p) {
			out = append(out, c)
		}
	}
	return out
}
