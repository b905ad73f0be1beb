package main

import (
	"strings"

	"kigo/bot/i18n"
	"kigo/bot/knowledge"
	"kigo/bot/knowledge/words"
)

// wordKinds are keys of what a word is worth.
var wordKinds = map[words.Kind]string{
	words.Known: "ask.word.known", words.Filler: "ask.word.filler", words.Unknown: "ask.word.unknown", words.Elsewhere: "ask.word.elsewhere",
}

// explain prints why a question leads to its result.
func (a *asker) explain(x *knowledge.Index, question string) error {
	w := &lines{out: a.out}
	e := x.Explain(question)
	w.say(a.p.Plain("ask.explain.question", i18n.Args{"Question": question}))
	w.say(a.p.Plain("ask.explain.asks", i18n.Args{"Asks": a.p.Plain("ask.asks." + e.Asks)}))
	for _, word := range e.Words {
		w.say("  " + a.word(word))
	}
	w.say(a.p.Plain("ask.explain.outcome", i18n.Args{"Outcome": a.p.Plain("ask.outcome." + string(e.Result.Outcome))}))
	for _, entry := range e.Entries {
		w.say(a.p.Plain("ask.explain.entry", i18n.Args{"ID": string(entry.ID), "Likely": percent(entry.Likely)}))
		a.reasons(w, entry)
	}
	w.say(a.p.Plain("ask.explain.none", i18n.Args{"Likely": percent(e.None.Likely)}))
	a.reasons(w, e.None)
	return w.err
}

func (a *asker) word(word knowledge.Word) string {
	s := word.Text + ": " + a.p.Plain(wordKinds[word.Kind])
	if word.As != "" {
		s += ", " + a.p.Plain("ask.word.as", i18n.Args{"Word": word.As})
	}
	if len(word.Means) > 0 && word.Kind != words.Filler {
		s += ", " + strings.Join(word.Means, " · ")
	}
	return s
}

func (a *asker) reasons(w *lines, of knowledge.Weighed) {
	for _, r := range of.Reasons {
		w.say("  " + signed(r.Points()) + "  " + a.p.Plain("ask.reason."+r.Name, i18n.Args{"Value": decimal(r.Value)}))
	}
}
