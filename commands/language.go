package commands

import (
	"context"

	"kigo/bot"
	"kigo/bot/chat"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

// speak chooses the language in which kigo answers.
func speak(s Services) bot.Command {
	fits := func(args string) bool { _, ok := parseLanguage(args); return ok }
	return bot.Command{Fits: fits, Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
		if r.Args == "" {
			return here(r, chat.Say(r.P.Text("language.choose", i18n.Args{"Language": people.LanguageName(r.P, r.P.Lang())}), languageButtons(r.P, "")...)), nil
		}
		person, err := setLanguage(ctx, s, r, r.Args)
		if err != nil {
			return chat.Reply{}, err
		}
		p := r.Bot.PrinterFor(person)
		return here(r, chat.Say(p.Text("language.saved"), languageButtons(p, p.Lang())...)), nil
	}}
}

// languageButtons are all languages but one, each in its own words.
func languageButtons(p i18n.Printer, but string) []chat.Button {
	var buttons []chat.Button
	for _, l := range i18n.Languages {
		if l != but {
			buttons = append(buttons, chat.Button{Label: people.LanguageName(p, l), Line: "sprache " + l})
		}
	}
	return buttons
}

// parseLanguage also takes words for "as the chat's own settings say", which is "".
func parseLanguage(s string) (string, bool) {
	if f := people.Fold(s); f == "auto" || f == "automatisch" || f == "automatic" {
		return "", true
	}
	return people.ParseLanguage(s)
}

// setLanguage returns the person with their new language.
func setLanguage(ctx context.Context, s Services, r bot.Request, value string) (people.Person, error) {
	lang, ok := parseLanguage(value)
	if !ok {
		return r.Person, fault.New("people.language_unknown", fault.Args{"Typed": short(value)})
	}
	person := r.Person
	person.Language = lang
	return person, s.People.SetLanguage(ctx, r.Person.ID, lang)
}
