package pulses

import (
	"slices"
	"strings"

	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// everybody are the words for a target that restricts nothing, folded.
var everybody = []string{"", "alle", "alle mitarbeitenden", "all", "everybody", "everyone"}

// ParseTarget reads who is asked: "alle", "Dezernat II, III", "Rolle Organisation" or
// "Veranstaltung forum-kigo". event finds the id of an event that is named.
func ParseTarget(text string, event func(name string) (id string, err error)) (Target, error) {
	none := Target{Dezernate: []string{}, Roles: []people.Role{}}
	if slices.Contains(everybody, fold(text)) {
		return none, nil
	}
	word, rest, _ := strings.Cut(strings.Join(strings.Fields(text), " "), " ")
	t := none
	switch fold(word) {
	case "dezernat", "dezernate", "department", "departments":
		for _, name := range names(rest) {
			d, ok := people.ParseDezernat(name)
			if !ok {
				return none, fault.New("pulse.target.unknown")
			}
			t.Dezernate = append(t.Dezernate, d)
		}
	case "rolle", "rollen", "role", "roles":
		for _, name := range names(rest) {
			role, ok := people.ParseRole(name)
			if !ok {
				return none, fault.New("pulse.target.unknown")
			}
			t.Roles = append(t.Roles, role)
		}
	case "veranstaltung", "event":
		id, err := event(rest)
		if err != nil {
			return none, err
		}
		t.Event = id
	default:
		return none, fault.New("pulse.target.unknown")
	}
	return t, nil
}

// names are parted by commas or "und".
func names(list string) []string {
	list = strings.ReplaceAll(strings.ReplaceAll(list, " und ", ","), " and ", ",")
	return strings.Split(list, ",")
}

// typed is what ParseTarget reads as this target, and what people read.
func (t Target) typed(p i18n.Printer) string {
	switch {
	case len(t.Dezernate) > 0:
		shown := make([]string, 0, len(t.Dezernate))
		for _, d := range t.Dezernate {
			shown = append(shown, groupName(p, d))
		}
		return p.Plain("pulse.target.dezernate", i18n.Args{"Names": strings.Join(shown, ", ")})
	case len(t.Roles) > 0:
		shown := make([]string, 0, len(t.Roles))
		for _, r := range t.Roles {
			shown = append(shown, people.RoleName(p, r))
		}
		return p.Plain("pulse.target.roles", i18n.Args{"Names": strings.Join(shown, ", ")})
	case t.Event != "":
		return p.Plain("pulse.target.event", i18n.Args{"Event": t.Event})
	}
	return p.Plain("pulse.target.all")
}

// groupName is a Dezernat without that word, or "ohne Angabe".
func groupName(p i18n.Printer, group string) string {
	if group == "" {
		return p.Plain("pulse.group.none")
	}
	return group
}
