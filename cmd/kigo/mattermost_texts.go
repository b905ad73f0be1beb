package main

import (
	"kigo/adapters/mattermost/setup"
	"kigo/bot/i18n"
)

// mattermostTexts are what people see of kigo in Mattermost before they talk to it. They
// stand on the server once, in the organisation's language.
func mattermostTexts(c Config) (setup.Texts, error) {
	catalogue, err := i18n.New(c.zone)
	if err != nil {
		return setup.Texts{}, err
	}
	p := catalogue.Printer(c.Locale)
	return setup.Texts{
		Name:        p.Plain("mattermost.bot.name"),
		About:       p.Plain("mattermost.bot.about"),
		Description: p.Plain("mattermost.command.description"),
		Hint:        p.Plain("mattermost.command.hint"),
		Use:         p.Plain("mattermost.command.use"),
	}, nil
}
