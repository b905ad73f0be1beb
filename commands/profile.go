package commands

import (
	"context"
	"slices"
	"strings"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// profileParts are the words behind "profil", German and English, by what they change.
var profileParts = map[string][]string{
	"dezernat": {"dezernat", "department"},
	"language": {"sprache", "language"},
	"chat":     {"chat"},
	"link":     {"verbinden", "link", "connect"},
	"quiet":    {"ruhe", "nicht", "quiet"}, // "nicht stören bis …"
}

// profile shows what kigo knows of the person and changes what is theirs to change.
func profile(s Services) bot.Command {
	return bot.Command{Fits: fitsProfile, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		part, value := cutProfile(r.Args)
		switch {
		case part == "quiet":
			return setQuiet(ctx, s, r, value)
		case r.Args == "" || (value == "" && part != "" && part != "link"):
			return here(r, people.ProfileView(r.P, r.Person, nil, r.Now, s.People.CanLink(r.Person))), nil
		case part == "dezernat":
			return setDezernat(ctx, s, r, value)
		case part == "language":
			if _, err := setLanguage(ctx, s, r, value); err != nil {
				return chat.Reply{}, err
			}
			return profileChanged(ctx, s, r)
		case part == "chat":
			return setChat(ctx, s, r, value)
		case part == "link" && value == "":
			return linkCode(ctx, s, r)
		case part == "link":
			return linkAccount(ctx, s, r, value)
		}
		return chat.Reply{}, fault.New("profile.unknown", fault.Args{"Typed": short(r.Args)})
	}}
}

// here answers a click in place of what was clicked, everything else beneath.
func here(r bot.Request, m chat.Message) chat.Reply {
	return chat.Reply{Message: m, Replace: r.Event.Kind == chat.Click}
}

func cutProfile(args string) (part, value string) {
	first, rest, _ := strings.Cut(args, " ")
	for name, words := range profileParts {
		if slices.Contains(words, people.Fold(first)) {
			return name, strings.TrimSpace(rest)
		}
	}
	return "", args
}

func fitsProfile(args string) bool {
	part, value := cutProfile(args)
	var ok bool
	switch part {
	case "dezernat":
		_, ok = people.ParseDezernat(value)
	case "language":
		_, ok = parseLanguage(value)
	case "chat":
		ok = len(strings.Fields(value)) == 1
	case "quiet":
		ok = fitsQuiet(args, value)
	case "link":
		ok = value == "" || people.LooksLikeCode(value)
	}
	return ok
}

// profileChanged shows the profile as it is now, in the language that is theirs now.
func profileChanged(ctx context.Context, s Services, r bot.Request) (chat.Reply, error) {
	person, err := s.People.Get(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	p := r.Bot.PrinterFor(person)
	return here(r, people.ProfileView(p, person, p.Text("profile.saved"), r.Now, s.People.CanLink(person))), nil
}

func setDezernat(ctx context.Context, s Services, r bot.Request, value string) (chat.Reply, error) {
	d, ok := people.ParseDezernat(value)
	if !ok {
		return chat.Reply{}, fault.New("people.dezernat_unknown", fault.Args{"Typed": short(value), "Known": strings.Join(people.Dezernate, ", ")})
	}
	if err := s.People.SetDezernat(ctx, r.Person.ID, d); err != nil {
		return chat.Reply{}, err
	}
	return profileChanged(ctx, s, r)
}

func setChat(ctx context.Context, s Services, r bot.Request, value string) (chat.Reply, error) {
	platform := people.Fold(value)
	if slices.Contains([]string{"zuletzt", "egal", "last", "any"}, platform) {
		platform = ""
	}
	for name := range r.Person.Accounts { // as the chat is called
		if people.Fold(people.PlatformName(r.P, name)) == platform {
			platform = name
		}
	}
	if platform != "" && r.Person.Accounts[platform] == "" {
		return chat.Reply{}, fault.New("people.no_account", fault.Args{"Typed": short(value)})
	}
	if err := s.People.SetPrefers(ctx, r.Person.ID, platform); err != nil {
		return chat.Reply{}, err
	}
	return profileChanged(ctx, s, r)
}

// linkCode shows the code that links an account on another platform.
func linkCode(ctx context.Context, s Services, r bot.Request) (chat.Reply, error) {
	code, until, err := s.People.NewCode(ctx, r.Person.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	return here(r, chat.Say(r.P.Text("profile.link.code", i18n.Args{
		"Code": code, "Until": r.P.Clock(until), "Chat": people.PlatformName(r.P, r.Event.Platform),
	}))), nil
}

// linkAccount asks whose account it is to become, and makes it so after a yes: a code may
// have been sent by somebody who would like to read along.
func linkAccount(ctx context.Context, s Services, r bot.Request, value string) (chat.Reply, error) {
	code, last := lastWord(value)
	if !yes(last) || code == "" {
		owner, err := s.People.Linkable(ctx, r.Event.Platform, r.Person, value)
		if err != nil {
			return chat.Reply{}, err
		}
		return here(r, chat.Say(r.P.Text("profile.link.confirm", i18n.Args{"Name": owner.Shown()}),
			chat.Button{Label: r.P.Plain("profile.link.yes"), Line: "profil verbinden " + value + " ja", Style: chat.Primary},
			chat.Button{Label: r.P.Plain("profile.link.no"), Line: "profil"})), nil
	}
	person, err := s.People.Link(ctx, r.Event.Platform, r.Person, code)
	if err != nil {
		return chat.Reply{}, err
	}
	p := r.Bot.PrinterFor(person)
	return here(r, people.ProfileView(p, person, p.Text("profile.link.done"), r.Now, s.People.CanLink(person))), nil
}

// yes reports whether the word confirms.
func yes(word string) bool { return slices.Contains([]string{"ja", "yes"}, people.Fold(word)) }
