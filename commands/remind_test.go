package commands

import (
	"context"
	"strings"
	"testing"

	"kigo/bot"
	"kigo/bot/chat"
)

// In a direct message a sentence that begins with the word is no command.
func TestSentencesAboutRemindingAreQuestions(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	bert := d.person("bert")
	d.event("forum-abcd", "Ki:GO Forum", bert)
	d.event("treff-abcd", "Dienstag: Treff der Neuen", bert)
	d.event("voll-abcd", "Vollversammlung")
	d.bot.Ask = func(context.Context, bot.Request, string) (chat.Reply, error) {
		return bot.Private(chat.Say(chat.Words("a question"))), nil
	}
	for line, want := range map[string]string{
		"erinnern": "Ki:GO Forum\n",
		"erinnern morgen 9 Uhr Flipchart mitnehmen":   "Ich erinnere dich am Mi, 25.11.2026, 9:00 Uhr: Flipchart mitnehmen",
		"erinnern in 2 Stunden Forum aus":             "Ich erinnere dich am Di, 24.11.2026, 11:00 Uhr: Forum aus",
		"remind me tomorrow at 9 to call Anna":        "Ich erinnere dich am Mi, 25.11.2026, 9:00 Uhr: call Anna",
		"erinnern morgen Flipchart mitnehmen":         "Bei „morgen Flipchart mitnehmen“ fehlt die Uhrzeit",
		"erinnern morgen Treffen um 1h":               "Bei „morgen Treffen um 1h“ fehlt die Uhrzeit",
		"erinnern forum 24h":                          "Ich erinnere dich an Ki:GO Forum:",
		"erinnern forum":                              "Ki:GO Forum\n",
		"erinnern treff aus":                          "An Dienstag: Treff der Neuen erinnere ich dich nicht",
		"erinnern Dienstag: Treff 1h":                 "Ich erinnere dich an Dienstag: Treff der Neuen:",
		"erinnern o 1h":                               "a question", // begins no word of a title
		"erinnern vollversammlung aus":                "a question", // bert is not in it
		"erinnern standard aus":                       "Alle Veranstaltungen, bei denen du nichts anderes wählst, Erinnerung: gar nicht",
		"erinnern standard wäre gut":                  "a question",
		"erinnern löschen geht nicht":                 "a question",
		"erinnern später geht nicht":                  "a question",
		"erinnern Sie mich bitte an den Termin":       "a question",
		"erinnern forum 1h?":                          "a question",
		"Erinnern morgen um 9 Uhr auch andere daran?": "a question",
		"/kigo erinnern vollversammlung aus":          "Bei „vollversammlung“ bist du nicht dabei",
		"/kigo erinnern irgendwas":                    "„irgendwas“ beginnt mit keinem Datum",
	} {
		got := d.handle("playground", "bert", chat.DirectMessage, line).Message.Plain()
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q is answered with %q, want %q", line, got, want)
		}
	}
}

func TestPuttingOffNamesAMoment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.event("forum-abcd", "Ki:GO Forum", d.person("bert"))
	press := func(user, line string) string {
		return d.handle("playground", user, chat.Click, line).Message.Plain()
	}
	for word, want := range map[string]string{
		"1h": "Di, 24.11.2026, 10:00 Uhr", "3h": "Di, 24.11.2026, 12:00 Uhr", "morgen": "Mi, 25.11.2026, 9:00 Uhr", "tomorrow": "Mi, 25.11.2026, 9:00 Uhr",
	} {
		has(t, press("bert", "erinnern später "+string(id)+" "+word), "Ich erinnere dich noch einmal an Ki:GO Forum: "+want)
	}
	has(t, press("anna", "erinnern später "+string(id)+" 1h"), "hast du zurzeit keinen Platz")
	has(t, press("bert", "erinnern später"), "Zum Verschieben drückst du")
}
