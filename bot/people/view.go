package people

import (
	"slices"
	"strings"
	"time"

	"kigo/bot/chat"
	"kigo/bot/i18n"
)

// RoleName is the role as people read it.
func RoleName(p i18n.Printer, r Role) string { return p.Plain("people.role." + string(r)) }

// RoleNames are all roles that somebody has; "" if none.
func RoleNames(p i18n.Printer, person Person) string {
	var names []string
	for _, r := range Roles {
		if person.Is(r) {
			names = append(names, RoleName(p, r))
		}
	}
	return strings.Join(names, ", ")
}

// DezernatName is "Dezernat III" or "ohne Angabe".
func DezernatName(p i18n.Printer, dezernat string) string {
	if dezernat == "" {
		return p.Plain("people.dezernat.none")
	}
	return p.Plain("people.dezernat", i18n.Args{"Name": dezernat})
}

// LanguageName is the language in its own words; "" is that of the chat.
func LanguageName(p i18n.Printer, lang string) string {
	if lang == "" {
		return p.Plain("people.language.auto")
	}
	return p.Plain("people.language." + lang)
}

// platformNames are the platforms that have a name in the catalogue.
var platformNames = []string{"mattermost", "slack", "playground"}

// PlatformName is the chat as people know it; "" is the one used last.
func PlatformName(p i18n.Printer, platform string) string {
	switch {
	case platform == "":
		return p.Plain("people.platform.last")
	case slices.Contains(platformNames, platform):
		return p.Plain("people.platform." + platform)
	}
	return platform
}

// ProfileView shows what the person can change about themselves. said, if any, stands
// above it. linkable offers to link another account.
func ProfileView(p i18n.Printer, person Person, said chat.Text, now time.Time, linkable bool) chat.Message {
	facts := chat.Section{Text: p.Text("profile.title"), Fields: []chat.Field{
		{Label: p.Plain("profile.name"), Value: chat.Words(person.Shown())},
		{Label: p.Plain("profile.dezernat"), Value: dezernatValue(p, person)},
		{Label: p.Plain("profile.language"), Value: chat.Words(LanguageName(p, person.Language))},
	}}
	if roles := RoleNames(p, person); roles != "" {
		facts.Fields = append(facts.Fields, chat.Field{Label: p.Plain("profile.roles"), Value: chat.Words(roles)})
	}
	change := chat.Section{Text: p.Text("profile.change")}
	if !person.Fixed[FieldDezernat] {
		change.Selects = append(change.Selects, dezernatSelect(p))
	}
	if len(person.Accounts) > 1 {
		facts.Fields = append(facts.Fields, chat.Field{Label: p.Plain("profile.chat"), Value: chat.Words(PlatformName(p, person.Prefers))})
		change.Selects = append(change.Selects, chatSelect(p, person))
	}
	for _, l := range i18n.Languages {
		if l != person.Language {
			change.Buttons = append(change.Buttons, chat.Button{Label: LanguageName(p, l), Line: "profil sprache " + l})
		}
	}
	if linkable {
		change.Buttons = append(change.Buttons, chat.Button{Label: p.Plain("profile.link.button"), Line: "profil verbinden"})
	}
	change.Buttons = append(change.Buttons, chat.Button{Label: p.Plain("profile.quiet.button"), Line: "profil ruhe"})
	if person.QuietUntil.After(now) {
		facts.Fields = append(facts.Fields, chat.Field{Label: p.Plain("profile.quiet"), Value: chat.Words(QuietName(p, person.QuietUntil))})
		change.Buttons = append(change.Buttons, chat.Button{Label: p.Plain("profile.quiet.end"), Line: "profil ruhe aus"})
	}
	var m chat.Message
	if len(said) > 0 {
		m.Sections = append(m.Sections, chat.Section{Text: said})
	}
	m.Sections = append(m.Sections, facts, change)
	return m
}

func dezernatValue(p i18n.Printer, person Person) chat.Text {
	name := DezernatName(p, person.Dezernat)
	if person.Fixed[FieldDezernat] {
		return p.Text("profile.dezernat.fixed", i18n.Args{"Dezernat": name})
	}
	return chat.Words(name)
}

func dezernatSelect(p i18n.Printer) chat.Select {
	s := chat.Select{Label: p.Plain("profile.dezernat.choose"), Line: "profil dezernat"}
	for _, d := range Dezernate {
		s.Options = append(s.Options, chat.Option{Label: DezernatName(p, d), Value: d})
	}
	s.Options = append(s.Options, chat.Option{Label: DezernatName(p, ""), Value: "keins"})
	return s
}

func chatSelect(p i18n.Printer, person Person) chat.Select {
	s := chat.Select{Label: p.Plain("profile.chat.choose"), Line: "profil chat"}
	for _, a := range person.Identities() {
		s.Options = append(s.Options, chat.Option{Label: PlatformName(p, a.Platform), Value: a.Platform})
	}
	s.Options = append(s.Options, chat.Option{Label: PlatformName(p, ""), Value: "zuletzt"})
	return s
}

// CanLink reports whether there is a connected chat in which the person has no account.
func (s *Service) CanLink(person Person) bool {
	return slices.ContainsFunc(s.Platforms, func(platform string) bool { return person.Accounts[platform] == "" })
}

// PickView asks which of several people text means; line is the command about one of them.
func PickView(p i18n.Printer, text string, found []Person, line func(ID) string) chat.Message {
	args := i18n.Args{"Text": shorten(text), "Max": MaxFound}
	question := p.Text("person.pick", args)
	if len(found) >= MaxFound {
		question = chat.Lines(question, p.Text("person.pick.first", args))
	}
	labels, times := make([]string, len(found)), map[string]int{}
	for i, person := range found {
		labels[i] = chat.Shorten(person.Shown(), 40) + " (" + DezernatName(p, person.Dezernat) + ")"
		times[labels[i]]++
	}
	var buttons []chat.Button
	for i, person := range found[:min(len(found), MaxFound)] {
		if times[labels[i]] > 1 {
			labels[i] += " " + string(person.ID)
		}
		buttons = append(buttons, chat.Button{Label: labels[i], Line: line(person.ID)})
	}
	return chat.Say(question, buttons...)
}
