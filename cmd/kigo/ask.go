package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
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
			if err := a.open(dir, cmd.ErrOrStderr()); err != nil {
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

// open reads the knowledge base. What is wrong with it has been written when it returns errReported.
func (a *asker) open(dir string, errOut io.Writer) error {
	var err error
	if a.model, err = knowledge.BuiltInModel(); err != nil {
		return err
	}
	if dir == "" {
		a.knowledge, err = knowledge.BuiltIn()
		return err
	}
	if info, err := os.Stat(dir); err != nil {
		return fmt.Errorf("--kb: %w", err)
	} else if !info.IsDir() {
		return fmt.Errorf("--kb %s: %w: name a folder of entries", dir, fs.ErrInvalid)
	}
	a.knowledge, err = knowledge.ReadFolder(os.DirFS(dir))
	var mistakes knowledge.Mistakes
	if !errors.As(err, &mistakes) {
		return err
	}
	w := &lines{out: errOut}
	for _, m := range mistakes {
		w.say(mistakeInEntry(a.p, m))
	}
	return errors.Join(errReported, w.err)
}

func mistakeInEntry(p i18n.Printer, m knowledge.Mistake) string {
	args := i18n.Args{"File": m.File, "Field": m.Field, "What": p.Fault(m.Fault)}
	if m.Field == "" {
		return p.Plain("ask.mistake.file", args)
	}
	return p.Plain("ask.mistake.field", args)
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
