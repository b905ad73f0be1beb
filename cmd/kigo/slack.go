package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"kigo/adapters/slack"
	"kigo/bot"
	"kigo/bot/i18n"
	"kigo/bot/people"
	"kigo/commands"
)

func newSlack() *cobra.Command {
	cmd := &cobra.Command{Use: "slack", Short: "Connect kigo with a Slack workspace"}
	cmd.AddCommand(newSlackManifest())
	return cmd
}

func newSlackManifest() *cobra.Command {
	var address string
	cmd := &cobra.Command{
		Use:   "manifest",
		Short: "Print the manifest from which Slack makes kigo's app",
		Long: `Prints the manifest (YAML) of kigo's Slack app: what kigo may do, each with its reason, the
slash command, the shortcuts, and what Slack tells kigo. Paste it at
https://api.slack.com/apps: Create New App, From a manifest. When kigo was updated, paste
it over the old one (App Manifest), and reinstall the app if Slack asks for it.

Without --http it is for Socket Mode, in which kigo connects to Slack and needs no public
address. With --http Slack calls kigo at that address.`,
		Example: `  kigo slack manifest
  kigo slack manifest --http https://kigo.example.org`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("http") {
				if err := slackReaches(address); err != nil {
					return fmt.Errorf("--http %w", err)
				}
			}
			return printManifest(cmd, address)
		},
	}
	cmd.Flags().StringVar(&address, "http", "", "address under which Slack reaches kigo, for HTTP mode")
	return cmd
}

func printManifest(cmd *cobra.Command, address string) error {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	catalogue, err := i18n.New(c.zone)
	if err != nil {
		return err
	}
	words, err := staffWords(c.Locale)
	if err != nil {
		return err
	}
	return slack.Manifest(cmd.OutOrStdout(), catalogue.Printer(c.Locale), words, address)
}

// staffWords are the commands that everybody may use, in the order of help.
func staffWords(lang string) ([]string, error) {
	router, err := bot.NewRouter(commands.All(commands.Services{}))
	if err != nil {
		return nil, err
	}
	var words []string
	for _, c := range router.For(people.Person{}) {
		if w := c.Word(lang); w != "" {
			words = append(words, w)
		}
	}
	return words, nil
}
