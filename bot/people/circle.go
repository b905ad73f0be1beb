package people

import (
	"slices"
	"strings"
)

// Circle is a way to say which people are meant.
type Circle string

// The circles that a text may begin with.
const (
	Everyone    Circle = "all"
	OfDezernate Circle = "dezernat"
	WithRoles   Circle = "role"
	AtEvent     Circle = "event"
)

var everyone = []string{"", "alle", "alle mitarbeitenden", "all", "everybody", "everyone"}

var circleWords = map[string]Circle{
	"dezernat": OfDezernate, "dezernate": OfDezernate, "dez": OfDezernate, "dez.": OfDezernate, "department": OfDezernate, "departments": OfDezernate,
	"rolle": WithRoles, "rollen": WithRoles, "role": WithRoles, "roles": WithRoles,
	"veranstaltung": AtEvent, "event": AtEvent,
}

// ParseCircle reads whom a text means, such as "alle" or "Dezernat II, III"; rest is what
// stands behind the word. "" is a word that stands for none of them.
func ParseCircle(text string) (c Circle, rest string) {
	text = strings.Join(strings.Fields(text), " ")
	if slices.Contains(everyone, Fold(text)) {
		return Everyone, ""
	}
	word, rest, _ := strings.Cut(text, " ")
	return circleWords[Fold(word)], rest
}

// SplitNames parts a list such as "II, III und OB".
func SplitNames(list string) []string {
	var all []string
	for _, part := range strings.Split(list, ",") {
		var name []string
		for _, w := range append(strings.Fields(part), "+") {
			if f := Fold(w); f != "und" && f != "and" && f != "+" {
				name = append(name, w)
				continue
			}
			if len(name) > 0 {
				all, name = append(all, strings.Join(name, " ")), nil
			}
		}
	}
	return all
}
