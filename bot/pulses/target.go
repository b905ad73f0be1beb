package pulses

import (
	"strings"

	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// ParseTarget reads who is asked: "alle", "Dezernat II, III", "Rolle Organisation" or
// "Veranstaltung forum-kigo". event finds the id of an event that is named.
func ParseTarget(text string, event func(name string) (id string, err error)) (Target, error) {
	t := Target{Dezernate: []string{}, Roles: []people.Role{}}
	circle, rest := people.ParseCircle(text)
	named := people.SplitNames(rest)
	switch circle {
	case people.Everyone:
		return t, nil
	case people.OfDezernate:
		for _, name := range named {
			d, ok := people.ParseDezernat(name)
			if !ok {
				return t, fault.New("pulse.target.unknown")
			}
			t.Dezernate = append(t.Dezernate, d)
		}
	case people.WithRoles:
		for _, name := range named {
			role, ok := people.ParseRole(name)
			if !ok {
				return t, fault.New("pulse.target.unknown")
			}
			t.Roles = append(t.Roles, role)
		}
	case people.AtEvent:
		var err error
		t.Event, err = event(rest)
		return t, err
	}
	if len(t.Dezernate)+len(t.Roles) == 0 {
		return t, fault.New("pulse.target.unknown")
	}
	return t, nil
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
