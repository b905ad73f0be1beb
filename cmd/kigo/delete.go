package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"kigo/bot/audit"
	"kigo/bot/fault"
	"kigo/bot/i18n"
	"kigo/bot/people"
)

func newDelete() *cobra.Command {
	cmd := &cobra.Command{Use: "delete", Short: "Delete what is stored", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var handOver string
	person := &cobra.Command{
		Use:   "person ID",
		Short: "Delete one person from everywhere; ID is the person's id, e-mail address or name",
		Long: `Deletes one person from everywhere. Of events to come they sign off, and the next one moves up
and is told; in past events nobody stands in their place, so that the order stays. It cannot
be undone. It may be repeated, and goes on with a deletion that broke off.

That the person is deleted is noted in deletions.jsonl in the data folder, with nothing but
their random id and the time, so that a backup that is restored later brings nobody back.
At the end the whole database is searched, and what is left is listed.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(ctx context.Context, a *app) error {
				return a.deletePerson(ctx, args[0], handOver, &lines{out: cmd.OutOrStdout()})
			})
		},
	}
	person.Flags().StringVar(&handOver, "hand-over", "", "who looks after the events that the person organises alone: id, e-mail address or name")
	cmd.AddCommand(person)
	return cmd
}

// looksLikeID is the form of a person's id.
var looksLikeID = regexp.MustCompile(`^[a-z0-9]{8}$`)

func (a *app) deletePerson(ctx context.Context, text, handOver string, out *lines) error {
	printer := a.catalogue.Printer(a.cfg.Locale)
	if err := a.canSeal(ctx, true); err != nil {
		return err
	}
	p, err := a.people.FindOne(ctx, text)
	if err != nil {
		if !looksLikeID.MatchString(text) {
			return err
		}
		p = people.Person{ID: people.ID(text)} // a deletion that broke off late leaves nobody to find
	}
	if err := a.people.CanForget(ctx, p); err != nil {
		return err
	}
	if err := a.replace(ctx, p, handOver); err != nil {
		return err
	}
	if err := a.people.Forget(ctx, p.ID, audit.Terminal); err != nil {
		return err
	}
	out.say(printer.Plain("delete.done", i18n.Args{"ID": string(p.ID)}))
	words := []string{string(p.ID), p.Email, p.Name}
	for _, i := range p.Identities() {
		words = append(words, i.UserID)
	}
	left, err := a.store.Traces(ctx, words)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		out.say(printer.Plain("delete.nothing"))
		return out.err
	}
	out.say(printer.Plain("delete.left"))
	for _, t := range left {
		out.say("  " + t.String())
	}
	return out.err
}

// replace sees to it that what a person organises alone is somebody else's, too.
func (a *app) replace(ctx context.Context, p people.Person, handOver string) error {
	alone, err := a.events.Alone(ctx, p.ID)
	if err != nil || len(alone) == 0 {
		return err
	}
	if handOver == "" {
		var titles []string
		for _, e := range alone {
			titles = append(titles, fmt.Sprintf("„%s“", e.Title))
		}
		return fault.New("delete.alone", fault.Args{"Name": p.Shown(), "Events": strings.Join(titles, ", ")})
	}
	to, err := a.people.FindOne(ctx, handOver)
	if err != nil {
		return err
	}
	if to.ID == p.ID {
		return fault.New("delete.self")
	}
	return a.events.HandOver(ctx, p.ID, to)
}
