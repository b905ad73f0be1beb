package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"kigo/bot/chat"
	"kigo/bot/i18n"
	"kigo/bot/knowledge"
)

// maxQuestion is how much of a line is read as a question, in bytes.
const maxQuestion = 64 << 10

// asker is one run of `kigo ask`.
type asker struct {
	out       io.Writer
	p         i18n.Printer
	knowledge knowledge.Folder
	model     knowledge.Model
}

func newAsk() *cobra.Command {
	var dir, cases string
	var asJSON, explain bool
	cmd := &cobra.Command{
		Use:   "ask [QUESTION…]",
		Short: "Answer questions from the knowledge base: each argument, or each line of stdin",
		RunE: func(cmd *cobra.Command, questions []string) error {
			c, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			catalogue, err := i18n.New(c.zone)
			if err != nil {
				return err
			}
			a := asker{out: cmd.OutOrStdout(), p: catalogue.Printer(c.Locale)}
			if err := a.open(cmd, c, dir); err != nil {
				return err
			}
			if cases != "" {
				return a.evaluate(cases, cmd.ErrOrStderr())
			}
			answer := a.say
			switch {
			case asJSON:
				answer = a.json
			case explain:
				answer = a.explain
			}
			return a.each(questions, cmd.InOrStdin(), answer)
		},
	}
	cmd.Flags().StringVar(&dir, "kb", "", "folder of another knowledge base")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a question")
	cmd.Flags().BoolVar(&explain, "explain", false, "say why")
	cmd.Flags().StringVar(&cases, "evaluate", "", "print how well the questions of a file are answered: lines of id (or -), question, kind")
	cmd.MarkFlagsMutuallyExclusive("json", "explain", "evaluate")
	return cmd
}

// open reads the knowledge base: a folder, else the store if one is named, else the built-in one.
func (a *asker) open(cmd *cobra.Command, c Config, dir string) error {
	var err error
	if a.model, err = knowledge.BuiltInModel(); err != nil {
		return err
	}
	switch {
	case dir != "":
		if a.knowledge, err = readKnowledge(dir, a.p, cmd.ErrOrStderr()); err != nil && !errors.Is(err, errReported) {
			err = fmt.Errorf("--kb: %w", err)
		}
	case c.MongoURI != "" || given(cmd, "data", "") || given(cmd, "data-dir", "KIGO_DATA_DIR"):
		err = withApp(cmd, func(ctx context.Context, app *app) error {
			if err := app.seedLibrary(ctx); err != nil {
				return err
			}
			a.knowledge, err = app.library.Folder(ctx)
			return err
		})
	default:
		a.knowledge, err = knowledge.BuiltIn()
	}
	return err
}

// each answers the questions, or each line of in if there are none.
func (a *asker) each(questions []string, in io.Reader, answer func(x *knowledge.Index, question string) error) error {
	x := knowledge.NewIndex(a.knowledge, a.model)
	for _, q := range questions {
		if err := answer(x, q); err != nil {
			return err
		}
	}
	if len(questions) > 0 {
		return nil
	}
	lines := bufio.NewReader(in)
	for {
		line, err := questionLine(lines)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read questions: %w", err)
		}
		if err != nil && line == "" {
			return nil
		}
		if err := answer(x, line); err != nil {
			return err
		}
	}
}

// questionLine is the next line, cut where it is too long to be a question.
func questionLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, more, err := r.ReadLine()
		if room := maxQuestion - b.Len(); len(part) > room {
			part = part[:room]
		}
		b.Write(part)
		if err != nil || !more {
			return b.String(), err
		}
	}
}

// say prints an answer for people.
func (a *asker) say(x *knowledge.Index, question string) error {
	w := &lines{out: a.out}
	r := x.Ask(question)
	switch r.Outcome {
	case knowledge.Answered:
		w.say(chat.Markdown(r.Entry.Answer).String())
		w.say(a.p.Plain("ask.source", i18n.Args{"Source": r.Entry.Source}))
		if r.Entry.Command != "" {
			w.say(a.p.Plain("ask.command", i18n.Args{"Command": r.Entry.Command}))
		}
	case knowledge.Suggested:
		w.say(a.p.Plain("ask.meant"))
		for _, s := range r.Suggestions {
			w.say(a.p.Plain("ask.suggestion", i18n.Args{"Question": s.Entry.Question, "ID": string(s.Entry.ID)}))
		}
	case knowledge.Unsure:
		w.say(a.p.Plain("ask.unsure"))
	}
	return w.err
}
